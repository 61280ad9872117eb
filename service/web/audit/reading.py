"""Who read what: of a petition, by a person, and what the rules of unusual reading find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Response
from msgspec.structs import replace

from service.api.access import DaysQuery, PersonQuery, reads_of_person, reads_of_petition, unusual_said
from service.api.querying import Known
from service.api.querying import asked as asked_of
from service.api.seen_by import SeenByQuery, SeenBySaid, seen_by_said
from service.readmodels import needs
from service.readmodels.called import Called, called
from service.web.acts.offering import names
from service.web.asked import asked_for
from service.web.audit.words import ACTIONS, FIELDS, LISTS, PACKAGE, PURPOSES, REASONS, RULES, VIAS, first_word
from service.web.screen import Screen

Q = TypeVar("Q", bound=DaysQuery)
PETITION, PERSON = "petition", "person"
A_WEEK = timedelta(6)
SHOWN = 500
"""Records on a page; of more the latest."""
CODES: Mapping[str, Any] = {
    "vias": VIAS,
    "actions": ACTIONS,
    "reasons": REASONS,
    "fields": FIELDS,
    "purposes": PURPOSES,
    "lists_called": LISTS,
    "first_word": first_word,
    "most": SHOWN,
}


def of_petition(about: Screen) -> Response:
    """Who has read a petition; and whether somebody may see it, where that is asked. Raises UnknownPetition."""
    said = about.request.query_params.get(PETITION, "").strip()
    if not said:
        return about.page(PACKAGE, "of_petition.html", {"found": None, **_officers(about)})
    found = reads_of_petition(about.instance, about.id, said)
    shown = {
        "found": found,
        "said": said,
        "records": found.records[::-1][:SHOWN],
        "numbers": numbers(about, [found.petition]),
        "seen": _seen(about, said),
        **CODES,
        **_officers(about),
    }
    return about.page(PACKAGE, "of_petition.html", shown)


def _seen(about: Screen, petition: str) -> SeenBySaid | None:
    """Whether somebody may see it, and why."""
    person = about.request.query_params.get(PERSON, "").strip()
    return seen_by_said(about.instance, about.id, petition, SeenByQuery(person=person)) if person else None


def by_person(about: Screen) -> Response:
    """What somebody has read in some days: those of the last week when none are said."""
    asked = _within_days(about, asked_for(about.request, PersonQuery))
    shown: dict[str, Any] = {"asked": asked, "found": None, **CODES, **_officers(about)}
    if asked.person:
        found = reads_of_person(about.instance, about.id, asked)
        named = (each.petition for each in found.records)
        shown |= {"found": found, "records": found.records[::-1][:SHOWN], "numbers": numbers(about, named)}
    return about.page(PACKAGE, "by_person.html", shown)


def unusual(about: Screen) -> Response:
    """What the rules find in some days: those of the last week when none are said."""
    asked = _within_days(about, asked_for(about.request, DaysQuery))
    found = unusual_said(about.instance, about.id, asked)
    named = (each.petition for each in found.findings)
    shown = {"asked": asked, "found": found, "rules": RULES, "numbers": numbers(about, named)}
    return about.page(PACKAGE, "unusual.html", shown)


def _within_days(about: Screen, asked: Q) -> Q:
    """The question with its days: reads are on record by the clock on the wall, also where an office replays time."""
    last = asked.last or datetime.now(about.office.zone).date()
    return replace(asked, first=asked.first or last - A_WEEK, last=last)


def numbers(about: Screen, petitions: Iterable[UUID | None]) -> Mapping[UUID, Called]:
    """What petitions are called that may be told; nothing to whoever sees no petitions."""
    named = {each for each in petitions if each is not None}
    if not named or not about.may("personal"):
        return {}
    asked = asked_of(about.instance, about.id, Known(), needs=needs.REGISTER)
    with about.instance.pool.connection() as connection:
        return called(connection, asked, named)


def _officers(about: Screen) -> dict[str, Any]:
    return {"lists": {"officers": names(about.office, about.now.date())["officers"]}}
