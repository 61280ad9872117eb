"""Tests of frozen reports over a real database."""
