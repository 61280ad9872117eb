"""What comes from outside, made hostile: every reader takes it, or refuses it in its own words, and never breaks."""
