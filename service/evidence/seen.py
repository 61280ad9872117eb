"""What witnesses have seen of a log, as they tell everybody (C2SP tlog-witness, the monitor's address).

It shows what the log had signed even where its database and the memory of its signer were both put back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from domain.evidence_events import WitnessNamed
from service.evidence import calling, checkpoint, store
from service.evidence import note as notes
from service.evidence.calling import Unreached
from service.evidence.note import BadNote, Note, Verifier
from service.evidence.store import Stored
from service.runtime import Instance

SAME, BEHIND, AHEAD, FORKED, NOTHING, UNREACHED = "same", "behind", "ahead", "forked", "nothing", "unreached"
"""How the head that a witness cosigned last stands to those signed here."""


class Seen(Struct, frozen=True, kw_only=True):
    """What one witness has seen of a log, beside what was signed here last; `note` is what it shows."""

    witness: str
    body: str
    origin: str
    signed: int
    seen: int = 0
    standing: str = NOTHING
    reason: str = ""
    note: str = ""

    @property
    def well(self) -> bool:
        """Nothing that this log lacks was seen."""
        return self.standing in (SAME, BEHIND, NOTHING)


def seen(instance: Instance, office: str, log: str) -> Iterator[Seen]:
    """What each witness of the office has seen; nothing while the log is not signed. Raises UnknownOffice."""
    witnesses = instance.offices.evidence(office).witnesses
    with instance.pool.connection() as connection:
        newest = store.newest(connection, office, log)
    if newest is None:
        return
    origin = newest.head.origin
    for named in witnesses:
        name = notes.verifier(named.verifier).name
        unseen = Seen(witness=name, body=named.body, origin=origin, signed=newest.size)
        try:
            note = shown_by(named, origin, instance.checkpoints.known(office, origin))
        except (Unreached, BadNote) as error:
            yield replace(unseen, standing=UNREACHED, reason=str(error))
            continue
        if note is None:
            yield unseen
            continue
        size, standing = checkpoint.of(note).size, _standing(instance, office, log, newest, note)
        yield replace(unseen, seen=size, standing=standing, note=str(note))


def shown_by(named: WitnessNamed, origin: str, keys: Sequence[Verifier]) -> Note | None:
    """The head that the witness cosigned last, signed by it and by a key of the log; None where it has seen nothing.

    Raises Unreached, BadNote.
    """
    url = f"{named.url.rstrip('/')}/{sha256(origin.encode()).hexdigest()}/checkpoint"
    reply = calling.asked(url)
    if reply.status == HTTPStatus.NOT_FOUND:
        return None
    if reply.status != HTTPStatus.OK:
        message = f"{url} answers {reply.status} {reply.line}"
        raise Unreached(message)
    note, witness = notes.read(reply.body), notes.verifier(named.verifier)
    notes.verified(note, keys)
    notes.verified(note, [witness])
    if checkpoint.of(note).origin != origin:
        message = f"{url} shows a head of another log (不是该日志)"
        raise BadNote(message)
    return note


def _standing(instance: Instance, office: str, log: str, newest: Stored, note: Note) -> str:
    head = checkpoint.of(note)
    if head.size > newest.size:
        return AHEAD
    with instance.pool.connection() as connection:
        try:
            mine = store.of_size(connection, office, log, newest.generation, head.size)
        except LookupError:
            return FORKED
    if mine.head.root != head.root:
        return FORKED
    return SAME if head.size == newest.size else BEHIND
