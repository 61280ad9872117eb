"""What goes out to a subscription: all that its viewer may see, in order, until it is taken; and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.access_record import JOB, AccessRecorded
from domain.subscriptions import Wanted
from service.access import recording
from service.feeds import delivering, posting, subscribing
from service.feeds.listing import listed
from service.jobs.kinds import DELIVER
from service.jobs.queue import jobs
from service.jobs.runner import Runner
from service.ledger import reading as lines_of
from service.ledger.application import MATTERS
from service.runtime import Instance
from service.signin import machine
from tests.service.feeds.offices import (
    NAME,
    OURS,
    PHONE,
    PROGRAM,
    THEIRS,
    TITLE,
    TOWN,
    WORDS,
    Clock,
    Program,
    acts,
    delivered,
    letter,
    program,
    subscribed,
)
from tests.service.feeds.receiver import Receiver
from tests.service.jobs.desks import CLERK, OFFICE, VIA


def read(instance: Instance) -> list[AccessRecorded]:
    """What stands in the log of reads."""
    year = str(max(int(log[-4:]) for log in logs(instance)))
    log = instance.ledger.log(OFFICE, f"access-{year}")
    size = instance.ledger.head(OFFICE, f"access-{year}").size
    events: list[object] = [line.event for line in log.lines(1, size)]
    return [event for event in events if isinstance(event, AccessRecorded)]


def logs(instance: Instance) -> list[str]:
    with instance.pool.connection() as connection:
        return [log for office, log in lines_of.logs(connection) if office == OFFICE and log != MATTERS]


def the_one(instance: Instance) -> Any:
    (row,) = listed(instance, OFFICE)
    return row


def test_what_comes_in_goes_out_in_the_order_of_the_log_each_event_once(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    first, second = letter(instance), letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    assert delivered(instance, made.id) is None
    assert [each.event for each in receiver.came] == ["Received", "Registered", "Forwarded"] * 2
    assert receiver.positions == sorted(set(receiver.positions))
    assert [each.item["data"]["petition"] for each in receiver.came] == [str(first)] * 3 + [str(second)] * 3
    assert delivered(instance, made.id) is None
    assert len(receiver.came) == 6, "nothing is new"
    acts(instance, first, c.Comment(text=WORDS))
    delivered(instance, made.id)
    assert receiver.came[-1].event == "Commented"


def test_it_says_where_the_petition_stood_then_and_proves_which_event_it_is(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    petition = letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    received, registered, forwarded = (each.item for each in receiver.came)
    assert forwarded["type"] == "petition.Forwarded"
    data = forwarded["data"]
    assert data["recorded_at"] == forwarded["timestamp"]
    assert (data["office"], data["petition"], data["version"]) == (OFFICE, str(petition), 3)
    assert (received["data"]["number"], registered["data"]["number"]) == ("", "2026-000001")
    assert (data["unit"], data["channel"], data["occurred"]) == (OURS, "letter", "2026-01-05")
    (leaf,) = instance.ledger.log(OFFICE).leaves(data["position"], 1)
    assert data["leaf"] == leaf.hex()
    assert receiver.came[0].headers["content-type"] == "application/json"


def test_no_name_phone_address_or_word_of_anybody_goes_out(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    petition = letter(instance)
    acts(instance, petition, c.Comment(text=WORDS), c.Answer(reply_kind="result", text=WORDS, delivered=True))
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    said = "".join(each.body.decode() for each in receiver.came)
    assert len(receiver.came) == 5
    assert [word for word in (NAME, PHONE, TOWN, WORDS, TITLE, CLERK.name) if word in said] == []


def test_a_receiver_gets_only_the_events_units_and_channels_that_it_wants(
    instance: Instance, receiver: Receiver
) -> None:
    everywhere = program(instance)
    letter(instance)
    visit = letter(instance, channel="visit")
    made = subscribed(instance, receiver.url, everywhere.id, Wanted(("Forwarded",), (OURS,), ("visit",)))
    delivered(instance, made.id)
    assert [(each.event, each.item["data"]["petition"]) for each in receiver.came] == [("Forwarded", str(visit))]
    assert the_one(instance).behind == 0, "what is not wanted is passed over"


def test_what_the_unit_of_the_token_may_not_see_never_goes_out(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    ours = letter(instance)
    letter(instance, THEIRS)
    letter(instance, OURS, secrecy="work_secret")
    accusation = letter(instance, accused_units=(OURS,))
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    assert {each.item["data"]["petition"] for each in receiver.came} == {str(ours)}
    assert str(accusation) not in "".join(each.body.decode() for each in receiver.came)


def test_what_is_restricted_between_two_events_goes_out_no_more(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    """Judged right before each event leaves: the receiver gets the first, then the petition becomes an accusation."""
    petition = letter(instance)
    made = subscribed(instance, receiver.url, program.id)

    def restrict(_came: object) -> tuple[int, dict[str, str]]:
        receiver.says(204)
        acts(instance, petition, c.Restrict(restricted=True, reason="涉密"))
        return 204, {}

    receiver.answers = restrict
    delivered(instance, made.id)
    assert [each.event for each in receiver.came] == ["Received"]


def test_without_the_rule_it_would_go_out(
    instance: Instance, receiver: Receiver, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the two tests before: a viewer who sees everything."""
    from domain.access import CONSOLE  # noqa: PLC0415 - of this test only

    letter(instance, THEIRS)
    made = subscribed(instance, receiver.url, program.id)
    monkeypatch.setattr(delivering, "machine", lambda *_: CONSOLE)
    monkeypatch.setattr(recording, "named", lambda *_: None)
    delivered(instance, made.id)
    assert len(receiver.came) == 3


