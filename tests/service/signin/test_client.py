"""Programs in Python sign in with the client: as people by a session, as machines by a token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from service.client import Client, Invalid, Officer, SignedOut, acts, attach, changes, reads, receive
from service.client.types import SignIn
from service.ledger.entry import Via
from service.signin import machine
from tests.service.apps import app_of
from tests.service.attachments.files import png
from tests.service.evidence.witnessed import served
from tests.service.signin.people import ADMINISTRATOR, OFFICE, PASSWORD, People

CLERK = Officer(name="田甜", unit="信访科")


@pytest.fixture
def place(people: People) -> Iterator[str]:
    """A server with an account, so that whoever asks has to sign in."""
    people.account()
    with served(app_of(people.instance)) as made:
        yield made


def test_whoever_signs_in_stays_so_until_they_sign_out(place: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(png())
    with Client(place) as zhuoluo:
        zhuoluo.send(changes.sign_in(SignIn(login="tiantian", password=PASSWORD)))
        assert zhuoluo.send(reads.who_am_i()).person == "田甜"
        made = zhuoluo.send(receive(OFFICE, acts.Receive(channel="letter"), CLERK))
        assert zhuoluo.send(attach(OFFICE, made.petition, scan, CLERK, paper="letter")).version == made.version + 1
        zhuoluo.send(changes.sign_out())
        with pytest.raises(SignedOut):
            zhuoluo.send(reads.who_am_i())


def test_a_purpose_that_is_none_is_told_to_who_has_signed_in(place: str) -> None:
    with Client(place, purpose="audit") as zhuoluo:
        zhuoluo.send(changes.sign_in(SignIn(login="tiantian", password=PASSWORD)))
        assert zhuoluo.send(reads.register(OFFICE)).rows == ()
        with pytest.raises(Invalid):
            zhuoluo.send(reads.register(OFFICE), purpose="curiosity")


def test_a_machine_is_known_by_its_token(place: str, people: People) -> None:
    event = machine.issuing("数据交换", "信访科", ("read",), people.clock() + timedelta(days=1), "对接")
    token = machine.issue(people.instance, OFFICE, event, ADMINISTRATOR, Via()).token
    with Client(place, token=token) as zhuoluo:
        assert zhuoluo.send(reads.who_am_i()).via == "token"
        assert zhuoluo.send(reads.register(OFFICE)).rows == ()
