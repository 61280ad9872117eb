"""Tests of backups: taking, trying, putting back."""
