"""What the office goes by: rulebooks and how their versions differ, the calendar, the code lists."""
