"""An officer hands over the whole desk: one event of the office, then one for each petition that is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from domain.access import Viewer
from domain.commands import HandOver
from domain.deciding import Reason, Refused
from domain.office import DeskHandedOver
from domain.petition import Petition
from domain.values import Actor
from projections.spans import FOREVER
from service.desk import Request, Step
from service.ledger.entry import Via
from service.readmodels import needs
from service.readmodels.duties import OWED, TABLE
from service.runtime import Instance

HELD = f"""
SELECT DISTINCT d.petition FROM {TABLE} d
WHERE d.office = %(office)s AND d.until_pos = {FOREVER} AND d.to_pos = {FOREVER} AND d.holder = %(holder)s AND {OWED}
ORDER BY d.petition
"""  # noqa: S608 - constants


class Kept(Struct, frozen=True):
    """A petition that the rules let not pass to the taker, with every reason."""

    petition: UUID
    reasons: tuple[Reason, ...]


class Handed(Struct, frozen=True):
    """What handing over did. `new`: it was not on record before. `petitions`: how many passed to the taker now."""

    new: bool
    petitions: int
    kept: Sequence[Kept]


def hand_over(
    instance: Instance,
    office: str,
    event: DeskHandedOver,
    actor: Actor,
    via: Via,
    *,
    viewer: Viewer,
    at: datetime | None = None,
) -> Handed:
    """Writes that the desk is handed over, then moves what the giver owes, petition by petition.

    `at` is the time of a replayed log. What the viewer may not know of stays where it is, and is neither counted nor
    named. What a rule forbids, such as passing a matter to who is accused in it, stays
    with the giver and is named. A right that has lapsed by then calls for no event; it passes with what else the
    giver has in its petition. Cut short, it is finished by the same call made again, which writes only what is
    missing. Raises: Refused, UnknownOffice, Behind, LedgerError.
    """
    new = event not in instance.offices.get(office).state.handovers
    if new:
        instance.offices.add(office, event, actor, via, at=at)
    moved, kept = 0, []
    for petition in held(instance, office, event.giver, at or datetime.now(UTC), viewer):
        try:
            moved += _moved(instance, (office, petition), event, (actor, via.channel, at))
        except Refused as refused:
            kept.append(Kept(petition, refused.reasons))
    return Handed(new, moved, tuple(kept))


def held(instance: Instance, office: str, holder: str, at: datetime, viewer: Viewer) -> list[UUID]:
    """Petitions in which somebody owes something, or has a right that has not lapsed by then. Raises Behind."""
    instance.projector.current(office, needs=needs.DUTIES)
    instance.gate.current(office)
    with instance.pool.connection() as connection:
        asked = {"office": office, "holder": holder, "judged": at}
        found = [petition for (petition,) in connection.execute(HELD, asked)]
        seen = instance.gate.seeing(viewer, office).among(connection, found)
        return [petition for petition in found if petition in seen]


def _moved(
    instance: Instance, which: tuple[str, UUID], event: DeskHandedOver, by: tuple[Actor, str, datetime | None]
) -> bool:
    """Whether something of the petition had still to pass, and now has."""
    (office, petition), (actor, channel, at) = which, by
    if not _owes(instance.desk.petition(office, petition), event.giver):
        return False
    step = Step(command=HandOver(giver=event.giver, taker=event.taker, reason=event.reason))
    request = Request(
        office=office, petition=petition, steps=(step,), actor=actor, via=Via(channel=channel), recorded_at=at
    )
    try:
        instance.desk.handle(request)
    except Refused:
        if _owes(instance.desk.petition(office, petition), event.giver):
            raise
        return False  # another process that hands over the same desk was first
    return True


def _owes(state: Petition, holder: str) -> bool:
    return any(duty.end is None and duty.holder == holder for duty in state.duties)
