"""What becomes of the duties of a matter when petitions are joined and told apart (rulebook.md traps 5 and 6)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Context
from domain.values import Details
from tests.domain.scenario import HANDLER, HEAD, Scenario, under

FIRST = UUID(int=3)
REPEAT = c.Join(to=FIRST, kind="repeat")
APART = c.Unjoin(to=FIRST, reason="并非同一事项")
PETITION = c.Classify(details=Details(procedure="petition"))


class ToAClosedOne(Scenario):
    """A petition whose earlier one is over when it is joined to it."""

    def context(self, now: datetime) -> Context:
        return replace(super().context(now), first_open=False)


def accepted(case: Scenario) -> Scenario:
    case.when(c.Receive(channel="letter"), "2025-08-04")
    case.when(c.Register(), "2025-08-04")
    case.when(PETITION, "2025-08-04")
    case.when(c.Accept(), "2025-08-04")
    return case


def test_joined_to_an_open_petition_the_duties_of_the_matter_lie_there() -> None:
    case = accepted(under("S1"))
    assert case.owed()["handle"] == date(2025, 10, 9)
    case.when(REPEAT, "2025-08-06")
    assert "handle" not in case.owed()
    assert case.state.carried


def test_joined_to_one_that_is_over_it_keeps_its_duties_for_somebody_must_owe_them() -> None:
    told = under("S1")
    case = accepted(ToAClosedOne(told.book, told.calendar, told.office.roles))
    line = case.when(REPEAT, "2025-08-06")
    assert isinstance(line.event, e.Joined)
    assert (line.event.first_open, case.state.joined, case.state.carried) == (False, FIRST, False)
    assert case.owed()["handle"] == date(2025, 10, 9)


def test_accepted_after_it_was_joined_to_one_that_is_over_the_sixty_days_begin() -> None:
    told = under("S1")
    case = ToAClosedOne(told.book, told.calendar, told.office.roles)
    case.when(c.Receive(channel="letter"), "2025-08-04")
    case.when(c.Register(), "2025-08-04")
    case.when(REPEAT, "2025-08-04")
    case.when(PETITION, "2025-08-05")
    case.when(c.Accept(), "2025-08-05")
    assert "handle" in case.owed()


def test_told_apart_it_owes_again_what_it_owed_from_the_day_it_was_counted_from() -> None:
    case = accepted(under("S1"))
    before = case.duty("handle")
    case.when(REPEAT, "2025-08-06")
    line = case.when(APART, "2025-09-01")
    assert {opened.key.id for opened in line.duties.opened} == {"handle"}
    again = case.duty("handle")
    assert (again.opened.start, again.due, again.holder) == (before.opened.start, before.due, before.holder)
    assert again.end is None


def test_what_began_while_it_was_joined_is_owed_too_once_it_is_told_apart() -> None:
    case = under("S1")
    case.when(c.Receive(channel="letter"), "2025-08-04")
    case.when(c.Register(), "2025-08-04")
    case.when(REPEAT, "2025-08-04")
    case.when(PETITION, "2025-08-05")
    case.when(c.Accept(), "2025-08-05")
    assert "handle" not in case.owed()
    case.when(APART, "2025-08-20")
    assert case.duty("handle").opened.start == date(2025, 8, 5)


def test_what_was_answered_while_it_was_joined_is_not_owed_again() -> None:
    case = accepted(under("S1"))
    case.when(REPEAT, "2025-08-06")
    case.when(c.Answer(reply_kind="result", text="已办", delivered=True), "2025-08-10", by=HANDLER)
    line = case.when(APART, "2025-08-20")
    assert line.duties.opened == ()


def test_a_limit_missed_while_it_was_joined_is_on_record_when_it_is_told_apart() -> None:
    case = accepted(under("S1"))
    case.when(REPEAT, "2025-08-06")
    case.when(c.Answer(reply_kind="result", text="已办", delivered=True), "2025-10-20", by=HANDLER)
    line = case.when(APART, "2025-10-21")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("S1.34", "handle")]
    assert line.duties.opened == ()


def test_what_was_closed_as_merged_is_told_apart_only_when_it_is_taken_up_again() -> None:
    case = accepted(under("S1"))
    case.when(REPEAT, "2025-08-06")
    case.when(c.Notify(notice="receipt"), "2025-08-06")
    case.when(c.Close(outcome="merged"), "2025-08-06")
    assert case.refused(APART, "2025-08-20").keys() == {"structure"}
    case.when(c.Reopen(reason="误并"), "2025-08-20")
    case.when(APART, "2025-08-20")


def test_an_extension_granted_before_the_joining_is_kept_and_is_the_only_one() -> None:
    case = accepted(under("S1"))
    case.when(c.Extend(duty="handle", reason="勘验", days=30), "2025-08-05", by=HEAD)
    due = case.duty("handle").due
    case.when(REPEAT, "2025-08-06")
    case.when(APART, "2025-08-20")
    assert (case.duty("handle").due, case.duty("handle").extended) == (due, 1)
    assert case.refused(c.Extend(duty="handle", reason="再延", days=5), "2025-08-21", by=HEAD).keys() == {"S1.34"}


def test_a_petition_that_carried_its_own_duties_gets_none_twice_when_told_apart() -> None:
    told = under("S1")
    case = accepted(ToAClosedOne(told.book, told.calendar, told.office.roles))
    case.when(REPEAT, "2025-08-06")
    line = case.when(APART, "2025-08-20")
    assert line.duties == e.NO_CHANGES
