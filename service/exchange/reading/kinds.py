"""Which kind of file it is, by what it begins with and what it is called."""

from __future__ import annotations

from pathlib import Path

CSV, XLSX, JSON = "csv", "xlsx", "json"
KINDS = (CSV, XLSX, JSON)
ENDINGS = {".xlsx": XLSX, ".xlsm": XLSX, ".xls": XLSX, ".et": XLSX, ".json": JSON, ".jsonl": JSON, ".ndjson": JSON}
PACKED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def kind_of(path: Path) -> str:
    """csv, xlsx or json. A workbook is known by its first bytes, whatever it is called. Raises: OSError."""
    with path.open("rb") as file:
        begin = file.read(len(PACKED))
    if begin in (PACKED, OLD):
        return XLSX
    return ENDINGS.get(path.suffix.lower(), CSV)
