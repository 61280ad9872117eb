"""Subscriptions of other systems to events: where each stands, what is wrong with it, and its changes."""
