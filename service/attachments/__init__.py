"""Attachments 附件: files beside the ledger, sealed under the petition's key, named in events by their digest."""
