"""The office 机构 as its own stream of events: how it is organised, its rulebooks, calendars, clock.

One stream a log holds these beside the petitions; `office_stream` names it. Decisions about petitions see the
office as an `OfficeProfile`. The events stand in office_events.py, the fold in office_state.py, what stands in the
way of an event in office_checks.py; all of it is asked for here.
"""

from __future__ import annotations

from domain import receptions
from domain.deciding import Refused, structural
from domain.duty_changes import Breach
from domain.office_checks import ID, TIMES, UNCHANGED, Case, creation, objections
from domain.office_events import (
    TOPICS,
    AnalysisSubmitted,
    CalendarLoaded,
    CalendarOverridden,
    ClockAccepted,
    CodeListPublished,
    Delegated,
    DepartmentNamed,
    DeskHandedOver,
    FieldGiven,
    OfficeChecklistFilled,
    OfficeCreated,
    OfficeEvent,
    OfficeLine,
    PersonAppointed,
    PersonLeft,
    ReceptionHeld,
    RoleFilled,
    RotaPublished,
    RulebookAdopted,
    RulebookPublished,
    UnitSet,
)
from domain.office_state import Office, evolve, office_stream, replay
from domain.rulebook import Rulebook
from domain.values import Actor, Moment

__all__ = (
    "ID",
    "TIMES",
    "TOPICS",
    "UNCHANGED",
    "AnalysisSubmitted",
    "CalendarLoaded",
    "CalendarOverridden",
    "ClockAccepted",
    "CodeListPublished",
    "Delegated",
    "DepartmentNamed",
    "DeskHandedOver",
    "FieldGiven",
    "Office",
    "OfficeChecklistFilled",
    "OfficeCreated",
    "OfficeEvent",
    "OfficeLine",
    "PersonAppointed",
    "PersonLeft",
    "ReceptionHeld",
    "RoleFilled",
    "RotaPublished",
    "RulebookAdopted",
    "RulebookPublished",
    "UnitSet",
    "decide",
    "evolve",
    "office_stream",
    "replay",
)


def decide(
    state: Office, event: OfficeEvent, actor: Actor, occurred: Moment, book: Rulebook | None = None
) -> OfficeLine:
    """The line that makes `event` true of the office; `book` is the rulebook in force, for what it schedules.

    Raises Refused with every reason.
    """
    breaches: tuple[Breach, ...] = ()
    if isinstance(event, OfficeCreated):
        reasons = tuple(creation(state, event))
    elif state.created is None:
        reasons = (structural("机构尚未设立", "the office does not exist yet"),)
    else:
        case = Case(state, state.profile(), occurred, book)
        reasons, breaches = tuple(objections(case, event)), _breaches(case, event)
    if reasons:
        raise Refused(reasons)
    return OfficeLine(
        stream=office_stream(event.id if isinstance(event, OfficeCreated) else state.id),
        version=state.version + 1,
        event=event,
        occurred=occurred,
        actor=actor,
        breaches=breaches,
    )


def _breaches(case: Case, event: OfficeEvent) -> tuple[Breach, ...]:
    """The rules that a fact broke which has happened already: so far only a reception can."""
    if not isinstance(event, ReceptionHeld):
        return ()
    rule = receptions.schedule_of(case.book, event.schedule)
    return receptions.breaches_of(event, rule, case.profile) if rule else ()
