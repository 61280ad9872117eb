"""The lists that are looked after, each asked of the same function as the API's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from service.api.entered import ExcusedQuery, LateQuery, excused_list, late_list
from service.api.lateness import OVERDUE, SOON, LateDutyQuery, LatenessQuery, late_duties, lateness_said
from service.api.lists import BreachQuery, breach_list
from service.runtime import Instance
from service.web.marking import N_

Ask = Callable[[Instance, str, Any], Any]


class View(Struct, frozen=True, kw_only=True):
    """A list: what it is called, its query, who answers it, which table shows it; `pressed`: who owes may be."""

    name: str
    title: str
    query: type[Struct]
    ask: Ask
    shown: str
    filters: tuple[str, ...]
    pressed: bool = False


def _lateness(kind: str) -> Ask:
    return lambda instance, office, said: lateness_said(instance, office, kind, said)


def _duties(kind: str) -> Ask:
    return lambda instance, office, said: late_duties(instance, office, kind, said)


OF_PETITIONS = ("unit", "leader", "clause", "late", "spent")
OF_DUTIES = ("holder", "clause", "entry")
VIEWS: Mapping[str, View] = {
    each.name: each
    for each in (
        View(name="petitions", title=N_("Overdue petitions"), query=LatenessQuery, ask=_lateness(OVERDUE),
             shown="petitions", filters=OF_PETITIONS, pressed=True),
        View(name="soon", title=N_("Petitions due soon"), query=LatenessQuery, ask=_lateness(SOON),
             shown="petitions", filters=("unit", "leader", "clause", "days"), pressed=True),
        View(name="duties", title=N_("Overdue duties"), query=LateDutyQuery, ask=_duties("overdue"),
             shown="duties", filters=("leader", *OF_DUTIES, "late"), pressed=True),
        View(name="duties-soon", title=N_("Duties due soon"), query=LateDutyQuery, ask=_duties("due-soon"),
             shown="duties", filters=("leader", *OF_DUTIES, "days"), pressed=True),
        View(name="breaches", title=N_("Breaches"), query=BreachQuery, ask=breach_list,
             shown="breaches", filters=(*OF_DUTIES, "ended_from", "ended_to")),
        View(name="lapsed", title=N_("Lapsed rights"), query=LateDutyQuery, ask=_duties("lapsed"),
             shown="duties", filters=("leader", *OF_DUTIES)),
        View(name="entered-late", title=N_("Entered late"), query=LateQuery, ask=late_list,
             shown="entered", filters=("person", "unit", "clause")),
        View(name="excused", title=N_("Entered with a reason"), query=ExcusedQuery, ask=excused_list,
             shown="excused", filters=("person", "unit")),
    )
}  # fmt: skip
FIRST = "petitions"
