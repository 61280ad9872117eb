"""add-checkpoint and the monitor's address, status by status (C2SP tlog-witness)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.note import Note, Signature
from service.evidence.signing_key import SeedSigner
from service.evidence.witness_protocol import LARGEST_BODY, Addition
from service.witness.cosigning import Witness
from service.witness.home import Identity
from service.witness.serving import application
from service.witness.state import State
from tests.service.witness.conftest import NOW
from tests.service.witness.invented import ORIGIN, InventedLog

OTHER = SeedSigner(bytes([7]) * 32)


class Client:
    """A log that talks to the witness."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def add(self, body: bytes) -> tuple[int, str, str]:
        answer = self._client.post("/add-checkpoint", content=body)
        return answer.status_code, answer.headers["content-type"], answer.text

    def status(self, body: bytes) -> int:
        return self.add(body)[0]

    def watched(self, origin: str) -> tuple[int, str]:
        answer = self._client.get(f"/{sha256(origin.encode()).hexdigest()}/checkpoint")
        return answer.status_code, answer.text


@pytest.fixture
def client(witness: Witness) -> Iterator[Client]:
    with TestClient(application(witness)) as made:
        yield Client(made)


def refused(state: State) -> list[tuple[str, int]]:
    with state.reading() as records:
        return [(each.kind, each.size) for each in records.refusals()]


def latest(state: State, origin: str = ORIGIN) -> int | None:
    with state.reading() as records:
        found = records.latest(origin)
    return found.size if found else None


def test_a_log_that_grows_is_cosigned_with_the_time(
    client: Client, log: InventedLog, state: State, identity: Identity
) -> None:
    for old, size in ((0, 3), (3, 8), (8, 8), (8, 40)):
        status, _, body = client.add(log.body(old, size))
        assert status == 200
        line = notes.read_line(body.removesuffix("\n"))
        assert notes.verified(Note(log.note(size).text, (line,)), [identity.verifier]) == (identity.verifier,)
        assert notes.time_of(line) == int(NOW.timestamp())
    assert latest(state) == 40
    assert refused(state) == []


def test_a_log_may_begin_with_nothing(client: Client, log: InventedLog) -> None:
    assert client.status(log.body(0, 0)) == 200
    assert client.status(log.body(0, 5)) == 200


def test_who_watches_is_given_the_note_with_both_signatures(
    client: Client, log: InventedLog, identity: Identity
) -> None:
    assert client.watched(ORIGIN)[0] == 404
    client.add(log.body(0, 5))
    status, text = client.watched(ORIGIN)
    assert status == 200
    both = [log.verifier, identity.verifier]
    assert list(notes.verified(notes.read(text), both)) == both
    assert client.watched("other.example/log")[0] == 404


@pytest.mark.parametrize("body", [b"", b"old 0\n\nhello", b"\xff\xfe\n\n\n", b"old x\n\n"])
def test_400_for_what_is_no_addition(client: Client, body: bytes, state: State) -> None:
    assert client.status(body) == 400
    assert refused(state) == []


def test_400_for_an_old_size_larger_than_the_checkpoint(client: Client, log: InventedLog, state: State) -> None:
    client.add(log.body(0, 8))
    assert client.status(log.body(9, 8)) == 400
    assert refused(state) == []
    assert client.status(log.body(8, 9)) == 200


def test_403_without_a_signature_of_a_trusted_key(client: Client, log: InventedLog, state: State) -> None:
    """Somebody has signed the log anew with a key of his own."""
    resigned = InventedLog(40, signer=OTHER)
    assert client.status(resigned.body(0, 8)) == 403
    assert refused(state) == [("resigned", 8)]
    assert latest(state) is None
    assert client.status(log.body(0, 8)) == 200


def test_403_for_a_wrong_line_of_a_trusted_key_even_beside_a_good_one(client: Client, log: InventedLog) -> None:
    note = log.note(8)
    forged = Signature(ORIGIN, log.verifier.key_id, bytes(64))
    addition = replace(log.addition(0, 8), note=Note(note.text, (*note.signatures, forged)))
    assert client.status(str(addition).encode()) == 403


def test_lines_of_unknown_keys_are_ignored_and_not_kept(client: Client, log: InventedLog) -> None:
    note = log.note(8)
    other = notes.signed(note.text, "somebody.example", OTHER).signatures
    addition = replace(log.addition(0, 8), note=Note(note.text, (*other, *note.signatures)))
    assert client.status(str(addition).encode()) == 200
    assert "somebody" not in client.watched(ORIGIN)[1]


