"""The closed words of a rulebook: facts and values, verbs and events, roles, posts, anchors, requirements.

What can be read off the commands and events is read off them. A word that stands nowhere here is refused by
the loader. Words whose events do not exist yet (schedules, reviews, joining) are left out with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from domain import commands, events
from domain.petition import FINAL_REPLIES, NO_LONGER_ACCEPTED
from domain.values import Details, Person

Value = str | bool
FLAG: tuple[Value, ...] = (False, True)

CHANNELS = ("letter", "visit", "call", "online", "fax")
HANDED_DOWN = ("superior_forwarded", "superior_assigned", "city_petition_office")
SOURCES = ("direct", "leader", "own_case", "other_department", *HANDED_DOWN)
PLACES = ("elsewhere", "hall")
IMPORTANCE = ("ordinary", "important", "major")
NOT_GIVEN = ("refused", "unknown", "not_applicable")
"""Why a field that was asked for could not be had."""
PURPOSES = ("unknown", "suggestion", "accusation", "claim", "inquiry")
PROCEDURES = ("unknown", "petition", "litigation", "arbitration", "party", "administrative", "statutory")
INCIDENTS = ("disturbance", "damage", "harassment", "threat", "assault", "health")
GROUNDS = ("not_competent", "statutory_route", "in_progress", "unclear", NO_LONGER_ACCEPTED)
"""Why acceptance is refused: S1.19, S1.31, S1.36.3."""
JOINED_AS = ("repeat", "merged")
"""A repeat has its own answer; what is merged is answered with the first petition of the matter."""
RATED = ("petition_office", "handling_unit")
RATINGS = ("satisfied", "basically_satisfied", "not_satisfied")
"""Of whom, and how: domain.md 8.5."""
SECRECY = ("internal", "work_secret", "confidential")
"""The levels written on papers: 内部, 工作秘密, 保密. State secrets are kept elsewhere (domain.md 5.7)."""
PAPERS = ("letter", "envelope", "evidence", "reply", "identity", "document", "other")
"""What an attached file is a copy of."""
SCANS = ("quarantined", "clean", "unscanned")
"""Whether an attached file had been looked at for what harms: not yet, found clean, nobody is there to look."""
OFFICE_ROLES = ("responsible_body", "petition_office", "review_body")
REPLY_KINDS = ("interim", *FINAL_REPLIES)

PETITION_FACTS: Mapping[str, tuple[Value, ...]] = {
    "channel": CHANNELS,
    "source": SOURCES,
    "handed_down": FLAG,  # source is one of HANDED_DOWN
    "importance": IMPORTANCE,
    "urgent": FLAG,
    "purpose": PURPOSES,
    "procedure": PROCEDURES,
    "anonymous": FLAG,
    "reachable": (True, False),
    "collective": FLAG,  # one of the collective_channels of the settings, people >= collective_min
    "joint": FLAG,  # people > 1
    "assigner_named": FLAG,  # a body or leader that handed it down is named, whatever its source
    "held_by_accused": FLAG,  # it lies with a person or unit complained of, or is on the way there
    "names_accused": FLAG,  # a person or unit complained of is named
    "place": PLACES,
    "from_chief_day": FLAG,
    "office_role": OFFICE_ROLES,
    "repeat": FLAG,  # joined to an earlier petition
    "first_of_matter": (True, False),  # the first petition of its matter, which carries the matter's duties
    "final": FLAG,  # nothing more is accepted in the matter
    "restricted": FLAG,  # an accusation, or restricted because somebody said so
    "assigned_out": FLAG,  # assigned in this round, with a date to report by, to a unit that has not given it back
    "reopened": FLAG,  # it has been taken up again
    "accepted": FLAG,  # accepted in this round
    "extended": FLAG,  # extended in this round
    "answered": FLAG,  # a final answer has been given in this round, delivered or not
    "answer_delivered": FLAG,  # and it has reached the petitioner
    "handed_on": FLAG,  # it is with, or on the way to, a unit to which it was sent on
    "refused": FLAG,  # its acceptance was refused in this round
    "report_returned": FLAG,  # a unit's report was sent back in this round and the unit has not reported anew
}
"""Facts of a petition after the event, each with all its values, the default first."""

EVENT_FACTS: Mapping[str, tuple[Value, ...]] = {
    "on_spot": FLAG,
    "delivered": FLAG,
    "reply_kind": REPLY_KINDS,
    "mode": ("forward", "assign", "order", "copy"),
    "notice": ("receipt", "refusal", "whereto", "extension", "delay"),
    "to": (
        "petitioner",
        "leader",
        "assigner",
        "unit",
        "police",
        "health",
        "superior",
        "subordinate",
        "committee",
        "office",
    ),
    "document": ("notice", "answer", "opinion", "review1", "review2"),
    "reader": ("head", "in_charge"),
    "level": ("1", "2"),
    "result": ("maintain", "revoke", "change", "redo"),
    "incident": INCIDENTS,
    "kind": JOINED_AS,
    "supervise": FLAG,
    "overrides": FLAG,
    "stage": ("declared", "requested", "granted", "denied"),
    "ground": GROUNDS,
    "outcome": (),
    "duty": (),
}
"""Facts of the event in hand, named as its fields are. One without values names an entry of the book."""

ENTRY_FACTS: Mapping[str, str] = {"outcome": "outcome", "duty": "duty"}
"""Which kind of entry those event facts name."""

FREE_FIELDS = frozenset(
    {
        ("Submitted", "to"),
        ("Pressed", "to"),
        ("SpecialReported", "to"),
        ("Joined", "to"),
        ("Unjoined", "to"),
        ("SupervisionAnswered", "result"),
        ("Notified", "mode"),
        ("Answered", "mode"),
        ("Served", "mode"),
    }
)
"""Fields that share the name of an event fact but hold free words: a person, a unit, a manner of delivery."""

_FACTS: tuple[type[Struct], ...] = get_args(events.Fact)
_ACTS: tuple[type[Struct], ...] = get_args(commands.Act)

EVENTS = tuple(fact.__name__ for fact in _FACTS)

CARRIED: Mapping[str, frozenset[str]] = {
    fact.__name__: frozenset(
        name for name in fact.__struct_fields__ if name in EVENT_FACTS and (fact.__name__, name) not in FREE_FIELDS
    )
    for fact in _FACTS
}
"""Which event facts each event carries."""

VERBS: Mapping[str, str] = {
    **{act.__name__: fact.__name__ for act in _ACTS for fact in _FACTS if issubclass(fact, act)},
    "Forward": "Forwarded",
    "Assign": "Forwarded",
}
"""The event that each verb makes. Two verbs make Forwarded: Assign is 交办, its mode is assign."""

ROLES = (
    "registrar",
    "receiver",
    "duty_officer",
    "coordinating_department",
    "handling_unit",
    "target",
    "leader_in_charge",
    "deputy_for_petitions",
    "head",
    "reader",
    "actor",
    "instructing_leader",
    "petitioner",
    "assigner",
    "review_body",
    "supervisor",
    "archivist",
    "statistician",
)
"""Who owes; resolved through the office when the duty opens (rulebook.md 1.4)."""

POSTS = (
    "head",
    "deputy_for_petitions",
    "deputy_head",
    "leader_in_charge",
    "petition_section",
    "petition_section_head",
    "section",
    "section_head",
    "county_body",
    "registrar",
    "supervisor",
    "archivist",
    "handler",
    "discipline",
    "auditor",
)
"""What an actor must hold."""

UNIT_KINDS = ("petition_section", "section", "county_body", "department", "subordinate", "outside_body")
RELATIONS = ("accused", "recused", "drafter", "reviewer", "petitioner")

STANDINGS = ("holder", "on_the_way", "assisting", "coordinating_department", "leaders")
"""How a unit can stand to a petition: it has it, gets it, assists, coordinates; or its people lead the office."""

NATURES = ("duty", "right", "aim")
UNITS = ("none", "calendar", "working", "same_day", "given")
DECISIONS = ("Close", "Extend", "Approve")
"""The verbs by which somebody decides: they are done when they are recorded, whatever day they are said to be of."""
HANDING_OVER = (
    "Forward",
    "Assign",
    "SignFor",
    "Return",
    "Reopen",
    "HandOver",
    "Submit",
    "SpecialReport",
    "TellBody",
    "Appoint",
    "Suggest",
    "Press",
)
"""The verbs by which somebody gets the petition, or gets to know of it."""

COUNTED_UNITS = ("calendar", "working")
PER = ("matter", "petition", "target", "event")
COUNT_FROM = ("next_day", "same_day")
ROLLS = ("none", "next_working_day")
ON_FORWARD = ("stay", "follow", "end")
LATE = ("record", "refuse")
WARN = ("normal", "short", "none")
EXTENSION_MODES = ("total", "additional", "fixed")
EFFECTS = ("refuse", "breach")
STOPS = ("hearing",)
FORM_KINDS = ("sheet", "document", "event", "checklist")

RECURRING = ("reception", "report", "checklist")
EVERY = ("week", "month", "quarter", "year", "working_day", "request")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WHICH = ("first", "last")
PARTS = ("morning", "afternoon")
HOLIDAY = ("keep", "skip", "next_working_day", "previous_working_day")
OFFICE_EVENTS = ("ReceptionHeld", "StatisticsSent", "AnalysisSubmitted", "OfficeChecklistFilled")
"""Events of the office's own stream by which what recurs is met."""

