"""What stands around every request: who asks from where, how much, how often; and what no answer gives away."""
