"""A report holds the figures as they were known when it was drafted; what came late stands in the next one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from msgspec.structs import astuple

from domain import commands as c
from domain import reports as rs
from domain.deciding import Refused
from domain.periods import period
from domain.report_content import COUNTS, SPECS, Adjustment, Row
from domain.values import Moment
from service.ledger.submission import Conflict
from service.readmodels.statistics import comparing, taking, whole
from service.readmodels.statistics.figures import figures
from service.reports import drafting, reading
from service.runtime import Instance
from tests.service.reports.bureau import DRAFTER, FEBRUARY, JANUARY, MARCH, VIA, Bureau, a_quarter, table

R2_6 = pytest.mark.clause("R2.6")


def adjusted(bureau: Bureau, report: rs.Report) -> dict[str, tuple[int, dict[str, tuple[object, ...]]]]:
    """By the reports adjusted: since which position, and added, removed, days by measure."""
    found = bureau.content(report).adjustments
    return {each.report: (each.since, {row.key[0]: row.numbers for row in each.rows}) for each in found}


def in_words(value: str | bool) -> str:  # noqa: FBT001 - a value of a dimension
    return value if isinstance(value, str) else ("true" if value else "false")


# ---- figures


@R2_6
def test_a_draft_has_the_number_the_kinds_and_the_closures_of_the_month(bureau: Bureau) -> None:
    said = bureau.content(bureau.draft(JANUARY))
    assert table(said, "received").rows == (
        Row(("received", "letter", "false"), (2, 2, 2, 0, 0, 4)),
        Row(("received", "visit", "false"), (1, 1, 1, 1, 2, 2)),
    )
    assert table(said, "content").rows == (
        Row(("received", "0000"), (2, 2, 2, 0, 0, 4)),
        Row(("received", "0001"), (1, 1, 1, 1, 2, 2)),
    )
    assert table(said, "closures").rows == ()
    assert table(said, "handling").total("received") == 3
    assert table(said, "balance").rows == (Row(("yimin",), (0, 3, 0, 3, 2)),), "two were due on the 20th and 27th"


@R2_6
@pytest.mark.parametrize("of", [JANUARY, FEBRUARY, "2026-W02", "2026-01-01..2026-02-20", "1999"])
def test_a_draft_says_what_the_statistics_say_at_its_position(bureau: Bureau, of: str) -> None:
    report = bureau.draft(of)
    said, days, asked = bureau.content(report), period(of), bureau.asked(report.position, bureau.today)
    with bureau.instance.pool.connection() as connection:
        for spec in SPECS:
            cell = {"measure": spec.measure} if spec.measure else {}
            found = [
                Row((each.measure, *map(in_words, each.by.values())), tuple(getattr(each, name) for name in COUNTS))
                for each in figures(connection, asked, days, spec.by, cell)
            ]
            assert sorted(table(said, spec.id).rows, key=str) == sorted(found, key=str)
        everything = whole.statistics(connection, asked, days)
        assert everything.balance is not None
        assert table(said, "balance").rows[0].numbers == astuple(everything.balance)
        assert table(said, "stocks").rows[-1].numbers == (everything.balance.closing, everything.balance.overdue)
        taken = {each.measure: (each.count, each.sum) for each in taking.taken(connection, asked, days)}
        assert {row.key[0]: row.numbers[:2] for row in table(said, "days").rows} == taken
        rates = {each.id: (each.of, each.by) for each in comparing.rates(connection, asked, days).rates}
        assert {row.key[0]: row.numbers[:2] for row in table(said, "rates").rows} == rates


def test_a_draft_says_what_it_rests_on(bureau: Bureau) -> None:
    position, root = bureau.size, bureau.instance.ledger.head(bureau.id).root.hex()
    report = bureau.draft(JANUARY)
    basis = bureau.content(report).basis
    assert (basis.office, basis.name, basis.position, basis.root) == ("yimin", "移民局", position, root)
    assert (basis.first, basis.last, basis.judged_on) == (date(2026, 1, 1), date(2026, 1, 31), bureau.today)
    assert (basis.recorded_at.date(), basis.replayed, basis.collective_min) == (date(2026, 2, 12), True, 5)
    assert (report.position, report.root) == (position, root)
    assert bureau.size == position + 1, "the draft itself is the next event"


def test_a_report_of_a_period_before_the_office_was_made_says_that_there_was_nothing(bureau: Bureau) -> None:
    said = bureau.content(bureau.draft("1999"))
    assert all(table(said, spec.id).rows == () for spec in SPECS)
    assert table(said, "balance").rows == (Row(("yimin",), (0, 0, 0, 0, 0)),)


@R2_6
def test_only_a_period_that_is_over_is_drafted(bureau: Bureau) -> None:
    size = bureau.size
    with pytest.raises(Refused, match="period 2026-03 is not over before the end of 2026-03-31"):
        bureau.draft(MARCH)
    assert bureau.size == size


def test_of_two_drafts_at_the_same_time_one_is_written(bureau: Bureau) -> None:
    def drafted(_: int) -> str:
        try:
            drafting.draft(bureau.instance, bureau.id, period(JANUARY), DRAFTER, VIA, at=bureau.now)
        except (Conflict, Refused):
            return "refused"
        return "written"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(drafted, range(4)))
    own = bureau.instance.offices.get(bureau.id).state.reports
    assert found.count("written") == len(own) >= 1
    assert [each.report for each in own] == [f"2026-01-{nth + 1}" for nth in range(len(own))]
    assert [each.standing for each in own][:-1] == [rs.SUPERSEDED] * (len(own) - 1)


def test_a_draft_that_somebody_else_was_faster_with_is_refused(bureau: Bureau) -> None:
    events = [drafting.drafted(bureau.instance, bureau.id, period(JANUARY), bureau.now) for _ in range(2)]
    bureau.tell(events[0])
    with pytest.raises(Refused, match="called 2026-01-2"):
        bureau.tell(events[1])


# ---- what came late


@R2_6
def test_what_came_late_stands_in_the_next_report_and_in_no_later_one(bureau: Bureau) -> None:
    january = bureau.sent(JANUARY)
    bureau.letter(date(2026, 1, 20))
    february = bureau.sent(FEBRUARY)
    assert adjusted(bureau, february) == {
        "2026-01-1": (january.position, dict.fromkeys(("opened", "received", "registered"), (1, 0, 0)))
    }
    bureau.today = date(2026, 4, 2)
    march = bureau.sent(MARCH)
    assert adjusted(bureau, march) == {}


@R2_6
def test_what_was_corrected_or_void_is_taken_back_in_the_next_report(bureau: Bureau) -> None:
    late = bureau.letter(date(2026, 1, 20))
    moved = bureau.letter(date(2026, 1, 21))
    january = bureau.sent(JANUARY)
    bureau.do(late, c.Void(reason="重复登记"), on=bureau.today)
    bureau.corrected(moved, date(2025, 12, 15))
    found = adjusted(bureau, bureau.sent(FEBRUARY))["2026-01-1"]
    assert found[0] == january.position
    assert found[1]["received"] == (0, 2, 0)


def test_a_fact_told_otherwise_is_taken_back_and_added(bureau: Bureau) -> None:
    """An answer that was given two days earlier than it had been entered: the same act, other days taken."""
    petition = bureau.letter(date(2026, 2, 20))
    bureau.answered(petition, date(2026, 2, 26))
    february = bureau.sent(FEBRUARY)
    act = c.Answer(reply_kind="result", text="已办", delivered=True)
    right = c.Correct(of=3, act=act, occurred=Moment(date(2026, 2, 24)), reason="日期有误")
    bureau.do(petition, right, on=bureau.today)
    bureau.today = date(2026, 4, 2)
    found = adjusted(bureau, bureau.draft(MARCH))
    assert found["2026-02-1"][0] == february.position
    assert found["2026-02-1"][1]["answered"] == (1, 1, 4 - 6)


def test_each_kind_of_report_adjusts_its_own(bureau: Bureau) -> None:
    bureau.sent(JANUARY)
    bureau.sent("2026-W02")
    bureau.letter(date(2026, 1, 6))
    assert list(adjusted(bureau, bureau.sent("2026-W03"))) == ["2026-W02-1"]
    assert list(adjusted(bureau, bureau.sent(FEBRUARY))) == ["2026-01-1"]
    assert adjusted(bureau, bureau.draft("2026-W04")) == {}


def test_an_adjustment_says_which_report_it_is_of(bureau: Bureau) -> None:
    january = bureau.sent(JANUARY)
    bureau.letter(date(2026, 1, 20))
    (found,) = bureau.content(bureau.draft(FEBRUARY)).adjustments
    assert found == Adjustment(
        report=january.report,
        period=JANUARY,
        first=january.first,
        last=january.last,
        since=january.position,
        rows=tuple(Row((name,), (1, 0, 0)) for name in ("opened", "received", "registered")),
    )


# ---- the year's list


def test_the_reports_of_a_year_as_known_at_a_position(bureau: Bureau) -> None:
    before = bureau.size
    bureau.sent(JANUARY)
    bureau.draft(FEBRUARY)
    found = reading.reports(bureau.instance, bureau.asked(), 2026)
    assert [(each.report, each.standing) for each in found.own] == [("2026-01-1", "sent"), ("2026-02-1", "drafted")]
    assert reading.reports(bureau.instance, bureau.asked(), 2025).own == ()
    assert reading.reports(bureau.instance, bureau.asked(before), 2026).own == ()
    with pytest.raises(reading.UnknownReport, match="2026-01-9"):
        bureau.report("2026-01-9")


@R2_6
def test_under_r2_the_reports_owed_and_those_sent_stand_side_by_side(instance: Instance) -> None:
    bureau = Bureau(instance, "gongxiao", "R2")
    bureau.today = date(2026, 2, 4)
    bureau.sent(JANUARY)
    owed = {each.period: each for each in reading.reports(instance, bureau.asked(), 2026).owed if each.clause == "R2.6"}
    assert (owed[JANUARY].standing, owed[JANUARY].met_on) == ("met", date(2026, 2, 4))
    assert (owed[FEBRUARY].standing, owed["2026-Q1"].standing) == ("coming", "coming")


def test_an_office_with_any_name_reports(instance: Instance) -> None:
    bureau = Bureau(instance, "mingzu", name="<民族>事务\t委员会 “Ḫ” 🏛")
    assert len(a_quarter(bureau)) == 5
    report = bureau.sent(JANUARY)
    assert bureau.content(report).basis.name == "<民族>事务\t委员会 “Ḫ” 🏛"
    assert bureau.verified(bureau.file(report)).sound
