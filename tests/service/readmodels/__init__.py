"""Tests of the questions that read models answer."""
