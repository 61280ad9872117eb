"""Doing something to a petition: the form of each verb, and what becomes of what is typed into it."""
