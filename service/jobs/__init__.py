"""Work beside the requests: a queue of jobs in the database, and the runner that takes them."""
