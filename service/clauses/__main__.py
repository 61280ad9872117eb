"""The page of the clauses and the table of proofs: `python -m service.clauses --write` makes them anew."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from service.clauses.page import page
from service.clauses.proofs import TABLE, found

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "clauses.md"


def made() -> dict[Path, bytes]:
    """What the two files must hold."""
    proofs = found(ROOT / "tests")
    table = msgspec.json.format(msgspec.json.encode(proofs), indent=1) + b"\n"
    return {PAGE: page(proofs).encode(), TABLE: table}


def main() -> int:
    files = made()
    if "--write" in sys.argv[1:]:
        for file, content in files.items():
            file.write_bytes(content)
    stale = [file for file, content in files.items() if not file.exists() or file.read_bytes() != content]
    for file in stale:
        sys.stderr.write(f"{file.relative_to(ROOT)} is out of date: python -m service.clauses --write\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
