"""Changes of access: a role or a level is granted, or taken back."""

from __future__ import annotations

from domain import office as o
from domain import wording
from domain.access_roles import LEVELS, ROLES
from service.web.changes.change import Change
from service.web.changes.events import Choices, Wanted, event_change
from service.web.forms.fields import Choice
from service.web.marking import N_
from service.web.office.organising import FIRST_DAY, LAST_DAY, UNTIL_FURTHER, since_today
from service.web.screen import Screen

ACCESS = "/office/access"


def _roles(screen: Screen) -> Choices:
    return tuple(Choice(each, wording.access_role(each, screen.language)) for each in ROLES)


def _levels(screen: Screen) -> Choices:
    return tuple(Choice(each, wording.code("secrecy", each, screen.language)) for each in LEVELS)


CHOICES = {"role": _roles, "clearance": _levels}
CHANGES: tuple[Change, ...] = (
    event_change(
        o.AccessGranted,
        f"{ACCESS}/grant",
        N_("Grant a role or a level"),
        ACCESS,
        Wanted(
            choices=CHOICES,
            labels={"since": FIRST_DAY, "until": LAST_DAY, "clearance": N_("Highest level of secrecy")},
            hints={
                "until": UNTIL_FURTHER,
                "unit": N_("a unit whose petitions the role is also for"),
                "role": N_("administrators are kept apart from each other and from petitions"),
            },
        ),
        begun=since_today,
    ),
    event_change(
        o.AccessRevoked,
        f"{ACCESS}/revoke",
        N_("Take back what was granted"),
        ACCESS,
        Wanted(choices=CHOICES, hints={"role": N_("empty: everything that was granted to the person")}),
    ),
)
