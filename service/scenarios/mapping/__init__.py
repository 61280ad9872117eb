"""From a line of a scenario to the commands that say the same: pure, by the words of the format alone."""