def test_each_delivery_is_on_record_as_a_read_of_the_program_before_it_leaves(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    petition = letter(instance)
    made = subscribed(instance, receiver.url, program.id, Wanted(("Registered",)))
    before: list[int] = []

    def look(_came: object) -> tuple[int, dict[str, str]]:
        before.append(len(read(instance)))
        return 204, {}

    receiver.answers = look
    delivered(instance, made.id)
    assert before == [1]
    (record,) = read(instance)
    assert (record.reader.person, record.reader.unit, record.via, record.allowed) == (
        f"token:{PROGRAM}", OURS, JOB, True,
    )  # fmt: skip
    assert record.session == str(program.id)
    assert record.listed is not None
    assert (record.listed.name, record.listed.filter) == ("subscription", f"subscription={made.id}")
    assert record.listed.petitions == (petition,)


def test_what_cannot_be_put_on_record_does_not_leave(
    instance: Instance, receiver: Receiver, program: Program, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    from service.ledger.submission import Unavailable  # noqa: PLC0415 - of this test only

    letter(instance)
    made = subscribed(instance, receiver.url, program.id)

    def away(*_: object) -> None:
        raise Unavailable("no room")

    with monkeypatch.context() as patched:
        patched.setattr(instance.reads, "record", away)
        assert delivered(instance, made.id, clock) is not None
    assert receiver.came == []
    assert (the_one(instance).standing, the_one(instance).why) == ("failing", "unread")
    clock.on(timedelta(hours=1))
    assert delivered(instance, made.id, clock) is None
    assert len(receiver.came) == 3


def test_what_is_not_taken_stays_the_next_one_is_listed_and_tried_ever_more_seldom(
    instance: Instance, receiver: Receiver, program: Program, clock: Clock
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    receiver.says(500)
    pauses = []
    for _ in range(20):
        at = delivered(instance, made.id, clock)
        assert at is not None
        assert delivered(instance, made.id, clock) == at, "not again before its time"
        pauses.append((at - clock()).total_seconds())
        clock.on(at - clock())
    for place, pause in enumerate(pauses):
        full = min(10 * 2**place, 6 * 3600)
        assert full / 2 <= pause <= full
    assert len(set(pauses)) > 15, "spread by chance"
    assert {each.id for each in receiver.refused} == {receiver.refused[0].id}
    assert len(receiver.refused) == 20
    row = the_one(instance)
    assert (row.standing, row.failures, row.why, row.after) == ("failing", 20, "status 500", 0)
    assert row.en == "the receiver answered status 500"
    receiver.says(200)
    assert delivered(instance, made.id, clock) is None
    assert [each.event for each in receiver.came] == ["Received", "Registered", "Forwarded"], "nothing was lost"
    assert (the_one(instance).standing, the_one(instance).failing_since) == ("on", None)


def test_a_receiver_that_asks_for_time_gets_it(
    instance: Instance, receiver: Receiver, program: Program, clock: Clock
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    receiver.says(503, Retry_After="7200")
    at = delivered(instance, made.id, clock)
    assert at == clock() + timedelta(hours=2)
    clock.on(timedelta(hours=2))
    receiver.says(429, Retry_After="99999999999999")
    later = delivered(instance, made.id, clock)
    assert later is not None
    assert later <= clock() + timedelta(days=1), "but not for ever"


def test_one_that_says_it_is_gone_is_asked_seldom_and_not_forgotten(
    instance: Instance, receiver: Receiver, program: Program, clock: Clock
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    receiver.says(410)
    assert delivered(instance, made.id, clock) == clock() + timedelta(hours=6)


def test_a_paused_one_catches_up_and_an_ended_one_does_not(
    instance: Instance, receiver: Receiver, program: Program, connection: Connection[Any]
) -> None:
    made = subscribed(instance, receiver.url, program.id)
    subscribing.change(instance, OFFICE, o.SubscriptionPaused(subscription=made.id, reason="维护"), CLERK, VIA)
    letter(instance)
    assert delivered(instance, made.id) is None
    assert receiver.came == []
    subscribing.change(instance, OFFICE, o.SubscriptionResumed(subscription=made.id, reason="恢复"), CLERK, VIA)
    delivered(instance, made.id)
    assert len(receiver.came) == 3
    subscribing.change(instance, OFFICE, o.SubscriptionEnded(subscription=made.id, reason="结束"), CLERK, VIA)
    letter(instance)
    delivered(instance, made.id)
    assert len(receiver.came) == 3
    assert connection.execute("SELECT count(*) FROM signin.subscription_secret").fetchone() == (0,)


def test_it_can_be_resumed_from_any_position_and_sends_the_same_ids_again(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    first = [(each.id, each.body) for each in receiver.came]
    second = receiver.positions[1]
    back = o.SubscriptionResumed(subscription=made.id, after=second - 1, reason="补发")
    subscribing.change(instance, OFFICE, back, CLERK, VIA)
    delivered(instance, made.id)
    assert [(each.id, each.body) for each in receiver.came] == [*first, *first[1:]]


def test_one_that_is_put_back_while_an_event_is_under_way_goes_on_from_there(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    answered: list[int] = []

    def put_back(_came: object) -> tuple[int, dict[str, str]]:
        answered.append(1)
        if len(answered) == 3:
            back = o.SubscriptionResumed(subscription=made.id, after=0, reason="补发")
            subscribing.change(instance, OFFICE, back, CLERK, VIA)
        return 204, {}

    receiver.answers = put_back
    delivered(instance, made.id)
    assert [each.event for each in receiver.came] == ["Received", "Registered", "Forwarded"] * 2


def test_a_token_that_was_revoked_ends_what_goes_out_until_another_is_named(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    machine.revoke(instance, OFFICE, program.id, "停用", CLERK, VIA)
    assert delivered(instance, made.id) is not None
    assert receiver.came == []
    assert (the_one(instance).standing, the_one(instance).why) == ("failing", "token")


def test_the_runner_of_jobs_delivers_by_itself_one_job_for_each_subscription(
    instance: Instance, receiver: Receiver, program: Program, connection: Connection[Any]
) -> None:
    made = subscribed(instance, receiver.url, program.id)
    runner = Runner(instance)
    for expected in (3, 6, 9):
        letter(instance)
        runner.once()
        assert len(receiver.came) == expected
    (job,) = [each for each in jobs(connection) if each.kind == DELIVER]
    assert (job.key, job.state, job.attempts) == (str(made.id), "finished", 1)


def test_the_runner_waits_with_one_that_fails_and_goes_on_when_it_is_resumed(
    instance: Instance, receiver: Receiver, program: Program, connection: Connection[Any]
) -> None:
    made = subscribed(instance, receiver.url, program.id)
    letter(instance)
    receiver.says(500)
    runner = Runner(instance)
    runner.once()
    (job,) = [each for each in jobs(connection) if each.kind == DELIVER]
    assert job.state == "waiting"
    assert job.run_after == the_one(instance).next_at
    receiver.says(204)
    subscribing.change(
        instance, OFFICE, o.SubscriptionResumed(subscription=made.id, after=0, reason="恢复"), CLERK, VIA
    )
    runner.once()
    assert len(receiver.came) == 3


def test_a_turn_ends_so_that_other_jobs_have_theirs(
    instance: Instance, receiver: Receiver, program: Program, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    monkeypatch.setattr(delivering, "TURN", -1.0)
    assert delivered(instance, made.id, clock) == clock()
    assert receiver.came == []


def test_deliveries_to_two_receivers_have_nothing_to_do_with_each_other(
    instance: Instance, receiver: Receiver, program: Program
) -> None:
    letter(instance)
    good = subscribed(instance, receiver.url, program.id)
    bad = subscribed(instance, receiver.url.replace("127.0.0.1", "127.0.0.9"), program.id)
    assert delivered(instance, bad.id) is not None
    assert delivered(instance, good.id) is None
    rows = {row.subscription: row for row in listed(instance, OFFICE)}
    assert (rows[bad.id].why, rows[good.id].standing) == ("unreachable", "on")
    assert len({json.loads(each.body)["data"]["position"] for each in receiver.came}) == 3


def test_a_secret_is_shown_once_and_stands_nowhere(
    instance: Instance, receiver: Receiver, program: Program, connection: Connection[Any]
) -> None:
    made = subscribed(instance, receiver.url, program.id)
    (kept,) = connection.execute("SELECT secret FROM signin.subscription_secret").fetchone() or ("",)
    bare = made.secret.removeprefix("whsec_")
    assert bare.encode() not in kept
    said = connection.execute("SELECT string_agg(encode(content, 'escape'), '') FROM ledger.event").fetchone()
    assert said is not None
    assert bare not in said[0]


def test_a_message_is_named_by_subscription_and_position_without_a_full_stop() -> None:
    """The specification: the id stands before a full stop in what is signed."""
    id_ = delivering.message_id(UUID("0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01"), 7)
    assert id_ == "msg_0b7e3a526b0f4c559d6e1f6f5a3c1d01_7"
    assert posting.SECONDS <= 30
