"""A file comes in whole or not at all: its event names what lies in the store, and what is refused leaves nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

import pytest

from domain.events import Attached
from domain.values import Actor, Sealed
from service.attachments import taking
from service.attachments.store import Store
from service.attachments.taking import TooMany, Upload
from service.desk import Desk
from service.ledger.submission import Conflict, Unavailable
from service.runtime import Instance
from tests.service.api.callers import problem
from tests.service.attachments import files
from tests.service.attachments.conftest import LIMITS, Sender


def lying(store: Store) -> list[str]:
    return sorted(each.name for each in store.files())


def written(instance: Instance, office: Sender) -> list[Attached]:
    lines = instance.ledger.log(office.office).stream(UUID(office.petition))
    return [line.event for line in lines if isinstance(line.event, Attached)]


def test_a_file_of_each_kind_comes_back_as_it_was(office: Sender) -> None:
    for kind, content in files.TAKEN.values():
        office.petition = office.received()
        answer = office.content(office.attached(content, "文件"))
        assert answer.status_code == 200, answer.text
        assert answer.content == content
        assert answer.headers["content-type"].partition(";")[0] == kind


def test_the_event_names_the_file_by_the_digest_of_its_ciphertext_and_says_nothing_readable(
    instance: Instance, office: Sender, store: Store
) -> None:
    office.attach(files.pdf(), "张桂兰的来信.pdf", "application/pdf", pages="2")
    (event,) = written(instance, office)
    said = instance.ledger.log(office.office).sealer.opened(event)
    (name,) = lying(store)
    ciphertext = store.path(name).read_bytes()
    assert event.digest == name == sha256(ciphertext).hexdigest()
    assert store.path(name) == store.folder / name[:2] / name[2:4] / name
    assert files.pdf()[:20] not in ciphertext
    assert (event.size, event.pages, event.paper, event.scan) == (len(files.pdf()), 2, "letter", "unscanned")
    assert isinstance(event.file_name, Sealed)
    assert isinstance(event.plain_digest, Sealed)
    listed = office.client.get(office.path("petitions", office.petition, "attachments")).json()["attachments"]
    assert listed[0]["file_name"] == said.file_name == "张桂兰的来信.pdf"
    salt, _, salted = str(said.plain_digest).partition(":")
    assert sha256(salt.encode() + files.pdf()).hexdigest() == salted


def test_the_same_file_twice_lies_there_twice_and_nothing_shows_that_it_is_the_same(
    instance: Instance, office: Sender, store: Store
) -> None:
    office.attached(files.pdf())
    office.attached(files.pdf())
    one, other = written(instance, office)
    assert len(lying(store)) == 2
    assert one.digest != other.digest
    opened = [instance.ledger.log(office.office).sealer.opened(each).plain_digest for each in (one, other)]
    assert opened[0] != opened[1]


def test_the_same_key_is_answered_as_the_first_time_and_keeps_one_file(office: Sender, store: Store) -> None:
    first = office.attach(files.pdf(), key="k1")
    again = office.attach(files.pdf(), key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    problem(office.attach(files.png(), name="a.png", key="k1"), 422, "key-reused")
    assert len(lying(store)) == 1


def test_the_same_key_at_the_same_time_keeps_one_file(
    office: Sender, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked for the key before either has written."""
    both = threading.Barrier(2)
    place = Store.place

    def placed(self: Store, incoming: object) -> object:
        both.wait(10)
        return place(self, incoming)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "place", placed)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(office.attach(files.pdf(), key="k1"))) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert len(lying(store)) == 1


