"""The page of one petition."""
