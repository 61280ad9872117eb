"""The rejects of an import: one JSON line for each bad row or cell, by file, line, column and reason.

Nothing of the row itself stands there: the file lies outside the sealed ledger and is passed on freely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from domain.deciding import Refused
from service.exchange.rows import Fault, Row

VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|[0-9][0-9:.-]*")
FOLDER = "imports"


class Rejects:
    """Writes faults as they come into an existing folder; without any there is no file. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if self._file is None:
                self._file = self.path.open("ab")
            line = {"file": fault.file, "line": fault.line, "column": fault.column, "reason": fault.reason}
            self._file.write(msgspec.json.encode(line) + b"\n")

    @property
    def written(self) -> str | None:
        """Where the faults stand; None when there were none."""
        return str(self.path) if self._file is not None else None


def refusal(row: Row, refused: Refused) -> Fault:
    """Why the office refused what a row says, with everything out of the row made unreadable."""
    said = "; ".join(dict.fromkeys(f"{reason.clause}: {reason.en}" for reason in refused.reasons))
    for cell in sorted(filter(str.strip, row.cells.values()), key=len, reverse=True):
        said = said.replace(cell.strip(), "…") if len(cell.strip()) > 1 else said
    return row.fault("", f"refused: {VALUES.sub('…', said)}")
