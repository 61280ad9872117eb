"""How somebody who reads stands to what they read: whether it is their own, and since when it is kept from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from uuid import UUID

from domain import events as e
from domain.access import Viewer
from domain.guarded import Guarded, guarded
from domain.guarded import person as person_mark
from domain.petition import UNKNOWN, Petition, advance
from domain.values import Person, letters
from service.access_log.asking import NOT_INVOLVED, Involved
from service.readmodels.asking import today
from service.runtime import Instance


def involvement(instance: Instance, office: str) -> Callable[[str, UUID], Involved]:
    """Tells it of a person and a petition, by who the person is today. Cost: reads the petition once for each pair."""
    known = instance.offices.get(office)
    day = today(instance, known)

    @cache
    def told(person: str, petition: UUID) -> Involved:
        log = instance.ledger.log(office)
        lines = [log.sealer.opened(line, restricted=True) for line in log.stream(petition) if isinstance(line, e.Line)]
        return _involved(instance.viewers.of(known, person, day), lines) if lines else NOT_INVOLVED

    return told


def _involved(viewer: Viewer, lines: list[e.Line]) -> Involved:
    state, now, since = UNKNOWN, Guarded(), None
    for line in lines:
        state = advance(state, line)
        now = guarded(state)
        since = _since(viewer, now, since, line.recorded_at)
    named = person_mark(viewer.person) in now.accused | now.recused
    return Involved(own=named or _is_petitioner(viewer.person, state), barred_since=since)


def _since(viewer: Viewer, now: Guarded, since: datetime | None, at: datetime | None) -> datetime | None:
    """Since when it is kept from the viewer, without a break."""
    barred = viewer.barring & now.accused or person_mark(viewer.person) in now.recused
    return (since or at) if barred else None


def _is_petitioner(person: str, state: Petition) -> bool:
    people = (state.details.petitioner, *(state.details.representatives or ()))
    return any(isinstance(each, Person) and letters(str(each.name or "")) == letters(person) for each in people)