SAME_DAY_OF_REST = ("same_day", "next_working_day")
HEARING_DAYS = ("inclusive", "elapsed")
ACCUSED_BLOCKS = ("person_unit_and_led_unit", "person_and_led_unit")
MONTHS = ("natural", "business")
DATE_BASES = ("fact", "receipt", "registration")
ROTA_ON_CHIEF_DAY = ("counts_as_both", "held_apart")

ANCHORS: Mapping[str, str] = {
    "this": "",
    "recorded": "",
    "received": "Received",
    "registered": "Registered",
    "accepted": "Accepted",
    "signed_for": "SignedFor",
    "served": "Served",
    "forwarded": "Forwarded",
}
"""The start of a duty: the day the opening event occurred (this) or was recorded, or the event named."""

REQUIREMENTS: Mapping[str, str] = {
    "event_seen": "triggers",
    "not_before": "triggers",
    "fields": "fields",
    "count_at_least": "count",
    "count_at_most": "count",
    "form_complete": "form",
    "roles_named": "roles",
    "target_not": "relations",
    "actor_not": "relations",
    "actor_in": "standings",
    "any_of": "requirements",
}
"""The shape of each requirement's argument, as `Requirement.argument` holds it.

triggers: tuple[Trigger, ...]; fields, roles, relations, standings: tuple[str, ...]; form: str, the form's id;
count: tuple[str, int], the field and the number; requirements: tuple[Requirement, ...], each enough alone.
"""

