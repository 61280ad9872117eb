"""Imports files of a register kept elsewhere: through the same door, by the same rules as everybody.

Files are read as they are carried out, a few hundred petitions at a time: while some are committed the next are judged,
and nothing of a file stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from domain.deciding import Refused, structural
from domain.office import ID, OfficeCreated
from domain.values import IMPORTED, Actor
from service.exchange.alone import alone
from service.exchange.carrying import Carrier, Decided, Done
from service.exchange.door import Door, Rehearsal
from service.exchange.mapping import Mapping
from service.exchange.rejects import FOLDER, Rejects
from service.exchange.rows import Source, source_of
from service.exchange.spool import Spool
from service.exchange.telling import Counts, Progress, Telling
from service.exchange.told import Told
from service.ledger.entry import Via
from service.offices import KnownOffice, UnknownOffice
from service.runtime import Instance

TOGETHER = 400
"""Petitions judged and committed together."""

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
    rehearsed: bool = False,
) -> Summary:
    """Brings the files into the office; repeating it adds nothing.

    An office that does not exist is made once there is a row that can be understood. `rehearsed`: everything is judged
    and nothing is written but the rejects.

    `progress` is told (rows done, rows in all). `reached` is told of each time of observation of a list of
    changes, once everything observed then is in, and the position of the ledger at which that is so.
    Raises: Refused for a malformed office, OSError for a file that cannot be read, LedgerError.
    """
    zone = zone_of(instance, mapping, office)
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = instance.settings.home / FOLDER
    name = f"{started}-{office}.{'rehearsal.' if rehearsed else ''}rejects.jsonl"
    sources = {file: source_of(file, mapping) for file in files}
    with alone(folder / f"{office}.lock"), Rejects(folder / name) as rejects, Spool(folder) as spool:
        counts = Counts(sum(source.rows for source in sources.values()), rejects, spool, progress)
        telling = Telling(mapping, zone, office, spool, counts)
        made = _Import(instance, mapping, office, counts, reached, spool if rehearsed else None)
        made.run(telling.told(sources), list(sources.values()))
        return _summary(counts, rejects)


def _summary(counts: Counts, rejects: Rejects) -> Summary:
    return Summary(
        counts.rows,
        counts.added,
        counts.already,
        counts.duplicates,
        counts.rejected,
        counts.events,
        counts.petitions,
        rejects.written,
    )


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
        made, actor, now = _founding(mapping, office)
        return instance.offices.create(made, mapping.head.rulebook, actor, now, Via(channel=IMPORTED))


def _founding(mapping: Mapping, office: str) -> tuple[OfficeCreated, Actor, datetime]:
    made = OfficeCreated(id=office, name=mapping.head.office, time_zone=mapping.head.time_zone)
    return made, Actor(mapping.id, authenticated=IMPORTED), datetime.now(UTC)


def _rehearsal(instance: Instance, mapping: Mapping, office: str, spool: Spool) -> Rehearsal:
    """The office, or the one that would be made."""
    try:
        return Rehearsal(instance, instance.offices.get(office), spool, exists=True)
    except UnknownOffice:
        made, actor, now = _founding(mapping, office)
        known = instance.offices.imagined(made, mapping.head.rulebook, actor, now)
        return Rehearsal(instance, known, spool, exists=False)


class _Import:
    def __init__(
        self, instance: Instance, mapping: Mapping, office: str, counts: Counts, reached: Reached, spool: Spool | None
    ) -> None:
        self._instance = instance
        self._mapping = mapping
        self._office = office
        self._counts = counts
        self._reached = reached
        self._spool = spool
        self._position = 0
        self._observed_at = ""

    def run(self, told: Iterator[Told], sources: Sequence[Source]) -> None:
        groups = _groups(told)
        first = next(groups, None)
        self._counts.announce()
        if first is None:
            return
        door = self._door()
        carrier = Carrier(door, self._mapping)
        carrier.start([source.digest for source in sources])
        with _writing(carrier, beside=door.waits) as writing:
            self._carry(first, carrier, writing)
            for group in groups:
                self._carry(group, carrier, writing)
            self._count(writing.finish())
        self._observe("")

    def _door(self) -> Door:
        if self._spool is not None:
            return _rehearsal(self._instance, self._mapping, self._office, self._spool)
        return Door(self._instance, office_of(self._instance, self._mapping, self._office))

    def _carry(self, group: Sequence[Told], carrier: Carrier, writing: _Writing) -> None:
        """Judges the group while the one before it is written, unless both tell of the same petition."""
        if writing.concerns(group) or group[0].observed_at != self._observed_at:
            self._count(writing.finish())
        self._observe(group[0].observed_at)
        outcomes = carrier.decide(group)
        self._count(writing.finish())
        writing.begin(group, outcomes)

    def _observe(self, observed_at: str) -> None:
        """Everything observed at the time before is in."""
        if self._observed_at and self._observed_at != observed_at:
            self._reached(self._observed_at, self._position)
        self._observed_at = observed_at

    def _count(self, finished: Sequence[tuple[UUID, Done]]) -> None:
        for petition, done in finished:
            self._counts.count(petition, done)
            self._position = max(self._position, done.position)
        self._counts.announce()


def _groups(told: Iterator[Told]) -> Iterator[list[Told]]:
    """As many as are carried out together: observed at one time, and none of a petition that is among them."""
    group: list[Told] = []
    petitions: set[UUID] = set()
    for each in told:
        apart = group and (each.observed_at != group[0].observed_at or each.petition in petitions)
        if apart or len(group) == TOGETHER:
            yield group
            group, petitions = [], set()
        group.append(each)
        petitions.add(each.petition)
    if group:
        yield group


class _Writing:
    """Writes one group at a time, beside the thread that judges the next."""

    def __init__(self, carrier: Carrier, pool: ThreadPoolExecutor, *, beside: bool) -> None:
        self._carrier = carrier
        self._pool = pool
        self._beside = beside
        self._group: Sequence[Told] = ()
        self._written: Future[list[Done]] | None = None

    def concerns(self, group: Sequence[Told]) -> bool:
        return not {each.petition for each in self._group}.isdisjoint(each.petition for each in group)

    def begin(self, group: Sequence[Told], outcomes: Sequence[Done | Decided]) -> None:
        self._group = group
        self._written = self._pool.submit(self._carrier.write, outcomes)
        if not self._beside:
            self._written.exception()

    def finish(self) -> list[tuple[UUID, Done]]:
        """What became of the petitions of the group under way. Raises: LedgerError."""
        group, written = self._group, self._written
        self._group, self._written = (), None
        return list(zip((each.petition for each in group), written.result(), strict=True)) if written else []


@contextmanager
def _writing(carrier: Carrier, *, beside: bool) -> Iterator[_Writing]:
    with ThreadPoolExecutor(1, "import") as pool:
        yield _Writing(carrier, pool, beside=beside)
