"""How lists and counts are found among 100,000 petitions: by index, whatever is asked, as of any position."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection, Cursor

from projections.sums import BLOCK, GROUPINGS
from service.access import table as gate
from service.database import Database
from service.ledger.application import MATTERS
from service.projector import summing
from service.readmodels import accountability, duties, headings, receptions, register, reminders
from service.readmodels.asking import Question
from service.readmodels.called import called
from service.readmodels.leading import led
from service.readmodels.matters import firsts
from service.readmodels.orphaned import orphaned
from service.readmodels.register import NEWEST, Wanted
from service.readmodels.statistics import behind, comparing, counting, figures, taking, trending, whole
from service.readmodels.statistics.summed import reach, summed
from tests.service.projector.offices import Told
from tests.service.readmodels.large import OFFICE, SMALL, filled, place

COPIES = 46
"""Times 2,200 petitions."""
LARGE = {
    "register",
    "headings",
    "grams",
    "gate",
    "duties",
    "statistics",
    "sums",
    "matters",
    "entered_late",
    "excused",
    "trait",
}
OF_REGISTER: dict[str, object] = {
    "unit": "城建科",
    "channel": "visit",
    "state": "in_handling",
    "content_class": "010100",
    "clause": "R5.12",
    "received_from": None,
    "received_to": None,
}
SOUGHT = ("漏水", "-000123", "没有此词")
"""What every seventh petition has in its title; what few have in their number; what none has."""
SOME = tuple(UUID(int=nth) for nth in range(50))
OF_DUTIES = {"holder": "城建科", "clause": "R5.12", "entry": "answer_hall", "nature": "duty"}


class Explaining(Cursor[Any]):
    """A cursor that keeps the plan of each query which it carries out."""

    plans: list[Any] = []  # noqa: RUF012 - of all cursors together

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        with Cursor(self.connection) as other:
            self.plans += other.execute(b"EXPLAIN (FORMAT JSON) " + query.encode(), params).fetchall()
        return super().execute(query, params, **more)


def scans(node: Any) -> Iterator[str]:
    """The large tables that a plan reads from end to end."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from scans(each)
    elif isinstance(node, dict):
        if node.get("Node Type") == "Seq Scan" and node.get("Relation Name") in LARGE:
            yield node["Relation Name"]
        for value in node.values():
            yield from scans(value)


