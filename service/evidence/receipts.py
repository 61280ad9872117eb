"""Receipts: where an event stands, and that it stands there under a checkpoint. Printed, handed out, checked later.

A receipt is the leaf record of the event (docs/ledger.md), which names it without showing its content, and a proof
(C2SP tlog-proof) under the first checkpoint that covers it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from psycopg import Connection

from domain.access_record import year_of
from service.evidence import proofs, store
from service.evidence.note import BadNote
from service.evidence.proofs import LogProof
from service.evidence.signing import Checkpoints
from service.ledger import leaf as leaves
from service.ledger import tables
from service.ledger.application import MATTERS
from service.ledger.showing import Shown, at_position

FORMAT = "zhuoluo-receipt/1"
FAULT_FORMAT = "this is no receipt: {why} (不是回执)"


class NoSuchPosition(LookupError):
    """The log does not reach that position."""


class Receipt(Struct, frozen=True, kw_only=True):
    """The file: which event, its leaf record, and the proof as text."""

    format: str = FORMAT
    office: str
    log: str
    position: int
    recorded_at: datetime
    leaf: str
    record: str
    proof: str

    @property
    def shown(self) -> Shown:
        return Shown(self.position, self.record)

    @property
    def proved(self) -> LogProof:
        """Raises BadNote."""
        return proofs.read(self.proof)


def receipt(connection: Connection[Any], checkpoints: Checkpoints, office: str, log: str, position: int) -> Receipt:
    """The receipt of an event; where no checkpoint covers it yet, one is signed now.

    Cost: as a proof (proofs.inclusion). Raises NoSuchPosition, Unprovable, and what signing raises.
    """
    gone = year_of(log) is not None and not tables.exists(connection, office, log)
    shown = None if gone else at_position(connection, office, log, position)
    if shown is None:
        message = f"log {office}/{log} has no event at position {position} (没有该位置)"
        raise NoSuchPosition(message)
    covering = store.covering(connection, office, log, checkpoints.generation(office, log), position)
    if covering is None or not checkpoints.is_signed(office, covering):
        covering = checkpoints.current(office, log)
    note = store.cosigned(connection, office, log, covering)
    proof = proofs.inclusion(connection, office, log, position, shown.leaf, note)
    fields = shown.record.split("\n")
    return Receipt(
        office=office,
        log=log,
        position=position,
        recorded_at=datetime.fromisoformat(fields[leaves.RECORDED_AT]),
        leaf=shown.leaf.hex(),
        record=shown.record,
        proof=str(proof),
    )


def text_of(found: Receipt) -> str:
    """The text of the file."""
    return msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n"


class Held(Struct, frozen=True):
    """What somebody holds of an event: where it stands, its leaf hash in hex, and the signed note that covers it.

    `note` is "" for what was only acknowledged: the answer to a command carries position and leaf at once.
    """

    office: str
    log: str
    position: int
    leaf: str
    note: str = ""


class _Acknowledged(Struct, frozen=True):
    position: int
    leaf: str


class _Answer(Struct, frozen=True):
    """The answer to a command (docs/api.md), as far as it says where its events stand."""

    office: str
    events: tuple[_Acknowledged, ...]


def held(text: str | bytes) -> tuple[Held, ...]:
    """What a file says of events: a receipt, or the answer to a command. Raises BadNote."""
    try:
        answer = msgspec.json.decode(text, type=_Answer)
    except (ValueError, UnicodeError, RecursionError):
        found = read(text)
        return (Held(found.office, found.log, found.position, found.leaf, str(found.proved.note)),)
    return tuple(Held(answer.office, MATTERS, each.position, each.leaf) for each in answer.events)


def read(text: str | bytes) -> Receipt:
    """The receipt of a file, as far as it can be judged by itself: record, leaf, path and root fit together.

    Raises BadNote.
    """
    try:
        found = msgspec.json.decode(text, type=Receipt)
        office, log, *_ = found.shown.stands_for
    except (ValueError, UnicodeError, RecursionError) as error:
        told = isinstance(error, msgspec.ValidationError) or not isinstance(error, msgspec.DecodeError)
        raise BadNote(FAULT_FORMAT.format(why=error if told else "it is empty or no JSON")) from None
    proof = found.proved
    if found.format != FORMAT or (office, log) != (found.office, found.log):
        raise BadNote(FAULT_FORMAT.format(why="office, log or format are not those of its record"))
    if found.shown.leaf.hex() != found.leaf or proof.index != found.position - 1 or not proof.proves(found.shown.leaf):
        raise BadNote(FAULT_FORMAT.format(why="its proof does not lead from its record to the checkpoint"))
    return found
