"""Traps of the rulebook (rulebook.md section 5) about limits: what opens, moves and ends them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import commands as c
from domain.calendar import Calendar, HolidayYear
from domain.recomputing import needs_recompute
from domain.rulebook import Extension
from domain.rulebook_loader import parse
from domain.values import Actor, Details
from service.bundled import newest
from tests.domain.rules import at, case, facts, published, rule
from tests.domain.scenario import CLERK, HEAD, Scenario, moment, under
from tests.domain.test_joining import ToAClosedOne

LETTER = c.Receive(channel="letter")
ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)
FIRST = UUID(int=99)
PER_TARGET = rule(opens=at("Forwarded"), per="target", holder="target", met_by=at("ResultReported"))


def registered(told: Scenario, on: str = "2026-01-05") -> Scenario:
    told.when(LETTER, on)
    told.when(c.Register(), on)
    return told


def lateness(told: Scenario, entry: str = "d") -> tuple[str, bool]:
    end = told.duty(entry).end
    assert end, f"{entry} is still open"
    return end.kind, end.late


def test_4_one_units_report_does_not_meet_the_duty_of_another() -> None:
    """4. per=target keys by unit; forwarding twice to one unit opens nothing while the first is open."""
    told = registered(case(PER_TARGET))
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Forward(target="规划科"), "2026-01-07")
    told.when(c.ReportResult(text="毕", to="office", unit="规划科"), "2026-01-08")
    assert told.duty("d", "后扶科").end is None
    assert told.when(c.Forward(target="后扶科"), "2026-01-09").duties.opened == ()


def test_5_what_turns_out_to_be_a_repeat_keeps_its_own_duties_and_leaves_the_matters_to_the_first() -> None:
    """5. Joining late: per-matter duties are cancelled, per-petition duties stay."""
    told = registered(case(rule(per="matter"), rule(id="own", per="petition")))
    told.when(c.Join(to=FIRST, kind="repeat"), "2026-01-07")
    assert lateness(told) == ("cancelled", False)
    assert set(told.owed()) == {"own"}


def test_6_what_is_joined_to_a_closed_matter_owes_its_duties_itself() -> None:
    """6. Joining to a closed matter: nobody would owe anything, so the event says that the first one is over."""
    plain = case(rule(per="matter"))
    told = registered(ToAClosedOne(plain.book, plain.calendar, plain.office.roles))
    told.when(c.Join(to=FIRST, kind="repeat"), "2026-01-07")
    assert set(told.owed()) == {"d"}


def test_8_an_entry_keeps_its_id_from_version_to_version() -> None:
    """8. Upcasting the rulebook: entry ids are part of stored keys, an override changes an entry and not its id."""
    own = (
        '[book]\nid = "S1"\nvalid_from = 2025-01-01\nextends = "S1"\nzh = "本办"\n'
        '[[override]]\nkind = "duty"\nid = "notice_direct"\nclause = "S1.23.2"\namount = 10\n'
    )
    later = parse(own, "own version", {"S1": newest("S1")})
    assert {duty.id for duty in newest("S1").duties} <= {duty.id for duty in later.duties}
    assert registered(under(later)).duty("notice_direct").key.id == "notice_direct"


def test_10_a_corrected_day_makes_late_what_was_in_time_and_both_are_on_record() -> None:
    """10. Correcting an occurred date: the old event stays, the correction carries what becomes of the duties."""
    told = registered(case(rule(start="received")))
    told.when(ANSWER, "2026-01-15")
    assert lateness(told) == ("met", False)
    correction = told.correct(3, ANSWER, "2026-01-16", "2026-01-20")
    assert lateness(told) == ("met", True)
    assert [made.version for made in correction.recomputed] == [3]
    assert told.lines[2].occurred.day == date(2026, 1, 15)


def test_10_what_clears_a_limit_that_was_missed_is_corrected_by_a_second_person() -> None:
    """10. Correcting a date after its due date has passed needs a second person."""
    told = registered(case(rule(start="received")))
    told.when(ANSWER, "2026-01-16")
    back = c.Correct(of=3, act=ANSWER, occurred=moment("2026-01-15"), reason="误")
    assert "structure" in told.refused(back, "2026-01-20", by=CLERK)
    told.correct(3, ANSWER, "2026-01-15", "2026-01-20", by=Actor("罗辉", unit="信访科", post="petition_section"))
    assert lateness(told) == ("met", False)


def test_11_what_is_entered_late_but_was_done_in_time_is_in_time() -> None:
    """11. Recorded late, done in time: as of the 16th the office knew it as overdue, and it was met on the 7th."""
    told = registered(case(rule()))
    assert told.owed() == {"d": date(2026, 1, 15)}
    told.when(ANSWER, "2026-01-07", recorded="2026-01-17")
    assert lateness(told) == ("met", False)


def test_12_an_extension_is_judged_by_when_it_is_entered_and_not_by_when_it_is_said_to_be_given() -> None:
    """12. Back-dating as an escape."""
    told = registered(case(rule(extension=Extension("additional", 30, ("head",)))))
    extend = c.Extend(duty="d", reason="难")
    assert set(told.refused(extend, "2026-01-15", recorded="2026-01-16", by=HEAD)) == {"T.1"}
    line = told.when(ANSWER, "2026-01-14", recorded="2026-01-17")
    due, entered = told.duty("d").due.nominal, line.recorded_at
    assert due
    assert entered
    assert line.occurred.day < due < entered.date(), "said to be in time, entered late: all three are on record"


def test_15_an_extension_counts_from_the_nominal_end_and_is_rolled_afterwards() -> None:
    """15. Extension and roll: 17 January 2026 is a Saturday; 5 days more end on Thursday the 22nd, not the 24th."""
    longer = Extension("additional", 30, ("head",))
    told = registered(case(rule(amount=12, roll="next_working_day", extension=longer)))
    assert told.owed() == {"d": date(2026, 1, 19)}
    told.when(c.Extend(duty="d", reason="难", days=5), "2026-01-12", by=HEAD)
    assert told.owed() == {"d": date(2026, 1, 22)}


def test_16_a_dependent_duty_follows_the_effective_end_and_goes_with_its_parent() -> None:
    """16. Contingent duties follow the effective end and must be cancelled with the parent."""
    explain = rule(id="explain", after="d", amount=0, met_by=at("DelayExplained"))
    told = registered(case(rule(amount=12, roll="next_working_day"), explain))
    assert told.owed()["explain"] == date(2026, 1, 19)
    told.when(ANSWER, "2026-01-12")
    assert lateness(told, "explain") == ("cancelled", False)


def test_19_a_fact_found_late_opens_the_duty_then_and_counts_from_the_receipt() -> None:
    """19. Late facts change `when`; a condition that falls away cancels nothing silently."""
    told = registered(case(rule(opens=at("Classified"), when=facts(urgent=True), start="received", amount=1)))
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-08")
    assert told.owed() == {"d": date(2026, 1, 6)}
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-09")
    assert set(told.owed()) == {"d"}


def test_23_a_year_published_later_does_not_make_late_what_was_done_by_the_promise() -> None:
    """23. Provisional calendar: the list that appears moves the end earlier, to a Saturday that is worked."""
    before = Calendar.of([published(2026), HolidayYear(2027)])
    after = before.with_year(published(2027, worked=("2027-01-02",)))
    told = registered(case(rule(amount=12, roll="next_working_day"), calendar=before), "2026-12-21")
    assert told.duty("d").due.provisional
    told.when(ANSWER, "2027-01-04")
    assert not needs_recompute(told.state, after)
    assert lateness(told) == ("met", False)


@pytest.mark.parametrize(("answered", "moves"), [(False, True), (True, False)])
def test_24_a_notice_amended_in_mid_year_moves_open_duties_only(*, answered: bool, moves: bool) -> None:
    """24. Calendars amended in mid-year (2019, 2020): by version, for open duties only."""
    told = registered(
        case(rule(amount=14, roll="next_working_day"), calendar=Calendar.of([published(2026)])), "2026-03-02"
    )
    if answered:
        told.when(ANSWER, "2026-03-03")
    assert needs_recompute(told.state, Calendar.of([published(2026, "2026-03-16")])) is moves


@pytest.mark.parametrize(
    ("on", "late"), [("2026-01-05 23:59", False), ("2026-01-05", False), ("2026-01-06 00:01", True)]
)
def test_25_the_same_day_ends_at_local_midnight(on: str, *, late: bool) -> None:
    """25. Same-day across midnight: the local day of the occurred instant; a date without time counts as that day."""
    told = case(rule(unit="same_day", amount=0))
    told.when(LETTER, "2026-01-05 08:00")
    told.when(c.Register(), "2026-01-05 08:30")
    told.when(ANSWER, on, recorded="2026-01-07")
    assert lateness(told) == ("met", late)
