"""What grows unusually and what comes in clusters: each number with the facts or the petitions that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from domain.trends import Trend
from service.api.querying import Known
from service.api.statistics import TrendsQuery, TrendsSaid, numbers_said, statistics_said, trends_told
from service.readmodels.called import Called
from service.readmodels.statistics.clusters import Collective, Repeat
from service.readmodels.statistics.trending import ABOVE, Unusual
from service.web.screen import Screen
from service.web.statistics.selecting import Where
from service.web.statistics.telling import Telling
from service.web.statistics.views import Told

MOST_NAMED = 20
"""Petitions of a cluster that are named on the page."""


class Grown(Struct, frozen=True):
    """A cell that has grown unusually: in words, what was to be expected, what opens its facts."""

    said: str
    trend: Trend
    opens: tuple[tuple[str, str], ...]


class Cluster(Struct, frozen=True):
    """What came in together: in words, its numbers, its petitions by id and number."""

    said: str
    petitions: int
    visits: int
    persons: int
    named: tuple[tuple[UUID, str], ...]
    more: int


def trends(about: Screen, at: Where, tell: Telling) -> Told:
    found = statistics_said(about.instance, about.id, at.period.name, at.query(TrendsQuery), trends_told)
    numbers = numbers_said(about.instance, about.id, Known(position=found.basis.position), found.trends.named)
    return {
        "found": found.trends,
        "draft": found.draft,
        "grown": [_grown(at, tell, each) for each in found.trends.unusual],
        "repeats": [_cluster(about.said("One matter"), each, numbers) for each in found.trends.repeat],
        "collectives": [_collective(tell, each, numbers) for each in found.trends.collective],
        "counted": found.trends.basis,
        "basis": found.basis,
        "without": _without(tell, found),
    }


def _without(tell: Telling, found: TrendsSaid) -> list[tuple[str, int]]:
    return [(tell.dimension(name), count) for name, count in found.trends.without.items()]


def _grown(at: Where, tell: Telling, each: Unusual) -> Grown:
    opens = tuple((_told(tell, cell), at.facts(**cell)) for cell in each.cells)
    return Grown(_told(tell, each.cell), each.trend, opens)


def _told(tell: Telling, cell: Mapping[str, object]) -> str:
    """The dimensions of a cell; a class of the first level is called by its own words."""
    by = {"content_class" if name == ABOVE else name: value for name, value in cell.items() if name != "measure"}
    return " · ".join(tell.values(by))


def _collective(tell: Telling, each: Collective, numbers: Mapping[UUID, Called]) -> Cluster:
    told = tell.values({"content_class": each.content_class, "place": each.place})
    return _cluster(" · ".join(told), each, numbers)


def _cluster(said: str, each: Repeat | Collective, numbers: Mapping[UUID, Called]) -> Cluster:
    named = tuple((petition, _number(petition, numbers)) for petition in each.named[:MOST_NAMED])
    return Cluster(said, each.petitions, each.visits, each.persons, named, len(each.named) - len(named))


def _number(petition: UUID, numbers: Mapping[UUID, Called]) -> str:
    known = numbers.get(petition)
    return (known.number or known.external_id) if known else ""
