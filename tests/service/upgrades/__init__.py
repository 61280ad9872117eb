"""From one version of the program to the next, and never back."""
