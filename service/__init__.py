"""What touches the world: database, keys, HTTP, command line."""
