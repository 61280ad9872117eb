"""The way to each page, shown to those whose roles allow it."""

from __future__ import annotations

from msgspec import Struct

from domain.access import may
from service.access.caller import Caller
from service.web.addresses import READ
from service.web.marking import N_


class Way(Struct, frozen=True):
    """A page of the main navigation."""

    path: str
    name: str


WAYS = (
    Way("/", N_("My day")),
    Way("/intake", N_("Intake")),
    Way("/register", N_("Register")),
    Way("/overdue", N_("Overdue")),
    Way("/approvals", N_("Instructions")),
    Way("/receptions", N_("Reception")),
    Way("/statistics", N_("Statistics")),
    Way("/reports", N_("Reports")),
    Way("/accountability", N_("Accountability")),
    Way("/exchange", N_("Exchange")),
    Way("/audit", N_("Audit")),
    Way("/office", N_("Administration")),
)


def ways(caller: Caller) -> tuple[Way, ...]:
    """The pages that somebody may open, in the order of the navigation."""
    viewer = caller.viewer
    return tuple(way for way in WAYS if way.path in READ and may(viewer, READ[way.path], viewer.office))
