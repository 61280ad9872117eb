"""Tests of the invented offices."""