SOURCE_DUE = "due"
"""The field of a `given` duty whose date is the source's own: details.due_at, else details.due_on."""


def _parts(hint: Any) -> frozenset[Any]:
    """The types that a hint such as `tuple[str, ...] | None` allows, the outermost only."""
    if get_origin(hint) in (Union, UnionType):
        return frozenset().union(*(_parts(part) for part in get_args(hint)))
    return frozenset({get_origin(hint) or hint})


def fields_with(struct: type[Struct], *kinds: type) -> frozenset[str]:
    """The fields of a struct that may hold one of these types; all fields when none is asked for."""
    hints = get_type_hints(struct)
    return frozenset(name for name in struct.__struct_fields__ if not kinds or _parts(hints[name]) & set(kinds))


_ACT_BY_NAME: Mapping[str, type[Struct]] = {act.__name__: act for act in _ACTS}
_FACT_BY_NAME: Mapping[str, type[Struct]] = {fact.__name__: fact for fact in _FACTS}
_PETITION = (Details, Person, commands.Receive)


EITHER: Mapping[str, tuple[str, ...]] = {
    "address_or_unit": ("address", "work_unit"),
    "accused_or_unit": ("accused", "accused_units"),
}
"""Fields of a form that are filled by any of several: R4.3.1 address or work unit, R3.3.6 persons or units."""


def fields_of(verb: str) -> frozenset[str]:
    """The fields that a rule on `verb` may ask for: the command's own and what a petition can know."""
    return frozenset(EITHER).union(*(fields_with(struct) for struct in (_ACT_BY_NAME[verb], *_PETITION)))


def collections_of(verb: str) -> frozenset[str]:
    """Those of `fields_of` that hold several members, which can be counted."""
    return frozenset().union(*(fields_with(struct, tuple) for struct in (_ACT_BY_NAME[verb], *_PETITION)))


def dates_of(event: str) -> frozenset[str]:
    """The fields of an event or of what is known by then that hold a day or an instant."""
    return fields_with(_FACT_BY_NAME[event], date, datetime) | fields_with(Details, date, datetime) | {SOURCE_DUE}
