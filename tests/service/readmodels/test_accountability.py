"""Every petition of the register has its place, as of any position and day, and what should be looked into is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.organisation import Field
from domain.petition import Petition
from domain.results import of_results
from domain.routing import UNMOVED
from domain.values import Details
from projections.instants import judged_on
from projections.status import status
from service.database import Database
from service.readmodels import accountability, register
from service.readmodels import accountability_words as words
from service.readmodels.accountability import FLAGS, LISTS, OPEN_PARTS, PARTS, Accounted, Bounds
from service.readmodels.accountability_summary import summary, total
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.kept import Tallies
from tests.domain.scenario import Scenario, under
from tests.domain.stories import Story, stories
from tests.service.projector.offices import Told
from tests.service.readmodels import oracle
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in
from tests.service.readmodels.test_lists import Place, now, opened, pages

__all__ = ["house"]

BOUNDS = Bounds(passed_on=1, untouched=10)
SILENT = (e.Pressed, e.Linked, e.Unlinked, e.DutiesRecomputed, e.Corrected)


class Judge:
    """Places a petition by what it was, folded from its lines, and by the day asked about; knows of no rows."""

    def __init__(self, told: Told, position: int, on: date | datetime) -> None:
        self.told, self.position, self.on, self.zone = told, position, on, told.office.zone
        self.day = judged_on(on, self.zone).day
        self.results = of_results(told.office.books)

    def part(self, state: Petition) -> str:
        end = state.ending
        if oracle.void(self.told, self.position, state.id):
            return "void"
        if not state.open:
            return self._ended(state)
        if state.routing.on_the_way_to:
            return "on-the-way"
        if status(state) == "awaiting_instruction":
            return "in-instruction"
        dated = [duty for duty in state.duties if self._dated(duty)]
        assert not end.closed
        if any(oracle.overdue(duty, self.on, self.zone) for duty in dated):
            return "past-limit"
        return "inside-limit" if dated else "without-deadline"

    def _ended(self, state: Petition) -> str:
        end = state.ending
        if end.answered or end.outcome:
            return "with-outcome"
        return "withdrawn" if end.withdrawn else "refused" if end.refused else "closed-without-outcome"

    def flags(self, state: Petition) -> set[str]:
        part = self.part(state)
        found = self._of_open(state) if part in OPEN_PARTS else set()
        ended = part not in ("void", *OPEN_PARTS)
        if part != "void" and self._passed_on(state) > BOUNDS.passed_on:
            found.add("passed-on")
        late = [duty for duty in state.duties if duty.end and duty.end.late and duty.opened.nature == "duty"]
        if ended and (late or any(line.breaches for line in state.lines)):
            found.add("breached-although-ended")
        if ended and part != "with-outcome" and self.results & self._missed(state):
            found.add("ended-past-limit-without-outcome")
        return found

    @staticmethod
    def _missed(state: Petition) -> set[str]:
        """The duties that ended late, and those that a line says were settled too late before it was entered."""
        late = (duty for duty in state.duties if duty.end and duty.end.late and duty.opened.nature == "duty")
        return {duty.key.id for duty in late} | {breach.entry for line in state.lines for breach in line.breaches}

    def _of_open(self, state: Petition) -> set[str]:
        dated = [duty for duty in state.duties if self._dated(duty)]
        late = [duty for duty in dated if oracle.overdue(duty, self.on, self.zone)]
        touched = max(line.occurred.day for line in state.lines if not isinstance(line.event, SILENT))
        holds = {
            "not-landed": bool(state.routing.on_the_way_to),
            "waiting-instruction": status(state) == "awaiting_instruction",
            "without-open-duty": not dated,
            "without-live-deadline": len(late) == len(dated),
            "past-limit-without-outcome": any(duty.key.id in self.results for duty in late),
            "untouched": self.day - touched >= timedelta(BOUNDS.untouched),
        }
        return {flag for flag, so in holds.items() if so}

    @staticmethod
    def _dated(duty: Any) -> bool:
        return duty.end is None and duty.opened.nature == "duty" and bool(duty.due.effective or duty.due.at)

    @staticmethod
    def _passed_on(state: Petition) -> int:
        """Forwardings and assignments that move it, and returns."""
        events = [line.event for line in state.lines]
        sent = sum(isinstance(event, e.Forwarded) and event.mode not in UNMOVED for event in events)
        return sent + sum(isinstance(event, e.Returned) for event in events)


def judged(told: Told, position: int, on: date | datetime) -> dict[str, set[UUID]]:
    """The petitions in each list, by their lines alone."""
    judge = Judge(told, position, on)
    found: dict[str, set[UUID]] = {kind: set() for kind in LISTS}
    for id_, state in oracle.petitions(told, position, on).items():
        for kind in (judge.part(state), *judge.flags(state)):
            found[kind].add(id_)
    return found


def shown(house: House, asked: Question) -> dict[str, set[UUID]]:
    lists = {kind: list(accountability.whole(house.connection, asked, kind, bounds=BOUNDS)) for kind in LISTS}
    assert all(len({row.petition for row in rows}) == len(rows) for rows in lists.values())
    return {kind: {row.petition for row in rows} for kind, rows in lists.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_each_petition_of_the_register_stands_in_one_part_and_under_its_flags_as_of_any_moment(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    for point in points[:6]:
        position, on = point.of(told)
        asked = told.asked(position, on)
        found = shown(house, asked)
        assert found == judged(told, position, on)
        registered = [row.petition for row in register.whole(house.connection, asked)]
        assert sorted(id_ for part in PARTS for id_ in found[part]) == sorted(registered)
        adds_up(house, asked, found)


def adds_up(house: House, asked: Question, found: Mapping[str, set[UUID]]) -> None:
    """Raises AssertionError unless each sum is the number of rows in its list, whichever way it is broken down."""
    sums = summary(house.connection, asked, BOUNDS)
    assert sums.register == sum(sums.parts.values())
    assert {**sums.parts, **sums.flags} == {kind: len(found[kind]) for kind in LISTS}
    for broken_down in (sums.units, sums.leaders, sums.clauses):
        assert sum(of.petitions for of in broken_down) == sums.register
        assert sum((Counter(of.flags) for of in broken_down), Counter[str]()) == +Counter(sums.flags)
    landed, result, due = sums.rates
    assert landed.denominator == result.denominator == sums.register - sums.parts["void"] - sums.parts["withdrawn"]
    assert result.numerator <= due.denominator <= result.denominator


# ---- what is kept from one question to the next


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_what_was_counted_last_and_what_was_touched_since_make_the_same_sums_forward_and_back(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    day = max(line.occurred.day for line in told.lines)
    kept: Tallies = {}
    for position in (*(point.of(told)[0] for point in points[:8]), told.last):
        asked = told.asked(position, day)
        assert summary(house.connection, asked, BOUNDS, kept) == summary(house.connection, asked, BOUNDS)
        assert kept[asked.id].position == position


def test_the_control_a_wrong_count_that_is_kept_is_in_the_next_sums(place: Place) -> None:
    kept: Tallies = {}
    asked = now(place)
    right = summary(place.connection, asked, BOUNDS, kept)
    last = kept[asked.id]
    kept[asked.id] = replace(last, tally=replace(last.tally, registered=last.tally.registered + 1))
    assert summary(place.connection, asked, BOUNDS, kept).register == right.register + 1


@pytest.mark.parametrize("changed", ["day", "bounds", "restricted"])
def test_what_was_counted_on_other_grounds_is_not_used(place: Place, changed: str) -> None:
    kept: Tallies = {}
    asked = now(place)
    summary(place.connection, asked, BOUNDS, kept)
    last = kept[asked.id]
    wrong = replace(last, tally=replace(last.tally, registered=-1))
    kept[asked.id] = replace(wrong, restricted=frozenset({UUID(int=9)})) if changed == "restricted" else wrong
    other = (
        replace(asked, on=judged_on(asked.on.day + timedelta(1), place.told.office.zone)) if changed == "day" else asked
    )
    bounds = Bounds(passed_on=3, untouched=10) if changed == "bounds" else BOUNDS
    found = summary(place.connection, other, bounds, kept)
    assert found == summary(place.connection, other, bounds)


# ---- one case of each


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Iterator[Place]:
    with opened(database, tmp_path, [line for told in CASES.values() for line in told().lines]) as made:
        yield made


def letter(nth: int, *acts: tuple[c.Act, str], **more: Any) -> Scenario:
    """A letter of 1 February, due on 20 February unless that is said otherwise, with what came of it."""
    told = under("plain")
    told.petition = UUID(int=nth)
    details = Details(due_on=more.get("due_on", date(2026, 2, 20)), content_class="0101")
    told.when(c.Receive(channel="letter", details=details), "2026-02-01")
    told.when(c.Register(), "2026-02-01")
    for act, day in acts:
        told.when(act, day)
    return told


ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)
CASES: Mapping[str, Callable[[], Scenario]] = {
    "void": lambda: letter(1, (c.Void(reason="误登"), "2026-02-02")),
    "answered": lambda: letter(2, (ANSWER, "2026-02-10")),
    "answered late": lambda: letter(3, (ANSWER, "2026-02-25")),
    "withdrawn": lambda: letter(4, (c.Withdraw(reason="自行解决"), "2026-02-25")),
    "on the way": lambda: letter(5, (c.Forward(target="城建科"), "2026-02-03")),
    "before a leader": lambda: letter(6, (c.Submit(to="倪虹"), "2026-02-04")),
    "late": lambda: letter(7, (c.Comment(text="在查"), "2026-02-28")),
    "in time": lambda: letter(8, due_on=date(2026, 3, 20)),
    "undated": lambda: letter(9, due_on=None),
}
NUMBERED = {name: nth + 1 for nth, name in enumerate(CASES)}


def rows_of(place: Place, kind: str, **filters: str) -> list[Accounted]:
    return list(accountability.whole(place.connection, now(place), kind, filters))


def names(rows: Sequence[Accounted]) -> set[str]:
    return {name for name, nth in NUMBERED.items() for row in rows if row.petition.int == nth}


@pytest.mark.parametrize(
    ("kind", "those"),
    {
        "void": {"void"},
        "with-outcome": {"answered", "answered late"},
        "withdrawn": {"withdrawn"},
        "on-the-way": {"on the way"},
        "in-instruction": {"before a leader"},
        "past-limit": {"late"},
        "inside-limit": {"in time"},
        "without-deadline": {"undated"},
        "not-landed": {"on the way"},
        "waiting-instruction": {"before a leader"},
        "without-open-duty": {"undated"},
        "without-live-deadline": {"undated", "late", "on the way", "before a leader"},
        "past-limit-without-outcome": {"late", "on the way", "before a leader"},
        "breached-although-ended": {"answered late", "withdrawn"},
        "ended-past-limit-without-outcome": {"withdrawn"},
        "passed-on": set(),
        "untouched": set(),
    }.items(),
)
def test_where_each_case_stands_on_the_first_of_march(place: Place, kind: str, those: set[str]) -> None:
    assert names(rows_of(place, kind)) == those


def in_parts(place: Place) -> list[UUID]:
    """The petitions of all parts, one after the other."""
    return sorted(row.petition for part in PARTS for row in rows_of(place, part))


def test_the_parts_sum_to_the_register(place: Place) -> None:
    registered = sorted(row.petition for row in register.whole(place.connection, now(place)))
    assert len(registered) == len(CASES)
    assert in_parts(place) == registered


def test_control_with_a_part_that_takes_from_another_they_do_not(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dict_of(LISTS), "past-limit", f"NOT r.on_the_way AND {accountability.LATE}")
    registered = sorted(row.petition for row in register.whole(place.connection, now(place)))
    assert in_parts(place) != registered


def dict_of(lists: Mapping[str, str]) -> dict[str, str]:
    assert isinstance(lists, dict)
    return lists


def test_a_rate_is_of_what_its_denominator_holds(place: Place) -> None:
    """Nine letters; void and withdrawn are left out: 7. One is on the way; two have an outcome, three are due."""
    landed, result, due = summary(place.connection, now(place)).rates
    assert (landed.numerator, landed.denominator, landed.percent) == (6, 7, Decimal("85.7"))
    assert (result.numerator, result.denominator, result.percent) == (2, 7, Decimal("28.6"))
    assert (due.numerator, due.denominator, due.percent) == (2, 5, Decimal("40.0"))


def test_of_nothing_there_is_no_rate(place: Place) -> None:
    before = place.told.asked(place.told.last, date(2026, 1, 31))
    assert {rate.percent for rate in summary(place.connection, before).rates} == {None}


def test_several_offices_are_summed_and_their_rates_are_of_the_sums(place: Place) -> None:
    one = summary(place.connection, now(place))
    both = total([one, one])
    assert both.register == 2 * one.register
    assert both.parts["with-outcome"] == 2 * one.parts["with-outcome"]
    assert (both.rates[0].numerator, both.rates[0].percent) == (12, Decimal("85.7"))


def test_a_row_says_how_long_it_lies_and_what_was_last_done(place: Place) -> None:
    """Received on 1 February, put before the leader on 4 February: on 1 March 28 and 25 days."""
    (row,) = rows_of(place, "in-instruction")
    assert (row.days, row.untouched_days, row.state_days) == (28, 25, 25)
    assert (row.touched_on, row.state, row.clause) == (date(2026, 2, 4), "awaiting_instruction", "source")


def test_the_days_of_what_has_ended_are_counted_to_its_end(place: Place) -> None:
    """Received on 1 February: answered after 9 and 24 days, withdrawn after 24; nothing is waited for since then."""
    ended = [*rows_of(place, "with-outcome"), *rows_of(place, "withdrawn")]
    assert [(row.days, row.untouched_days, row.state_days, row.ended_on) for row in ended] == [
        (9, 0, 0, date(2026, 2, 10)),
        (24, 0, 0, date(2026, 2, 25)),
        (24, 0, 0, date(2026, 2, 25)),
    ]
    assert {row.counted_to for row in rows_of(place, "inside-limit")} == {date(2026, 3, 1)}


def test_of_what_was_taken_up_again_the_last_end_counts_and_before_it_none(database: Database, tmp_path: Path) -> None:
    again = (c.Reopen(reason="有新情况", unit="信访科"), "2026-02-20")
    closed = c.Close(outcome="recorded", explanation="已办")
    told = letter(10, (closed, "2026-02-10"), again, (closed, "2026-02-26"))
    with opened(database, tmp_path, told.lines) as place:
        days = [date(2026, 2, 12), date(2026, 2, 22), date(2026, 3, 1)]
        rows = [list(accountability.whole(place.connection, now(place, day), kind)) for day in days for kind in PARTS]
        found = [(row.days, row.ended_on) for part in rows for row in part]
    assert found == [(9, date(2026, 2, 10)), (21, None), (25, date(2026, 2, 26))]


def test_what_is_late_says_where_its_days_went(place: Place) -> None:
    """28 days on 1 March: three until it was put before the leader, 25 before him."""
    (row,) = rows_of(place, "in-instruction")
    assert row.phases is not None
    assert (row.phases.queue, row.phases.instruction, row.phases.whole) == (3, 25, 28)
    assert [row.phases for row in rows_of(place, "inside-limit")] == [None]


def test_more_often_and_longer_are_what_the_asker_says(place: Place) -> None:
    often = partial(accountability.whole, place.connection, now(place), "passed-on")
    assert names(list(often(bounds=Bounds(passed_on=0)))) == {"on the way"}
    assert names(list(often(bounds=Bounds(passed_on=1)))) == set()
    lying = partial(accountability.whole, place.connection, now(place), "untouched")
    assert names(list(lying(bounds=Bounds(untouched=25)))) == {"before a leader", "on the way", "in time", "undated"}
    assert names(list(lying(bounds=Bounds(untouched=26)))) == {"on the way", "in time", "undated"}


@pytest.mark.parametrize("kind", LISTS)
def test_pages_make_up_the_list(place: Place, kind: str) -> None:
    whole = rows_of(place, kind)
    assert pages(partial(accountability.page, place.connection, now(place), kind), 1) == whole


def test_a_list_is_of_one_unit_one_leader_or_one_clause(place: Place) -> None:
    office = place.told.office
    led = replace(office.profile, fields=(Field(leader="倪虹", content_class="0101", since=date(2026, 1, 1)),))
    known = replace(now(place), office=replace(office, profile=led))
    of = partial(accountability.whole, place.connection, known, "without-live-deadline")
    assert {row.leader for row in of()} == {"倪虹"}
    assert len(list(of({"leader": "倪虹"}))) == 4
    assert list(of({"leader": "石磊"})) == []
    assert names(list(of({"unit": "城建科"}))) == {"on the way"}
    assert names(list(of({"clause": "source"}))) == {"late", "on the way", "before a leader"}
    (leader,) = summary(place.connection, known).leaders
    assert (leader.name, leader.petitions) == ("倪虹", 9)


def test_breaches_stand_by_unit_leader_and_clause(place: Place) -> None:
    """Two limits were missed, both in petitions that have ended; what is merely overdue is no breach yet."""
    (broken,) = summary(place.connection, now(place)).breaches
    assert (broken.clause, broken.breaches, broken.petitions, broken.ended) == ("source", 2, 2, 2)


def test_an_unknown_list_and_a_cursor_of_another_one_are_refused(place: Place) -> None:
    with pytest.raises(BadQuestion, match="no such list"):
        accountability.page(place.connection, now(place), "secrets")
    cursor = accountability.page(place.connection, now(place), "with-outcome", limit=1).cursor
    with pytest.raises(BadQuestion, match="cursor"):
        accountability.page(place.connection, now(place), "past-limit", cursor=cursor)
    with pytest.raises(BadQuestion, match="cursor"):
        accountability.page(place.connection, now(place), "with-outcome", cursor=cursor, bounds=BOUNDS)


def test_every_part_and_flag_has_a_name_in_both_languages() -> None:
    assert tuple(words.PARTS) == tuple(PARTS)
    assert tuple(words.FLAGS) == tuple(FLAGS)
    assert tuple(words.RATES) == tuple(words.DENOMINATORS)
