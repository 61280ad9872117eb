"""Takes an office from a package: verified as a whole first, then written as a whole.

The logs come in by one transaction, together with the keys and files that their events name; until it is committed no
office is there. Cut short before that, the same package is taken again from the start; behind it, it finishes what is
left: the heads that the signer keeps outside the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from msgspec import Struct
from psycopg import Connection
from psycopg.errors import UniqueViolation

from service.attachments.store import Store
from service.evidence import rotating, store
from service.evidence.kept import Heads, Kept
from service.evidence.note import Verifier
from service.evidence.tiles import STORE, MissingTile, Tree
from service.instance_keys import InstanceKeys
from service.ledger import head as heads
from service.ledger import restoring
from service.ledger.checking import Reached
from service.moving import frames, sealed
from service.moving.checking import Checked, checked
from service.moving.exporting import By
from service.moving.frames import LogHead, Reading
from service.moving.receiver import private_key
from service.moving.sealed import BadPackage
from service.runtime import Instance
from service.transfers import channels

Progress = Callable[[int], None]


class OfficeThere(Exception):
    """The installation holds an office of that id, which is not the one of the package."""

    def __init__(self, office: str) -> None:
        super().__init__(
            f"this installation holds an office {office!r} already, or a signed head of one: nothing was written "
            f"(本实例已有机构“{office}”，未作任何更改)"
        )


class Imported(Struct, frozen=True, kw_only=True):
    """What was taken. `head`: the sender's signed head of the matters, up to which all was verified.

    `repeated`: it was here already, and nothing was written.
    """

    office: str
    events: int
    logs: int
    keys: int
    files: int
    head: str
    repeated: bool = False


def take(
    instance: Instance,
    file: BinaryIO,
    trusted: Sequence[Verifier],
    by: By,
    progress: Progress = lambda _: None,
) -> Imported:
    """Takes the office of the package. `trusted`: keys of the sender that were given by another way.

    Cost: the package is read twice. Raises BadPackage, OfficeThere; LedgerError, BadKey, StoreFull: then nothing of the
    office is there, and it can be taken again.
    """
    given = checked(file, private_key(instance.keys), trusted, instance.keys.find, progress)
    office = given.header.office
    repeated = _is_here(instance, given)
    if not repeated:
        _receive_keys(instance, given, by)
        _write(instance, file, given)
    _keep_heads(instance, given)
    for head, _ in given.logs:
        instance.ledger.writer(office, head.log).forget()
    return Imported(
        office=office,
        events=given.events,
        logs=len(given.logs),
        keys=given.keys,
        files=given.files,
        head=given.head.head,
        repeated=repeated,
    )


def _heads(instance: Instance) -> Heads:
    return Heads(instance.settings.home / "heads")


def _is_here(instance: Instance, given: Checked) -> bool:
    """Whether the office is here, as the package has it. Raises OfficeThere where it is another one."""
    office = given.header.office
    with instance.pool.connection() as connection:
        there = heads.of_office(connection, office)
        kept = any(each == office for each, _ in _heads(instance).logs())
        if not there and not kept:
            return False
        if not there or not all(_holds(connection, office, head, reached) for head, reached in given.logs):
            raise OfficeThere(office)
    return True


def _holds(connection: Connection[Any], office: str, head: LogHead, reached: Reached) -> bool:
    """Whether the log here begins as the one of the package, and goes on under a head of this installation."""
    if store.found(connection, office, head.log, head.generation + 1, head.size) is None:
        return False
    if head.dropped:
        return heads.read(connection, office, head.log).edge == reached.edge
    try:
        return Tree(connection, office, head.log).growth(0, (), head.size).edge == reached.edge
    except MissingTile:
        return False


def _receive_keys(instance: Instance, given: Checked, by: By) -> None:
    """The MAC keys of the sender, so that what it wrote can be checked: they may write nothing in other offices here.

    An office that has stated no key yet would believe every key at hand: it states its own first.
    """
    for office in instance.offices.ids():
        known = instance.offices.get(office)
        rotating.add(instance, known, rotating.unstated(instance, known, "founding"), by.actor, by.via)
    own = InstanceKeys(instance.keys)
    for key in given.macs:
        if key not in own.macs().values():
            own.add_mac(key)


def _write(instance: Instance, file: BinaryIO, given: Checked) -> None:
    """Everything in the package. Raises BadPackage where the file is another one by now, OfficeThere."""
    office = given.header.office
    file.seek(0)
    reading = Reading(sealed.opened(file, private_key(instance.keys)))
    try:
        with instance.ledger.connections.borrow() as connection, connection.transaction():
            list(reading.all(frames.MAC))
            for head, reached in given.logs:
                reading.take(frames.LOG)
                _log(instance, connection, office, head, reached, reading)
            for each in reading.each(frames.KEY, frames.SubjectKey):
                instance.keys.subjects.keep(each.kid, each.secret)
            _files(Store(instance.settings.attachment_folder), reading)
            _paces(instance, office, reading)
            if reading.digest != given.digest:
                message = "the file was changed while it was read (读取期间文件被改动)"
                raise BadPackage(message)
    except UniqueViolation:
        raise OfficeThere(office) from None


def _log(
    instance: Instance, connection: Connection[Any], office: str, head: LogHead, reached: Reached, reading: Reading
) -> None:
    restoring.begin(connection, office, head.log, replayed=head.replayed, dropped=head.dropped)
    for each in reading.each(frames.CHECKPOINT, frames.Head):
        store.add(connection, office, head.log, each.generation, each.size, each.note)
    for line in reading.each(frames.COSIGNATURE, frames.Cosigned):
        said = (office, head.log, line.generation, line.size, line.witness, line.line)
        connection.execute(store.COSIGN, said)
    for tile in reading.each(frames.TILE, frames.TileOf):
        connection.execute(STORE, (office, head.log, tile.level, tile.nth, [tile.hashes], [tile.root]))
    if not head.dropped:
        restoring.append(connection, office, head.log, reading.each(frames.EVENT, frames.Event))
    restoring.end(connection, office, head.log, reached, closed=head.closed)
    kept = _taken_over(instance, office, head, reached)
    store.add(connection, office, head.log, kept.generation, kept.size, kept.note)


def _files(files: Store, reading: Reading) -> None:
    """Each file under its name, but for what lies there already."""
    while reading.next_kind() == frames.FILE:
        reading.take(frames.FILE)
        with files.incoming() as incoming:
            for block in reading.all(frames.DATA):
                incoming.write(block)
            files.place(incoming)


def _paces(instance: Instance, office: str, reading: Reading) -> None:
    """How far partners have come: what was sent to them and acknowledged is not sent anew."""
    with instance.pool.connection() as connection:
        for each in reading.each(frames.PACE, frames.Pace):
            channels.heard(connection, office, each.partner, each.seen, each.sizes, datetime.now(UTC))


def _taken_over(instance: Instance, office: str, head: LogHead, reached: Reached) -> Kept:
    return instance.checkpoints.taken_over(office, head.log, head.generation, head.size, reached.edge)


def _keep_heads(instance: Instance, given: Checked) -> None:
    """The head of each log outside the database, where none is kept yet, and the stored tree behind it."""
    office, kept = given.header.office, _heads(instance)
    for head, reached in given.logs:
        with kept.turn(office, head.log):
            if kept.read(office, head.log) is None:
                kept.write(office, head.log, _taken_over(instance, office, head, reached))
        instance.checkpoints.current(office, head.log)
