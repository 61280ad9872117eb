"""Bundles as an auditor gets them."""
