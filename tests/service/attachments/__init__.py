"""Attachments: what is taken, how it is kept, who gets it, and what happens when something breaks."""
