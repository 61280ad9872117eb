"""The client of the API: what it sends, what it understands, and that neither drifts from what the server says."""
