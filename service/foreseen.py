"""What events of an office would change, looked at before anybody confirms them: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import reduce

from domain import office as o
from domain.office_effects import LEFT, Between, Effect, effects, leavers
from domain.values import Actor
from projections.catalog import DUTIES
from projections.spans import FOREVER
from service.offices import KnownOffice, decided
from service.readmodels import needs
from service.runtime import Instance

HELD = f"""
SELECT holder, count(*) FROM {DUTIES.schema}.{DUTIES.name}
WHERE office = %s AND holder = ANY(%s) AND nature = 'duty' AND until_pos = {FOREVER} AND to_pos = {FOREVER}
GROUP BY holder ORDER BY holder
"""  # noqa: S608 - constants


def foreseen(
    instance: Instance, office: KnownOffice, events: Sequence[o.OfficeEvent], actor: Actor, at: datetime
) -> tuple[Effect, ...]:
    """What these events would change beside what they say.

    Of petitions only numbers of duties are told: who organises an office sees none.
    Raises: Refused with every reason of the first event that would be refused; Behind.
    """
    moment = office.moment(at)
    lines = decided(office, events, actor, moment)
    day = max((moment.day, *(begun for event in events if (begun := _begins(event)))))
    blocks = office.book_on(day).settings.secrecy.accused_blocks
    case = Between(office.state, reduce(o.evolve, lines, office.state), day, blocks)
    handed = {event.giver for event in events if isinstance(event, o.DeskHandedOver)}
    return (*effects(case), *_duties(instance, office, case, handed))


def _begins(event: o.OfficeEvent) -> date | None:
    """The first day on which an event changes anything, where it says one."""
    said = getattr(event, "since", None) or getattr(event, "closed_from", None)
    return said if isinstance(said, date) else None


def _duties(instance: Instance, office: KnownOffice, case: Between, handed: set[str]) -> Iterator[Effect]:
    """How many open duties would lie with somebody who has left, or with a unit that is closed.

    What is handed over with the desk does not stay behind.
    """
    closed = {unit.name for unit in case.after.units if unit.closed_from} - {
        unit.name for unit in case.before.units if unit.closed_from
    }
    holders = sorted({*leavers(case), *closed} - handed)
    if not holders:
        return
    instance.projector.current(office.profile.id, needs=needs.DUTIES)
    with instance.pool.connection() as connection:
        for holder, number in connection.execute(HELD, (office.profile.id, holders)).fetchall():
            zh = f"{holder}名下尚有{number}项未完成的期限事项，须移交"
            yield Effect(LEFT, zh, f"{holder} still owes {number} open duties: they must be handed over")
