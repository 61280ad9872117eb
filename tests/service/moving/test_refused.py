"""A package that is not as the sender made it is refused, and nothing of it is written; as it was made it is taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from domain.office import office_stream
from service.evidence import note as notes
from service.instance_keys import InstanceKeys
from service.ledger import restoring
from service.moving import frames, importing, receiver, sealed
from service.moving.exporting import Exported
from service.moving.importing import OfficeThere
from service.moving.receiver import BadReceiver
from service.moving.sealed import BadPackage, Sealing
from tests.service.erasure.people import OFFICE, founded, writes
from tests.service.moving.conftest import BY, Pair, sound, written
from tests.service.moving.test_round_trip import attached

Frame = tuple[int, bytes]
Made = tuple[bytes, Exported]


@pytest.fixture
def made(pair: Pair) -> Made:
    """The package of an office with two letters, one of them with a file."""
    founded(pair.old)
    writes(pair.old)
    attached(pair.old, writes(pair.old).petition, b"a letter of some words" * 9000)
    return pair.package(OFFICE)


def refused(pair: Pair, package: bytes, of: Exported, what: str = ".") -> None:
    before = written(pair.new)
    with pytest.raises(BadPackage, match=what):
        pair.take(package, of)
    assert written(pair.new) == before


def places(package: bytes) -> dict[str, int]:
    """A byte of each part of a package."""
    top = package.index(b"\n", len(sealed.MAGIC)) + 1
    body = top + sealed.WRAPPED_BYTES
    return {
        "the first": 0,
        "the header": top - 5,
        "the wrapped key": top + 40,
        "the first chunk": body + 100,
        "the tag of the first chunk": body + sealed.SEALED_CHUNK - 1,
        "a later chunk": body + sealed.SEALED_CHUNK + 700,
        "the last chunk": len(package) - 200,
        "the last": len(package) - 1,
    }


def test_one_byte_changed_anywhere_is_noticed_and_nothing_is_written(pair: Pair, made: Made) -> None:
    package, of = made
    for place in places(package).values():
        changed = bytearray(package)
        changed[place] ^= 1
        refused(pair, bytes(changed), of)
    pair.take(package, of)
    sound(pair.new, OFFICE)


def test_a_package_that_was_cut_off_or_went_on_is_noticed(pair: Pair, made: Made) -> None:
    package, of = made
    body = places(package)["the first chunk"] - 100
    for other in (
        package[:-1],
        package[: body + sealed.SEALED_CHUNK],
        package[:body],
        package[:3],
        package + b"\0",
        b"",
    ):
        refused(pair, other, of)


def taken_apart(pair: Pair, package: bytes) -> list[Frame]:
    """The frames of a package, as its receiver reads them."""
    reading = frames.Reading(sealed.opened(io.BytesIO(package), receiver.private_key(pair.new.keys)))
    found = []
    while (kind := reading.next_kind()) is not None:
        found.append((kind, reading.take(kind)))
    return found


def put_together(pair: Pair, package: bytes, parts: list[Frame], *, signed: bool) -> bytes:
    """A package of these frames, as anybody can make it who has the card; `signed`: by who has the sender's key."""
    header, _ = sealed.header_of(io.BytesIO(package))
    out = io.BytesIO()
    sealing = Sealing(out, header, receiver.card(pair.new.keys).sealing)
    writing = frames.Writing(sealing)
    for kind, body in parts[:-1]:
        writing.put(kind, body)
    body = parts[-1][1]
    if signed:
        origin = notes.read(body).text.splitlines()[1]
        text = frames.signed_text(origin, OFFICE, header.key, writing.digest)
        body = str(notes.signed(text, origin, InstanceKeys(pair.old.keys).signers()[0])).encode()
    writing.put(frames.SIGNED, body)
    sealing.finish()
    return out.getvalue()


def first(parts: list[Frame], kind: int) -> int:
    return next(nth for nth, part in enumerate(parts) if part[0] == kind)


def event_changed(parts: list[Frame]) -> list[Frame]:
    """A word in the last event of a petition."""
    own = str(office_stream(OFFICE))
    for nth, (kind, body) in enumerate(parts):
        if kind == frames.EVENT and msgspec.msgpack.decode(body)[1] != own and b'"letter"' in body:
            return [*parts[:nth], (kind, body.replace(b'"letter"', b'"visits"')), *parts[nth + 1 :]]
    raise AssertionError(parts)


def last_event_left_out(parts: list[Frame]) -> list[Frame]:
    nth = max(nth for nth, part in enumerate(parts) if part[0] == frames.EVENT)
    return [*parts[:nth], *parts[nth + 1 :]]


def file_left_out(parts: list[Frame]) -> list[Frame]:
    return [part for part in parts if part[0] not in (frames.FILE, frames.DATA)]


def file_changed(parts: list[Frame]) -> list[Frame]:
    nth = first(parts, frames.DATA)
    return [*parts[:nth], (frames.DATA, parts[nth][1][:-1] + b"\0"), *parts[nth + 1 :]]