@pytest.mark.parametrize(
    ("content", "kind", "status", "name"),
    [
        (b"", "", 422, "invalid"),
        (files.REFUSED["program of Windows"], "", 415, "wrong-kind-of-file"),
        (files.pdf(), "image/png", 415, "wrong-kind-of-file"),
        (b"a" * (LIMITS.largest + 1), "", 413, "too-large"),
        (files.wav() + bytes(LIMITS.largest_recording), "", 413, "too-large"),
    ],
    ids=["empty", "program", "not as said", "too large", "recording too large"],
)
def test_what_is_refused_leaves_no_file_and_no_event(
    instance: Instance, office: Sender, store: Store, content: bytes, kind: str, status: int, name: str
) -> None:
    problem(office.attach(content, kind=kind), status, name)
    assert (written(instance, office), lying(store)) == ([], [])


def test_a_recording_may_be_larger(office: Sender) -> None:
    office.attached(files.wav() + bytes(LIMITS.largest))
    office.attached(b"a" * LIMITS.largest)


def test_a_file_beyond_the_limit_is_refused_while_it_comes(instance: Instance, office: Sender) -> None:
    """Nothing says how long it is; it would never end."""
    pulled = 0

    def endless() -> Iterator[bytes]:
        nonlocal pulled
        while True:
            pulled += 50_000
            yield b"a" * 50_000

    with pytest.raises(taking.TooLarge):
        taking.take(instance, upload(office), endless())
    assert pulled == 250_000


def upload(office: Sender) -> Upload:
    return Upload(
        office=office.office,
        petition=UUID(office.petition),
        said="来信.txt",
        declared="",
        paper="letter",
        actor=Actor("田甜", "信访科"),
        channel="test",
    )


def test_a_petition_has_only_so_many_when_many_come_at_once(instance: Instance, office: Sender, store: Store) -> None:
    refused = []

    def attach() -> None:
        try:
            taking.take(instance, upload(office), [b"text"])
        except TooMany as error:
            refused.append(error)

    threads = [threading.Thread(target=attach) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(written(instance, office)), len(refused)) == (3, 3)
    assert len(lying(store)) == 3
    problem(office.attach(files.pdf()), 409, "too-many-attachments")


@pytest.mark.parametrize(("error", "kept"), [(Conflict("x"), 0), (Unavailable("x"), 1)], ids=["not written", "unknown"])
def test_a_file_is_taken_back_only_when_its_event_is_certainly_not_written(
    instance: Instance, office: Sender, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, kept: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Desk, "handle", fail)
    with pytest.raises(type(error)):
        taking.take(instance, upload(office), [b"text"])
    assert len(lying(store)) == kept


def test_a_source_that_breaks_off_leaves_nothing(instance: Instance, office: Sender, store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a" * 100_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        taking.take(instance, upload(office), broken())
    assert (written(instance, office), lying(store)) == ([], [])


@pytest.mark.parametrize(
    ("headers", "query", "status", "name"),
    [
        ({}, {}, 400, "bad-header"),
        ({"X-File-Name": "%FF"}, {}, 400, "bad-header"),
        ({"X-File-Name": "a.pdf"}, {"paper": "photo"}, 422, "invalid"),
        ({"X-File-Name": "a.pdf"}, {"pages": "0"}, 422, "invalid"),
        ({"X-File-Name": "a.pdf"}, {"officer": ""}, 422, "invalid"),
        ({"X-File-Name": "a.pdf"}, {"colour": "red"}, 422, "invalid"),
        ({"X-File-Name": "a.pdf", "Idempotency-Key": "a b"}, {}, 400, "bad-header"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    office: Sender, headers: dict[str, str], query: dict[str, str], status: int, name: str
) -> None:
    path = office.path("petitions", office.petition, "attachments")
    said = {"paper": "letter", "officer": "田甜"} | query
    problem(office.client.post(path, content=files.pdf(), headers=headers, params=said), status, name)


def test_there_must_be_such_an_office_and_petition(office: Sender) -> None:
    office.petition = str(UUID(int=5))
    problem(office.attach(files.pdf()), 404, "no-such-petition")
    problem(office.client.get(office.path("petitions", office.petition, "attachments")), 404, "no-such-petition")
    office.office = "nowhere"
    problem(office.attach(files.pdf()), 404, "no-such-office")
