"""Trends 苗头性、倾向性问题 (R3.2.4): what grows unusually by content class and by place, and what comes in clusters.

Each number names the cell of its facts, which opens by `behind.facts` for the period as well as for each window that it
was compared with. What is unusual is said by domain/trends.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.periods import Period
from domain.trends import AT_LEAST, FORMULA, Trend, gathered, trend, windows
from service.codes import lists_on
from service.readmodels.asking import Question
from service.readmodels.statistics.clusters import (
    MOST,
    RECEIVED,
    REPEATED,
    VISITED,
    Collective,
    Repeat,
    collectives,
    repeats,
)
from service.readmodels.statistics.counting import NO_CELL, Cell, condition, known_from, values
from service.readmodels.statistics.masking import NOT_RESTRICTED, source
from service.readmodels.statistics.whole import Basis, basis

DIMENSIONS = ("content_class", "place")
"""By what growth is looked for; by content class also of the classes below one of the first level together."""
ABOVE = "class_above"
COUNTS = """
SELECT w.nth::int - 1, each.content_class, each.place, count(*)::int
FROM unnest(%(since)s::date[], %(until)s::date[]) WITH ORDINALITY AS w (since, until, nth)
CROSS JOIN LATERAL (
    SELECT content_class, place FROM {table} WHERE {condition} AND day >= w.since AND day <= w.until
) AS each
GROUP BY w.nth, GROUPING SETS ((each.content_class), (each.place))
"""
Key = tuple[str, str]
"""A dimension and a value of it."""


class Least(Struct, frozen=True):
    """From how many on something is told: facts that have grown, petitions and visits of a matter; `most` clusters."""

    grown: int = AT_LEAST
    repeated: int = REPEATED
    visited: int = VISITED
    most: int = MOST


USUAL = Least()


class Unusual(Struct, frozen=True):
    """What has grown unusually: the cell that opens its facts, and what was to be expected.

    A class of the first level (`class_above`) is opened by the `classes` that it is made of, one after the other.
    """

    cell: dict[str, str | bool]
    trend: Trend
    classes: tuple[str, ...] = ()

    @property
    def cells(self) -> list[dict[str, str | bool]]:
        """What opens the facts."""
        rest = {name: value for name, value in self.cell.items() if name != ABOVE}
        return [{**rest, "content_class": code} for code in self.classes] or [self.cell]


class Trends(Struct, frozen=True):
    """The trends of a period as known at a position.

    `windows`: the periods that it was compared with, the latest first; without any nothing could be. `judged`: the
    cells looked at; where nothing changes about one in forty is above its interval by chance. `without`: facts of the
    period that have no class, or no place, and so are in no cell. What is restricted is in no cell and no cluster.
    """

    formula: str
    basis: Basis
    windows: list[str]
    judged: int
    without: dict[str, int]
    unusual: list[Unusual]
    repeat: list[Repeat]
    collective: list[Collective]

    @property
    def named(self) -> list[UUID]:
        """The petitions of all clusters."""
        clusters: list[Repeat | Collective] = [*self.repeat, *self.collective]
        return [petition for cluster in clusters for petition in cluster.named]


def trending(
    connection: Connection[Any], asked: Question, of: Period, cell: Cell = NO_CELL, least: Least = USUAL
) -> Trends:
    """Growth and clusters of a period, up to the day asked about while it lasts. Raises BadQuestion.

    `cell`: looked at is only what is of it, such as a channel. Its measure is what may have grown, otherwise what was
    received; clusters are always of what was received.
    """
    within = {**RECEIVED, **cell}
    shown = of.until(asked.on.day)
    before = windows(shown, known_from(connection, asked) or shown.first)
    counts = _counts(connection, asked, (shown, *before), within)
    classes = {} if "content_class" in cell else _gathered(asked, of, counts)
    judged = {key: found for key, found in {**counts, **_summed(counts, classes)}.items() if key[1] and before}
    named = {"repeated": least.repeated, "visited": least.visited, "most": least.most}
    return Trends(
        FORMULA,
        basis(asked, of),
        [window.name for window in before],
        len(judged),
        {name: counts.get((name, ""), Counter())[0] for name in DIMENSIONS},
        _unusual(judged, len(before), within, least.grown, classes),
        repeats(connection, asked, of, cell, **named),
        collectives(connection, asked, of, cell, most=least.most),
    )


def _counts(
    connection: Connection[Any], asked: Question, of: Sequence[Period], cell: Cell
) -> Mapping[Key, Counter[int]]:
    """By dimension and value, how many facts each window has, those of the period being of window 0."""
    named = {**values(asked, of[0], cell), "first": min(each.first for each in of)}
    spans = {"since": [each.first for each in of], "until": [each.last for each in of]}
    found: dict[Key, Counter[int]] = {}
    for nth, *of_dimensions, count in connection.execute(
        COUNTS.format(table=source(connection, asked, named), condition=f"{condition(cell)} AND {NOT_RESTRICTED}"),
        {**named, **spans},
    ):
        for name, value in zip(DIMENSIONS, of_dimensions, strict=True):
            if value is not None:
                found.setdefault((name, value), Counter())[nth] = count
    return found


def _gathered(asked: Question, of: Period, counts: Mapping[Key, Counter[int]]) -> dict[str, tuple[str, ...]]:
    """By class of the first level the classes that it is made of, as the list of the period's end has them."""
    held = lists_on(asked.office, of.last).get("content_classes")
    by_class = {value: found for (name, value), found in counts.items() if name == "content_class" and value}
    return gathered(by_class, held.list.above) if held else {}


def _summed(counts: Mapping[Key, Counter[int]], classes: Mapping[str, Sequence[str]]) -> dict[Key, Counter[int]]:
    return {
        (ABOVE, first): sum((counts["content_class", code] for code in codes), Counter())
        for first, codes in classes.items()
    }


def _unusual(
    counts: Mapping[Key, Counter[int]], among: int, cell: Cell, at_least: int, classes: Mapping[str, tuple[str, ...]]
) -> list[Unusual]:
    """The least likely first."""
    within = {name: value if isinstance(value, bool) else str(value) for name, value in cell.items()}
    found = [
        Unusual(
            {**within, name: value},
            trend(each[0], [each[nth + 1] for nth in range(among)], at_least),
            classes[value] if name == ABOVE else (),
        )
        for (name, value), each in counts.items()
    ]
    return sorted((each for each in found if each.trend.unusual), key=lambda each: (each.trend.chance, str(each.cell)))
