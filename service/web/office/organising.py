"""The changes of units and people: each one event of the office, looked at before it is confirmed."""

from __future__ import annotations

from typing import Any

import msgspec

from domain import office as o
from service.readmodels.asking import today
from service.web.changes.change import Change
from service.web.changes.events import Wanted, event_change
from service.web.forms.reading import Typed
from service.web.marking import N_
from service.web.screen import Screen

UNITS, PEOPLE = "/office/units", "/office/people"
FIRST_DAY, LAST_DAY = N_("First day"), N_("Last day")
UNTIL_FURTHER = N_("empty: until further notice")


def since_today(screen: Screen, _asked: Typed) -> Typed:
    """Today as the first day."""
    return {"since": today(screen.instance, screen.office).isoformat()}


def _known_unit(screen: Screen, asked: Typed) -> Typed:
    """A unit that is named as it is set now."""
    found = screen.office.profile.units_by_name.get(asked.get("name", ""))
    if found is None:
        return {}
    said: dict[str, Any] = msgspec.to_builtins(found, str_keys=True)
    return {name: str(said[name]) for name in ("name", "kind", "parent", "closed_from") if said.get(name)}


CHANGES: tuple[Change, ...] = (
    event_change(
        o.UnitSet,
        f"{UNITS}/set",
        N_("Open, change or close a unit"),
        UNITS,
        Wanted(
            labels={"name": N_("Name of the unit"), "closed_from": N_("Closed from")},
            hints={
                "closed_from": N_("only to close it: the first day on which it is closed"),
                "name": N_("a name that is known changes that unit"),
            },
        ),
        begun=_known_unit,
    ),
    event_change(
        o.PersonAppointed,
        f"{PEOPLE}/appoint",
        N_("Appoint somebody to a post"),
        PEOPLE,
        Wanted(
            labels={"since": FIRST_DAY, "until": LAST_DAY},
            hints={"until": UNTIL_FURTHER, "title": N_("the office's own word for the post")},
        ),
        begun=since_today,
    ),
    event_change(
        o.PersonLeft,
        f"{PEOPLE}/leave",
        N_("Somebody leaves a post"),
        PEOPLE,
        Wanted(
            labels={"since": N_("First day without the post")},
            hints={"post": N_("empty: every post of the office")},
        ),
        begun=since_today,
    ),
    event_change(
        o.FieldGiven,
        f"{PEOPLE}/field",
        N_("Say who leads a unit or a content class"),
        PEOPLE,
        Wanted(
            labels={"since": FIRST_DAY},
            hints={
                "leader": N_("empty: nobody any more"),
                "unit": N_("either a unit or a content class"),
            },
        ),
        begun=since_today,
    ),
    event_change(
        o.RoleFilled,
        f"{PEOPLE}/role",
        N_("Fill a role of the rulebook"),
        PEOPLE,
        Wanted(
            empty=frozenset({"who"}),
            hints={
                "who": N_("a unit or a person; empty: nobody any more"),
                "place": N_("only for the handling unit: what happens at this place is theirs"),
            },
        ),
    ),
    event_change(
        o.DepartmentNamed,
        f"{PEOPLE}/department",
        N_("Name the unit responsible for a content class"),
        PEOPLE,
        Wanted(empty=frozenset({"unit"}), hints={"unit": N_("empty: none any more")}),
    ),
    event_change(
        o.Delegated,
        f"{PEOPLE}/delegate",
        N_("Somebody acts for somebody else"),
        PEOPLE,
        Wanted(
            labels={
                "taker": N_("Who acts"),
                "giver": N_("For whom"),
                "post": N_("In which post"),
                "since": FIRST_DAY,
                "until": LAST_DAY,
            },
            hints={
                "giver": N_("empty: for a post that is vacant"),
                "post": N_("empty: every post of that person"),
                "until": UNTIL_FURTHER,
            },
        ),
        begun=since_today,
    ),
    event_change(
        o.KinshipDeclared,
        f"{PEOPLE}/kinship",
        N_("Declare a near relation"),
        PEOPLE,
        Wanted(labels={"since": FIRST_DAY, "until": LAST_DAY}, hints={"until": UNTIL_FURTHER}),
        begun=since_today,
        hint=N_("What accuses one of the two is then kept from the other as well."),
    ),
)
"""Each under an address of its own; who may use it stands in service/web/addresses.py."""
