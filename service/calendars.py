"""Loading the holidays of a published year into an office, and reckoning its open duties again by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.calendar import Calendar, HolidayYear, parse_year
from domain.commands import Recompute
from domain.deciding import Refused, structural
from domain.office import CalendarLoaded, CalendarOverridden
from domain.recomputing import needs_recompute, redated_by
from domain.values import Actor
from projections.catalog import DUTIES
from projections.spans import FOREVER
from service.desk import Request, Step
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.readmodels import needs
from service.runtime import Instance

CONCERNED = f"""
SELECT DISTINCT petition FROM {DUTIES.schema}.{DUTIES.name}
WHERE office = %s AND until_pos = {FOREVER} AND to_pos = {FOREVER} AND due_on >= %s ORDER BY petition
"""  # noqa: S608 - constants

Progress = Callable[[int, int], None]


class Loaded(Struct, frozen=True):
    """What loading a year did.

    `new`: it was not in force before. `recomputed`: for how many petitions an open duty got another end, or a
    definite one.
    """

    year: int
    digest: str
    new: bool
    recomputed: int


def load_calendar(
    instance: Instance,
    office: str,
    content: bytes | HolidayYear,
    actor: Actor,
    via: Via,
    *,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Writes that the year is published, then one recomputation for each petition that it concerns.

    `content` is a file of the holiday-cn shape. `at` is the time of a replayed log. Repeated with a year that is
    in force already it writes only the recomputations that are still missing. `progress` is told (done, total).
    Raises: MalformedYear, Refused for a year without its notice, UnknownOffice, Behind, LedgerError.
    """
    said = content if isinstance(content, bytes) else written(content)
    year = parse_year(said)
    if not year.published:
        zh, en = (
            f"{year.year}年放假安排未注明文件，尚未公布",
            f"the file of {year.year} names no paper: not published yet",
        )
        raise Refused((structural(zh, en),))
    event = CalendarLoaded(year=year.year, digest=sha256(said).hexdigest(), content=said.decode())
    new = not in_force(instance.offices.get(office), event)
    if new:
        instance.offices.add(office, event, actor, via, at=at)
    by = (actor, via.channel, at)
    recomputed = _recompute(instance, office, date(year.year - 1, 12, 1), by, progress or _silent)
    return Loaded(year.year, event.digest, new, recomputed)


def override_day(
    instance: Instance,
    office: str,
    override: CalendarOverridden,
    actor: Actor,
    via: Via,
    *,
    at: datetime | None = None,
) -> int:
    """Writes that a day is worked, or is none, in this office; for how many petitions a limit was reckoned again.

    Repeated with what is in force already it writes only the recomputations that are still missing.
    Raises: Refused, UnknownOffice, Behind, LedgerError.
    """
    if override not in instance.offices.get(office).state.overrides:
        instance.offices.add(office, override, actor, via, at=at)
    return _recompute(instance, office, override.day, (actor, via.channel, at), _silent)


def recompute(instance: Instance, office: str, actor: Actor, via: Via) -> int:
    """For how many petitions an open duty was reckoned again by the calendar in force, whenever that was loaded.

    Raises: Refused, UnknownOffice, Behind, LedgerError.
    """
    return _recompute(instance, office, date.min, (actor, via.channel, None), _silent)


class Moving(Struct, frozen=True):
    """How many petitions and duties a calendar would move; `looked_at` of `concerned` petitions were looked at."""

    petitions: int
    duties: int
    looked_at: int
    concerned: int


def would_move(instance: Instance, office: str, calendar: Calendar, since: date, most: int = 300) -> Moving:
    """What this calendar would do to the open duties that end on `since` or later; nothing is written.

    Cost: each of at most `most` petitions is read. Raises UnknownOffice, Behind.
    """
    concerned = _concerned(instance, office, since)
    looked_at = concerned[:most]
    moved = [len(redated_by(instance.desk.petition(office, petition), calendar)) for petition in looked_at]
    return Moving(sum(map(bool, moved)), sum(moved), len(looked_at), len(concerned))


def _silent(_done: int, _total: int) -> None:
    """Nobody is told how far it is."""


def written(year: HolidayYear) -> bytes:
    """The year as a file: the same one for the same year."""
    return msgspec.json.encode(year)


def in_force(office: KnownOffice, event: CalendarLoaded) -> bool:
    """Whether this very file is the last one that the office loaded for its year."""
    loaded = [known.digest for known in office.state.calendars if known.year == event.year]
    return loaded[-1:] == [event.digest]


def _recompute(
    instance: Instance, office: str, since: date, by: tuple[Actor, str, datetime | None], progress: Progress
) -> int:
    """For how many petitions with a limit that ends on `since` or later it was reckoned again."""
    calendar = instance.offices.get(office).calendar
    concerned = _concerned(instance, office, since)
    changed = 0
    for done, petition in enumerate(concerned, 1):
        changed += _recomputed(instance, (office, petition), calendar, by)
        progress(done, len(concerned))
    return changed


def _concerned(instance: Instance, office: str, since: date) -> list[UUID]:
    """Petitions with an open duty that ends on that day or later.

    A file rules days from the December before its year on (calendar.py); a limit that ends before has looked at
    none of them. Raises Behind.
    """
    instance.projector.current(office, needs=needs.DUTIES)
    with instance.pool.connection() as connection:
        return [petition for (petition,) in connection.execute(CONCERNED, (office, since))]


def _recomputed(
    instance: Instance, which: tuple[str, UUID], calendar: Calendar, by: tuple[Actor, str, datetime | None]
) -> bool:
    """Whether the petition had to be reckoned again, and now is."""
    (office, petition), (actor, channel, at) = which, by
    if not needs_recompute(instance.desk.petition(office, petition), calendar):
        return False
    step = Step(command=Recompute(calendar=calendar.digest))
    request = Request(
        office=office, petition=petition, steps=(step,), actor=actor, via=Via(channel=channel), recorded_at=at
    )
    try:
        instance.desk.handle(request)
    except Refused:
        if needs_recompute(instance.desk.petition(office, petition), calendar):
            raise
        return False  # another process that loads the same year was first
    return True
