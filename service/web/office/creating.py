"""Changes of the installation: its clock is accepted, another office is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from fastapi import Response
from fastapi.responses import RedirectResponse

from domain import office as o
from service.api.offices import ClockBody, OfficeBody
from service.bundled import bundled_books
from service.clocks import accept_clock, acceptance
from service.ledger.entry import Via
from service.offices import OF_THE_MACHINE
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.events import repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, LINE, TEXT, Choice
from service.web.forms.reading import Typed, body, said
from service.web.language import Dates
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

SYSTEM = "/office/system"


def _clock_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return (Control(name="reason", kind=TEXT, required=True, label=screen.said("Why it is accepted")),)


def _clock(screen: Screen, given: Typed) -> Plan:
    asked = _clock_controls(screen, given)
    actor = whoever_asks(screen)
    read = body(ClockBody, {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}})
    event = acceptance(screen.instance, screen.id, read.reason)
    dates = Dates(screen.language)
    told = (
        Said(screen.said("Last time on record"), dates.moment(screen.local(event.last))),
        Said(screen.said("This computer's clock"), dates.moment(screen.local(event.clock))),
        Said(screen.said("Lead of the database in seconds"), str(event.skew_seconds)),
        *repeated(screen, asked, given),
    )

    def act(via: Via) -> None:
        accept_clock(screen.instance, screen.id, read.reason, actor, via)

    return Plan(said=told, act=act, upon=False)


def _office_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    zones = sorted(available_timezones() - OF_THE_MACHINE)
    return (
        Control(
            name="id",
            kind=LINE,
            required=True,
            label=screen.said("Code of the office"),
            hint=screen.said("small letters, digits and hyphens; it stands in its register numbers"),
        ),
        Control(name="name", kind=LINE, required=True, label=screen.said("Name of the office")),
        Control(name="rulebook", kind=CHOICE, required=True, choices=_books(screen), label=screen.said("Rulebook")),
        Control(
            name="time_zone",
            kind=CHOICE,
            required=True,
            choices=tuple(Choice(zone, zone) for zone in zones),
            label=screen.said("Time zone"),
        ),
    )


def _books(screen: Screen) -> tuple[Choice, ...]:
    words = Wording(screen.language)
    newest = {book.id: book for book in sorted(bundled_books().values(), key=lambda book: book.valid_from)}
    return tuple(Choice(name, f"{name} {words.said(book)}") for name, book in sorted(newest.items()))


def _china(_screen: Screen, _asked: Typed) -> Typed:
    return {"time_zone": "Asia/Shanghai"}


def _office(screen: Screen, given: Typed) -> Plan:
    asked = _office_controls(screen, given)
    actor = whoever_asks(screen)
    read = body(OfficeBody, {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}})
    made = o.OfficeCreated(id=read.id, name=read.name, time_zone=read.time_zone)
    offices = screen.instance.offices
    offices.founding(made, read.rulebook, actor, datetime.now(UTC))

    def act(via: Via) -> str:
        return offices.create(made, read.rulebook, actor, datetime.now(UTC), via).profile.id

    return Plan(said=repeated(screen, asked, given), act=act, upon=False, office=read.id)


def _made(_screen: Screen, change: Any, outcome: Any) -> Response:
    return RedirectResponse(f"{SYSTEM}?done={change.name}&office={outcome}", 303)


CHANGES: tuple[Change, ...] = (
    Change(
        path=f"{SYSTEM}/clock",
        title=N_("Accept the clock as it stands"),
        back=SYSTEM,
        controls=_clock_controls,
        planned=_clock,
        hint=N_("Only when the clock had jumped and writing was refused for it; check the time of the server first."),
    ),
    Change(
        path=f"{SYSTEM}/offices",
        title=N_("Make another office"),
        back=SYSTEM,
        controls=_office_controls,
        planned=_office,
        begun=_china,
        done=_made,
    ),
)
