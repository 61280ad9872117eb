"""From files to what they tell, petition by petition, and the count of what becomes of their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from service.exchange import mapping as m
from service.exchange.carrying import Done
from service.exchange.rejects import Rejects
from service.exchange.rows import Duplicate, Fault, Row, Source, rows
from service.exchange.spool import Spool
from service.exchange.told import Said, Told, Understanding, put_together, register_row

Progress = Callable[[int, int], None]


class Counts:
    """Rows by what became of them; whoever wants to know is told, and of each bad row the rejects."""

    def __init__(self, expected: int, rejects: Rejects, spool: Spool, progress: Progress) -> None:
        self._spool = spool
        self._expected = expected
        self._rejects = rejects
        self._progress = progress
        self.rows = self.added = self.already = self.duplicates = self.rejected = self.events = self.petitions = 0

    @property
    def done(self) -> int:
        return self.added + self.already + self.duplicates + self.rejected

    def announce(self) -> None:
        self._progress(self.done, max(self.rows, self._expected))

    def count(self, petition: UUID, done: Done) -> None:
        self.petitions += bool(done.added or done.already) and self._spool.is_new("petition", petition)
        self.added += done.added
        self.already += done.already
        self.rejected += done.rejected
        self.events += done.events
        self._rejects.add(done.faults)

    def reject(self, faults: Sequence[Fault]) -> None:
        """The faults of one row."""
        if any(isinstance(fault, Duplicate) for fault in faults):
            self.duplicates += 1
        else:
            self.rejected += 1
        self._rejects.add(faults)


class Telling:
    """Reads files as a mapping says, for an office whose days are those of `zone`."""

    def __init__(self, mapping: m.Mapping, zone: str, office: str, spool: Spool, counts: Counts) -> None:
        self._mapping = mapping
        self._office = office
        self._spool = spool
        self._counts = counts
        self._understanding = Understanding(mapping, zone)

    def told(self, files: Mapping[Path, Source]) -> Iterator[Told]:
        """What the good rows of all files tell: of registers file by file, of lists of changes in order of time."""
        if self._mapping.complete:
            for file, source in files.items():
                yield from self._listed(file, source)
            return
        kept = 0
        for file, source in files.items():
            for said in self._said(file, source):
                self._spool.keep_change(said.at.timestamp() if said.at else 0.0, said.observed_at, said.id, said.row)
                kept += 1
        for each in put_together(self._office, self._changes()):
            kept -= len(each.rows)
            yield each
        self._counts.already += kept  # rows that another file had as well

    def _changes(self) -> Iterator[Said]:
        for row in self._spool.changes(Row):
            said = self._understanding.said(row)
            assert isinstance(said, Said)  # noqa: S101 - it was understood before it was kept
            yield said

    def _listed(self, file: Path, source: Source) -> Iterator[Told]:
        """A register has one row for each petition: of several the first counts."""
        for said in self._said(file, source):
            line = said.row.line
            first = self._spool.first(source.digest, "id", said.id, line=line)
            if first == line:
                yield register_row(self._office, said)
                continue
            self._counts.reject([said.row.fault("", f"second row of one id: the first, on line {first}, counts")])

    def _said(self, file: Path, source: Source) -> Iterator[Said]:
        for row in rows(file, self._mapping, source, self._spool):
            self._counts.rows += 1
            said = [row] if isinstance(row, Fault) else self._understanding.said(row)
            if isinstance(said, Said):
                yield said
            else:
                self._counts.reject(said)
