"""The moments in the life of a petition at which it can be looked at again: one for each of its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.events import Line
from service.api import problems
from service.api.querying import Judging
from service.web.screen import Screen

VERSION, POSITION, WHEN = "version", "position", "at"
"""What names a moment: an event of the petition, a position of the ledger, a day and time of the office."""
LONGEST = 18
"""Digits of a position."""


class At(Struct, frozen=True):
    """An event by its version, the position up to which was known then, and when."""

    version: int
    position: int
    event: str
    recorded_at: datetime


class Moments(Struct, frozen=True):
    """All of them, and which one is looked at: its number, and the instant; None is now."""

    all: tuple[At, ...]
    chosen: int | None = None
    when: datetime | None = None

    @property
    def past(self) -> bool:
        return self.chosen is not None

    @property
    def at(self) -> At | None:
        return None if self.chosen is None else self.all[self.chosen]

    @property
    def before(self) -> At | None:
        """The moment before the one looked at; before now that of the last event but one."""
        last = len(self.all) - 2 if self.chosen is None else self.chosen - 1
        return self.all[last] if last >= 0 else None

    @property
    def after(self) -> At | None:
        """The next moment; behind the last of them is now."""
        return self.all[self.chosen + 1] if self.chosen is not None and self.chosen + 1 < len(self.all) else None

    @property
    def judging(self) -> Judging:
        """As known at the moment, and judged then."""
        if self.at is None or self.when is None:
            return Judging()
        return Judging(position=self.at.position, on=self.when.isoformat())


def moments(about: Screen, petition: UUID) -> Moments:
    """The events in the order in which they became known, and the one that the address names; none of them is opened.

    Raises Refusal (422) for what names no moment.
    """
    log = about.instance.ledger.log(about.id)
    found = Moments(tuple(_at(line) for line in log.stream(petition) if isinstance(line, Line)))
    said = about.request.query_params
    if said.get(WHEN):
        return _by_time(about, found, said[WHEN])
    return _by_number(found, said)


def named(found: Moments, version: str) -> At | None:
    """The moment right after the event of that version."""
    return next((each for each in found.all if str(each.version) == version), None)


def _by_number(found: Moments, said: Mapping[str, str]) -> Moments:
    if said.get(VERSION):
        wanted = _number(said[VERSION], VERSION)
        chosen = max((nth for nth, each in enumerate(found.all) if each.version <= wanted), default=0)
        return found if wanted > len(found.all) else _chosen(found, chosen)
    if said.get(POSITION):
        wanted = _number(said[POSITION], POSITION)
        return _chosen(found, max((nth for nth, each in enumerate(found.all) if each.position <= wanted), default=0))
    return found


def _by_time(about: Screen, found: Moments, said: str) -> Moments:
    try:
        when = datetime.fromisoformat(said)
    except ValueError:
        raise problems.invalid(WHEN, "须为日期和时间", "not a day and time") from None
    when = when if when.tzinfo else when.replace(tzinfo=about.office.zone)
    known = [nth for nth, each in enumerate(found.all) if each.recorded_at <= when]
    if not known:
        raise problems.invalid(WHEN, "当时此件尚未登记在册", "nothing was known of it then")
    return Moments(found.all, known[-1], min(when, about.now))


def _chosen(found: Moments, nth: int) -> Moments:
    return Moments(found.all, nth, found.all[nth].recorded_at)


def _number(said: str, path: str) -> int:
    if not said.isascii() or not said.isdigit() or len(said) > LONGEST:
        raise problems.invalid(path, "须为数字", "not a number")
    return int(said)


def _at(line: Line) -> At:
    assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return At(line.version, line.position, type(line.event).__name__, line.recorded_at)
