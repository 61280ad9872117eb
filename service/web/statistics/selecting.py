"""Which period is looked at, as known when and judged on which day: what was chosen, or what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from msgspec import Struct

from domain.layouts.catalogue import LAYOUTS
from domain.periods import DAYS, NATURAL, BadPeriod, Period, before, following, period, shifted
from service.api import problems
from service.api.bodies import Strict
from service.api.querying import Judging, asked, parsed
from service.api.statistics import Channel, Counting, Measure, RatesQuery, Small, Style
from service.api.words import Day, Number, Position, Word, code
from service.readmodels import needs
from service.readmodels.statistics import taking
from service.readmodels.statistics.counting import DIMENSIONS
from service.web.screen import Screen

Q = TypeVar("Q", bound=Struct)
A = TypeVar("A", bound=RatesQuery)

HALVES_AND_QUARTERS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4")
MONTHS = tuple(f"{month:02}" for month in range(1, 13))
PARTS = (*HALVES_AND_QUARTERS, *MONTHS)
"""Parts of a year as the names of periods say them."""
FILTERS = ("measure", "unit", "channel", "content_class")
"""What the figures can be narrowed to before they are counted; every other value is chosen by its cell."""
MOST_BEFORE = 24
"""Periods before the one at hand that it can be compared with."""

Dimension = Annotated[str, code(*DIMENSIONS)]
Part = Annotated[str, code(*PARTS)]
Layout = Annotated[str, code(*LAYOUTS)]


class Selection(Strict, frozen=True):
    """A period by its name, by year and part, or by its first and last day; and as known and judged when.

    `known_on`: as known at the end of that day; `position`: at that position. What is empty was not chosen.
    """

    period: Word = ""
    year: Number | None = None
    part: Part = ""
    first: Day | None = None
    last: Day | None = None
    style: Style = NATURAL
    position: Position | None = None
    known_on: Day | None = None
    on: Day | None = None
    by: Dimension = ""
    by2: Dimension = ""
    measure: Measure | None = None
    unit: Word | None = None
    channel: Channel | None = None
    content_class: Word | None = None
    small: Small | None = None
    counting: Counting = taking.CALENDAR
    against: Word = ""
    since: Position | None = None
    layout: Layout = ""


class Where(Struct, frozen=True):
    """What is looked at: the period, the position of the ledger and the day that were asked about."""

    said: Selection
    period: Period
    position: int
    day: Day

    @property
    def over(self) -> bool:
        return self.day > self.period.last

    @property
    def begun(self) -> bool:
        return self.day >= self.period.first

    @property
    def before(self) -> Period:
        return before(self.period, self.period.last)

    @property
    def following(self) -> Period:
        return following(self.period)

    @property
    def earlier(self) -> list[Period]:
        """Periods of the same kind that it can be compared with, the latest first."""
        found = [self.before]
        while len(found) < MOST_BEFORE:
            found.append(before(found[-1], found[-1].last))
        return found

    @property
    def by(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self.said.by, self.said.by2) if name))

    @property
    def pinned(self) -> dict[str, object]:
        """What makes an address show the same for ever."""
        return {**_named(self.period), "position": self.position, "on": self.day}

    @property
    def floating(self) -> dict[str, object]:
        """The same, but that what was not chosen goes with the time."""
        said = self.said
        return {"position": said.position, "known_on": said.known_on, "on": said.on}

    @property
    def cell(self) -> dict[str, object]:
        """What the figures are narrowed to."""
        return {name: value for name in FILTERS if (value := getattr(self.said, name)) is not None}

    def query(self, kind: type[A], **more: object) -> A:
        """The question as the API asks it, at the same position of the ledger however often it is asked."""
        known = {"style": self.period.style, "position": self.position, "on": self.day.isoformat()}
        asked_for: dict[str, Any] = {**known, **self.cell, **more}
        return kind(**{name: value for name, value in asked_for.items() if name in kind.__struct_fields__})

    def address(self, path: str, **said: object) -> str:
        """Another view of the same, or the same narrowed otherwise."""
        kept = {"by": self.said.by, "by2": self.said.by2, "layout": self.said.layout, **self.cell}
        return address(path, {**_named(self.period), **kept, **self.floating, **said})

    def facts(self, **cell: object) -> str:
        """The facts behind a cell."""
        return address("/statistics/facts", {**self.pinned, **self.cell, **cell}, blank=tuple(cell))


def address(path: str, said: Mapping[str, Any], blank: tuple[str, ...] = ()) -> str:
    """An address without what was not said; `blank` may be said to be nothing."""
    written = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in said.items()
        if value is not None and (value != "" or name in blank)
    }
    return f"{path}?{urlencode(written)}"


def _named(of: Period) -> dict[str, object]:
    return {"period": of.name, **({"style": of.style} if of.style != NATURAL else {})}


def filled(request: Request, kind: type[Q]) -> Q:
    """The query of a form, in which an empty control says nothing. Raises Refusal (422)."""
    said = [(name, value.strip()) for name, value in request.query_params.multi_items() if value.strip()]
    return parsed(Request({**request.scope, "query_string": urlencode(said).encode()}), kind)


def where(screen: Screen, request: Request) -> Where:
    """What a form asks about, or the last month that is over. Raises Refusal (422), BadQuestion, Behind."""
    said = filled(request, Selection)
    at = asked(screen.instance, screen.id, _judging(screen, said), needs=needs.NOTHING)
    return Where(said, _period(said, at.on.day), at.position, at.on.day)


def _judging(screen: Screen, said: Selection) -> Judging:
    known_at = said.known_on and datetime.combine(said.known_on + timedelta(1), time(), screen.office.zone)
    return Judging(
        position=said.position,
        as_of=known_at.isoformat() if known_at else None,
        on=said.on.isoformat() if said.on else None,
    )


def _period(said: Selection, day: Day) -> Period:
    name = _name(said) or f"{shifted(day.replace(day=1), -1):%Y-%m}"
    try:
        return period(name, NATURAL if ".." in name else said.style)
    except BadPeriod as bad:
        raise problems.invalid("query.period", "统计期间不合格式", str(bad)) from None


def _name(said: Selection) -> str:
    """The name of the period that was chosen: by its days before its year, by its year before its name."""
    if said.first and said.last:
        return f"{said.first}..{said.last}"
    if said.year:
        return f"{said.year:04}-{said.part}" if said.part else f"{said.year:04}"
    return said.period


def year_and_part(of: Period) -> tuple[int, str]:
    """The period as the form says it; of days and weeks the year alone."""
    return of.last.year, "" if of.kind in (DAYS, "week") else of.name[5:]
