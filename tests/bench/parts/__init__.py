"""The parts of the suite, each of which can be run by itself."""
