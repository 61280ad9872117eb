"""Where the days of a petition went, counted by hand: each case has its dates in sight."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.petition import replay
from domain.phases import Phases, phases
from projections.instants import judged_on
from projections.track import view
from tests.domain.scenario import Scenario, under
from tests.domain.stories import ZONE_INFO, Story, stories

RESULT = c.Answer(reply_kind="result", text="已办")
ENDS = (e.Answered, e.Closed, e.Withdrawn, e.AcceptanceRefused, e.Voided, e.ReviewDecided)
SEVERAL = 2
DELIVERED = c.Answer(reply_kind="result", text="已办", delivered=True)


def told(*acts: tuple[c.Act, str], book: str = "plain") -> Scenario:
    """A letter of 1 March 2026, with what was done about it."""
    case = under(book)
    case.when(c.Receive(channel="letter"), "2026-03-01")
    for act, on in acts:
        case.when(act, on)
    return case


def spent(case: Scenario, on: str) -> Phases:
    return phases(case.state, date.fromisoformat(on))


def test_what_nobody_takes_up_waits() -> None:
    """1 to 11 March: ten days; a registration is nobody who takes it up."""
    assert spent(told((c.Register(), "2026-03-04")), "2026-03-11") == Phases(queue=10)


def test_on_the_way_is_waiting_too_and_who_signs_handles() -> None:
    """2 days at the desk and 3 on the way, then 5 with the unit."""
    case = told((c.Forward(target="城建科"), "2026-03-03"), (c.SignFor(unit="城建科"), "2026-03-06"))
    assert spent(case, "2026-03-11") == Phases(queue=5, handling=5)


def test_a_copy_moves_nothing() -> None:
    case = told(
        (c.Forward(target="城建科"), "2026-03-03"),
        (c.SignFor(unit="城建科"), "2026-03-04"),
        (c.Forward(target="规划科", mode="copy"), "2026-03-06"),
    )
    assert spent(case, "2026-03-11") == Phases(queue=3, handling=7)


def test_returned_it_waits_again() -> None:
    case = told(
        (c.Forward(target="城建科"), "2026-03-02"),
        (c.SignFor(unit="城建科"), "2026-03-03"),
        (c.Return(reason="非本科职责", unit="城建科"), "2026-03-05"),
    )
    assert spent(case, "2026-03-11") == Phases(queue=2 + 6, handling=2)


def test_before_a_leader_it_waits_for_the_instruction() -> None:
    case = told((c.Submit(to="倪虹"), "2026-03-02"), (c.Instruct(text="阅处"), "2026-03-09"))
    assert spent(case, "2026-03-11") == Phases(queue=1, instruction=7, handling=2)


def test_from_the_draft_to_the_approval() -> None:
    case = told((c.Accept(), "2026-03-03"), (c.Draft(text="拟答"), "2026-03-05"), (c.Approve(), "2026-03-09"))
    assert spent(case, "2026-03-11") == Phases(queue=2, handling=2 + 2, approval=4)


def test_sent_back_it_is_in_work_again() -> None:
    """As the line says it, whatever route a rulebook asks for."""
    case = told((c.Accept(), "2026-03-03"), (c.Draft(text="拟答"), "2026-03-05"), (c.Comment(text="退"), "2026-03-06"))
    back = e.SentBack(to_step="draft", reason="重核")
    lines = [*case.lines[:-1], replace(case.lines[-1], event=back)]
    assert phases(replay(lines), date(2026, 3, 11)) == Phases(queue=2, handling=2 + 5, approval=1)


def test_service_is_from_the_answer_until_it_is_served() -> None:
    """Answered on the 5th, served on the 9th; where the answer is the end, nothing counts afterwards."""
    case = told((c.Accept(), "2026-03-02"), (RESULT, "2026-03-05"), (c.Serve(document="answer"), "2026-03-09"))
    assert spent(case, "2026-04-11") == Phases(queue=1, handling=3, service=4)


def test_an_answer_handed_over_needs_no_service() -> None:
    assert spent(told((DELIVERED, "2026-03-05")), "2026-04-11") == Phases(queue=4)


def test_an_answer_that_is_the_end_and_was_never_served_waits_for_nothing() -> None:
    assert spent(told((RESULT, "2026-03-05")), "2026-04-11") == Phases(queue=4)


def test_an_interim_word_is_no_answer() -> None:
    case = told((c.Answer(reply_kind="interim", text="在办"), "2026-03-05"))
    assert spent(case, "2026-03-11") == Phases(queue=10)


def test_after_the_end_no_day_counts_until_it_is_reopened() -> None:
    """Withdrawn on the 4th; nothing is lost afterwards."""
    assert spent(told((c.Withdraw(reason="已解决"), "2026-03-04")), "2026-04-11") == Phases(queue=3)


def test_reopened_it_is_in_work_again() -> None:
    closed = c.Close(outcome="recorded", legal_basis="条例", explanation="说明")
    reopened = c.Reopen(reason="反映不实", unit="城建科")
    case = told(
        (c.Register(), "2026-03-02"), (DELIVERED, "2026-03-05"), (closed, "2026-03-06"), (reopened, "2026-03-20")
    )
    assert spent(case, "2026-03-25") == Phases(queue=4, handling=5)


@settings(max_examples=60, deadline=None)
@given(story=stories())
def test_the_days_of_what_has_not_ended_sum_to_those_since_the_receipt(story: Story) -> None:
    for lines in story.upto(10**6).values():
        last = max(line.occurred.day for line in lines)
        state = view(lines, judged_on(last, ZONE_INFO).moment, ZONE_INFO)
        ended = any(isinstance(line.event, ENDS) for line in state.lines)
        if state.received_at and not ended:
            assert phases(state, last).whole == (last - state.received_at.day).days


def test_control_the_stories_have_such_petitions_with_several_phases() -> None:
    """Otherwise the property would hold of nothing."""

    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate])
    @given(story=stories())
    def never(story: Story) -> None:
        for lines in story.upto(10**6).values():
            last = max(line.occurred.day for line in lines)
            state = view(lines, judged_on(last, ZONE_INFO).moment, ZONE_INFO)
            if state.received_at and not any(isinstance(line.event, ENDS) for line in state.lines):
                found = phases(state, last)
                assert sum(days > 0 for days in (found.queue, found.instruction, found.handling)) < SEVERAL

    with pytest.raises(AssertionError):
        never()
