"""The pages of auditors."""
