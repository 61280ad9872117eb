"""Carries an approved erasure out: the event first, then the keys, then what was made from what they sealed.

1. SubjectErased is written. From here on nobody opens anything of the subject: every process looks at these events.
2. The keys are destroyed in the store; this process forgets them at once, others within seconds.
3. The files of a petition's attachments are deleted; what is left of one opens no more.
4. The blind index drops the subject's traits: the indexer reads the same event, in a transaction with its position.

Cut short behind 1, the next start of any process does 2, a job does 2 and 3 again, and any process's indexer does 4.
Read models hold nothing that opens. A file that was exported before lies outside.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain import office as o
from domain.deciding import Refused
from domain.erasures import ERASED, Erasure
from domain.subjects import petition_of, subject_of
from domain.values import Actor
from service.attachments.erasing import erase_files
from service.erasure.deciding import known, state_of
from service.erasure.holding import petitions_of
from service.ledger.entry import Via
from service.runtime import Instance


class Carried(Struct, frozen=True):
    """An erasure that was carried out: the keys destroyed by this call, the petitions that held something."""

    erasure: int
    kids: tuple[str, ...]
    destroyed: tuple[str, ...]
    petitions: tuple[UUID, ...]


def carry_out(
    instance: Instance, office: str, number: int, actor: Actor, via: Via, *, at: datetime | None = None
) -> Carried:
    """Erases what two people approved; called again it finishes what was cut short.

    Raises: Refused, UnknownOffice, LedgerError, StoreUnavailable, Behind (the blind index will follow).
    """
    found = known(instance, office, number)
    if found.standing != ERASED:
        _write(instance, office, found, actor, via, at)
    return finish(instance, office, known(instance, office, number))


def finish(instance: Instance, office: str, erasure: Erasure) -> Carried:
    """Destroys the keys and brings the blind index up to the event. Changes nothing the second time."""
    subjects = sorted(set(map(subject_of, erasure.kids)))
    if barred := instance.ledger.log(office).sealer.barred:
        barred.refresh()
    destroyed = [kid for subject in subjects for kid in instance.keys.subjects.destroy(subject)]
    for petition in filter(None, map(petition_of, subjects)):
        erase_files(instance, office, petition)
    instance.likeness.current(office)
    with instance.pool.connection() as connection:
        held = {petition for subject in subjects for petition in petitions_of(connection, office, subject)}
    held.discard(o.office_stream(office))
    return Carried(erasure.number, erasure.kids, tuple(destroyed), tuple(sorted(held)))


def finish_all(instance: Instance, office: str) -> int:
    """Finishes every erasure of the office that was written; how many had keys left."""
    erased = [each for each in state_of(instance, office).proposals if each.standing == ERASED]
    return sum(bool(finish(instance, office, each).destroyed) for each in erased)


def _write(instance: Instance, office: str, found: Erasure, actor: Actor, via: Via, at: datetime | None) -> None:
    try:
        instance.offices.add(office, erasing(instance, found), actor, via, at=at)
    except Refused:
        if known(instance, office, found.number).standing != ERASED:  # else somebody else was first
            raise


def erasing(instance: Instance, found: Erasure) -> o.SubjectErased:
    """The event that carries the proposal out."""
    keys = instance.keys.subjects
    kids = tuple(kid for subject in found.proposed.subjects for kid in keys.kids_of(subject) or (subject,))
    return o.SubjectErased(
        erasure=found.number,
        kids=kids,
        basis=found.proposed.basis,
        approvers=tuple(each.name for each in found.approvers),
    )
