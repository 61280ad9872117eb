"""One's own account: who one is here, sessions, password, second factor; and a code that opens the way in."""
