"""Whom an act names: a unit or an officer that the office has, so that no matter is on the way to nobody.

An office that has told its units, or who holds its posts, is believed; in any other the caller's word counts. A body
outside is a target by saying its kind, and so are those that assist it. Whoever fills a role of the office without
being of it, such as the body that assigns, is known too. Whom a report, a notice or a suggestion is made to may be
anybody: nothing moves by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import commands as c
from domain.deciding import OfficeProfile, Reason, structural
from domain.staffing import OUTSIDE, has_staff, kind_of, postings
from domain.values import IMPORTED, Actor


def unknown_names(act: c.Act, actor: Actor, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """Every unit and person that the act names and the office does not have on that day.

    A register kept elsewhere has its own names. A sealed name cannot be compared and none of these is one.
    """
    if actor.authenticated == IMPORTED or not (office.units or has_staff(office)):
        return
    for unit in _units(act, actor):
        yield from unit_faults(unit, office, day)
    for person in _persons(act, office):
        yield from person_faults(person, office, act.appointed_on if isinstance(act, c.Appoint) else day)
    if isinstance(act, c.HandOver | c.Press):
        yield from either_faults(act.taker if isinstance(act, c.HandOver) else act.to, office, day)


def unit_faults(unit: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the office has told its units, and this is none of them."""
    if unit.strip() and office.units and not is_unit(unit, office, day):
        yield structural(
            f"{day}没有单位“{unit}”；机构以外的单位，须登记或者注明其类别",
            f"there is no unit {unit!r} on {day}; a body outside the office is registered, or its kind is said",
        )


def person_faults(person: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the person neither holds a post on that day nor fills a role of the office from outside."""
    if person.strip() and not _fills_from_outside(person, office):
        yield from post_faults(person, office, day)


def post_faults(person: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the office has told who holds its posts, and this person holds none on that day."""
    if has_staff(office) and not any(postings(office, person, day)):
        yield structural(f"{person}在{day}没有职务", f"{person} holds no post on {day}")


def either_faults(who: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That it is neither a unit nor an officer; where the office has told only one of both, it may be the other."""
    if not who.strip() or is_unit(who, office, day):
        return
    if who in office.units_by_name:
        yield from unit_faults(who, office, day)
    elif office.units or who in office.staff_by_person:
        yield from person_faults(who, office, day)


def is_unit(name: str, office: OfficeProfile, day: date) -> bool:
    """Whether it is a unit that is not closed on that day, the office itself, or fills a role from outside."""
    unit = office.units_by_name.get(name)
    if unit is not None:
        return unit.closed_from is None or day < unit.closed_from
    return name == office.name or _fills_from_outside(name, office)


def _fills_from_outside(name: str, office: OfficeProfile) -> bool:
    """Whether it fills a role, and is neither a unit nor an officer of the office, who are judged as such."""
    of_the_office = name in office.units_by_name or name in office.staff_by_person
    return not of_the_office and name in office.roles.values()


def _units(act: c.Act, actor: Actor) -> tuple[str, ...]:
    """Units that get it, help with it, or report; what is received lies with the unit of who received it."""
    match act:
        case c.Receive():
            return (actor.unit,)
        case c.Forward() | c.Assign():
            return () if act.target_kind in OUTSIDE else (act.target, *act.assisting)
        case c.Reopen() | c.ReturnReport():
            return (act.unit,)
        case _:
            return ()


def _persons(act: c.Act, office: OfficeProfile) -> tuple[str, ...]:
    """Who reads, receives, handles or stays away; of a body outside the office nobody is known."""
    match act:
        case c.Submit():
            return (act.to,)
        case c.Appoint():
            return (act.leader,)
        case c.Recuse():
            return (act.officer,)
        case c.Reopen():
            return () if kind_of(office, act.unit) in OUTSIDE else (act.handler,)
        case c.Forward() | c.Assign():
            outside = act.target_kind in OUTSIDE or kind_of(office, act.target) in OUTSIDE
            return () if outside else (act.handler,)
        case _:
            return ()
