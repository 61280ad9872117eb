"""The tests: real PostgreSQL, no stand-ins."""
