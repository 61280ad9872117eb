"""Reminders by e-mail, against a mail server that listens in the test's own process."""
