"""The intake form as it is shown: entry, layout, what is wrong, what is alike, drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import Response
from msgspec import Struct
from msgspec.structs import replace

from domain.deciding import Reason
from domain.sheets import Sheet
from domain.vocabulary import CHANNELS, PAPERS
from service.access.caller import caller
from service.api.problems import Fault, Refusal
from service.api.verbs import ACTS
from service.drafts import Draft, Drafts, Owner
from service.settings import MEBIBYTE
from service.web.acts import capacities
from service.web.acts.capacities import Capacity
from service.web.acts.offering import names
from service.web.forms.fields import LINE, Field
from service.web.forms.reading import Typed, faults_of
from service.web.forms.uploads import FILE
from service.web.intake import candidates
from service.web.intake.candidates import Candidates, Compared
from service.web.intake.entry import (
    CHANNEL,
    DETAILS,
    OPENED,
    RECEIVED_DAY,
    RECEIVED_TIME,
    Entry,
    entry,
)
from service.web.intake.layout import (
    DEFAULTS,
    LETTER,
    REASONS,
    VISIT,
    Layout,
    about,
    controls_of,
    layout,
    suggestions,
    wanted_of,
)
from service.web.intake.sending import next_fields
from service.web.intake.updating import deciding
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

PACKAGE = "service.web.intake"
WAS = "was"
"""The channel that the form was shown for: another one begins with what stands in its fields."""
ROWS = 3
WORDS: Mapping[str, tuple[str, ...]] = {
    "conditions": (N_("intact"), N_("opened or damaged"), N_("none")),
    "sexes": (N_("male"), N_("female")),
    "modes": (N_("face to face"), N_("by telephone")),
}
"""What is often typed into free fields."""


class Form(Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    entry: Entry
    layout: Layout
    capacity: Capacity
    offered: tuple[Capacity, ...]
    candidates: Candidates = candidates.NONE
    compared: Compared | None = None
    faults: Mapping[str, Fault] = {}
    reasons: tuple[Reason, ...] = ()
    marked: Mapping[str, Fault] = {}
    extra: tuple[str, ...] = ()
    saved: datetime | None = None
    untaken: tuple[Fault, ...] = ()

    def controls(self, reason: Reason) -> tuple[str, ...]:
        """The controls that a reason is about."""
        return tuple(name for name, fault in self.marked.items() if (fault.zh, fault.en) == (reason.zh, reason.en))


def form_of(screen: Screen, typed: Typed) -> Form:
    """The form with what was typed in it, nothing judged yet."""
    made = entry(screen, _begun(screen, typed))
    viewer = caller().viewer
    offered = capacities.capacities(screen.office.profile, viewer, screen.now.date())
    capacity = capacities.chosen(offered, typed.get("as", ""))
    wanted, faults = _wanted(made, capacity)
    return Form(
        entry=made,
        layout=layout(made, wanted, faults),
        capacity=capacity,
        offered=offered,
        faults=faults,
        marked=faults,
    )


def _wanted(made: Entry, capacity: Capacity) -> tuple[Sheet, Mapping[str, Fault]]:
    """What is wanted; of what came in on no day that there is, as if it came now."""
    try:
        return wanted_of(made, capacity), {}
    except Refusal as refusal:
        typed = {name: text for name, text in made.typed.items() if name not in (RECEIVED_DAY, RECEIVED_TIME)}
        return wanted_of(Entry(made.screen, typed), capacity), faults_of(refusal)


def _begun(screen: Screen, typed: Typed) -> Typed:
    """What stands in the form when it is shown for another channel than before."""
    channel = typed.get(CHANNEL, "")
    if channel not in CHANNELS:
        channel = LETTER
    if typed.get(WAS) == channel:
        return typed
    begun = {**DEFAULTS, **_first(screen, channel)}
    kept = {name: text for name, text in typed.items() if text.strip() and name != OPENED}
    return {**begun, **kept, CHANNEL: channel, WAS: channel}


def _first(screen: Screen, channel: str) -> Typed:
    """A letter has been opened where the rulebook says how; a visitor is received by whoever registers the visit."""
    if channel == VISIT:
        return {f"{DETAILS}receivers": caller().viewer.person}
    asked = screen.office.book_on(screen.now.date()).forms_by_verb.get("Open", ())
    wants = any(not form.channels or channel in form.channels for form in asked)
    return {OPENED: "yes"} if channel == LETTER and wants else {}


def wrong(form: Form, refusal: Refusal) -> Form:
    """The form with what cannot be understood."""
    return _again(form, faults={**form.faults, **faults_of(refusal)})


def refused(form: Form, reasons: tuple[Reason, ...]) -> Form:
    """The form with what the rules have against it, at the fields where they say which."""
    return _again(form, reasons=reasons, marked=about(reasons, form.layout.wanted))


def without(form: Form, faults: tuple[Fault, ...]) -> Form:
    """The form with why files cannot be taken, each by its name."""
    told = Fault(FILE, "；".join(each.zh for each in faults), "; ".join(each.en for each in faults))
    words = Wording(form.entry.screen.language)
    return _again(form, extra=tuple(map(words.said, faults)), marked={FILE: told})


def _again(form: Form, **changes: Any) -> Form:
    marked = {**form.faults, **changes.get("faults", {}), **changes.pop("marked", {})}
    laid = layout(form.entry, form.layout.wanted, marked)
    return replace(form, layout=laid, marked=marked, **changes)


def with_candidates(form: Form) -> Form:
    return replace(form, candidates=candidates.candidates(form.entry))


def drafts_of(screen: Screen) -> Drafts | None:
    """The drafts of whoever has signed in."""
    account = caller().account
    return Drafts(screen.instance, Owner(screen.id, account)) if account is not None else None


def own_drafts(screen: Screen) -> tuple[Draft, ...]:
    drafts = drafts_of(screen)
    return drafts.all(datetime.now(UTC)) if drafts else ()


def shown(form: Form, template: str = "intake.html", status: int = 200) -> Response:
    """The page, or a part of it."""
    screen = form.entry.screen
    said = {
        "form": form,
        "values": form.entry.typed,
        "channels": CHANNELS,
        "reasons": REASONS,
        "next": {verb: (ACTS[verb].kind.__name__, tuple(map(_suggesting, next_fields(verb)))) for verb in ACTS_NEXT},
        "drafts": own_drafts(screen) if template == "intake.html" else (),
        "lists": _lists(form),
        "controls_of": controls_of,
        "rows": ROWS,
        "deciding": deciding(form.entry),
        "begins": screen.request.headers.get("hx-trigger") != "sections",
        "papers": PAPERS,
        "most_mib": screen.instance.settings.attachments.largest // MEBIBYTE,
    }
    return screen.page(PACKAGE, template, said, status)


ACTS_NEXT = ("submit", "forward", "assign")


def _suggesting(field: Field) -> Field:
    """Required only where its act is chosen; to whom it is submitted is suggested as wherever else a name is typed."""
    field = replace(field, required=False)
    return replace(field, suggests="officers") if field.kind == LINE and field.key == "to" else field


def _lists(form: Form) -> dict[str, tuple[str, ...]]:
    screen = form.entry.screen
    words = {name: tuple(screen.said(word) for word in said) for name, said in WORDS.items()}
    return {**names(screen.office, screen.now.date()), **suggestions(form.entry), **words}
