"""Accounts to try the demo with: one for every role, in one of its offices; the sign-in page shows their passwords."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.access_roles import ADMINS, REGISTRAR, ROLES
from domain.office import PersonAppointed
from domain.roles import COORDINATING
from domain.values import Actor
from domain.viewing import viewer
from service.access.granting import VIA, grant
from service.offices import KnownOffice
from service.runtime import Instance
from service.signin.demo import DemoAccount, open_demo_accounts

OFFICE = "jiangzhou-yimin"
ACTOR = Actor("演示", authenticated="console")
INVENTED = {
    "registrar": "登小记",
    "supervisor": "督小方",
    "statistician": "舒小统",
    "auditor": "申小计",
    "system_admin": "钱小系",
    "security_admin": "安小全",
    "audit_admin": "寇小审",
}
"""Who has the roles that no post of the office gives."""


def open_accounts(instance: Instance, office: str = OFFICE) -> tuple[DemoAccount, ...]:
    """An account for somebody of each role; again it changes nothing. Raises Refused, UnknownOffice, LedgerError."""
    known = instance.offices.get(office)
    people = {role: _somebody(known, role) for role in ROLES}
    for role, person in people.items():
        if person == INVENTED.get(role):
            grant(instance, office, person, role, reason="演示", actor=ACTOR)
    _appoint(instance, office, people[REGISTRAR])
    return open_demo_accounts(instance, office, people)


def _appoint(instance: Instance, office: str, person: str) -> None:
    """Who registers needs a post, which the rules ask for; whoever has one keeps it."""
    known = instance.offices.get(office)
    unit = known.profile.roles.get(COORDINATING, "")
    if any(posting.person == person for posting in known.profile.staff) or not unit:
        return
    at = instance.ledger.head(office).recorded_at if known.replayed else None
    since = known.moment(at or datetime.now(UTC)).day
    appointed = PersonAppointed(person=person, post=REGISTRAR, unit=unit, since=since)
    instance.offices.add(office, appointed, ACTOR, VIA, at=at)


def _somebody(office: KnownOffice, role: str) -> str:
    """The first of the office whose post gives the role; an administrator, and where there is none, is invented."""
    day = max((posting.since for posting in office.profile.staff), default=date.min)
    held = sorted({posting.person for posting in office.profile.staff if posting.holds_on(day)})
    by_post = (name for name in held if role not in ADMINS and role in viewer(office.profile, name, day).roles)
    return next(by_post, INVENTED.get(role, ""))
