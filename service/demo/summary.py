"""What stands in an office, in short: register, open, overdue by unit, a month's figures, the ledger."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.access import CONSOLE
from projections.catalog import REGISTER
from projections.instants import judged_on
from service.readmodels import register
from service.readmodels.asking import Question, question
from service.readmodels.register import UnitCount
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.figures import figures
from service.runtime import Instance

LAST_DAYS = f"""
SELECT max(received_on), max((since AT TIME ZONE 'UTC')::date)
FROM {REGISTER.schema}.{REGISTER.name} WHERE office = %s
"""  # noqa: S608 - constants
PATIENCE = 300.0
"""Seconds for which it is waited until what was loaded just now can be read."""


class Summary(Struct, frozen=True):
    """An office on `on`: the end of `month`, the one of the last receipt, or the last day on which anything happened.

    `petitions` do not count what is void.
    """

    office: str
    name: str
    time: str
    on: date
    petitions: int
    open: int
    overdue: int
    overdue_by_unit: dict[str, int]
    month: str
    figures: dict[str, int]
    events: int
    root: str


def summary(instance: Instance, office: str) -> Summary:
    """Raises UnknownOffice, Behind."""
    instance.projector.current(office, PATIENCE)
    instance.gate.current(office, PATIENCE)
    asked = question(instance, CONSOLE, office)
    with instance.pool.connection() as connection:
        received, happened = connection.execute(LAST_DAYS, (office,)).fetchone() or (None, None)
        on = _day(received, happened) or asked.on.day
        judged = replace(asked, on=judged_on(on, asked.office.zone))
        units = register.by_unit(connection, judged)
        month = f"{on:%Y-%m}"
        counted = _figures(connection, judged, month)
    head = instance.ledger.head(office)
    return Summary(
        office=office,
        name=asked.office.profile.name,
        time="replayed" if asked.office.replayed else "live",
        on=on,
        petitions=sum(unit.petitions for unit in units),
        open=sum(unit.open for unit in units),
        overdue=sum(unit.overdue for unit in units),
        overdue_by_unit=_overdue(units),
        month=month,
        figures=counted,
        events=head.size,
        root=head.root.hex(),
    )


def _day(received: date | None, happened: date | None) -> date | None:
    """The last day of the month of the last receipt, or the last day on which anything happened if that is earlier."""
    if received is None or happened is None:
        return None
    return min(period(f"{received:%Y-%m}").last, happened)


def _overdue(units: list[UnitCount]) -> dict[str, int]:
    """Units with the most first."""
    late = [unit for unit in units if unit.overdue]
    return {unit.unit: unit.overdue for unit in sorted(late, key=lambda unit: (-unit.overdue, unit.unit))}


def _figures(connection: Connection[tuple[object, ...]], asked: Question, month: str) -> dict[str, int]:
    """Each measure of the month with its number of facts."""
    return {figure.measure: figure.count for figure in figures(connection, asked, period(month))}
