"""A report is made anew and is equal, whatever happened since; what was tampered with in the ledger is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain import commands as c
from domain import reports as rs
from domain.periods import Period
from domain.report_content import Content, Row, digest_of, text_of
from service.database import Database
from service.projector.following import rebuild
from service.publishing import publish
from service.readmodels.asking import Question
from service.reports import tables
from service.reports.bundle import Bundle
from service.reports.checking import EQUAL, UNKNOWN, Check
from service.reports.drafting import drafted
from service.reports.tables import MAKERS, Maker, newest
from service.reports.verifying import Verified
from tests.service.ledger.test_verify import damage
from tests.service.reports.bureau import (
    DRAFTER,
    FEBRUARY,
    JANUARY,
    VIA,
    Bureau,
    changed,
    differing,
    table,
)


def check(found: Verified, what: str) -> Check:
    return next(each for each in found.checks if each.what == what)


def sound(bureau: Bureau, given: Bundle) -> None:
    """Equal in every respect, also counted from the events themselves."""
    found = bureau.verified(given, from_events=True)
    assert differing(found.checks) == []
    assert found.sound
    assert {each.standing for each in found.checks} == {EQUAL}


# ---- equal


@pytest.mark.parametrize("of", [JANUARY, "2026-W02", "2026-01-05..2026-02-11", "1999"])
def test_a_report_is_equal_to_what_the_ledger_says(bureau: Bureau, of: str) -> None:
    given = bureau.file(bureau.sent(of))
    sound(bureau, given)
    names = [each.what for each in bureau.verified(given).checks]
    assert {maker.id for maker in MAKERS} <= set(names)
    assert len(set(names)) == len(names)


def test_a_report_stays_equal_whatever_happens_afterwards(bureau: Bureau) -> None:
    """Later letters, answers, corrections, a void, joinings, other reports; and a rebuild of all read models."""
    reclassified, void = bureau.letter(date(2026, 1, 6)), bureau.letter(date(2026, 1, 7))
    report = bureau.sent(JANUARY)
    given = bureau.file(report)
    later = bureau.letter(date(2026, 1, 20))
    bureau.answered(reclassified, date(2026, 1, 30))
    bureau.corrected(later, date(2025, 12, 31))
    bureau.do(void, c.Void(reason="重复登记"), on=bureau.today)
    bureau.sent(FEBRUARY)
    bureau.sent(JANUARY, replaces=report.report, reason="漏计")
    sound(bureau, given)
    rebuild(bureau.instance.pool, lambda _office, _done, _all: None)
    sound(bureau, given)
    with bureau.instance.pool.connection() as connection:
        asked = bureau.asked()
        now = next(maker for maker in newest() if maker.id == "handling").table(connection, asked, a_month())
    assert now.rows != table(given.parsed(), "handling").rows, "today the figures of that month are others"


def a_month() -> Period:
    return Period(JANUARY, "month", "natural", date(2026, 1, 1), date(2026, 1, 31), 2026 * 12)


def test_a_book_that_was_published_later_changes_no_indicator_of_a_report(bureau: Bureau) -> None:
    """It says that the limit is for acceptance; what was known then is that it is for an answer."""
    bureau.answered(bureau.letter(date(2026, 1, 6)), date(2026, 1, 10))
    report = bureau.sent(JANUARY)
    book = """
[book]
id = "own"
valid_from = 2026-03-01
extends = "plain"

