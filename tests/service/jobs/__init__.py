"""Tests of the work that is done beside the requests."""
