"""An analysis of a period that is submitted, with what each figure in it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from domain import office as o
from service.api.office_bodies import BODIES, event_of
from service.web.addresses import RECEPTIONS
from service.web.changes.change import Change, Control, Plan
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import LINE, TEXT, UNITS
from service.web.forms.reading import Typed, body
from service.web.marking import N_
from service.web.receptions.going_back import back_to
from service.web.screen import Screen


def _controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return (
        Control(name="to", kind=LINE, required=True, suggests=UNITS, label=screen.said("To whom")),
        Control(
            name="period",
            kind=LINE,
            required=True,
            label=screen.said("Period"),
            hint=screen.said("such as 2026-01, 2026-Q1 or 2026"),
        ),
        Control(name="text", kind=TEXT, required=True, rows=14, file=True, label=screen.said("Text")),
        Control(
            name="figures",
            kind=TEXT,
            rows=4,
            label=screen.said("What the figures rest on"),
            hint=screen.said("one figure a line: its name, a colon, what it rests on, several apart by semicolons"),
        ),
    )


def _figures(text: str) -> Iterator[tuple[str, list[str]]]:
    """The figures as they were written down, with full-width signs or others."""
    for line in filter(None, (each.strip() for each in text.splitlines())):
        name, _, rests = line.replace("：", ":").partition(":")
        yield name.strip(), [each.strip() for each in rests.replace("；", ";").split(";") if each.strip()]


def _planned(screen: Screen, given: Typed) -> Plan:
    content = {name: given.get(name, "").strip() for name in ("to", "period", "text")}
    figures = dict(_figures(given.get("figures", "")))
    whole = {**content, "figures": figures, "actor": {"name": whoever_asks(screen).name}}
    event = event_of(body(BODIES[o.AnalysisSubmitted], whole), o.AnalysisSubmitted)
    return event_plan(screen, event, repeated(screen, _controls(screen, given), given))


CHANGE = Change(
    path=f"{RECEPTIONS}/analyses/submit",
    title=N_("Submit an analysis"),
    back=f"{RECEPTIONS}/analyses",
    controls=_controls,
    planned=_planned,
    done=back_to,
)