[[override]]
kind = "duty"
id = "source_due"
clause = "source"
met_by = ["Accepted"]
"""
    publish(bureau.instance, bureau.id, book, "试行", DRAFTER, VIA, at=bureau.now)
    sound(bureau, bureau.file(report))
    later = bureau.draft("2026-01-01..2026-01-30")
    assert [accepted_in_time(bureau, each) for each in (report, later)] == [0, 1], "it does count for what comes after"


def accepted_in_time(bureau: Bureau, report: rs.Report) -> object:
    rates = {row.key[0]: row.numbers for row in table(bureau.content(report), "rates").rows}
    return rates["acceptance_in_time/1"][0]


def test_a_file_that_was_written_before_the_last_steps_is_equal(bureau: Bureau) -> None:
    report = bureau.draft(JANUARY)
    given = bureau.file(report)
    bureau.draft(JANUARY)
    assert bureau.report(report.report).standing == rs.SUPERSEDED
    sound(bureau, given)


def test_a_file_without_facts_is_equal_by_the_ledger(bureau: Bureau) -> None:
    found = bureau.verified(bureau.file(bureau.sent(JANUARY), facts=False))
    assert found.sound
    assert (check(found, "facts").standing, check(found, "handling").standing) == (UNKNOWN, EQUAL)


def test_a_report_whose_office_is_not_here_is_checked_by_its_file(bureau: Bureau) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    content = given.parsed()
    abroad = content_as(given, changed(content, basis=changed(content.basis, office="elsewhere")))
    found = bureau.verified(abroad, from_events=True)
    assert (found.in_ledger, found.office) == (False, "elsewhere")
    assert check(found, "proof").standing == EQUAL
    assert "drafted by the office" not in [each.what for each in found.checks]


# ---- files that the ledger does not bear out


def content_as(given: Bundle, content: Content) -> Bundle:
    """The file with another content, its digest with it, as a forger would do it."""
    text, basis = text_of(content), content.basis
    fixed = {name: getattr(basis, name) for name in ("period", "style", "first", "last", "position", "root")}
    report = changed(given.report, digest=digest_of(text), **fixed)
    return changed(given, content=text, report=report)


def with_rows(content: Content, name: str, rows: tuple[Row, ...]) -> Content:
    return changed(
        content, tables=tuple(changed(each, rows=rows) if each.id == name else each for each in content.tables)
    )


@pytest.mark.parametrize("name", ["balance", "stocks", "days", "rates", "compared", "handling"])
def test_a_figure_that_was_changed_with_its_digest_is_found_by_the_ledger(bureau: Bureau, name: str) -> None:
    given = bureau.file(bureau.sent(JANUARY), facts=False)
    first, *others = table(given.parsed(), name).rows
    forged = content_as(given, with_rows(given.parsed(), name, (Row(first.key, (9, *first.numbers[1:])), *others)))
    found = bureau.verified(forged)
    assert not found.sound
    assert differing(found.checks) == ["drafted by the office", name]
    (row,) = check(found, name).differs
    assert (row.key, row.found) == (first.key, first.numbers)


def test_a_row_left_out_or_put_in_is_found_by_the_ledger(bureau: Bureau) -> None:
    given = bureau.file(bureau.sent(JANUARY), facts=False)
    rows = table(given.parsed(), "stocks").rows
    less = bureau.verified(content_as(given, with_rows(given.parsed(), "stocks", rows[1:])))
    assert [each.reported for each in check(less, "stocks").differs] == [None]
    more = bureau.verified(content_as(given, with_rows(given.parsed(), "stocks", (*rows, Row(("幽灵科",), (1, 0))))))
    assert [each.found for each in check(more, "stocks").differs] == [None]


def test_adjustments_and_citations_that_are_not_so_are_found(bureau: Bureau) -> None:
    bureau.sent(JANUARY)
    bureau.letter(date(2026, 1, 20))
    given = bureau.file(bureau.sent(FEBRUARY), facts=False)
    found = bureau.verified(content_as(given, changed(given.parsed(), adjustments=())))
    assert differing(found.checks) == ["drafted by the office", "adjustments"]


def test_who_signed_it_cannot_be_told_otherwise(bureau: Bureau) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    steps = tuple(changed(each, by="某局长") if each.standing == rs.SIGNED else each for each in given.report.steps)
    found = bureau.verified(changed(given, report=changed(given.report, steps=steps)))
    assert differing(found.checks) == ["steps"]
    drafted_only = changed(given, report=changed(given.report, steps=(*given.report.steps, given.report.steps[-1])))
    assert differing(bureau.verified(drafted_only).checks) == ["steps"], "and one more sending"


@pytest.mark.parametrize("field", ["place", "source", "days", "duty"])
def test_what_a_fact_says_beside_the_tables_is_found_by_the_ledger(bureau: Bureau, field: str) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    fact = given.facts[0]
    value = 99 if field == "days" else "x"
    forged = changed(given, facts=(changed(fact, **{field: value}), *given.facts[1:]))
    assert differing(bureau.verified(forged).checks) == ["facts in the ledger"]


def test_a_report_that_the_office_never_drafted_is_found(bureau: Bureau) -> None:
    bureau.sent(JANUARY)
    event = drafted(bureau.instance, bureau.id, a_month(), bureau.now)
    steps = bureau.report("2026-01-1").steps
    fixed = {name: getattr(event, name) for name in ("period", "style", "first", "last", "position", "root", "digest")}
    made_up = Bundle(
        report=rs.Report(report="2026-01-9", standing=rs.SENT, steps=steps, **fixed), content=event.content
    )
    found = bureau.verified(made_up)
    assert differing(found.checks) == ["drafted by the office", "steps"]


@pytest.mark.parametrize("beyond", [1, 10**9])
def test_a_position_that_the_log_does_not_reach_is_said(bureau: Bureau, beyond: int) -> None:
    given = bureau.file(bureau.sent(JANUARY), facts=False)
    content = given.parsed()
    forged = content_as(given, changed(content, basis=changed(content.basis, position=bureau.size + beyond)))
    found = bureau.verified(forged, from_events=False)
    assert not found.sound
    assert f"does not reach position {bureau.size + beyond}" in check(found, "root").note


def test_another_root_is_found(bureau: Bureau) -> None:
    given = bureau.file(bureau.sent(JANUARY), facts=False)
    content = given.parsed()
    forged = content_as(given, changed(content, basis=changed(content.basis, root="00" * 32)))
    assert "root" in differing(bureau.verified(forged).checks)


# ---- a ledger that was tampered with


def test_a_leaf_that_was_changed_in_the_ledger_is_found_by_the_root(bureau: Bureau, database: Database) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    damage(database, "UPDATE ledger.event SET leaf = sha256('x') WHERE position = 3")
    found = bureau.verified(given)
    assert differing(found.checks) == ["root"]


def test_an_event_that_was_taken_out_of_the_ledger_is_found_by_the_root(bureau: Bureau, database: Database) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    damage(database, "DELETE FROM ledger.event WHERE position = 5")
    assert "root" in differing(bureau.verified(given).checks)


def test_an_event_that_says_something_else_now_is_found_by_its_record(bureau: Bureau, database: Database) -> None:
    """The leaf stands as it was, so that the root agrees; the record is made anew from what is stored."""
    given = bureau.file(bureau.sent(JANUARY))
    damage(database, "UPDATE ledger.event SET content = content || ' '::bytea WHERE position = 3")
    found = bureau.verified(given)
    assert differing(found.checks) == ["events in the ledger"]
    assert "proof" in differing(bureau.verified(bureau.file(bureau.report("2026-01-1"))).checks), "nor can it be proved"


def test_a_read_model_that_was_changed_is_found_by_the_events(bureau: Bureau, database: Database) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    with psycopg.connect(database.conninfo) as connection:
        (name,) = connection.execute(
            "SELECT min(n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE relname = 'statistics' AND relkind = 'r'"
        ).fetchone() or ("",)
        connection.execute(f"DELETE FROM {name}.statistics WHERE measure = 'received' AND day = '2026-01-05'".encode())
    found = differing(bureau.verified(given, from_events=True).checks)
    assert "handling" in found
    assert not [what for what in found if what.startswith("events of")]


# ---- formulas


def maker(formula: str, make: Callable[[int], int]) -> Maker:
    """A table of the test's own: how many letters came in, by a formula that may be wrong."""

    def rows(connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
        handling = next(each for each in newest() if each.id == "handling").table(connection, asked, of)
        yield Row(("all",), (make(handling.total("received")),))

    return Maker(id="own", zh="自有", en="own", formula=formula, by=("what",), counts=("count",), make=rows)


WRONG, RIGHT = maker("own/1", lambda count: count + 1), maker("own/2", lambda count: count)


def drafted_with(bureau: Bureau, monkeypatch: pytest.MonkeyPatch, *makers: Maker) -> Bundle:
    """A report as a program would make it that has these makers too."""
    monkeypatch.setattr("service.reports.drafting.newest", lambda: newest((*MAKERS, *makers)))
    return bureau.file(bureau.sent(JANUARY))


def test_a_table_is_made_by_the_newest_formula(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    given = drafted_with(bureau, monkeypatch, WRONG, RIGHT)
    own = table(given.parsed(), "own")
    assert (own.formula, own.rows) == ("own/2", (Row(("all",), (3,)),))
    assert bureau.verified(given, (*MAKERS, WRONG, RIGHT)).sound
    assert check(bureau.verified(given, (*MAKERS, WRONG, RIGHT)), "own").newer == ""


def test_a_formula_that_was_replaced_is_shown_beside_the_one_in_its_place(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says what it said, and was made rightly by the formula of then; by the other it would be three."""
    given = drafted_with(bureau, monkeypatch, WRONG)
    found = bureau.verified(given, (*MAKERS, WRONG, RIGHT))
    own = check(found, "own")
    assert (own.standing, own.formula, own.newer, own.differs) == (EQUAL, "own/1", "own/2", ())
    assert [(each.reported, each.found) for each in own.by_newer] == [((4,), (3,))]
    assert "own/1 was replaced by own/2" in own.note
    assert found.sound, "an error of a formula is no forgery"


def test_a_formula_that_is_not_known_here_is_said_to_be_unknown(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = drafted_with(bureau, monkeypatch, WRONG)
    found = bureau.verified(given)
    assert (check(found, "own").standing, check(found, "own").formula) == (UNKNOWN, "own/1")
    assert "own/1 is not known" in check(found, "own").note
    assert found.sound


def test_facts_of_a_formula_that_is_not_known_here_are_not_made_anew(bureau: Bureau) -> None:
    given = bureau.file(bureau.sent(JANUARY))
    content = given.parsed()
    later = tuple(changed(each, formula="facts/9") if each.formula == tables.FACTS else each for each in content.tables)
    found = bureau.verified(content_as(given, changed(content, tables=later)))
    assert differing(found.checks) == ["drafted by the office"]
    assert check(found, "facts").standing == UNKNOWN
    assert "facts in the ledger" not in [each.what for each in found.checks]
