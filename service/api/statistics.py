"""The endpoints of monthly statistics: the figures of a month, and the facts behind any of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain.vocabulary import CHANNELS
from domain.wellformed import YEARS
from service.api import described, problems
from service.api.basis import BasisSaid, basis, json
from service.api.lists import chosen
from service.api.querying import Judging, asked, asked_by
from service.api.words import Word, code
from service.readmodels import statistics as read
from service.readmodels.register import Stock, UnitCount
from service.readmodels.statistics import Figure, StatedFact
from service.runtime import Instance

TAG = "statistics"
MONTH = "/offices/{office}/statistics/{month}"
MONTHS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
CELL = ("measure", *read.DIMENSIONS)

Period = Annotated[str, code(*read.PERIODS)]
Measure = Annotated[str, code(*read.MEASURES)]
Channel = Annotated[str, code(*CHANNELS)]


class MonthQuery(Judging, frozen=True):
    """`period`: the natural month, or business: from the 21st before to the 20th."""

    period: Period = "natural"


class FactsQuery(MonthQuery, frozen=True):
    """Which cell; a dimension that is not said is not looked at, one said empty must be empty."""

    measure: Measure | None = None
    unit: Word | None = None
    channel: Channel | None = None
    content_class: Word | None = None
    outcome: Word | None = None
    clause: Word | None = None


AskedMonth = Annotated[MonthQuery, Depends(asked_by(MonthQuery))]
AskedFacts = Annotated[FactsQuery, Depends(asked_by(FactsQuery))]


class MonthSaid(Struct, frozen=True):
    """The figures of a month, each a count of facts, and the stocks at its end, or today while it lasts.

    Stocks by unit, and by unit, channel and content class (`stock_figures`).
    `counted` says which days, by which date, by which formula.
    """

    basis: BasisSaid
    counted: read.Basis
    figures: list[Figure]
    stocks: list[UnitCount]
    stock_figures: list[Stock]


class FactsSaid(Struct, frozen=True):
    """The facts behind a cell: as many as its figure says, with as many persons."""

    basis: BasisSaid
    count: int
    persons: int
    facts: list[StatedFact]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    month = described.reading("月度统计 Statistics of a month", TAG, MonthQuery, MonthSaid)
    facts = described.reading("统计明细 The facts behind a figure", TAG, FactsQuery, FactsSaid)
    routes.add_api_route(MONTH, _month(instance), methods=["GET"], name="statistics", **month)
    routes.add_api_route(f"{MONTH}/facts", _facts(instance), methods=["GET"], name="facts", **facts)
    return routes


def _month(instance: Instance) -> Callable[..., Response]:
    def counted(office: str, month: str, said: AskedMonth) -> Response:
        about = asked(instance, office, said)
        with instance.pool.connection() as connection:
            found = read.month_statistics(connection, about, sensible(month), said.period)
        return json(MonthSaid(basis(about), found.basis, found.figures, found.stocks, found.stock_figures))

    return counted


def _facts(instance: Instance) -> Callable[..., Response]:
    def told(office: str, month: str, said: AskedFacts) -> Response:
        about = asked(instance, office, said)
        cell = chosen(said, dict.fromkeys(CELL, ""))
        with instance.pool.connection() as connection:
            found = read.facts(connection, about, sensible(month), said.period, **cell)
        return json(FactsSaid(basis(about), len(found), sum(fact.persons for fact in found), found))

    return told


def sensible(month: str) -> str:
    """The month, if it is YYYY-MM of a year in which a petition can live. Raises Refusal (422)."""
    found = MONTHS.fullmatch(month)
    if found is None or int(found[1]) not in YEARS:
        raise problems.invalid("path.month", "月份须为YYYY-MM", f"{month!r} is not YYYY-MM")
    return month
