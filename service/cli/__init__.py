"""The command line: the same jobs as the API, for people at a terminal and for scripts."""
