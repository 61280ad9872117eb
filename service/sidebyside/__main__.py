"""`python -m service.sidebyside --write` makes the page anew."""

from __future__ import annotations

import sys
from pathlib import Path

from service.sidebyside.page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "side-by-side.md"


def main() -> int:
    content = page().encode()
    if "--write" in sys.argv[1:]:
        PAGE.write_bytes(content)
    if PAGE.exists() and PAGE.read_bytes() == content:
        return 0
    sys.stderr.write("docs/side-by-side.md is out of date: python -m service.sidebyside --write\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
