"""Where the auditor begins: the state of the logs, and the ways to everything else.

The week's unusual reads are a click away and not counted here: finding them reads every record of the week.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Response

from domain.access_record import OTHER
from service.api.access import DaysQuery
from service.api.log_health import heads_said
from service.api.places import found_petition
from service.evidence.examining import last_sound
from service.ledger.application import MATTERS
from service.web.acts.offering import names
from service.web.audit.reading import A_WEEK, numbers
from service.web.audit.words import PACKAGE, PURPOSES
from service.web.screen import Screen


def shown(about: Screen) -> Response:
    """The first page of the audit."""
    last = datetime.now(about.office.zone).date()
    week = DaysQuery(first=last - A_WEEK, last=last)
    heads = heads_said(about.instance, about.id)
    said = {
        "week": week,
        "head": next((each for each in heads if each.log == MATTERS), None),
        "refused": tuple(each for each in heads if each.refused_by),
        "sound": last_sound(about.instance, about.id, MATTERS),
        "now": datetime.now(UTC),
        "lists": {"officers": names(about.office, about.now.date())["officers"]},
    }
    return about.page(PACKAGE, "overview.html", said)


def bundle(about: Screen) -> Response:
    """A petition found by its number, to be taken along as a bundle for a purpose. Raises UnknownPetition."""
    said = about.request.query_params.get("petition", "").strip()
    petition = found_petition(about.instance, about.id, said) if said else None
    shown = {
        "said": said,
        "petition": petition,
        "number": numbers(about, [petition]).get(petition) if petition else None,
        "purposes": {code: words for code, words in PURPOSES.items() if code != OTHER},
    }
    return about.page(PACKAGE, "bundle.html", shown)
