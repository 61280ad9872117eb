"""How the logs of an office stand, for people who look after the evidence: heads, daily checkpoints, leaf records.

The same tables as the addresses of service/api/log.py answer from, told of one office.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from domain.access_record import year_of
from service.api import problems
from service.api.log import LARGEST
from service.api.places import known_office
from service.api.problems import Refusal
from service.evidence import store
from service.evidence.note import Note
from service.evidence.standing import HeadStatus, standing
from service.evidence.store import Refusal as Refused
from service.evidence.store import Stored
from service.ledger import tables
from service.ledger.application import MATTERS
from service.ledger.showing import at_position
from service.readiness import looked_at
from service.runtime import Instance
from service.status import ModelStatus

DAYS = 31


class Daily(Struct, frozen=True):
    """The last checkpoint of a day, as it was signed; `witnesses`: who cosigned it."""

    day: date
    stored: Stored
    witnesses: tuple[str, ...]


class Checkpoint(Struct, frozen=True):
    """A checkpoint with its cosignatures."""

    stored: Stored
    note: Note


class Leaf(Struct, frozen=True, kw_only=True):
    """What a log holds at a position: the lines of the leaf record, which names the event and hides its content."""

    position: int
    leaf: str
    record: str
    stream: str
    version: str
    topic: str
    recorded_at: datetime
    payload: str
    mac: str


def heads_said(instance: Instance, office: str) -> tuple[HeadStatus, ...]:
    """The heads of the logs of an office. Raises UnknownOffice."""
    known_office(instance, office)
    with instance.pool.connection() as connection:
        return tuple(each for each in standing(connection) if each.office == office)


def log_said(instance: Instance, office: str, log: str) -> HeadStatus:
    """The head of one log; that of the matters when none is named. Raises Refusal (404)."""
    found = next((each for each in heads_said(instance, office) if each.log == (log or MATTERS)), None)
    if found is None:
        raise Refusal(problems.NO_LOG)
    return found


def models_said(instance: Instance, office: str) -> tuple[ModelStatus, ...]:
    """How far the read models of an office have come. Raises psycopg.OperationalError."""
    return next((each.models for each in looked_at(instance).offices if each.office == office), ())


def daily_said(instance: Instance, office: str, log: str, days: int = DAYS) -> tuple[Daily, ...]:
    """The last checkpoint of each of the last days on which one was signed, the latest first."""
    zone = known_office(instance, office).zone.key
    with instance.pool.connection() as connection:
        found = store.daily(connection, office, log, zone, days)
        return tuple(Daily(day, each, _witnesses(store.cosigned(connection, office, log, each))) for day, each in found)


def _witnesses(note: Note) -> tuple[str, ...]:
    origin = note.text.partition("\n")[0]
    return tuple(dict.fromkeys(each.name for each in note.signatures if each.name != origin))


def checkpoints_counted(instance: Instance, office: str, log: str) -> int:
    """How many checkpoints a log has."""
    with instance.pool.connection() as connection:
        return store.counted(connection, office, log)


def refusals_said(instance: Instance, office: str, log: str) -> tuple[Refused, ...]:
    """What the signer and the witnesses have refused, the newest first."""
    with instance.pool.connection() as connection:
        return tuple(store.refusals(connection, office, log))


def checkpoint_said(instance: Instance, office: str, log: str, generation: int, size: int) -> Checkpoint:
    """The checkpoint of that size. Raises Refusal (404)."""
    with instance.pool.connection() as connection:
        stored = store.found(connection, office, log, generation, size) if size <= LARGEST else None
        if stored is None:
            raise Refusal(problems.NO_LOG)
        return Checkpoint(stored, store.cosigned(connection, office, log, stored))


def leaf_said(instance: Instance, office: str, log: str, position: int) -> Leaf | None:
    """What stands at a position; None where the log does not reach it, or its events were dropped."""
    with instance.pool.connection() as connection:
        gone = year_of(log) is not None and not tables.exists(connection, office, log)
        shown = None if gone else at_position(connection, office, log, position)
    if shown is None:
        return None
    _, _, _, stream, version, topic, recorded_at, payload, mac, *_ = shown.record.split("\n")
    return Leaf(
        position=position,
        leaf=shown.leaf.hex(),
        record=shown.record,
        stream=stream,
        version=version,
        topic=topic,
        recorded_at=datetime.fromisoformat(recorded_at),
        payload=payload,
        mac=mac,
    )
