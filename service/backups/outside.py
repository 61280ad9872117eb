"""A log that was put back, held against what is known of it outside the backup: what is missing, and what is not known.

Outside: the heads that the signer kept on this computer, if they outlived; heads that somebody brings; the witnesses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from service.backups.holding import FORKED, LOST, UNASKED, UNKNOWN, Hold
from service.backups.manifest import LogTaken
from service.evidence import checkpoint, seen
from service.evidence import note as notes
from service.evidence.checkpoint import names
from service.evidence.kept import Heads
from service.evidence.note import BadNote
from service.evidence.seen import UNREACHED
from service.ledger.application import MATTERS
from service.runtime import Instance


class Shown(Struct, frozen=True):
    """A signed head that somebody outside has; `who` that is."""

    who: str
    note: str


class Known(Struct, frozen=True):
    """What is brought from outside: heads by themselves, folders of kept heads; whether witnesses are asked."""

    heads: tuple[Shown, ...] = ()
    folders: tuple[Path, ...] = ()
    witnesses: bool = True


def holds(instance: Instance, logs: Sequence[LogTaken], known: Known) -> list[Hold]:
    """The logs that are not to be written to before it is on record what they lack.

    Raises BadNote for a head that no key of its log has signed; DamagedHead.
    """
    _refuse_strangers(logs, known.heads)
    found = (_hold(instance, each, known) for each in logs if each.note)
    return [each for each in found if each is not None]


def _refuse_strangers(logs: Sequence[LogTaken], heads: Sequence[Shown]) -> None:
    for shown in heads:
        if not any(is_of(shown.note, log.office, log.log) for log in logs):
            message = f"{shown.who} is a head of no log of this backup (该日志头不属于备份中的日志)"
            raise BadNote(message)


def _hold(instance: Instance, log: LogTaken, known: Known) -> Hold | None:
    shown, unreached = list(_brought(log, known)), False
    if known.witnesses and log.log == MATTERS:
        for each in seen.seen(instance, log.office, log.log):
            unreached |= each.standing == UNREACHED
            shown += [Shown(f"witness {each.witness}", each.note)] if each.note else []
    found = [_against(instance, log, each) for each in shown]
    worst = max((each for each in found if each.kind in (LOST, FORKED)), key=lambda each: each.seen, default=None)
    if worst is not None:
        return worst
    if any(each.seen >= log.size for each in found):
        return None  # somebody outside has seen all of it, and no more
    return Hold(log.office, log.log, log.size, UNASKED if unreached else UNKNOWN)


def _brought(log: LogTaken, known: Known) -> Iterator[Shown]:
    yield from (each for each in known.heads if is_of(each.note, log.office, log.log))
    for folder in known.folders:
        kept = Heads(folder).read(log.office, log.log)
        if kept is not None and kept.note:
            yield Shown(str(folder), kept.note)


def _against(instance: Instance, log: LogTaken, shown: Shown) -> Hold:
    """How a head stands to the log: LOST or FORKED, else UNKNOWN."""
    note = notes.read(shown.note)
    head = checkpoint.of(note)
    notes.verified(note, instance.checkpoints.known(log.office, head.origin))
    kind = UNKNOWN
    if head.size > log.size:
        kind = LOST
    elif instance.checkpoints.is_contradicted(log.office, log.log, head):
        kind = FORKED
    return Hold(log.office, log.log, log.size, kind, head.size, shown.who, shown.note)


def is_of(text: str, office: str, log: str) -> bool:
    """Whether a head is of this log: the end of its origin says so, behind the name of the installation."""
    origin = checkpoint.of(notes.read(text)).origin
    first, _, last = origin.rpartition("/")
    return names(origin, office, log, 1) or (last.isdecimal() and names(origin, office, log, int(last)) and bool(first))
