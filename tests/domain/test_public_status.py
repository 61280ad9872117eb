"""What the holder of a query code is told, and that it is nothing else: whatever happened to the petition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import asdict, replace

from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.petition import Petition, replay
from domain.public_status import IN_PROGRESS, RECEIVED, STATUSES, PublicStatus, answer_limits, public_status
from domain.values import Details
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, under
from tests.domain.stories import Story, stories

MARK = "探针"
REPLY = "您反映的漏水已修好。"
ACCUSATION = c.Classify(details=Details(purpose="accusation"))


def told(case: Scenario) -> PublicStatus:
    said = public_status(case.state, answer_limits(case.book))
    assert said is not None
    return said


@pytest.fixture
def hall() -> Scenario:
    """A visit, registered on 20 January 2026 under R5."""
    case = under("R5")
    case.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20 09:00")
    case.when(c.Register(), "2026-01-20 09:20")
    return case


def at_work(case: Scenario) -> None:
    case.when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    case.when(c.Instruct(text="后扶科办理"), "2026-01-21 09:00", by=DEPUTY)
    case.when(c.Classify(details=Details(procedure="petition", content_class="住房")), "2026-01-21 09:30")
    case.when(c.Accept(), "2026-01-21 09:40")


def answered(case: Scenario) -> None:
    at_work(case)
    case.when(c.Forward(target="后扶科", target_kind="section"), "2026-01-21 10:00")
    case.when(c.SignFor(unit="后扶科"), "2026-01-22 09:00", by=HANDLER)
    case.when(c.Answer(reply_kind="opinion", text="内部措辞", document_number="1号"), "2026-01-28")


def test_what_was_registered_is_received(hall: Scenario) -> None:
    day = date(2026, 1, 20)
    assert told(hall) == PublicStatus(number=hall.state.number, received=day, status="received", channel="visit")


def test_what_has_no_number_is_not_told() -> None:
    case = under("plain")
    case.when(c.Receive(channel="letter"), "2026-01-20")
    assert public_status(case.state, ()) is None


def test_what_was_accepted_is_in_progress_since_that_day_and_no_unit_is_named(hall: Scenario) -> None:
    answered_before = told(hall)
    at_work(hall)
    hall.when(c.Forward(target="市住建局", target_kind="outside_body"), "2026-01-23 10:00")
    assert told(hall) == replace(answered_before, status="in_progress", since=date(2026, 1, 21))


def test_a_due_day_is_told_once_the_petitioner_was_told_and_stays_as_it_was_told(hall: Scenario) -> None:
    """Forty days of R5.12 end on 19 February, the sixty of S1.34 later: the earlier is the promise."""
    at_work(hall)
    assert told(hall).due is None
    hall.when(c.Notify(notice="receipt"), "2026-01-21 09:50")
    assert told(hall).due == date(2026, 2, 19)
    hall.when(c.Extend(duty="answer_hall", reason="鉴定", days=60), "2026-02-10", by=HEAD)
    assert (told(hall).status, told(hall).due) == ("in_progress", date(2026, 2, 19))
    hall.when(c.Notify(notice="extension"), "2026-02-11")
    assert (told(hall).status, told(hall).since) == ("extended", date(2026, 2, 11))
    assert told(hall).due == date(2026, 3, 21)


def test_the_reply_is_shown_only_once_it_was_published_and_no_longer_when_taken_back(hall: Scenario) -> None:
    answered(hall)
    assert (told(hall).status, told(hall).since, told(hall).due) == ("answered", date(2026, 1, 28), None)
    assert told(hall).reply is None
    hall.when(c.Publish(text="初稿"), "2026-01-29")
    hall.when(c.Publish(text=REPLY), "2026-01-29")
    assert told(hall).reply == REPLY
    hall.when(c.Publish(), "2026-01-30")
    assert told(hall).reply is None
    assert hall.refused(c.Publish(), "2026-01-30") == {"structure": "no reply has been published"}


def test_nothing_is_published_before_there_is_an_answer(hall: Scenario) -> None:
    at_work(hall)
    assert hall.refused(c.Publish(text=REPLY), "2026-01-29") == {"structure": "there is no final answer to publish yet"}


def test_a_new_round_begins_without_the_reply_of_the_last(hall: Scenario) -> None:
    answered(hall)
    hall.when(c.Publish(text=REPLY), "2026-01-29")
    hall.when(c.Serve(document="opinion", mode="当面", signed=True), "2026-01-29")
    hall.when(c.Close(outcome="supported", legal_basis="条例"), "2026-01-30")
    assert (told(hall).status, told(hall).since) == ("closed", date(2026, 1, 30))
    hall.when(c.Reopen(reason="又漏"), "2026-02-02")
    assert (told(hall).status, told(hall).since, told(hall).reply) == ("in_progress", date(2026, 2, 2), None)


def test_what_its_petitioner_took_back_is_withdrawn_and_what_is_void_is_not_there(hall: Scenario) -> None:
    other = under("plain")
    other.when(c.Receive(channel="letter"), "2026-01-20")
    other.when(c.Register(), "2026-01-20")
    other.when(c.Withdraw(), "2026-01-21")
    assert (told(other).status, told(other).since) == ("withdrawn", date(2026, 1, 21))
    hall.when(c.Void(reason="重复录入"), "2026-01-21")
    assert public_status(hall.state, ()) is None


def test_what_is_not_accepted_is_refused_and_that_reply_may_be_published() -> None:
    case = under("plain")
    case.when(c.Receive(channel="letter"), "2026-01-20")
    case.when(c.Register(), "2026-01-20")
    case.when(c.RefuseAcceptance(ground="not_competent", competent_body="市住建局"), "2026-01-22")
    case.when(c.Publish(text="不属本局职权。"), "2026-01-22")
    assert told(case).status == "refused"
    assert told(case).reply == "不属本局职权。"


def test_of_an_accusation_only_the_day_received_and_a_status_without_a_day_are_told(hall: Scenario) -> None:
    plain = told(hall)
    hall.when(ACCUSATION, "2026-01-20 09:30")
    assert told(hall) == replace(plain, channel=None)
    answered(hall)
    assert told(hall) == replace(plain, channel=None, status="closed")
    assert hall.refused(c.Publish(text=REPLY), "2026-01-29") == {
        "structure": "nothing of a restricted petition is published"
    }


def test_a_reply_that_was_published_is_hidden_when_the_petition_becomes_restricted(hall: Scenario) -> None:
    answered(hall)
    hall.when(c.Publish(text=REPLY), "2026-01-28")
    hall.when(c.Restrict(reason="另有隐情"), "2026-01-29")
    assert told(hall).reply is None


def test_dates_between_offices_are_no_promise_to_the_petitioner() -> None:
    assert {"answer_hall", "handle"} <= answer_limits(under("R5").book)
    assert "source_due" not in answer_limits(under("R5").book)


# ---- whatever happened, nothing else is told

REPLIED = f"{MARK}reply"
KEPT = {
    *(word for words in (*v.PETITION_FACTS.values(), *v.EVENT_FACTS.values()) for word in words),
    *v.CHANNELS, *v.SOURCES, *v.REPLY_KINDS, "closed", "answered", REPLIED,
}  # fmt: skip
"""Codes decide the status; everything else that an officer or a petitioner wrote is made a mark."""
PUBLIC = st.booleans()


def marked(value: Any, numbers: Iterator[int]) -> Any:
    """The value with every text in it that is no code made a mark of its own."""
    if isinstance(value, str):
        return value if value in KEPT or not value else f"{MARK}{next(numbers)}"
    if isinstance(value, tuple):
        return tuple(marked(each, numbers) for each in value)
    if isinstance(value, dict):
        return {name: marked(each, numbers) for name, each in value.items()}
    if isinstance(value, e.DutyChanges | UUID):
        return value
    if isinstance(value, Struct):
        return replace(value, **{name: marked(each, numbers) for name, each in asdict(value).items()})
    return value


def planted(lines: list[e.Line]) -> Petition:
    numbers = count()
    found = []
    for line in lines:
        said = {name: marked(getattr(line, name), numbers) for name in ("actor", "already_done", "breaches", "route")}
        event = marked(line.event, numbers)
        found.append(replace(line, event=event, number="2026-1" if line.number else "", **said))
    return replay(found)


def published_behind(lines: list[e.Line]) -> list[e.Line]:
    last = lines[-1]
    event = e.ReplyPublished(text=REPLIED)
    return [*lines, replace(last, version=last.version + 1, event=event, duties=e.NO_CHANGES, actor=CLERK, step="")]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories(), PUBLIC)
def test_no_text_of_a_petition_is_told_but_the_published_reply(story: Story, publish: bool) -> None:  # noqa: FBT001 - drawn
    for lines in story.upto(len(story.lines)).values():
        petition = planted(published_behind(lines) if publish else lines)
        said = public_status(petition, answer_limits(story.book))
        if said is None:
            continue
        text = msgspec.json.encode(replace(said, reply=None)).decode()
        assert MARK not in text
        assert said.number == "2026-1"
        assert said.status in STATUSES
        assert said.reply in ((REPLIED,) if publish else (None,))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_of_a_restricted_one_not_even_that(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        shown = planted(published_behind(lines))
        hidden = replace(shown, details=replace(shown.details, restricted=True))
        said = public_status(hidden, answer_limits(story.book))
        if said is not None:
            day = said.received
            assert said == PublicStatus(number="2026-1", received=day, status=said.status)
            assert said.status in (RECEIVED, IN_PROGRESS, "closed")


def test_the_marks_are_in_the_petition_that_nothing_is_told_of(hall: Scenario) -> None:
    """The control: were the whole petition told, the marks would be found."""
    answered(hall)
    assert msgspec.json.encode(planted(hall.lines)).decode().count(MARK) > 10
