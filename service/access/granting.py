"""Roles that the program gives by itself: to the first administrator, and in a demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import office as o
from domain.access_roles import SECURITY_ADMIN
from domain.values import Actor
from service.ledger.entry import Via
from service.runtime import Instance

CODE = Actor("一次性代码", authenticated="console")
VIA = Via(channel="cli")


def first_administrator(instance: Instance) -> Callable[[str, str], None]:
    """What gives the first account of an office the role from which all others come; done again it changes nothing."""

    def granted(office: str, person: str) -> None:
        grant(instance, office, person, SECURITY_ADMIN, reason="首位管理员", actor=CODE)

    return granted


def grant(
    instance: Instance, office: str, person: str, role: str, *, reason: str, actor: Actor, clearance: str = ""
) -> None:
    """Gives the role from the office's first day of records on, unless it has been given. Raises Refused, LedgerError.

    In an office with replayed time it is given at the last time recorded.
    """
    known = instance.offices.get(office)
    if any(each.person == person and each.role == role for each in known.state.access.grants):
        return
    at = instance.ledger.head(office).recorded_at if known.replayed else None
    event = o.AccessGranted(person=person, role=role, clearance=clearance, since=FROM, reason=reason)
    instance.offices.add(office, event, actor, VIA, at=at)


FROM = date(2000, 1, 1)
"""A role of the installation itself holds on every day that can be asked about."""
