"""From what was asked to what becomes true: the event of an act, with the fields that the decision adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec.structs import asdict, replace

from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.deciding import Context, Reason, structural
from domain.documents.issuing import numbering
from domain.lifecycle import sender_of
from domain.petition import Petition
from domain.roles import home
from domain.rulebook import SeriesRule
from domain.staffing import department_of, has_staff, holder_of, posts_of, unit_of_person
from domain.values import IMPORTED, Actor, Moment

EVENTS: Mapping[type[c.Act], Any] = {
    getattr(c, verb): getattr(e, event) for verb, event in v.VERBS.items() if hasattr(c, verb)
}
"""The event of each act."""

NO_SERIES = SeriesRule(id="register", clause="", of="Registered", pattern="{year}-{number:05}")
"""How numbers run where the rulebook says nothing of it."""


def made(act: c.Act, state: Petition, actor: Actor, moment: Moment, context: Context) -> e.Fact:
    """The event that `act` makes of the petition as it is before it."""
    said = asdict(act)
    match act:
        case c.Receive():
            said |= {"open_until": context.book.settings.open_until}
        case c.Register():
            said |= _numbering(moment, context)
        case c.IssueDocument():
            said |= _document_numbering(act, moment, context)
        case c.Forward() | c.Assign():
            said |= {"mode": "assign"} if isinstance(act, c.Assign) else {}
            said |= {"sender": sender_of(state, actor, home(context))}
            said |= {"overrides": overrides(state, act.target, moment.day, context)}
        case c.Submit():
            said |= _reader(act, moment, context)
        case c.Join():
            said |= {"first_open": context.first_open}
        case c.Return():
            senders = state.routing.senders
            said |= {"back_to": senders[-1] if senders else state.came_from or home(context)}
        case _:
            pass
    event: e.Fact = EVENTS[type(act)](**said)
    return event


def line_of(state: Petition, asked: c.Asked, event: e.Event, context: Context) -> e.Line:
    """The next line of the petition, with neither duty changes nor breaches yet."""
    return e.Line(
        petition=asked.petition,
        version=state.version + 1,
        event=event,
        occurred=asked.occurred,
        actor=_seated(asked, event, context),
        book=context.book.reference,
        calendar=context.calendar.digest,
        already_done=asked.already_done,
        historic=asked.historic,
    )


def _seated(asked: c.Asked, event: e.Event, context: Context) -> Actor:
    """Who acts, with the unit in which the office has him when none was said; what is received lies somewhere."""
    actor = asked.actor
    if actor.unit or actor.authenticated == IMPORTED:
        return actor
    unit = unit_of_person(context.office, actor.name, asked.occurred.day)
    if not unit and isinstance(event, e.Received) and not has_staff(context.office):
        unit = home(context)
    return replace(actor, unit=unit) if unit else actor


def _reader(act: c.Submit, moment: Moment, context: Context) -> dict[str, str]:
    """Who reads: the head, or a leader in charge, and where that leader sits; what was said goes before that."""
    heads = {holder_of(context.office, "head", moment.day), context.office.roles.get("head")}
    reader = act.reader or ("head" if act.to in heads else "in_charge")
    return {"reader": reader, "to_unit": unit_of_person(context.office, act.to, moment.day)}


def reader_faults(act: c.Act, asked: c.Asked, context: Context) -> Iterator[Reason]:
    """Who is said to read as the head holds that post, in an office that has told who holds its posts (R1.1.3)."""
    office = context.office
    if not isinstance(act, c.Submit) or act.reader != "head" or asked.actor.authenticated == IMPORTED:
        return
    heads = act.to == office.roles.get("head") or "head" in posts_of(office, act.to, asked.occurred.day)
    if has_staff(office) and not heads:
        yield structural(f"{act.to}不是本机关主要负责人", f"{act.to} does not hold the post of the head")


def overrides(state: Petition, target: str, day: date, context: Context) -> bool:
    """Whether the target is another unit than the one responsible for the content class (R3.2.1)."""
    department = department_of(context.office, state.details.content_class or "", day)
    return bool(department) and target != department


def _document_numbering(act: c.IssueDocument, moment: Moment, context: Context) -> dict[str, str]:
    """The same of a document that takes a number."""
    found = numbering(act.document_kind, context.book, moment.day) if act.ordinal else None
    return asdict(found) if found else {}


def _numbering(moment: Moment, context: Context) -> dict[str, str]:
    """From which counter the number comes: the book's series, in the year in which it is registered."""
    series = next((each for each in context.book.series if each.of == "Registered"), NO_SERIES)
    return {"series": series.id, "period": str(moment.day.year), "pattern": series.pattern}
