"""What other systems are told: the feed, deliveries, how receivers are called."""
