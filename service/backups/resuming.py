"""What a log that was put back lacks is stated in an event of its office; then it is written to again.

The event (`LogRestored`) begins the next generation of the log under an origin of its own, so that no position is given
twice under one name. Where nothing outside tells what is missing, it names the last head that the backup shows.
"""

from __future__ import annotations

from msgspec import Struct

from domain import office as o
from domain.values import Actor
from service.backups import holding, outside
from service.backups.holding import FORKED, LOST, UNASKED, Hold
from service.backups.manifest import LogTaken
from service.backups.outside import Known
from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.note import Note
from service.evidence.rotating import at_of, restate
from service.evidence.store import Stored
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.runtime import Instance


class Unasked(Exception):
    """A witness that could tell what is missing did not answer."""


class Stated(Struct, frozen=True):
    """What was stated of a log: the head that was lost, and under which it goes on."""

    hold: Hold
    lost: Note
    signed: Stored


def resume(instance: Instance, reason: str, actor: Actor, via: Via, *, ask_witnesses: bool = True) -> list[Stated]:
    """States every log that is held, and lets the database be written to again.

    Raises: NotRestoring, Unasked, Refused (service/evidence/signing.py), BadNote, LedgerError.
    """
    conninfo = owner(instance)
    done = []
    for each in sorted(holding.held(conninfo), key=lambda each: (each.office, each.log != MATTERS)):
        hold = _asked_again(instance, each, ask=ask_witnesses)
        if hold is not None:
            done.append(_stated(instance, hold, reason, actor, via))
        holding.release(conninfo, each.office, each.log)
    holding.free(conninfo)
    return done


def owner(instance: Instance) -> str:
    """How to connect as whoever may drop what a restore has made."""
    return instance.settings.owner_url or instance.database.conninfo


def _asked_again(instance: Instance, hold: Hold, *, ask: bool) -> Hold | None:
    """The hold now that a witness, which did not answer then, is asked again; None: nothing is missing."""
    if hold.kind != UNASKED or not ask:
        return hold
    found = outside.holds(instance, [_taken(instance, hold)], Known())
    if found and found[0].kind == UNASKED:
        message = (
            f"a witness of {hold.office} does not answer, and could tell what is missing: try again, or go on without "
            "it by --without-witnesses (见证方未应答，无法确定缺失情况)"
        )
        raise Unasked(message)
    return found[0] if found else None


def _taken(instance: Instance, hold: Hold) -> LogTaken:
    head = instance.ledger.head(hold.office, hold.log)
    return LogTaken(hold.office, hold.log, head.size, head.root.hex(), note="held")


def _stated(instance: Instance, hold: Hold, reason: str, actor: Actor, via: Via) -> Stated:
    generation, lost = _lost(instance, hold)
    signed = state(instance, (hold.office, hold.log), (generation, lost), reason, actor, via)
    return Stated(hold, lost, signed)


def _lost(instance: Instance, hold: Hold) -> tuple[int, Note]:
    if hold.kind in (LOST, FORKED):
        return instance.checkpoints.contradicted(hold.office, hold.log, notes.read(hold.note))
    return instance.checkpoints.put_back(hold.office, hold.log)


def state(
    instance: Instance, of: tuple[str, str], lost: tuple[int, Note], reason: str, actor: Actor, via: Via
) -> Stored:
    """Writes the event for a log (office, log); the first head of its next generation. Raises as `resume`."""
    (office, log), (generation, note) = of, lost
    head = checkpoint.of(note)
    event = o.LogRestored(
        log=log,
        generation=generation,
        origin=head.origin,
        size=head.size,
        root=head.root.hex(),
        note=str(note),
        reason=reason,
    )
    known = instance.offices.get(office)
    restate(instance, office, "restored", actor, via)
    instance.offices.add(office, event, actor, via, at=at_of(instance, known))
    return instance.checkpoints.current(office, log)
