"""The forms of acts, and of corrections."""
