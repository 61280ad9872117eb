"""Mistakes found in systems in use (domain.md 10.2), each as something that the read models cannot do.

Named by the mistake. Beside these: a working day of an unpublished year says so (test_calendar.py), each tier of a
limit is reminded of once and stays on record (test_reminding.py), every figure adds up on any history
(test_statistics.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import projections
import service
from domain import commands as c
from domain import events as e
from domain.calendar import Calendar, Reckoned
from domain.periods import LENGTHS, STYLES, period
from domain.reminding import begins_on
from domain.values import Details
from projections.catalog import ALL
from service.bundled import bundled_calendar
from service.database import Database
from service.projector import schema
from service.readmodels import duties, register
from service.readmodels.statistics.behind import all_facts, difference
from service.readmodels.statistics.figures import Figure, figures
from service.readmodels.statistics.whole import statistics
from tests.domain.scenario import HANDLER, Scenario, under
from tests.service.projector.offices import dump, follow
from tests.service.readmodels.test_lists import ANSWER, Place, letters, now, opened, place

__all__ = ("place",)

YEAR = period("2026")
TABLES = [Path(module.__path__[0]) for module in (projections, service)]


def one(nth: int, book: str = "plain") -> Scenario:
    told = under(book)
    told.petition = UUID(int=nth)
    return told


def counts(place: Place, by: str, measure: str = "received") -> dict[Any, int]:
    return {figure.by[by]: figure.count for figure in of_year(place, by, measure)}


def of_year(place: Place, by: str, measure: str) -> list[Figure]:
    return figures(place.connection, now(place, YEAR.last), YEAR, (by,), {"measure": measure})


# ---- the count of one class written into the column of another


def test_column_mixed_up_each_class_has_its_own_number_under_its_own_name(database: Database, tmp_path: Path) -> None:
    """Agriculture stood in the column of unpaid migrant workers. Here each value comes so often as no other does."""
    values = {
        "content_class": ("0401 农业", "0402 农民工工资", "0403 农村"),
        "channel": ("letter", "visit", "call"),
        "source": ("direct", "superior_assigned", "superior_forwarded"),
        "purpose": ("claim", "suggestion", "inquiry"),
        "place": ("甲村", "乙村", "丙村"),
    }
    lines: list[e.Line] = []
    for nth, which in enumerate((0, 1, 1, 2, 2, 2, 2)):
        said = {name: each[which] for name, each in values.items()}
        told = one(nth)
        details = Details(
            content_class=said["content_class"], purpose=said["purpose"], problem_place=said["place"], people=which + 1
        )
        told.when(c.Receive(channel=said["channel"], source=said["source"], details=details), "2026-02-01")
        lines += told.lines
    with opened(database, tmp_path, lines) as place:
        for by, each in values.items():
            assert counts(place, by) == dict(zip(each, (1, 2, 4), strict=True)), by
        stocks = register.stocks(place.connection, now(place))
        assert {(one.content_class, one.open) for one in stocks} == {
            (name, count) for name, count in zip(values["content_class"], (1, 2, 4), strict=True)
        }


# ---- counters kept by adding and subtracting


def test_repeat_counter_adrift_repeats_are_counted_anew_after_every_joining_and_parting(
    database: Database, tmp_path: Path
) -> None:
    first, second, third = one(1), one(2), one(3)
    lines = [told.when(c.Receive(channel="visit"), "2026-02-01") for told in (first, second, third)]
    joined = c.Join(to=UUID(int=1))
    expected = [0, 0, 0]
    for told, act, repeats in (
        (second, joined, 1),
        (third, joined, 2),
        (second, c.Unjoin(to=UUID(int=1), reason="并非同一事项"), 1),
        (second, joined, 2),
        (third, c.Withdraw(), 2),
        (third, c.Void(reason="重复录入"), 1),
        (second, c.Unjoin(to=UUID(int=1), reason="并非同一事项"), 0),
    ):
        lines.append(told.when(act, "2026-02-02"))
        expected.append(repeats)
    with opened(database, tmp_path, lines) as place:
        for line, repeats in zip(place.told.lines, expected, strict=True):
            asked = place.told.asked(line.position, YEAR.last)
            cell = {"measure": "received", "repeat": True}
            assert sum(f.count for f in figures(place.connection, asked, YEAR, (), cell)) == repeats, line.event


def test_repeat_counter_adrift_no_table_that_is_read_is_counted_up_or_down() -> None:
    counted = re.compile(r"\bSET\b[^;\"]*?\b(\w+)\s*=\s*(?:\w+\.)?\1\s*[+-]\s*[\d%]", re.IGNORECASE)
    folders = [TABLES[0], *(TABLES[1] / name for name in ("projector", "readmodels"))]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".sql"}]
    assert len(files) > 50
    assert [path.name for path in files if counted.search(path.read_text(encoding="utf-8"))] == []
    assert counted.search("UPDATE letter SET repeat_num = repeat_num + 1"), "control"


# ---- warnings wiped by the next scan, cleared by closing


def test_warnings_wiped_by_each_scan_what_was_overdue_is_told_of_that_day_for_ever(place: Place) -> None:
    """Petition 1 was due on 21 February and answered on the 22nd: on the 22nd it had been overdue until then."""
    answered = next(line for line in place.told.lines if isinstance(line.event, e.Answered))
    before, later = place.told.asked(answered.position - 1, date(2026, 2, 22)), now(place, date(2026, 3, 31))

    def overdue(asked: Any) -> set[int]:
        return {row.petition.int for row in register.whole(place.connection, asked, "overdue")}

    assert overdue(before) == {0, 1}
    for _scan in range(2):
        assert 1 not in overdue(later)
        follow(place.connection, place.told.id, _tables(place), 1000)
        assert overdue(before) == {0, 1}
    again = [schema.opened(place.connection, each, f"{each.schema}_again") for each in ALL]
    follow(place.connection, place.told.id, again, 3)
    for kept, anew in zip(_tables(place), again, strict=True):
        assert dump(place.connection, place.told.id, anew) == dump(place.connection, place.told.id, kept)


def _tables(place: Place) -> Sequence[Any]:
    return [schema.opened(place.connection, projection) for projection in ALL]


def test_overdue_cleared_on_close_a_limit_missed_stays_missed_when_the_petition_is_over(
    database: Database, tmp_path: Path
) -> None:
    told = one(1)
    told.when(c.Receive(channel="letter", details=Details(due_on=date(2026, 2, 20))), "2026-02-01")
    told.when(c.Register(), "2026-02-01")
    told.when(ANSWER, "2026-02-23")
    told.when(c.Close(outcome="recorded"), "2026-02-24")
    told.when(c.Archive(file_number="2026-1"), "2026-02-25")
    told.when(c.Reopen(reason="有新情况", unit="信访科"), "2026-03-02")
    told.when(c.Withdraw(), "2026-03-03")
    with opened(database, tmp_path, told.lines) as place:
        for line in place.told.lines[2:]:
            asked = place.told.asked(line.position, date(2026, 3, 31))
            missed = [(row.entry, row.ended_on) for row in duties.all_breaches(place.connection, asked)]
            assert ("source_due", date(2026, 2, 23)) in missed, line.event
            late = figures(place.connection, asked, YEAR, (), {"measure": "settled_late"})
            assert [figure.count for figure in late] == [1], line.event


# ---- figures of last year that are others today


def test_recomputed_tables_change_last_year_at_the_position_of_the_report_they_stay(
    database: Database, tmp_path: Path
) -> None:
    lines, told = letters(4), one(9)
    told.when(c.Receive(channel="letter"), "2025-12-30", recorded="2026-02-24")
    told.when(c.Register(), "2026-02-24")
    told.when(c.Classify(details=Details(content_class="0303")), "2026-02-25")
    told.when(c.Void(reason="重复录入"), "2026-02-26")
    with opened(database, tmp_path, [*lines, *told.lines]) as place:
        reported = place.told.lines[len(lines) - 1].position
        last_year, known = period("2025"), [line.position for line in place.told.lines[len(lines) :]]

        def shown(position: int) -> Any:
            asked = place.told.asked(position, date(2026, 12, 31))
            return [statistics(place.connection, asked, of) for of in (last_year, YEAR)]

        once = {position: shown(position) for position in (reported, *known)}
        assert [sum(f.count for f in shown(each)[0].figures if f.measure == "received") for each in known] == [
            1,
            1,
            1,
            0,
        ]
        follow(place.connection, place.told.id, _tables(place), 1000)
        assert {position: shown(position) for position in once} == once
        later = place.told.asked(known[0], date(2026, 12, 31))
        changed = difference(place.connection, later, last_year, reported)
        assert {fact.measure for fact in changed.added} == {"received", "opened"}, "and what came late is told apart"
        assert changed.removed == []


# ---- no list of holidays


def test_silent_fall_back_to_calendar_days_without_its_holidays_a_date_says_that_it_is_provisional(
    database: Database, tmp_path: Path
) -> None:
    """S1.23.3: five working days from Tuesday 5 January 2027, of which no list is out yet."""
    told = one(1, "S1")
    told.when(c.Receive(channel="letter", details=Details(title="路灯")), "2027-01-04")
    told.when(c.Register(), "2027-01-04")
    told.when(c.Forward(target="后扶科"), "2027-01-05")
    told.when(c.SignFor(unit="后扶科"), "2027-01-05", by=HANDLER)
    with opened(database, tmp_path, told.lines) as place:
        asked = now(place, date(2027, 1, 6))
        rows = {row.nature: row for row in duties.all_open(place.connection, asked) if row.nature == "right"}
        right = rows["right"]
        assert (right.due_on, right.provisional) == (date(2027, 1, 12), True)
        assert right.due_on != date(2027, 1, 5) + timedelta(5), "not five days of the calendar"
    assert Calendar().add_working_days(date(2026, 2, 13), 5) == Reckoned(date(2026, 2, 20), provisional=True)


def test_crash_in_january_a_year_without_its_holidays_is_worked_and_read_like_any_other(
    database: Database, tmp_path: Path
) -> None:
    calendar = bundled_calendar()
    assert 2031 not in {year.year for year in calendar.years}
    for day in (date(2031, 1, 1) + timedelta(n) for n in range(31)):
        assert calendar.add_working_days(day, 15).provisional
        assert calendar.next_working_day(day).provisional
    told = one(1, "S1")
    told.when(c.Receive(channel="letter", details=Details(title="路灯")), "2031-01-01")
    told.when(c.Register(), "2031-01-02")
    told.when(c.Forward(target="后扶科"), "2031-01-31")
    with opened(database, tmp_path, told.lines) as place:
        asked = now(place, date(2031, 2, 28))
        assert [row.petition for row in register.whole(place.connection, asked)] == [UUID(int=1)]
        assert all(row.provisional or row.due_on is None for row in duties.all_open(place.connection, asked))
        found = statistics(place.connection, asked, period("2031-01"))
        assert {figure.measure for figure in found.figures} >= {"received", "registered", "forwarded"}


# ---- ranges that share an end


def test_overlapping_bands_each_day_lies_in_one_month_one_quarter_one_half_and_one_year(
    database: Database, tmp_path: Path
) -> None:
    names = {
        "month": [f"{year}-{nth:02}" for year in (2025, 2026, 2027) for nth in range(1, 13)],
        "quarter": [f"{year}-Q{nth}" for year in (2025, 2026, 2027) for nth in range(1, 5)],
        "half": [f"{year}-H{nth}" for year in (2025, 2026, 2027) for nth in (1, 2)],
        "year": ["2025", "2026", "2027"],
    }
    assert set(names) == set(LENGTHS)
    days = [date(2026, 1, 1) + timedelta(nth) for nth in range(365)]
    for style in STYLES:
        for kind, said in names.items():
            periods = [period(each, style) for each in said]
            assert {sum(day in each for each in periods) for day in days} == {1}, (style, kind)
    lines: list[e.Line] = []
    for nth, day in enumerate(("2026-01-20", "2026-01-21", "2026-01-31", "2026-02-01")):
        lines += [one(nth).when(c.Receive(channel="visit", details=Details(people=5)), day)]
    with opened(database, tmp_path, lines) as place:
        for style in STYLES:
            facts = Counter(
                fact.petition
                for name in names["month"]
                for fact in all_facts(place.connection, now(place, date(2028, 1, 1)), period(name, style))
                if fact.measure == "received"
            )
            assert set(facts.values()) == {1}, style
            assert len(facts) == 4


# ---- warnings by plain days although the working days are known


def test_plain_days_in_warnings_before_an_end_working_days_are_counted() -> None:
    """Due on Wednesday 25 February 2026, behind the Spring Festival: seven working days before is the 9th."""
    due = date(2026, 2, 25)
    assert begins_on(due, -7, bundled_calendar()) == date(2026, 2, 9)
    assert begins_on(due, -7, bundled_calendar()) != due - timedelta(7), "the 18th lies in the festival"
