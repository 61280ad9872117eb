"""Dates that another calendar decided are reckoned again, where loading it was cut short or came with the program.

Loading a year does so at once (service/calendars.py). What is left over is a load that ended in the middle, and a year
that a newer release brought along. Both are found by the calendar's digest: one job for each that an office goes by.
"""

from __future__ import annotations

from domain.values import Actor
from service import calendars
from service.ledger.entry import Via
from service.runtime import Instance

BY = Actor("zhuoluo", authenticated="service")
"""Who reckons: the service itself, for nobody."""
VIA = Via(channel="job")


def recompute(instance: Instance, office: str) -> int:
    """For how many petitions of the office a limit was reckoned again. Raises as `calendars.recompute`."""
    return calendars.recompute(instance, office, BY, VIA)
