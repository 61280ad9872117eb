"""A connection that breaks at the worst moment: what was asked for is done once, and the caller knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.client import Client, Failed, Patience, TooMany, Unreachable, act, acts, attach, changes, reads, receive
from service.client.call import Call
from service.client.queries import RegisterQuery
from service.client.retrying import NONE, Attempts
from service.client.types import Recorded, SignIn, UnitSet
from tests.service.attachments import files
from tests.service.client.between import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE, CUT_WITHIN, SLOW_DOWN, Between
from tests.service.client.conftest import CLERK, OFFICE


def call() -> Call[Recorded]:
    return receive(OFFICE, acts.Receive(channel="call"), CLERK)


def size(zhuoluo: Client) -> int:
    return len(list(zhuoluo.rows(reads.register(OFFICE, RegisterQuery(limit=1)))))


def without_key(made: Call[Recorded]) -> Call[Recorded]:
    """As a program would send it that knows nothing of keys, and tries again all the same."""
    return Call(made.method, made.path, made.answer, body=made.body, harmless=True)


@pytest.mark.parametrize("broken", [CUT_AFTER, CUT_WITHIN])
def test_an_act_whose_answer_is_lost_is_carried_out_once(zhuoluo: Client, between: Between, broken: str) -> None:
    between.plan = [broken, broken]
    answer = zhuoluo.exchange(call())
    assert between.taken == [201, 201, 201], "the server has answered each time"
    assert answer.repeated
    assert len({headers["idempotency-key"] for headers in between.seen}) == 1
    assert size(zhuoluo) == 1


def test_without_a_key_the_same_loss_makes_two_of_it(zhuoluo: Client, between: Between) -> None:
    """The control: what holds the test above is the key."""
    between.plan = [CUT_AFTER]
    zhuoluo.send(without_key(call()))
    assert size(zhuoluo) == 2


def test_an_act_that_never_arrived_is_sent_again(zhuoluo: Client, between: Between) -> None:
    between.plan = [CUT_BEFORE, BAD_GATEWAY]
    assert not zhuoluo.exchange(call()).repeated
    assert between.taken == [201]
    assert size(zhuoluo) == 1


def test_a_file_whose_answer_is_lost_is_attached_once(zhuoluo: Client, between: Between, tmp_path: Path) -> None:
    made = zhuoluo.send(call())
    scan = tmp_path / "scan.png"
    scan.write_bytes(files.png())
    between.plan = [CUT_AFTER]
    zhuoluo.send(attach(OFFICE, made.petition, scan, CLERK, paper="letter"))
    assert between.taken[-2:] == [201, 201]
    assert len(zhuoluo.send(reads.petition_attachments(OFFICE, made.petition)).attachments) == 1


def test_a_download_that_breaks_off_begins_again_and_leaves_no_half(
    zhuoluo: Client, between: Between, tmp_path: Path
) -> None:
    made = zhuoluo.send(call())
    zhuoluo.send(act(OFFICE, made.petition, acts.Register(), CLERK))
    document = reads.petition_document(OFFICE, made.petition, "registration")
    between.plan = [CUT_WITHIN]
    file = zhuoluo.download(document, tmp_path / "登记表.pdf")
    assert file.read_bytes().rstrip().endswith(b"%%EOF")
    assert [each.name for each in tmp_path.iterdir()] == ["登记表.pdf"]
    between.plan = [CUT_WITHIN] * 6
    with pytest.raises(Unreachable):
        zhuoluo.download(document, tmp_path / "other.pdf")
    assert [each.name for each in tmp_path.iterdir()] == ["登记表.pdf"]


def test_what_has_no_key_is_sent_once_and_the_caller_is_told_that_it_may_have_been_done(
    zhuoluo: Client, between: Between
) -> None:
    between.plan = [CUT_AFTER]
    with pytest.raises(Unreachable) as found:
        zhuoluo.send(changes.sign_in(SignIn(login="nobody", password="wrong")))  # noqa: S106 - there is no such account
    assert found.value.sent
    assert found.value.key is None
    assert len(between.seen) == 1


def test_the_key_of_what_was_lost_is_told_and_finishes_it_later(zhuoluo: Client, between: Between) -> None:
    lost = call()
    with Client(between.place, patience=NONE) as impatient:
        between.plan = [CUT_AFTER]
        with pytest.raises(Unreachable) as found:
            impatient.send(lost)
    assert (found.value.sent, found.value.key) == (True, lost.key)
    later = call().under(str(found.value.key))
    assert zhuoluo.exchange(later).repeated
    assert size(zhuoluo) == 1


def test_a_server_that_asks_for_patience_gets_it(zhuoluo: Client, between: Between, waits: list[float]) -> None:
    between.plan = [SLOW_DOWN, SLOW_DOWN]
    zhuoluo.send(reads.register(OFFICE))
    assert len(waits) == 2
    assert all(wait >= 7 for wait in waits), "Retry-After is the least that is waited"


def test_one_that_asks_for_more_than_the_caller_has_is_told_at_once(between: Between, zhuoluo: Client) -> None:
    waits: list[float] = []
    with Client(between.place, patience=Patience(in_all=5), sleep=waits.append) as hurried:
        between.plan = [SLOW_DOWN]
        with pytest.raises(Failed) as found:
            hurried.send(reads.register(OFFICE))
    assert isinstance(found.value, TooMany)
    assert (found.value.wait, waits) == (7, [])
    assert size(zhuoluo) == 0


def test_a_proxy_whose_server_stays_away_is_told_by_its_status(zhuoluo: Client, between: Between) -> None:
    between.plan = [BAD_GATEWAY] * 6
    with pytest.raises(Failed) as found:
        zhuoluo.send(reads.register(OFFICE))
    assert (found.value.problem.status, found.value.kind) == (502, "about:blank")
    assert between.plan == []


def test_waits_grow_and_are_drawn_by_chance() -> None:
    """Full jitter: of programs that failed at once none comes back at the same moment as the others."""
    most = Attempts(reads.health(), Patience(), chance=lambda: 1.0)
    least = Attempts(reads.health(), Patience(), chance=lambda: 0.0)
    assert [most.answered(502, {}) for _ in range(6)] == [0.2, 0.4, 0.8, 1.6, 3.2, None]
    assert [least.answered(502, {}) for _ in range(6)] == [0.0, 0.0, 0.0, 0.0, 0.0, None]


def test_what_a_rule_refused_or_a_fault_of_the_server_is_not_asked_again() -> None:
    problem = {"content-type": "application/problem+json"}
    for status in (400, 401, 403, 404, 409, 412, 413, 422, 500, 507):
        assert Attempts(call(), Patience()).answered(status, problem | {"retry-after": "1"}) is None
    assert Attempts(call(), Patience()).answered(503, problem) is None, "a damaged file stays damaged"
    assert Attempts(call(), Patience()).answered(503, problem | {"retry-after": "1"}) is not None


def test_changes_of_the_office_are_made_once_too(zhuoluo: Client, between: Between) -> None:
    before = zhuoluo.send(reads.office(OFFICE)).version
    between.taken.clear()
    between.plan = [CUT_AFTER]
    zhuoluo.send(changes.units(OFFICE, UnitSet(actor=CLERK, name="督查科", kind="section")))
    assert between.taken == [200, 200]
    assert zhuoluo.send(reads.office(OFFICE)).version == before + 1


def test_a_lost_comment_does_not_stand_there_twice(zhuoluo: Client, between: Between) -> None:
    made = zhuoluo.send(call())
    between.plan = [CUT_AFTER, CUT_BEFORE, CUT_AFTER]
    zhuoluo.send(act(OFFICE, made.petition, acts.Comment(text="甲"), CLERK))
    events = zhuoluo.send(reads.petition_history(OFFICE, made.petition)).events
    assert [event.event for event in events] == ["Received", "Commented"]
