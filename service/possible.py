"""What can be done to a petition now, asked without doing it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from domain.possible import Possible
from domain.possible import possible as judged
from domain.values import Actor
from service.runtime import Instance


def possible(instance: Instance, office: str, petition: UUID, actor: Actor) -> tuple[Possible, ...]:
    """Every act, judged as the desk would judge it at this moment; nothing that was opened for it leaves.

    Raises: UnknownOffice.
    """
    known = instance.offices.get(office)
    state = instance.desk.opened(office, petition)
    now = (instance.ledger.head(office).recorded_at if known.replayed else None) or datetime.now(UTC)
    moment = known.moment(now)
    day = state.received_at.day if state.received_at is not None else moment.day
    return judged(state, actor, moment, known.context(day, now, state.book))
