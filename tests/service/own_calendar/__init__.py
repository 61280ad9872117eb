"""Own calendars: what is in them, who may fetch them, what they are as bytes."""
