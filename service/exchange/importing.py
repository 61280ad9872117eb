"""Imports files of a register kept elsewhere: through the same door, by the same rules as everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from domain.deciding import Refused, structural
from domain.office import ID, OfficeCreated
from domain.values import IMPORTED, Actor
from service.exchange.alone import alone
from service.exchange.carrying import Carrier, Done
from service.exchange.mapping import Mapping
from service.exchange.rejects import FOLDER, Rejects
from service.exchange.rows import Duplicate, Fault, rows
from service.exchange.told import Said, Told, Understanding, in_order, put_together
from service.ledger.entry import Via
from service.offices import KnownOffice, UnknownOffice
from service.runtime import Instance
from service.turns import turns

WORKERS = 8
"""Commands under way at once; what they queue up together is committed together."""

Progress = Callable[[int, int], None]
Reached = Callable[[str, int], None]


class Summary(Struct, frozen=True):
    """What became of the rows: rows = added + already + duplicates + rejected.

    `events`: lines added to the ledger. `petitions`: those that the rows taken are about. `rejects`: the file
    that says of each duplicate and rejected row where it stands and what is wrong; None when there are none.
    """

    rows: int
    added: int
    already: int
    duplicates: int
    rejected: int
    events: int
    petitions: int
    rejects: str | None


def import_files(
    instance: Instance,
    mapping: Mapping,
    files: Sequence[Path],
    office: str,
    *,
    progress: Progress,
    reached: Reached,
) -> Summary:
    """Brings the files into the office; repeating it adds nothing.

    An office that does not exist is made once there is a row that can be understood.

    `progress` is told (rows done, rows in all). `reached` is told of each time of observation of a list of
    changes, once everything observed then is in, and the position of the ledger at which that is so.
    Raises: Refused for a malformed office, OSError for a file that cannot be read, LedgerError.
    """
    zone = zone_of(instance, mapping, office)
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = instance.settings.home / FOLDER
    with alone(folder / f"{office}.lock"), Rejects(folder / f"{started}-{office}.rejects.jsonl") as rejects:
        return _Import(instance, mapping, office, zone, rejects).run(files, progress, reached)


def zone_of(instance: Instance, mapping: Mapping, office: str) -> str:
    """The time zone of the office, or the one it will be made with. Raises Refused, also for replayed time."""
    if ID.fullmatch(office) is None:
        zh, en = f"机构代码 {office!r} 不合规", f"office id {office!r} is not [a-z0-9-]{{1,32}}"
        raise Refused((structural(zh, en),))
    try:
        known = instance.offices.get(office)
    except UnknownOffice:
        return mapping.head.time_zone
    if known.replayed:
        zh, en = "该机构使用重放时间，不能导入", "the office lives in replayed time: nothing is imported into it"
        raise Refused((structural(zh, en),))
    return known.profile.time_zone


def office_of(instance: Instance, mapping: Mapping, office: str) -> KnownOffice:
    """The office, made as the mapping says when there is none."""
    try:
        return instance.offices.get(office)
    except UnknownOffice:
        head = mapping.head
        made = OfficeCreated(id=office, name=head.office, time_zone=head.time_zone)
        actor = Actor(mapping.id, authenticated=IMPORTED)
        return instance.offices.create(made, head.rulebook, actor, datetime.now(UTC), Via(channel=IMPORTED))


class _Import:
    def __init__(self, instance: Instance, mapping: Mapping, office: str, zone: str, rejects: Rejects) -> None:
        self._instance = instance
        self._mapping = mapping
        self._office = office
        self._understanding = Understanding(mapping, zone)
        self._rejects = rejects
        self._petitions: set[UUID] = set()
        self._rows = self._added = self._already = self._duplicates = self._rejected = self._events = 0

    def run(self, files: Sequence[Path], progress: Progress, reached: Reached) -> Summary:
        told = self._all_told(files)
        progress(self._done, self._rows)
        if told:
            office_of(self._instance, self._mapping, self._office)
            self._carry(told, progress, reached)
        return Summary(
            self._rows,
            self._added,
            self._already,
            self._duplicates,
            self._rejected,
            self._events,
            len(self._petitions),
            self._rejects.written,
        )

    def _carry(self, told: Sequence[Told], progress: Progress, reached: Reached) -> None:
        carrier = Carrier(self._instance, self._mapping, self._office)
        carrier.look_up(told)
        position = 0
        with ThreadPoolExecutor(WORKERS, "import") as pool:
            for observed_at, group in groupby(told, lambda each: each.observed_at):
                asked = list(group)
                for each, done in zip(asked, pool.map(carrier.carry, asked, turns(len(asked))), strict=True):
                    self._count(each, done)
                    position = max(position, done.position)
                    progress(self._done, self._rows)
                if observed_at:
                    reached(observed_at, position)

    @property
    def _done(self) -> int:
        return self._added + self._already + self._duplicates + self._rejected

    def _count(self, each: Told, done: Done) -> None:
        if done.added or done.already:
            self._petitions.add(each.petition)
        self._added += done.added
        self._already += done.already
        self._rejected += done.rejected
        self._events += done.events
        self._rejects.add(done.faults)

    # ---- reading

    def _all_told(self, files: Sequence[Path]) -> list[Told]:
        """What the good rows of all files tell: of registers file by file, of lists of changes in order of time."""
        if self._mapping.complete:
            return [told for file in files for told in self._put_together(self._first_of_each(file))]
        return self._put_together(in_order([said for file in files for said in self._said(file)]))

    def _put_together(self, said: Sequence[Said]) -> list[Told]:
        """Rows that another file had as well are there already."""
        told = put_together(self._office, said, complete=self._mapping.complete)
        self._already += len(said) - sum(len(each.rows) for each in told)
        return told

    def _first_of_each(self, file: Path) -> list[Said]:
        """A register has one row for each petition: of several the first counts."""
        kept: dict[str, Said] = {}
        for said in self._said(file):
            first = kept.setdefault(said.id, said)
            if first is not said:
                self._reject([said.row.fault("", f"second row of one id: the first, on line {first.row.line}, counts")])
        return list(kept.values())

    def _said(self, file: Path) -> Iterator[Said]:
        for row in rows(file, self._mapping):
            self._rows += 1
            said = [row] if isinstance(row, Fault) else self._understanding.said(row)
            if isinstance(said, Said):
                yield said
            else:
                self._reject(said)

    def _reject(self, faults: Sequence[Fault]) -> None:
        """The faults of one row."""
        if any(isinstance(fault, Duplicate) for fault in faults):
            self._duplicates += 1
        else:
            self._rejected += 1
        self._rejects.add(faults)
