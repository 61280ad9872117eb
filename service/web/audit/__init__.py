"""The auditor's pages: a case replayed, who read what, what was unusual, how the logs stand, what verifying finds."""