def queries(asked: Question) -> Iterator[tuple[str, Any]]:
    """Every list and count with each of its filters; each is called with a connection."""
    yield from _of_register(asked)
    stone = led(asked, "石磊")
    for kind in duties.KINDS:
        yield f"duties: {kind}", partial(duties.open_duties, asked=asked, kind=kind)
        for name, value in OF_DUTIES.items():
            yield (
                f"duties: {kind} by {name}",
                partial(duties.open_duties, asked=asked, kind=kind, filters={name: value}),
            )
        ago = asked.on.moment - timedelta(8)
        yield (
            f"duties: {kind} that are led",
            partial(duties.open_duties, asked=asked, kind=kind, filters={"led": stone}),
        )
        late = {"late_from": ago, "late_to": ago - timedelta(22)}
        yield f"duties: {kind} by days late", partial(duties.open_duties, asked=asked, kind=kind, filters=late)
    period = {"ended_from": asked.on.day - timedelta(31), "ended_to": asked.on.day}
    yield "breaches", partial(duties.breaches, asked=asked)
    for name, wanted in {**OF_DUTIES, **period}.items():
        yield f"breaches by {name}", partial(duties.breaches, asked=asked, filters={name: wanted})
    yield "reminders", partial(reminders.reminders, asked=asked)
    yield "reminders by recipient", partial(reminders.reminders, asked=asked, filters={"recipient": "城建科"})
    for kind in accountability.LISTS:
        yield f"accountability: {kind}", partial(accountability.listed, asked=asked, kind=kind)
        for name, value in {"unit": "城建科", "leader": "石磊", "clause": "R5.12"}.items():
            only = {name: value}
            yield (
                f"accountability: {kind} by {name}",
                partial(accountability.listed, asked=asked, kind=kind, filters=only),
            )
    yield "orphaned", partial(orphaned, asked=asked)
    yield "number", partial(headings.identified, office=asked.id, said="2016-000001")
    yield "called", partial(called, asked=asked, petitions=list(SOME))
    yield "matters of some", partial(firsts, asked=asked, petitions=list(SOME))
    yield "by unit", partial(register.by_unit, asked=asked)
    yield "stocks", partial(register.stocks, asked=asked)
    yield (
        "received on days",
        partial(receptions.received_on, asked=asked, days=[asked.on.day, asked.on.day - timedelta(7)]),
    )
    month = f"{asked.on.day:%Y-%m}"
    of, cell = counting.period(month), {"measure": "answered", "unit": "城建科"}
    yield "month", partial(whole.statistics, asked=asked, of=of, by=counting.DIMENSIONS)
    yield "days taken", partial(taking.taken, asked=asked, of=of)
    yield "compared", partial(comparing.comparison, asked=asked, of=of)
    yield "rates", partial(comparing.rates, asked=asked, of=of)
    yield "trends", partial(trending.trending, asked=asked, of=of)
    yield "facts", partial(behind.facts, asked=asked, of=of)
    yield "facts by unit", partial(behind.facts, asked=asked, of=of, cell=cell)
    yield "since", partial(behind.difference, asked=asked, of=of, since=asked.position // 2)


def _of_register(asked: Question) -> Iterator[tuple[str, Any]]:
    filters = {**OF_REGISTER, "received_from": asked.on.day - timedelta(10), "received_to": asked.on.day}
    for kind in register.KINDS:
        yield kind, partial(register.page, asked=asked, kind=kind)
        for name, value in filters.items():
            yield f"{kind} by {name}", partial(register.page, asked=asked, kind=kind, filters={name: value})
        yield f"{kind}, the newest first", partial(register.page, asked=asked, kind=kind, wanted=Wanted(order=NEWEST))
        for text in SOUGHT:
            wanted = Wanted(order=NEWEST, text=text)
            yield f"{kind} with {text}", partial(register.page, asked=asked, kind=kind, wanted=wanted)
    yield "register of some", partial(register.page, asked=asked, wanted=Wanted(among=SOME))


GATED = f"""
INSERT INTO {gate.TABLE} (office, petition, level, quarantined, accused, recused, involved, units)
SELECT DISTINCT office, petition, 0, false, '{{}}'::bigint[], '{{}}'::bigint[], '{{}}'::bigint[], '{{}}'::bigint[]
FROM {register.TABLE}
"""
"""Petitions of which none is restricted."""


def gated(connection: Connection[Any], copies: int) -> Told:
    """The large office with the gate of its petitions."""
    told = filled(connection, copies)
    connection.execute(GATED)
    connection.execute(f"VACUUM (ANALYZE) {gate.TABLE}")
    return told


@pytest.mark.slow
def test_no_list_and_no_count_reads_a_large_table_from_end_to_end(database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection:
        told = gated(connection, COPIES)
        connection.cursor_factory = Explaining
        found: dict[tuple[int, str], set[str]] = {}
        for copy in (0, COPIES // 2, COPIES - 1):
            asked = told.asked(*place(told, copy))
            for name, query in queries(asked):
                Explaining.plans.clear()
                page = query(connection)
                if getattr(page, "cursor", None):
                    query(connection, cursor=page.cursor)
                if large := set(scans(Explaining.plans)):
                    found[copy, name] = large
        assert found == {}


@pytest.mark.slow
def test_figures_from_sums_read_no_large_table_from_end_to_end(database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection:
        told = gated(connection, 2)
        connection.execute(
            "INSERT INTO projector.position (office, log, schema, position) VALUES (%s, %s, %s, %s)",
            (OFFICE, MATTERS, summing.SCHEMA, 2 * SMALL),
        )
        assert summing.sum_up(connection) == 2 * SMALL // BLOCK
        connection.execute("ANALYZE")
        connection.cursor_factory = Explaining
        Explaining.plans.clear()
        for copy in range(2):
            asked = told.asked(*place(told, copy))
            of = counting.period(f"{asked.on.day:%Y-%m}")
            for grouping in GROUPINGS:
                found = reach(connection, asked, of, grouping, {})
                assert found is not None
                summed(connection, asked, of, grouping, {}, found)
                figures.figures(connection, asked, of, grouping)
        assert set(scans(Explaining.plans)) == set()