def key_changed(parts: list[Frame]) -> list[Frame]:
    nth = first(parts, frames.KEY)
    kid = msgspec.msgpack.decode(parts[nth][1], type=frames.SubjectKey).kid
    return [*parts[:nth], (frames.KEY, msgspec.msgpack.encode((kid, bytes(32)))), *parts[nth + 1 :]]


def writer_left_out(parts: list[Frame]) -> list[Frame]:
    return [part for part in parts if part[0] != frames.MAC]


def checkpoint_of_before_changed(parts: list[Frame]) -> list[Frame]:
    nth = first(parts, frames.CHECKPOINT)
    head = msgspec.msgpack.decode(parts[nth][1], type=frames.Head)
    other = frames.Head(head.generation, head.size, head.note.replace("\n", "\nx", 1))
    return [*parts[:nth], (frames.CHECKPOINT, msgspec.msgpack.encode(other)), *parts[nth + 1 :]]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (event_changed, "position [0-9]+"),
        (last_event_left_out, "as its signed head says|截断"),
        (file_left_out, "附件缺失"),
        (file_changed, "附件内容不符"),
        (writer_left_out, "MAC|密钥|key"),
        (checkpoint_of_before_changed, "checkpoint"),
    ],
)
def test_what_the_sender_itself_changes_inside_is_noticed(
    pair: Pair, made: Made, change: Callable[[list[Frame]], list[Frame]], what: str
) -> None:
    """Even signed anew by the sender's own key: the log is under a head, and a file under the digest of an event."""
    package, of = made
    parts = taken_apart(pair, package)
    refused(pair, put_together(pair, package, change(parts), signed=True), of, what)


def test_what_anybody_puts_together_is_signed_by_nobody(pair: Pair, made: Made) -> None:
    """Who has the card of the receiver can seal for it; the keys of persons are vouched for by the sender alone."""
    package, of = made
    parts = taken_apart(pair, package)
    refused(pair, put_together(pair, package, key_changed(parts), signed=False), of, "签名与内容不符")
    same = put_together(pair, package, parts, signed=False)
    assert pair.take(same, of).events, "the control: put together again as it was, it is taken"


def test_a_key_that_was_given_by_another_way_has_to_have_signed_it(pair: Pair, made: Made) -> None:
    package, of = made
    stranger = pair.new.checkpoints.verifiers(notes.verifier(of.verifiers[0]).name)[0]
    before = written(pair.new)
    with pytest.raises(BadPackage, match="not signed by a key of the sender"):
        importing.take(pair.new, io.BytesIO(package), [stranger], BY)
    assert written(pair.new) == before


def test_who_is_not_the_receiver_opens_nothing(pair: Pair, made: Made) -> None:
    package, of = made
    with pytest.raises(BadPackage, match="收件方不符"):
        Pair(pair.new, pair.old).take(package, of)


def test_an_installation_that_holds_such_an_office_takes_none(pair: Pair, made: Made) -> None:
    package, of = made
    founded(pair.new)
    writes(pair.new)
    before = written(pair.new)
    with pytest.raises(OfficeThere):
        pair.take(package, of)
    assert written(pair.new) == before


def test_a_card_that_is_none_is_refused() -> None:
    for file in (b"", b"{}", b'{"mac": "xx", "public": "yy", "sealing": "zz"}'):
        with pytest.raises(BadReceiver):
            receiver.read(file)


def test_cut_short_before_its_end_no_office_is_there_and_the_next_try_takes_it(
    pair: Pair, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, of = made
    for place in ("append", "end"):
        with monkeypatch.context() as patched:
            patched.setattr(restoring, place, _breaks)
            with pytest.raises(OSError, match="no more"):
                pair.take(package, of)
        assert pair.new.offices.ids() == []
        assert written(pair.new)[0][:4] == (0, 0, 0, 0)
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_files", _breaks)
        with pytest.raises(OSError, match="no more"):
            pair.take(package, of)
    assert pair.new.offices.ids() == []
    pair.take(package, of)
    sound(pair.new, OFFICE)


def test_cut_short_behind_its_end_the_same_package_finishes_what_is_left(
    pair: Pair, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the signer refuses: nothing is signed under a head that it does not remember."""
    package, of = made
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_keep_heads", _breaks)
        with pytest.raises(OSError, match="no more"):
            pair.take(package, of)
    assert pair.new.offices.ids() == [OFFICE]
    assert not (Path(pair.new.settings.home) / "heads" / OFFICE / "matters").exists()
    assert pair.take(package, of).repeated
    writes(pair.new)
    pair.new.checkpoints.current(OFFICE, "matters")
    sound(pair.new, OFFICE)


def _breaks(*_said: object, **_named: object) -> None:
    message = "no more"
    raise OSError(message)


def test_keys_of_a_person_that_are_others_here_are_not_mixed_up(pair: Pair, made: Made) -> None:
    package, of = made
    parts = taken_apart(pair, package)
    kid = msgspec.msgpack.decode(parts[first(parts, frames.KEY)][1], type=frames.SubjectKey).kid
    pair.new.keys.ensure([kid])
    refused(pair, package, of, kid)
