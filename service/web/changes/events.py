"""Changes that are one event of the office: the form is made from the event, and the event from the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from domain import office as o
from domain import wording
from domain.vocabulary import POSTS, ROLES, UNIT_KINDS
from service.api.office_bodies import BODIES, event_of
from service.codes import UnknownList, list_on
from service.foreseen import foreseen
from service.ledger.entry import Via
from service.readmodels.asking import today
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.sending import at, at_or_now, whoever_asks
from service.web.forms.fields import CHOICE, DAY, LINE, TEXT, UNITS, Choice, Field, fields_of
from service.web.forms.reading import Typed, body, said
from service.web.language import Dates
from service.web.screen import Screen
from service.web.wording import Wording

OFFICERS = "officers"
OF_UNITS = frozenset({"unit", "parent"})
OF_OFFICERS = frozenset({"person", "leader", "taker", "giver", "relative"})
OF_BOTH = frozenset({"who"})
Choices = tuple[Choice, ...]


class Wanted(Struct, frozen=True, kw_only=True):
    """How the form of an event differs from its fields.

    `labels` and `hints` by field; `empty`: fields that may say nobody; `choices` by field, beside those known here;
    `hidden` fields of the event that this form does not ask for.
    """

    labels: Mapping[str, str] = {}
    hints: Mapping[str, str] = {}
    empty: frozenset[str] = frozenset()
    choices: Mapping[str, Callable[[Screen], Choices]] = {}
    hidden: frozenset[str] = frozenset()


def event_change(kind: type[Struct], path: str, title: str, back: str, wanted: Wanted, **more: Any) -> Change:
    """The change that writes an event of this kind."""

    def controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
        return tuple(control(screen, field, wanted) for field in fields_of(kind) if field.key not in wanted.hidden)

    def planned(screen: Screen, given: Typed) -> Plan:
        asked = controls(screen, given)
        content = dict.fromkeys(wanted.empty, "") | said(asked, given, screen.office.zone)
        actor = whoever_asks(screen)
        read = body(BODIES[kind], {**content, "actor": {"name": actor.name}})
        event = event_of(read, kind)
        return event_plan(screen, event, repeated(screen, asked, given))

    return Change(path=path, title=title, back=back, controls=controls, planned=planned, **more)


def event_plan(screen: Screen, event: o.OfficeEvent, told: tuple[Said, ...]) -> Plan:
    """The plan of one event of the office. Raises Refused with every reason against it."""
    instance, office, actor = screen.instance, screen.id, whoever_asks(screen)
    found = foreseen(instance, screen.office, [event], actor, at_or_now(screen))

    def act(via: Via) -> None:
        instance.offices.add_all(office, [event], actor, via, at=at(screen))

    return Plan(said=told, effects=found, act=act)


def control(screen: Screen, field: Field, wanted: Wanted) -> Control:
    """The field as it stands on the form."""
    choices = wanted.choices[field.key](screen) if field.key in wanted.choices else _choices(screen, field.key)
    hint = wanted.hints.get(field.key, "")
    return Control(
        name=field.name,
        kind=CHOICE if choices else TEXT if field.key == "reason" else field.kind,
        required=field.required and field.key not in wanted.empty,
        choices=choices,
        suggests=_suggested(field),
        label=screen.said(wanted.labels[field.key]) if field.key in wanted.labels else _called(screen, field.key),
        hint=screen.said(hint) if hint else "",
        rows=2,
    )


def _called(screen: Screen, key: str) -> str:
    return wording.office_field(key, screen.language)


def _suggested(field: Field) -> str:
    if field.kind != LINE:
        return ""
    if field.key in OF_BOTH:
        return "units-and-officers"
    return UNITS if field.key in OF_UNITS else OFFICERS if field.key in OF_OFFICERS else ""


def _choices(screen: Screen, key: str) -> Choices:
    language = screen.language
    match key:
        case "kind":
            return tuple(Choice(each, wording.unit_kind(each, language)) for each in UNIT_KINDS)
        case "post":
            return tuple(Choice(each, wording.post(each, language)) for each in POSTS)
        case "role":
            return tuple(Choice(each, wording.role(each, language)) for each in ROLES)
        case "content_class":
            return content_classes(screen)
        case _:
            return ()


def content_classes(screen: Screen) -> Choices:
    """The classes of the office's list of today."""
    try:
        held = list_on(screen.office, "content_classes", today(screen.instance, screen.office))
    except UnknownList:
        return ()
    return tuple(Choice(each.code, f"{Wording(screen.language).said(each)} {each.code}") for each in held.list.codes)


def repeated(screen: Screen, controls: tuple[Control, ...], given: Typed) -> tuple[Said, ...]:
    """What the form says, as it is repeated before it is confirmed."""
    return tuple(
        Said(each.label, shown(screen, each, value))
        for each in controls
        if each.kind != "hidden" and (value := given.get(each.name, "").strip())
    )


def shown(screen: Screen, control: Control, value: str) -> str:
    """A value in words: what a choice is called, a day as people write it."""
    called = {each.value: each.label for each in control.choices}
    if control.choices:
        return "、".join(called.get(each, each) for each in value.split("\n"))
    return _day(screen, value) if control.kind == DAY else value


def _day(screen: Screen, value: str) -> str:

    try:
        return Dates(screen.language).day(date.fromisoformat(value))
    except ValueError:
        return value
