"""The lists as people ask for them: pages, filters, due soon, breaches that stay, as of a position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from domain import commands as c
from domain import events as e
from domain.values import Details
from projections.catalog import ALL
from service.database import Database
from service.ledger.application import MATTERS
from service.projector import schema
from service.projector.advancing import LogProjector
from service.readmodels import duties, headings, register
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.figures import figures
from tests.domain.scenario import Scenario, under
from tests.projections import golden
from tests.service.projector.offices import Told, a_ledger, follow, tell
from tests.service.readmodels import oracle

DAY = date(2026, 3, 1)
ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)


class Place(NamedTuple):
    """A connection to the read models, and the office they are of."""

    connection: Connection[Any]
    told: Told


def letters(number: int) -> list[e.Line]:
    """Letters of one day, each due a day later than the one before, the first on 20 February; two are answered."""
    received = [line for nth in range(number) for line in _letter(nth).lines]
    answered = [_letter(nth) for nth in (1, 2)]
    return [*received, *(told.when(ANSWER, "2026-02-22") for told in answered)]


def _letter(nth: int, details: Details | None = None) -> Scenario:
    """One letter, registered."""
    told = under("plain")
    told.petition = UUID(int=nth)
    usual = Details(due_on=date(2026, 2, 20) + timedelta(nth), content_class=f"{nth % 2:04}")
    told.when(c.Receive(channel="letter", external_id=f"x{nth}", details=details or usual), "2026-02-01")
    told.when(c.Register(), "2026-02-01")
    return told


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Iterator[Place]:
    """Ten letters."""
    with opened(database, tmp_path, letters(10)) as made:
        yield made


@contextmanager
def opened(database: Database, home: Path, lines: Sequence[e.Line]) -> Iterator[Place]:
    with (
        a_ledger(database, home) as ledger,
        psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        told = tell(ledger, connection, lines)
        follow(connection, told.id, [schema.opened(connection, projection) for projection in ALL], 1000)
        yield Place(connection, told)


def now(place: Place, on: date | datetime = DAY) -> Question:
    return place.told.asked(place.told.last, on)


@pytest.mark.parametrize("kind", register.KINDS)
def test_pages_of_petitions_make_up_the_list(place: Place, kind: str) -> None:
    whole = list(register.whole(place.connection, now(place), kind))
    assert pages(partial(register.page, place.connection, now(place), kind), 3) == whole
    assert len({row.petition for row in whole}) == len(whole)


@pytest.mark.parametrize("kind", duties.KINDS)
def test_pages_of_duties_make_up_the_list(place: Place, kind: str) -> None:
    whole = list(duties.all_open(place.connection, now(place), kind))
    assert pages(partial(duties.open_duties, place.connection, now(place), kind), 3) == whole
    ends = [row.due_on for row in whole if row.due_on]
    assert ends == sorted(ends)


def pages(page: Any, limit: int) -> list[Any]:
    rows, cursor = [], None
    while True:
        found = page(limit=limit, cursor=cursor)
        assert len(found.rows) <= limit
        rows += found.rows
        cursor = found.cursor
        if cursor is None:
            return rows


def test_duties_without_a_date_come_last_and_are_paged_too(database: Database, tmp_path: Path) -> None:
    lines = letters(4)
    for nth in (20, 21, 22):
        lines += _letter(nth, Details(title="无期限")).lines
    with opened(database, tmp_path, lines) as place:
        found = pages(partial(duties.open_duties, place.connection, now(place), "duties"), 1)
        assert [row.petition.int for row in found] == [0, 3, 20, 21, 22]
        assert [row.overdue for row in found] == [True, True, False, False, False]


def test_overdue_is_what_ended_before_the_day_and_due_soon_what_ends_within_five_days(place: Place) -> None:
    """Due on 20 February and each day after; 1 and 2 are answered. Judged on 23 and up to 28 February."""
    asked = now(place, date(2026, 2, 23))
    for found in (register.whole, duties.all_open):
        assert [row.petition.int for row in found(place.connection, asked, "overdue")] == [0]
        assert [row.petition.int for row in found(place.connection, asked, "due-soon")] == [3, 4, 5, 6, 7, 8]
        soon = found(place.connection, asked, "due-soon", soon=asked.within(1))
        assert [row.petition.int for row in soon] == [3, 4]


def test_judged_at_an_instant_a_day_is_overdue_once_it_is_over(place: Place) -> None:
    last = datetime(2026, 2, 23, 15, 59, 59, tzinfo=UTC)
    for at, overdue in ((last, [0]), (last + timedelta(seconds=1), [0, 3])):
        assert [r.petition.int for r in register.whole(place.connection, now(place, at), "overdue")] == overdue


def test_a_right_is_in_the_list_on_its_last_day_and_lapsed_the_day_after(database: Database, tmp_path: Path) -> None:
    """S1.23.3: signed for on Tuesday 6 January 2026, the unit may object for five working days, until the 13th.

    So it is as known when it was signed for, and as known later.
    """
    last, after, later = date(2026, 1, 13), date(2026, 1, 14), date(2026, 1, 21)
    with opened(database, tmp_path, signed_for()) as place:
        signed = place.told.lines[3].position
        for position in (signed, place.told.last):
            assert rights(place, position, last) == {"duties": [("规划科", last, False)], "lapsed": []}
            assert rights(place, position, after) == {"duties": [], "lapsed": [("规划科", last, True)]}
            for on, overdue in ((last, 0), (after, 0), (later, 1)):
                shown = oracle.owed_shown(place.connection, place.told, position, on)
                assert shown == oracle.owed(place.told, position, on)
                assert len(shown["overdue"]) == overdue, "of duties only: the right is owed by nobody"
        assert rights(place, signed - 1, after) == {"duties": [], "lapsed": []}


def test_judged_at_an_instant_a_right_has_lapsed_once_its_last_day_is_over(database: Database, tmp_path: Path) -> None:
    last = datetime(2026, 1, 13, 15, 59, 59, tzinfo=UTC)
    with opened(database, tmp_path, signed_for()) as place:
        for at, kind in ((last, "duties"), (last + timedelta(seconds=1), "lapsed")):
            assert {name for name, rows in rights(place, place.told.last, at).items() if rows} == {kind}


def signed_for() -> list[e.Line]:
    """A letter that a unit signed for, which did not object; the petitioner is to be told by the 20th."""
    told = under("S1")
    told.when(c.Receive(channel="letter", details=Details(title="路灯")), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Forward(target="规划科"), "2026-01-06")
    told.when(c.SignFor(unit="规划科"), "2026-01-06")
    told.when(c.Comment(text="催问"), "2026-01-07")
    return told.lines


def rights(place: Place, position: int, on: date | datetime) -> dict[str, list[Any]]:
    """The rights in each list: holder, last day, whether it has lapsed."""
    asked = place.told.asked(position, on)
    found = {kind: duties.all_open(place.connection, asked, kind, {"nature": "right"}) for kind in ("duties", "lapsed")}
    return {kind: [(row.holder, row.due_on, row.lapsed) for row in rows] for kind, rows in found.items()}


def test_filters_narrow_a_list_and_unknown_ones_are_refused(place: Place) -> None:
    found = register.whole(place.connection, now(place), "open", {"content_class": "0001", "unit": None})
    assert [row.petition.int for row in found] == [3, 5, 7, 9]
    assert list(register.whole(place.connection, now(place), "register", {"received_from": date(2026, 2, 2)})) == []
    assert list(duties.all_open(place.connection, now(place), "duties", {"holder": "规划科"})) == []
    for query in (register.page, duties.open_duties):
        with pytest.raises(BadQuestion, match="no such filter: colour"):
            query(place.connection, now(place), filters={"colour": "red"})
    with pytest.raises(BadQuestion, match="no such filter: colour"):
        duties.breaches(place.connection, now(place), {"colour": "red"})


@pytest.mark.parametrize("cursor", ["x", "!!!!", "e30=", "WyIyMDI2LTAyLTAxIl0=", ""])
def test_a_cursor_that_no_list_gave_out_is_refused(place: Place, cursor: str) -> None:
    for query in (register.page, duties.open_duties, duties.breaches):
        with pytest.raises(BadQuestion, match="cursor"):
            query(place.connection, now(place), cursor=cursor)


def test_a_breach_is_listed_for_ever_and_by_the_day_it_was_committed(place: Place) -> None:
    (breach,) = duties.all_breaches(place.connection, now(place))
    assert (breach.petition.int, breach.entry, breach.due_on, breach.ended_on, breach.kind, breach.state) == (
        *(1, "source_due", date(2026, 2, 21), date(2026, 2, 22), "met"),
        "answered",
    )
    by_day = {"ended_from": date(2026, 2, 22), "ended_to": date(2026, 2, 22), "holder": "信访科"}
    assert duties.breaches(place.connection, now(place), by_day).rows == [breach]
    assert duties.breaches(place.connection, now(place), {"ended_from": date(2026, 2, 23)}).rows == []
    assert list(duties.all_breaches(place.connection, now(place, date(2026, 2, 21)))) == [], "not committed yet"


def test_a_correction_changes_the_past_only_from_its_position_on(database: Database, tmp_path: Path) -> None:
    """Everything that could be seen at earlier positions, of any day, is seen there afterwards too."""
    lines = golden.cases()["visit corrected"]
    correction = next(nth for nth, line in enumerate(lines) if isinstance(line.event, e.Corrected))
    days = [date(2026, 1, 20) + timedelta(days=ten) for ten in range(0, 90, 3)]
    with (
        a_ledger(database, tmp_path) as ledger,
        psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        told = tell(ledger, connection, lines)
        tables = [schema.opened(connection, projection) for projection in ALL]
        before = told.lines[correction].position - 1
        LogProjector(told.id, MATTERS, tables).advance(connection, before)

        def seen() -> list[Any]:
            return [
                (oracle.shown(connection, told, position, day), oracle.broken_shown(connection, told, position, day))
                for position in range(before + 1)
                for day in days
            ]

        once = seen()
        follow(connection, told.id, tables, 1000)
        assert seen() == once
        on = date(2026, 3, 27)
        assert not list(duties.all_breaches(connection, told.asked(before, on)))
        assert len(list(duties.all_breaches(connection, told.asked(before + 1, on)))) == 1


def test_counts_add_up_to_the_lists(place: Place) -> None:
    asked = now(place, date(2026, 2, 25))
    sizes = {kind: len(list(register.whole(place.connection, asked, kind))) for kind in register.KINDS}
    by_unit = register.by_unit(place.connection, asked)
    stocks = register.stocks(place.connection, asked)
    assert [sum(unit.petitions for unit in by_unit), sum(unit.open for unit in by_unit)] == [10, sizes["open"]]
    assert sum(unit.overdue for unit in by_unit) == sizes["overdue"] == sum(stock.overdue for stock in stocks)
    assert {(stock.content_class, stock.open) for stock in stocks} == {("0000", 4), ("0001", 4)}


def test_a_petition_is_found_by_its_number_or_the_id_of_its_source(place: Place) -> None:
    number = next(line.number for line in place.told.lines if line.number)
    assert headings.identified(place.connection, place.told.id, number) == place.told.lines[0].petition
    assert headings.identified(place.connection, place.told.id, "x7") == UUID(int=7)
    assert headings.identified(place.connection, place.told.id, "x77") is None
    assert headings.identified(place.connection, place.told.id, "") is None


def test_an_id_that_several_petitions_have_is_refused_rather_than_guessed(database: Database, tmp_path: Path) -> None:
    twins = [line for nth in (1, 2) for line in _letter(nth).lines]
    told = under("plain")
    told.petition = UUID(int=3)
    told.when(c.Receive(channel="letter", external_id="x1"), "2026-02-01")
    with opened(database, tmp_path, [*twins, *told.lines]) as place:
        assert headings.identified(place.connection, place.told.id, "x2") == UUID(int=2)
        with pytest.raises(BadQuestion, match="several petitions"):
            headings.identified(place.connection, place.told.id, "x1")


def test_what_was_entered_in_error_is_in_no_list_and_no_figure_once_that_is_known(
    database: Database, tmp_path: Path
) -> None:
    told = _letter(1)
    told.when(c.Void(reason="重复录入"), "2026-03-20")
    with opened(database, tmp_path, told.lines) as place:
        before, after = (place.told.asked(position, date(2026, 2, 28)) for position in (4, 5))
        assert [unit.overdue for unit in register.by_unit(place.connection, before)] == [1]
        assert register.by_unit(place.connection, after) == []
        assert list(register.whole(place.connection, after, "overdue")) == []
        assert figures(place.connection, after, period("2026-02")) == []
        assert len(list(register.whole(place.connection, after, "register"))) == 1, "its number stays used"
