"""What was registered, confirmed: number and query code, what is owed next, and the papers to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import segno
from fastapi import Request, Response
from markupsafe import Markup
from msgspec import Struct

from domain.attachments import attachments
from domain.events import Breach, Registered
from domain.possible import Possible, meets
from domain.public_status import answer_limits
from domain.rulebook import Rulebook
from service.access.caller import caller
from service.api.answers import DutySaid
from service.api.cases import OwedSaid, PetitionSaid, petition_said, read_case
from service.api.problems import Fault
from service.api.querying import Judging
from service.api.verbs import VERBS
from service.possible import possible
from service.readmodels.petition import Case, breaches_of
from service.runtime import Instance
from service.web.acts import capacities
from service.web.addresses import PETITION
from service.web.intake.form import PACKAGE
from service.web.intake.papers import Sheet
from service.web.query.api import query_code_said
from service.web.screen import Screen, screen
from service.web.wording import Wording

DONE, PRINTED, NOTICE = "/intake/done/{petition}", f"{PETITION}/print/sheet", f"{PETITION}/print/notice"
QUERY = "/query"
NAMES: Mapping[str, str] = {verb.kind.__name__: name for name, verb in VERBS.items()}
"""How the address of an act is called."""


class Due(Struct, frozen=True):
    """What is owed, and the acts that would meet it now."""

    owed: OwedSaid
    acts: tuple[str, ...]


def page_of(instance: Instance, page: Callable[[Screen, str], Response]) -> Callable[..., Response]:
    def shown(petition: str, request: Request) -> Response:
        return page(screen(instance, request), petition)

    return shown


def _read(about: Screen, petition: str) -> tuple[Case, PetitionSaid]:
    """On record before it is shown. Raises UnknownPetition."""
    asked, case = read_case(about.instance, about.id, petition, Judging())
    return case, petition_said(asked, case)


def _done(about: Screen, petition: str) -> Response:
    asked = about.request.query_params.items()
    return done(about, petition, {name: text for name, text in asked if name in ("channel", "received.day")})


def done(about: Screen, petition: str, again: Mapping[str, str], untaken: tuple[Fault, ...] = ()) -> Response:
    """The confirmation; `again`: what stays for the next one, `untaken`: why files were not taken."""
    case, said = _read(about, petition)
    code = query_code_said(about.instance, about.id, petition).code
    can = _possible(about, case)
    return about.page(
        PACKAGE,
        "done.html",
        {
            "said": said,
            "code": code,
            "qr": _picture(about),
            "due": tuple(_due(about, said, can)),
            "breaches": tuple(_breaches(case)),
            "names": NAMES,
            "again": again or {"channel": said.channel},
            "files": len(attachments(case.lines)),
            "untaken": untaken,
        },
    )


def _picture(about: Screen) -> Markup:
    """The address of the query page, for a telephone; number and code stay on paper."""
    place = str(about.request.base_url).rstrip("/") + QUERY
    picture = segno.make(place, micro=False).svg_inline(scale=3, border=2, omitsize=False)
    return Markup(picture)  # noqa: S704 - drawn here from an address of this server


def _possible(about: Screen, case: Case) -> Mapping[str, Possible]:
    viewer = caller().viewer
    capacity = capacities.capacities(about.office.profile, viewer, about.now.date())[0]
    acts = possible(about.instance, about.id, case.petition.id, capacities.actor(viewer, capacity))
    return {each.verb: each for each in acts}


def _due(about: Screen, said: PetitionSaid, can: Mapping[str, Possible]) -> Iterator[Due]:
    book = about.office.books[said.rulebook]
    for owed in said.owed:
        verbs = (verb for verb in meets(owed.duty.entry, book) if verb in can and can[verb].allowed and verb in NAMES)
        yield Due(owed, tuple(verbs))


def _breaches(case: Case) -> Iterator[Breach]:
    for line in case.lines:
        yield from breaches_of(line)


# ---- papers


def _sheet(about: Screen, petition: str) -> Response:
    case, said = _read(about, petition)
    rows = tuple(Sheet(about, said, Wording(about.language)).rows())
    by = next((line.actor.name for line in case.lines if isinstance(line.event, Registered)), "")
    return about.page(PACKAGE, "sheet.html", {"said": said, "title": _title(about, said), "rows": rows, "by": by})


def _title(about: Screen, said: PetitionSaid) -> str:
    """What the office's rulebook calls its sheet for the channel; "" where it has none."""
    forms = about.office.books[said.rulebook].forms
    fitting = (form for form in forms if form.kind == "sheet" and form.required and not form.when.facts)
    found = next((form for form in fitting if not form.channels or said.channel in form.channels), None)
    if found is None:
        return ""
    return found.zh if about.language == "zh" or not found.en else found.en


def _notice(about: Screen, petition: str) -> Response:
    case, said = _read(about, petition)
    code = query_code_said(about.instance, about.id, petition).code
    promised = tuple(_promised(about.office.books[said.rulebook], said))
    told = {"case": case, "said": said, "code": code, "qr": _picture(about), "promised": promised}
    return about.page(PACKAGE, "notice.html", {**told, "place": str(about.request.base_url).rstrip("/") + QUERY})


def _promised(book: Rulebook, said: PetitionSaid) -> Iterator[DutySaid]:
    """The limits for an answer; what a notice meets, this one does."""
    for owed in said.owed:
        rule = book.duties_by_id.get(owed.duty.entry)
        if rule is not None and rule.id in answer_limits(book) and "Notified" not in rule.settled_by:
            yield owed.duty


PAGES: Mapping[str, Callable[[Screen, str], Response]] = {DONE: _done, PRINTED: _sheet, NOTICE: _notice}
