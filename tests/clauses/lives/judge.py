"""The guards judged again from the text of the book, upon what the lines tell: no engine, no loader.

`objections` answers, for a line in hand, which guards of the text that bind its verb are broken, each with what the
text wants done about it: refuse, or record a breach.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from domain import events as e
from domain import vocabulary as v
from domain.deciding import OfficeProfile
from domain.values import Actor, Person
from tests.clauses.lives import telling
from tests.clauses.lives.telling import Told
from tests.clauses.lives.texts import Table, Text, listed

DECISIONS = ("Close", "Extend", "Approve")
"""No excuse that it has already happened opens these (rulebook.md trap 13)."""
AT_THE_HEAD = ("head", "petition_section_head", "section_head")
LEADERS = {"head", "deputy_for_petitions", "deputy_head", "leader_in_charge"}


class Case(NamedTuple):
    """A line in hand: what is told with it, the facts then, the office, the settings of the book."""

    told: Told
    facts: Mapping[str, Any]
    office: OfficeProfile


class Objection(NamedTuple):
    entry: str
    clause: str
    effect: str


def objections(text: Text, told: Told, verb: str, office: OfficeProfile) -> list[Objection]:
    """Every guard of the book that binds the verb and is broken by the line in hand."""
    case = Case(told, telling.facts(told, text.settings), office)
    return [
        Objection(guard["id"], guard["clause"], _effect(guard, told.hand, verb))
        for guard in text.entries["guard"].values()
        if verb in listed(guard["verb"]) and telling.holds(guard.get("when", {}), case.facts)
        if not all(_satisfied(name, wanted, case) for name, wanted in guard["require"].items())
    ]


def _effect(guard: Table, line: e.Line, verb: str) -> str:
    excused = line.already_done is not None and verb not in DECISIONS
    return str(guard.get("done", "breach") if excused else guard.get("effect", "refuse"))


def verb_of(event: e.Event) -> str:
    """The verb by which the event came about; 交办 is a verb of its own."""
    if isinstance(event, e.Forwarded):
        return "Assign" if event.mode == "assign" else "Forward"
    return next((verb for verb, name in v.VERBS.items() if name == type(event).__name__), "")


def _satisfied(name: str, wanted: Any, case: Case) -> bool:
    return REQUIREMENTS[name](wanted, case)


# ---- what a guard may require


def _event_seen(triggers: Any, case: Case) -> bool:
    """One of them happened in this round (what happens once: in any), and not after the line in hand."""
    told = case.told
    now = told.before.this_round()
    once = [line for line in told.before.lines if type(line.event).__name__ in telling.ONCE and line not in now]
    return any(
        telling.fires(triggers, type(line.event).__name__, {**case.facts, **telling.carried(line.event)})
        and not telling.comes_before(told.hand.occurred, line.occurred)
        for line in (*once, *now)
    )


def _fields(names: Any, case: Case) -> bool:
    return all(telling.is_said(telling.value(name, case.told)) for name in listed(names))


def _different(field: str, case: Case) -> int:
    members = telling.value(field, case.told) or ()
    assert isinstance(members, tuple)
    return len({member.id if isinstance(member, Person) else letters(member) for member in members})


def letters(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def _count_at_least(wanted: Table, case: Case) -> bool:
    return _different(wanted["field"], case) >= int(wanted["n"])


def _count_at_most(wanted: Table, case: Case) -> bool:
    return _different(wanted["field"], case) <= int(wanted["n"])


def _roles_named(roles: Any, case: Case) -> bool:
    return all(case.office.roles.get(role) for role in listed(roles))


def _target_not(relations: Any, case: Case) -> bool:
    return not _related(listed(relations), case) & {letters(name) for name in _given_to(case)}


def _actor_not(relations: Any, case: Case) -> bool:
    """Who serves beside somebody complained of may act; a clerk who enters what a leader did does so for him."""
    actor, event = case.told.hand.actor, case.told.hand.event
    those = _related(listed(relations), case)
    in_name_of = event.leader if isinstance(event, e.Instructed | e.Met) else ""
    if those & {letters(name) for name in (actor.name, actor.acting_for, in_name_of)}:
        return False
    return letters(actor.unit) not in those - beside(case.told, case.office)


def _actor_in(standings: Any, case: Case) -> bool:
    actor, place = case.told.hand.actor, telling.placed(case.told.before)
    units = {
        "holder": {place.holder, place.read_in},
        "on_the_way": {place.on_the_way_to},
        "assisting": set(place.assisting),
        "coordinating_department": {case.office.roles.get("coordinating_department", "")},
        "leaders": set(),
    }
    near = {unit for standing in listed(standings) for unit in units[standing]}
    leads = "leaders" in listed(standings) and bool(_posts_in_hand(case) & LEADERS)
    return leads or bool({actor.unit, actor.name} & near)


def _any_of(alternatives: Any, case: Case) -> bool:
    return any(all(_satisfied(name, wanted, case) for name, wanted in each.items()) for each in alternatives)


REQUIREMENTS: Mapping[str, Callable[[Any, Case], bool]] = {
    "event_seen": _event_seen,
    "fields": _fields,
    "count_at_least": _count_at_least,
    "count_at_most": _count_at_most,
    "roles_named": _roles_named,
    "target_not": _target_not,
    "actor_not": _actor_not,
    "actor_in": _actor_in,
    "any_of": _any_of,
}
"""Those that the seven books use; a book that wants another one is not judged but stopped (KeyError)."""


# ---- who is who


def posts(actor: Actor, office: OfficeProfile, day: date) -> set[str]:
    """The posts the actor holds that day: as the office has told, or, if it has told nothing, as the actor says."""
    if not office.staff:
        return {actor.post, actor.acting_for} - {""}
    return _own(actor.name, office, day) | {post for post in v.POSTS if _stands_in(actor.name, post, office, day)}


def _posts_in_hand(case: Case) -> set[str]:
    """The posts of who acts, on the day of the act; of who decides, also on the day on which it is recorded."""
    line = case.told.hand
    held = posts(line.actor, case.office, line.occurred.day)
    if verb_of(line.event) in DECISIONS and line.recorded_at:
        held &= posts(line.actor, case.office, line.recorded_at.astimezone(ZoneInfo(case.office.time_zone)).date())
    return held


def _own(name: str, office: OfficeProfile, day: date) -> set[str]:
    held = [posting for posting in office.staff if posting.person == name and _runs(posting, day)]
    kinds = {unit.kind for unit in office.units if unit.name in {posting.unit for posting in held}}
    return {posting.post for posting in held} | (kinds & set(v.POSTS))


def _stands_in(name: str, post: str, office: OfficeProfile, day: date) -> bool:
    for given in office.delegations:
        covers = given.post in ("", post) if given.giver else given.post == post
        holds = not given.giver or any(
            posting.person == given.giver and posting.post == post and _runs(posting, day) for posting in office.staff
        )
        if given.taker == name and covers and holds and _runs(given, day):
            return True
    return False


def _runs(span: Any, day: date) -> bool:
    return bool(span.since <= day) and (span.until is None or bool(day <= span.until))


def _related(relations: list[str], case: Case) -> set[str]:
    found: set[str] = set()
    for relation in relations:
        match relation:
            case "accused":
                found |= accused(case.told, case.office)
            case "recused":
                found |= set(map(letters, _recused(case.told)))
            case "drafter":
                found |= _last_by(e.Drafted, case.told)
            case _:
                assert relation == "reviewer", f"no book used {relation} when this was written"
                found |= _last_by(e.Reviewed, case.told)
    return found


def _last_by(kind: type, told: Told) -> set[str]:
    """Who did that last since the petition was taken up."""
    did = [letters(line.actor.name) for line in told.before.this_round() if isinstance(line.event, kind)]
    return set(did[-1:])


def ever_named(told: Told) -> tuple[set[str], set[str]]:
    """The persons and the units that the lines as they stand have ever complained of, by their letters."""
    people: set[str] = set()
    units: set[str] = set()
    for line in told.lines:
        if isinstance(line.event, e.Received | e.Registered | e.Classified):
            people |= telling.names_of(line.event.details.accused or ())
            units |= set(line.event.details.accused_units or ())
    return set(map(letters, people)), set(map(letters, units))


def accused(told: Told, office: OfficeProfile) -> set[str]:
    """All from whom it is kept, by their letters: reading 41, as it stands where the office has not said otherwise."""
    people, units = ever_named(told)
    if not people | units:
        return set()
    day = told.hand.occurred.day
    while more := {letters(unit.name) for unit in office.units if letters(unit.parent) in units} - units:
        units |= more
    serving = [each for each in office.staff if _runs(each, day)]
    led = {each.unit for each in serving if letters(each.person) in people and each.post in AT_THE_HEAD}
    led |= {field.unit for field in office.fields if letters(field.leader) in people and field.since <= day}
    members = {letters(each.person) for each in serving if letters(each.unit) in units}
    own = {letters(each.unit) for each in serving if letters(each.person) in people}
    return (people | members | units | own | set(map(letters, led))) - {""}


def beside(told: Told, office: OfficeProfile) -> set[str]:
    """The units in which somebody complained of serves, that are neither complained of nor led by such a person."""
    people, units = ever_named(told)
    day = told.hand.occurred.day
    serving = [each for each in office.staff if letters(each.person) in people and _runs(each, day)]
    led = {letters(each.unit) for each in serving if each.post in AT_THE_HEAD}
    led |= {letters(each.unit) for each in office.fields if letters(each.leader) in people and each.since <= day}
    above = {letters(unit.name): letters(unit.parent) for unit in office.units}
    return {unit for each in serving if not _at_or_below(unit := letters(each.unit), units, above)} - led


def _at_or_below(unit: str, units: set[str], above: Mapping[str, str]) -> bool:
    while unit and unit not in units:
        unit = above.get(unit, "")
    return bool(unit)


def _recused(told: Told) -> set[str]:
    """Whose recusal was declared or granted and not denied since."""
    found: set[str] = set()
    for line in told.lines:
        if isinstance(line.event, e.Recused) and line.event.stage != "requested":
            away = line.event.stage in ("declared", "granted")
            found = found | {line.event.officer} if away else found - {line.event.officer}
    return found


def _given_to(case: Case) -> set[str]:  # noqa: C901 - one case for each event
    """Whom the event gives the petition to, or tells of it."""
    event = case.told.hand.event
    match event:
        case e.Forwarded():
            found = {event.target, event.handler, *event.assisting}
        case e.SignedFor():
            found = {event.unit, case.told.hand.actor.name}
        case e.Returned():
            found = {event.back_to}
        case e.Reopened():
            found = {telling.placed(case.told).holder, event.handler}
        case e.HandedOver():
            found = {event.taker}
        case e.Submitted() | e.SpecialReported() | e.Pressed():
            found = {event.to}
        case e.BodyTold():
            found = {event.name}
        case e.Appointed():
            found = {event.leader}
        case e.SuggestionMade():
            found = {event.to_body}
        case _:
            found = set()
    return found - {""}
