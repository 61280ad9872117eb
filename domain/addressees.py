"""Whom an act names: a unit or an officer that the office has, so that no matter is on the way to nobody.

An office that has told its units, or who holds its posts, is believed; in any other the caller's word counts. A body
outside is a target by saying its kind. Who fills a role of the office, such as the superior, is known too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import commands as c
from domain.deciding import OfficeProfile, Reason, structural
from domain.staffing import OUTSIDE, has_staff, postings
from domain.values import IMPORTED, Actor


def unknown_names(act: c.Act, actor: Actor, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """Every unit and person that the act names and the office does not have on that day.

    A register kept elsewhere has its own names. A sealed name cannot be compared and none of these is one.
    """
    if actor.authenticated == IMPORTED:
        return
    for unit in _units(act):
        yield from unit_faults(unit, office, day)
    for person in _persons(act):
        yield from person_faults(person, office, day)
    for who in _either(act):
        if not is_unit(who, office, day):
            yield from person_faults(who, office, day)


def unit_faults(unit: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the office has told its units, and this is none of them."""
    if office.units and not is_unit(unit, office, day):
        yield structural(
            f"{day}没有单位“{unit}”：机构以外的单位须注明其类别",
            f"there is no unit {unit!r} on {day}; of a body outside the office `target_kind` says what it is",
        )


def person_faults(person: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the person neither holds a post on that day nor fills a role of the office."""
    if person not in office.roles.values():
        yield from post_faults(person, office, day)


def post_faults(person: str, office: OfficeProfile, day: date) -> Iterator[Reason]:
    """That the office has told who holds its posts, and this person holds none on that day."""
    if has_staff(office) and not any(postings(office, person, day)):
        yield structural(f"{person}在{day}没有职务", f"{person} holds no post on {day}")


def is_unit(name: str, office: OfficeProfile, day: date) -> bool:
    """Whether it is a unit that is not closed on that day, the office itself, or what fills one of its roles."""
    unit = office.units_by_name.get(name)
    if unit is not None:
        return unit.closed_from is None or day < unit.closed_from
    return name == office.name or name in office.roles.values()


def _units(act: c.Act) -> tuple[str, ...]:
    match act:
        case c.Forward() | c.Assign():
            return (*(() if act.target_kind in OUTSIDE else (act.target,)), *act.assisting)
        case _:
            return ()


def _persons(act: c.Act) -> tuple[str, ...]:
    """Who reads, instructs or receives; a handler serves in the unit, of an outside one nobody is known."""
    match act:
        case c.Submit() | c.SpecialReport():
            return (act.to,)
        case c.Appoint():
            return (act.leader,)
        case c.Instruct() | c.Meet() if act.leader:
            return (act.leader,)
        case c.Forward() | c.Assign() if act.handler and act.target_kind not in OUTSIDE:
            return (act.handler,)
        case _:
            return ()


def _either(act: c.Act) -> tuple[str, ...]:
    """A unit or a person: who takes over."""
    return (act.taker,) if isinstance(act, c.HandOver) else ()
