"""Tests of what stands around every request."""
