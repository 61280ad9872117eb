"""What is known of a petition, in the groups in which a form asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from domain.values import Details
from service.web.forms.fields import Field, fields_of
from service.web.marking import N_

PREFIX = "details."
ID = "id"
UNASKED = (ID, "sex", "age", "politics", "id_number")
"""What the rows of a list of persons do not ask for."""


class Group(Struct, frozen=True):
    """Fields that belong together under one heading; `open` without being asked for."""

    name: str
    fields: tuple[Field, ...]
    open: bool


_GROUPS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (N_("Who turns to the office"), True, ("petitioner", "anonymous", "reachable", "people", "representatives")),
    (N_("What it is about"), True, ("title", "problem", "demand", "papers_carried", "content_class", "problem_place")),
    (N_("How it is judged"), True, ("purpose", "procedure", "importance", "urgent")),
    (N_("Whom it complains of, and secrecy"), False, ("accused", "accused_units", "restricted", "secrecy")),
    (N_("Who handed it down"), False, ("assigner", "assigner_number", "reply_by")),
    (
        N_("Who is responsible, who received"),
        False,
        ("first_responsible", "specifically_responsible", "responsible_unit", "receivers"),
    ),
    (N_("Answered or directed elsewhere"), False, ("answer_given", "competent_body", "way_there", "contact_made")),
    (N_("The source's own limit"), False, ("due_on", "due_at", "clause")),
    (N_("What could not be had, and why"), False, ("not_given",)),
)


def groups(filled: Mapping[str, Field]) -> tuple[Group, ...]:
    """The groups; `filled`: fields by key whose choices or items are known here."""
    known = {field.key: filled.get(field.key, field) for field in fields_of(Details, PREFIX)}
    return tuple(Group(name, tuple(known[key] for key in keys), shown) for name, shown, keys in _GROUPS)


def new(said: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says of a petition beside what was known: an event tells only what is new.

    Of the petitioner, and of reasons, only what differs; of a list the whole list.
    """
    told: dict[str, Any] = {}
    for key, value in said.items():
        before = known.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            value = new(value, before)  # noqa: PLW2901 - what is left of it
        if value != _as_rows(before) and value != {}:
            told[key] = value
    return told


def identified(said: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the ids of those who were known already: what is said of one person is sealed under one key.

    Of somebody in a list, known by name, what its rows do not ask for stays.
    """
    return {key: _as_known(value, known.get(key)) for key, value in said.items()}


def _as_known(value: Any, before: Any) -> Any:
    if isinstance(value, Mapping) and isinstance(before, Mapping) and ID in before:
        return {**value, ID: before[ID]}
    if isinstance(value, list) and isinstance(before, list | tuple):
        known = {person["name"]: person for person in before if _is_person(person) and "name" in person}
        return [_named(each, known) for each in value]
    return value


def _named(person: Any, known: Mapping[str, Any]) -> Any:
    before = known.get(str(person.get("name"))) if isinstance(person, Mapping) else None
    return {**{key: before[key] for key in UNASKED if key in before}, **person} if before else person


def _as_rows(before: Any) -> Any:
    """A list of persons as its rows say it."""
    if isinstance(before, list | tuple):
        return [_as_asked(each) if _is_person(each) else each for each in before]
    return before


def _as_asked(person: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in person.items() if key not in UNASKED}


def _is_person(value: Any) -> bool:
    return isinstance(value, Mapping) and ID in value
