"""What can be set, by a file and by the environment, and where each value comes from."""
