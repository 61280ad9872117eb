"""Tables that leave as files: one value, written as CSV or as XLSX."""
