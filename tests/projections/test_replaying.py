"""One petition replayed: what each line did, how long it took, and how much later it was known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.petition import replay
from domain.values import Actor, Details
from projections.replaying import Elapsed, Replayed, replayed, stood
from tests.domain.scenario import DEPUTY, HANDLER, HEAD, SHEET, Scenario, under
from tests.domain.stories import ZONE_INFO, Story, stories

VISIT = c.Receive(channel="visit", place="hall", details=SHEET)

ALONE = replace(SHEET, receivers=("田甜",))


def steps_of(told: Scenario) -> tuple[Replayed, ...]:
    return replayed(told.lines, ZONE_INFO)


def changes(step: Replayed) -> list[tuple[str, str]]:
    return [(duty.change, duty.opened.key.id) for duty in step.duties]


@pytest.fixture
def visit() -> Scenario:
    """A visit to the hall, registered, put before the deputy, sent on and signed for."""
    told = under("R5")
    told.when(VISIT, "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:30")
    told.when(c.Submit(to="倪虹"), "2026-01-20 22:00")
    told.when(c.Instruct(text="后扶科办理"), "2026-01-21 01:00", by=DEPUTY)
    told.when(c.Forward(target="后扶科"), "2026-01-22")
    told.when(c.SignFor(unit="后扶科"), "2026-01-23 09:00", by=HANDLER, recorded="2026-01-26 10:30")
    return told


def test_each_step_tells_the_state_and_who_had_it_before_and_after(visit: Scenario) -> None:
    told = steps_of(visit)
    assert told[0].before is None
    assert [step.after.state for step in told] == [
        "received",
        "registered",
        "awaiting_instruction",
        "instructed",
        "in_transit",
        "in_handling",
    ]
    assert [step.after.zh for step in told][-2:] == ["转办途中", "办理中"]
    sent, signed = told[4:]
    assert sent.before is not None
    assert (sent.before.unit, sent.before.person, sent.before.on_the_way) == ("信访科", "田甜", False)
    assert (sent.after.unit, sent.after.person, sent.after.on_the_way) == ("后扶科", "", True)
    assert (signed.after.unit, signed.after.person, signed.after.on_the_way) == ("后扶科", "柳青", False)


def test_days_are_those_of_the_calendar_and_hours_those_that_went_by(visit: Scenario) -> None:
    """From ten at night to one in the morning is one day of the calendar and three hours."""
    told = steps_of(visit)
    assert told[0].since_previous is None
    assert told[0].recorded_since_previous is None
    assert told[1].since_previous == Elapsed(0, 0.5)
    assert told[3].since_previous == Elapsed(1, 3.0)


def test_of_a_day_without_its_time_only_days_are_counted(visit: Scenario) -> None:
    sent = steps_of(visit)[4]
    assert sent.since_previous == Elapsed(1, None)
    assert sent.recorded_since_previous is not None
    assert sent.recorded_since_previous.hours is not None, "when it was recorded is always known to the second"


def test_what_was_recorded_on_a_later_day_was_known_later_than_it_happened(visit: Scenario) -> None:
    told = steps_of(visit)
    assert [step.known_later for step in told] == [False] * 5 + [True]
    assert told[5].known_after == Elapsed(3, 73.5)
    assert told[5].since_previous == Elapsed(1, None)
    assert told[5].recorded_since_previous == Elapsed(4, 82.52)


def test_an_act_told_afterwards_of_an_earlier_day_happened_before_the_step_before_it() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05 09:00")
    told.when(c.Register(), "2026-01-08 09:00")
    told.when(c.Comment(text="来电询问"), "2026-01-06 09:00", recorded="2026-01-09 09:00")
    last = steps_of(told)[-1]
    assert last.since_previous == Elapsed(-2, -48.0)
    assert last.recorded_since_previous == Elapsed(1, 24.0)


def test_duties_are_opened_moved_redated_met_and_met_late_by_the_step_that_did_it(visit: Scenario) -> None:
    visit.when(c.Extend(duty="answer_hall", reason="鉴定", days=60), "2026-02-10", by=HEAD)
    visit.when(c.Answer(reply_kind="result", text="已修复", delivered=True), "2026-03-25", by=HANDLER)
    told = steps_of(visit)
    assert changes(told[1]) == [("opened", "answer_hall"), ("opened", "notice_direct")]
    assert [change for change, _ in changes(told[2]) + changes(told[3])] == ["opened", "met"]
    (moved,) = told[4].duties
    assert (moved.change, moved.holder_before, moved.holder) == ("moved", "信访科", "后扶科")
    (redated,) = told[6].duties
    assert redated.due_before is not None
    assert (str(redated.due_before.effective), str(redated.due.effective)) == ("2026-02-19", "2026-03-21")
    assert ("met_late", "answer_hall") in changes(told[7])


def test_a_duty_is_cancelled_by_the_withdrawal() -> None:
    told = under("S1")
    told.when(c.Receive(channel="letter", details=SHEET), "2026-01-05 09:00")
    told.when(c.Register(), "2026-01-05 10:00")
    told.when(c.Withdraw(), "2026-01-06 09:00")
    assert {change for change, _ in changes(steps_of(told)[-1])} == {"cancelled"}


def test_a_rule_broken_by_an_act_stands_with_its_step() -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=ALONE), "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:30", already_done="当日只有一人值班")
    received, registered = steps_of(told)
    assert received.breaches == ()
    assert registered.breaches == told.lines[1].breaches != ()


def test_who_acted_for_whom_stands_in_the_line() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05", by=Actor("罗辉", unit="信访科", acting_for="田甜"))
    assert steps_of(told)[0].line.actor.acting_for == "田甜"


# ---- corrections


def test_a_correction_names_what_it_corrected_and_what_it_did_to_the_dates(visit: Scenario) -> None:
    visit.correct(1, c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-19", "2026-01-28")
    told = steps_of(visit)
    corrected = told[-1]
    said = corrected.corrects
    assert said is not None
    assert (said.of, said.event, said.zh) == (1, "Received", "收到")
    assert (str(said.occurred_before.day), str(said.occurred_after.day)) == ("2026-01-20", "2026-01-19")
    assert said.known_after == Elapsed(9, None), "what really happened on the 19th was known on the 28th"
    assert said.differs == ()
    assert said.recomputed == (2,)
    assert told[0].corrected_by == (7,)
    assert str(told[0].line.occurred.day) == "2026-01-20", "the step itself stays as it was written"
    dates = {duty.opened.key.id: str(duty.due.effective) for duty in corrected.duties if duty.change == "redated"}
    assert dates == {"answer_hall": "2026-02-18", "notice_direct": "2026-02-03"}


def test_a_correction_tells_field_by_field_what_had_been_said_wrongly() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", details=Details(title="积水", people=2)), "2026-01-05")
    told.correct(1, c.Receive(channel="fax", details=Details(title="积水", people=5)), "2026-01-05", "2026-01-07")
    said = steps_of(told)[-1].corrects
    assert said is not None
    assert [(each.field, each.zh, each.before, each.after) for each in said.differs] == [
        ("fact.channel", "信访形式", "letter", "fax"),
        ("fact.details.people", "人数", 2, 5),
    ]


def test_what_a_correction_takes_back_was_never_owed() -> None:
    told = under("R5")
    told.when(VISIT, "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:30")
    told.when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    told.when(c.Instruct(text="后扶科办理"), "2026-01-21 09:00", by=DEPUTY)
    told.when(c.Answer(reply_kind="result", text="已修复", delivered=True), "2026-01-22 09:00")
    told.correct(5, c.Answer(reply_kind="interim", text="在办"), "2026-01-22", "2026-01-23")
    told_changes = changes(steps_of(told)[-1])
    assert ("open_again", "answer_hall") in told_changes


# ---- properties


@settings(max_examples=60)
@given(stories())
def test_the_state_after_a_step_is_that_before_the_next_and_that_of_a_fold_from_scratch(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        told = replayed(lines, ZONE_INFO)
        assert [step.line for step in told] == lines
        for nth, step in enumerate(told):
            whole = replay(lines[: nth + 1])
            assert step.petition == whole
            assert step.after == stood(whole)
            assert step.before == (told[nth - 1].after if nth else None)


@settings(max_examples=60)
@given(stories())
def test_an_ordinary_step_does_to_the_duties_what_its_line_says(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        for step in replayed(lines, ZONE_INFO):
            if not isinstance(step.line.event, e.Corrected):
                assert _done(step) == _written(step.line.duties)


@settings(max_examples=30)
@given(stories())
def test_what_comes_later_changes_no_step_but_for_the_corrections_it_names(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        half = len(lines) // 2
        for early, late in zip(replayed(lines[:half], ZONE_INFO), replayed(lines, ZONE_INFO), strict=False):
            assert (early.line, early.petition, early.duties) == (late.line, late.petition, late.duties)
            assert early.corrected_by == late.corrected_by[: len(early.corrected_by)]


def _done(step: Replayed) -> set[tuple[str, e.DutyKey]]:
    kinds = {"met_late": "met"}
    return {(kinds.get(duty.change, duty.change), duty.opened.key) for duty in step.duties}


def _written(said: e.DutyChanges) -> set[tuple[str, e.DutyKey]]:
    kinds: dict[str, Sequence[e.SettledDuty | e.MovedDuty | e.RedatedDuty | e.OpenedDuty]] = {
        "met": said.met,
        "cancelled": said.cancelled,
        "moved": said.moved,
        "redated": said.redated,
        "opened": said.opened,
    }
    return {(kind, each.key) for kind, changed in kinds.items() for each in changed}
