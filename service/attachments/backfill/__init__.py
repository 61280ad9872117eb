"""Paper that was scanned in stacks: which pages belong to which petition, and taking them in (docs/attachments.md)."""
