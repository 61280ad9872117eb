"""One's own calendar: what a person owes until when, and on which days they receive, as calendar programs read it."""
