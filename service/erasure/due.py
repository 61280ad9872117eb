"""Petitions whose term of retention has ended 保管期限届满: a list to judge by, nothing is erased by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.events import Archived, Corrected
from domain.retention import has_ended, term_of
from domain.subjects import case_subject
from service.erasure.deciding import state_of
from service.ledger import reading
from service.ledger.application import MATTERS
from service.runtime import Instance

TELLING = tuple(str(kind.__struct_config__.tag) for kind in (Archived, Corrected))
EVERY = 2**31


class Due(Struct, frozen=True, kw_only=True):
    """A petition that was archived, and whose term is over."""

    petition: UUID
    number: str
    archive_class: str
    archived_on: date
    last_day: date


def due(instance: Instance, office: str, on: date) -> list[Due]:
    """Those whose term is over on that day and whose narrative is not erased, the oldest first.

    Cost: reads every archived petition of the office. Raises UnknownOffice.
    """
    state = state_of(instance, office)
    with instance.pool.connection() as connection:
        told = reading.told(connection, office, MATTERS, TELLING, 0, EVERY)
    found = (_due(instance, office, petition, on) for petition in dict.fromkeys(stream for _, stream in told))
    left = [each for each in found if each and case_subject(each.petition) not in state.erased]
    return sorted(left, key=lambda each: (each.last_day, each.number))


def _due(instance: Instance, office: str, petition: UUID, on: date) -> Due | None:
    found = instance.desk.petition(office, petition)
    term = term_of(found, state_of(instance, office).retention)
    if term is None or term.last_day is None or not has_ended(term.last_day, on):
        return None
    return Due(
        petition=petition,
        number=found.number,
        archive_class=term.archive_class,
        archived_on=term.archived_on,
        last_day=term.last_day,
    )
