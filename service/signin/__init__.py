"""Sign-in: accounts, passwords, second factors, sessions, tokens of machines, identities from elsewhere."""
