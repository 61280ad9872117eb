"""Short ways to write a rulebook by hand, for tests of the engine with rules of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.calendar import Calendar, HolidayDay, HolidayYear
from domain.rulebook import ALWAYS, Condition, DutyRule, Requirement, Rulebook, Trigger
from tests.domain.scenario import Scenario, under


def facts(**wanted: str | bool | tuple[str, ...]) -> Condition:
    """A condition that asks for these facts."""
    return Condition(
        facts=tuple((fact, value if isinstance(value, tuple) else (value,)) for fact, value in wanted.items())
    )


def at(event: str, when: Condition = ALWAYS) -> tuple[Trigger, ...]:
    return (Trigger(event, when),)


def rule(**said: Any) -> DutyRule:
    """A duty "d" of ten calendar days from its opening event, Registered, met by Answered."""
    usual: dict[str, Any] = {
        "id": "d",
        "clause": "T.1",
        "zh": "期限",
        "opens": at("Registered"),
        "met_by": at("Answered"),
        "amount": 10,
        "unit": "calendar",
    }
    return DutyRule(**{**usual, **said})


def require(**said: object) -> tuple[Requirement, ...]:
    return tuple(Requirement(name, argument) for name, argument in said.items())


def book(*duties: DutyRule, **entries: Any) -> Rulebook:
    return Rulebook(id="T", valid_from=date(2020, 1, 1), duties=duties, **entries)


def case(*duties: DutyRule, calendar: Calendar | None = None, **entries: Any) -> Scenario:
    """A petition about to come in under a book of these duties and other entries."""
    return under(book(*duties, **entries), calendar)


def published(year: int, *holidays: str, worked: tuple[str, ...] = ()) -> HolidayYear:
    """A year whose notice names these days as off and those as worked."""
    off = [HolidayDay("节", date.fromisoformat(day), off=True) for day in holidays]
    on = [HolidayDay("节", date.fromisoformat(day), off=False) for day in worked]
    return HolidayYear(year, ("notice",), (*off, *on))
