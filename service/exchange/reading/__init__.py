"""Readers of files kept elsewhere: delimited text, workbooks, JSON; each gives records, the header first."""
