"""The schema by office: what a distributed PostgreSQL asks of keys and statements."""
