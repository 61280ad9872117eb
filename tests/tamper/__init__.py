"""The tamper matrix: what can be done to a log by somebody who owns its database, and what finds it."""
