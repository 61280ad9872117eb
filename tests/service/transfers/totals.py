"""What the statistics of the upper office say of the lower one, and what the lower one's own say: from their facts."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.access import CONSOLE
from service.readmodels.asking import question
from service.readmodels.statistics import behind, counting
from service.readmodels.statistics.behind import StatedFact
from service.runtime import Instance
from tests.service.transfers.offices import LOWER, NAMES, UPPER

PATIENCE = 600
"""Seconds: of thousands of events that other processes wrote nothing was read before."""


def facts(instance: Instance, office: str) -> list[StatedFact]:
    """Every fact of this year, once the read models have come as far as the log."""
    instance.projector.wait_for(office, instance.ledger.head(office).size, PATIENCE)
    asked = question(instance, CONSOLE, office)
    year = counting.period(str(datetime.now(UTC).year))
    with instance.pool.connection() as connection:
        return list(behind.all_facts(connection, asked, year))


def assigned_above(instance: Instance) -> int:
    """So many matters the upper office counts as assigned to the lower one."""
    of_lower = [each for each in facts(instance, UPPER) if each.unit == NAMES[LOWER]]
    return sum((each.measure, each.outcome) == ("forwarded", "assign") for each in of_lower)


def received_below(instance: Instance) -> int:
    """So many matters the lower office counts as received by assignment."""
    found = facts(instance, LOWER)
    return sum((each.measure, each.source) == ("received", "superior_assigned") for each in found)


def reported_above(instance: Instance) -> int:
    """So many results the upper office counts as reported in time by the lower one."""
    found = (each for each in facts(instance, UPPER) if each.unit == NAMES[LOWER])
    return sum(each.measure == "settled_in_time" and each.duty.startswith("unit_result") for each in found)


def handled_below(instance: Instance) -> int:
    """So many results the lower office counts as reported in time to who assigned them."""
    found = facts(instance, LOWER)
    return sum(each.measure == "settled_in_time" and each.duty.startswith("assigned_result") for each in found)
