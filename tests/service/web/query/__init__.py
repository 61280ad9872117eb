"""Tests of the petitioner's query."""