def test_404_for_a_log_that_is_not_known(client: Client, log: InventedLog, state: State) -> None:
    assert client.status(InventedLog(3, origin="other.example/log").body(0, 3)) == 404
    assert refused(state) == []
    assert client.status(log.body(0, 3)) == 200


def test_409_with_the_size_when_the_old_size_is_not_the_one_cosigned(client: Client, log: InventedLog) -> None:
    client.add(log.body(0, 8))
    assert client.add(log.body(0, 20)) == (409, "text/x.tlog.size", "8\n")
    assert client.add(log.body(10, 20)) == (409, "text/x.tlog.size", "8\n")
    assert client.status(log.body(8, 20)) == 200


def test_409_for_a_log_that_was_rolled_back_and_it_is_kept(client: Client, log: InventedLog, state: State) -> None:
    client.add(log.body(0, 8))
    client.add(log.body(8, 20))
    assert client.add(log.body(8, 12)) == (409, "text/x.tlog.size", "20\n")
    assert client.status(log.body(20, 12)) == 400
    assert refused(state) == [("smaller", 12)]
    assert latest(state) == 20
    assert client.status(log.body(20, 21)) == 200


def test_422_for_another_root_at_the_size_cosigned(client: Client, log: InventedLog, state: State) -> None:
    client.add(log.body(0, 20))
    forked = InventedLog(20, changed_at=4)
    assert client.status(forked.body(20, 20)) == 422
    assert client.add(forked.body(0, 20))[0] == 409  # the specification asks for the old size first
    assert refused(state) == [("forked", 20)]
    assert client.status(log.body(20, 20)) == 200


def test_422_for_a_log_that_was_changed_and_has_grown(client: Client, log: InventedLog, state: State) -> None:
    client.add(log.body(0, 20))
    assert client.status(InventedLog(30, changed_at=4).body(20, 30)) == 422
    assert client.status(str(replace(log.addition(20, 30), proof=())).encode()) == 422
    assert refused(state) == [("unproved", 30), ("unproved", 30)]
    assert client.status(log.body(20, 30)) == 200


def test_422_for_a_proof_where_there_is_nothing_to_prove(client: Client, log: InventedLog) -> None:
    addition = replace(log.addition(0, 8), proof=(bytes(32),))
    assert client.status(str(addition).encode()) == 422
    client.add(log.body(0, 8))
    assert client.status(str(replace(log.addition(8, 8), proof=(bytes(32),))).encode()) == 422
    assert client.status(log.body(8, 8)) == 200


def test_422_for_an_empty_log_with_another_root(client: Client, log: InventedLog) -> None:
    head = Checkpoint(ORIGIN, 0, bytes(32))
    addition = Addition(0, (), notes.signed(head.text, ORIGIN, log.signer))
    assert client.status(str(addition).encode()) == 422


def test_413_for_a_body_that_nobody_needs(client: Client, log: InventedLog) -> None:
    assert client.status(bytes(LARGEST_BODY + 1)) == 413
    assert client.status(log.body(0, 8)) == 200


def test_the_same_refusal_is_kept_once_with_how_often_and_both_notes(
    client: Client, log: InventedLog, state: State
) -> None:
    client.add(log.body(0, 20))
    for _ in range(3):
        client.add(InventedLog(20, changed_at=4).body(20, 20))
    with state.reading() as records:
        (kept,) = records.refusals()
    assert kept.times == 3
    assert notes.verified(notes.read(kept.note), [log.verifier])
    assert notes.verified(notes.read(kept.beside), [log.verifier])
    assert notes.read(kept.note).text != notes.read(kept.beside).text


def test_strangers_cannot_fill_the_disk(
    client: Client, log: InventedLog, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody trusted has signed is kept up to a limit; what the log itself signed is always kept."""
    monkeypatch.setattr("service.witness.state.MOST_UNSIGNED", 3)
    for size in range(1, 9):
        client.add(InventedLog(8, signer=OTHER).body(0, size))
    assert len(refused(state)) == 3
    client.add(log.body(0, 20))
    client.add(log.body(0, 10))
    assert ("smaller", 10) in refused(state)


def test_both_keys_of_a_log_are_good_while_one_follows_the_other(
    client: Client, log: InventedLog, state: State
) -> None:
    later = InventedLog(40, signer=OTHER)
    client.add(log.body(0, 8))
    assert client.status(later.body(8, 9)) == 403
    with state.writing() as records:
        records.trust(later.verifier, NOW)
    assert client.status(later.body(8, 9)) == 200
    with state.writing() as records:
        assert records.distrust(log.verifier)
    assert client.status(log.body(9, 10)) == 403
    assert client.status(later.body(9, 10)) == 200
