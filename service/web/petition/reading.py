"""One petition as its page shows it: as it stands, or as it stood, told in the language of the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from msgspec.structs import asdict

from domain.access_record import AUDIT, HANDLING, STATISTICS, SUPERVISION, VERIFICATION
from domain.attachments import attachments
from domain.documents.issuing import issued
from domain.vocabulary import PAPERS
from service.api.cases import history_said, kin_of, petition_said, read_case
from service.api.log import signed_said
from service.api.verbs import ACTS, CORRECT, VERBS
from service.documents import drawing
from service.web import addresses
from service.web.acts.capacities import capacities
from service.web.acts.doing import key
from service.web.forms.details import groups
from service.web.marking import N_
from service.web.owing import PATHS, Owing
from service.web.petition.duties import next_limit, owed
from service.web.petition.moments import Moments
from service.web.petition.possibilities import Possibilities, possibilities
from service.web.petition.telling import telling
from service.web.petition.timeline import Entry, timeline
from service.web.screen import Screen

READINGS = f"{addresses.AUDIT}/readings"
DONE, RECORDED = "done", "recorded"
"""What was done just now, and the version under which it was recorded."""
PURPOSES = {
    HANDLING: N_("Handling"),
    VERIFICATION: N_("Checking facts"),
    SUPERVISION: N_("Supervision"),
    AUDIT: N_("Audit"),
    STATISTICS: N_("Statistics"),
}
STANDINGS = {
    "quarantined": N_("waiting to be scanned"),
    "unscanned": N_("not scanned"),
    "clean": N_("found clean"),
    "rejected": N_("rejected"),
    "removed": N_("removed from view"),
}
FREE = ("clean", "unscanned")
"""How a file stands that can be handed out, where nobody scans."""


def shown(about: Screen, petition: UUID, moments: Moments) -> dict[str, Any]:
    """What the templates show, recorded before it leaves. Raises UnknownPetition, as `read_case`."""
    asked, case = read_case(about.instance, about.id, str(petition), moments.judging)
    said = petition_said(asked, case)
    told = telling(about, case)
    entries = timeline(case, history_said(about.instance, asked, case), told)
    possible = _possible(about, petition, moments)
    owing = Owing(about.office, asked.on.day)
    rows = owed(said, owing, possible.verbs)
    return {
        "said": said,
        "moments": moments,
        "told": told,
        "entries": entries,
        "possible": possible,
        "meeting": frozenset(verb for row in rows for verb in row.verbs),
        "owing": owing,
        "rows": rows,
        "next": next_limit(rows),
        "paths": PATHS,
        "groups": groups({}),
        "kin": kin_of(about.instance, asked, case),
        "signed": signed_said(about.instance, about.id),
        "files": tuple(attachments(case.lines).values()),
        "papers": PAPERS,
        "issued": issued(case.lines),
        "documents": tuple(drawing.possible(asked, case)),
        "known": urlencode({name: each for name, each in asdict(moments.judging).items() if each is not None}),
        "standings": STANDINGS,
        "free": FREE,
        "key": key({}),
        "readings": _readings(about, petition),
        **_done(about, entries),
    }


def _readings(about: Screen, petition: UUID) -> str:
    """Where it is told who has read it, for whoever may ask that."""
    return f"{READINGS}?petition={petition}" if about.may(addresses.READ[READINGS]) else ""


def _possible(about: Screen, petition: UUID, moments: Moments) -> Possibilities:
    """Nothing can be done to what is past."""
    if moments.past or not about.may("act"):
        return Possibilities()
    viewer = about.caller.viewer
    return possibilities(about, petition, capacities(about.office.profile, viewer, about.now.date()))


def _done(about: Screen, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """What was done just now: the verb, and the event under which it stands, where the address says that."""
    said = about.request.query_params
    verb = said.get(DONE, "")
    kind = {**ACTS, CORRECT: VERBS[CORRECT]}.get(verb)
    recorded = next((each.event for each in entries if str(each.event.version) == said.get(RECORDED)), None)
    return {"done": kind.kind.__name__ if kind else "", "recorded": recorded}
