"""The HTTP API, asked over a real database."""
