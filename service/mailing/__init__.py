"""Reminders by e-mail: how the mail server is reached, what a digest says, who is sent one."""
