"""The kinds of entries of a rulebook: which keys each has, and how the value of each key is read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from domain import rulebook as r
from domain import vocabulary as v
from domain.documents.kinds import KINDS as DOCUMENTS
from domain.rulebook_reader import (
    MADE,
    MOST,
    Reader,
    any_text,
    clock,
    condition,
    day,
    flag,
    identifier,
    many,
    named,
    not_givable,
    number,
    one_of,
    one_or_many,
    requirements,
    some,
    table,
    text,
    trigger,
)

EXTENSION: Mapping[str, Reader] = {
    "mode": one_of(v.EXTENSION_MODES),
    "days": number(1),
    "by": many(one_of(v.POSTS)),
    "times": number(1),
    "before_expiry": flag,
}

STEP: Mapping[str, Reader] = {
    "id": identifier,
    "event": one_of(MADE),
    "zh": text,
    "en": text,
    "posts": many(one_of(v.POSTS)),
    "to": many(one_of(v.UNIT_KINDS)),
    "document": text,
    "send_back": many(text),
    "optional": flag,
    "when": condition,
}

COMMON: Mapping[str, Reader] = {"id": identifier, "clause": text, "zh": text, "en": text, "when": condition}
ALWAYS_SO: Mapping[str, Reader] = {key: reader for key, reader in COMMON.items() if key != "when"}
"""The common keys of what knows no condition."""

DUTY: Mapping[str, Reader] = {
    **COMMON,
    "nature": one_of(v.NATURES),
    "opens": many(trigger),
    "per": one_of(v.PER),
    "start": one_of(v.ANCHORS),
    "count_from": one_of(v.COUNT_FROM),
    "amount": number(-MOST),
    "unit": one_of(v.UNITS),
    "field": text,
    "roll": one_of(v.ROLLS),
    "after": text,
    "met_by": many(trigger),
    "cancelled_by": many(trigger),
    "on_forward": one_of(v.ON_FORWARD),
    "holder": one_of(v.ROLES),
    "extension": table(r.Extension, EXTENSION),
    "stops": many(one_of(v.STOPS)),
    "late": one_of(v.LATE),
    "warn": one_of(v.WARN),
    "priority": number(1, 3),
    "word": text,
}

GUARD: Mapping[str, Reader] = {
    **COMMON,
    "verb": one_or_many(one_of(v.VERBS)),
    "require": requirements,
    "effect": one_of(v.EFFECTS),
    "done": one_of(v.EFFECTS),
}

ROUTE: Mapping[str, Reader] = {**COMMON, "steps": many(table(r.Step, STEP))}

FORM: Mapping[str, Reader] = {
    **COMMON,
    "kind": one_of(v.FORM_KINDS),
    "channels": many(one_of(v.CHANNELS)),
    "required": many(text),
    "optional": many(text),
    "not_givable": not_givable,
    "before": many(one_of(v.VERBS)),
    "fill": named(one_of(v.ROLES)),
    "items": many(text),
}

OUTCOME: Mapping[str, Reader] = {**COMMON, "needs": many(text), "review_right": flag}

SERIES: Mapping[str, Reader] = {
    **ALWAYS_SO,
    "of": one_of(MADE),
    "document_kind": one_of(DOCUMENTS),
    "pattern": text,
    "per": one_of(("year",)),
}

SCHEDULE: Mapping[str, Reader] = {
    **ALWAYS_SO,
    "what": one_of(v.RECURRING),
    "every": one_of(v.EVERY),
    "on": one_of(v.WEEKDAYS),
    "which": one_of(v.WHICH),
    "part": one_of(v.PARTS),
    "holiday": one_of(v.HOLIDAY),
    "attend": many(one_of(v.POSTS)),
    "may_preside": many(one_of(v.POSTS)),
    "met_by": many(one_of(v.OFFICE_EVENTS)),
    "due_days": number(0),
    "holder": one_of(v.ROLES),
    "route": text,
}

PROMPTLY: Mapping[str, Reader] = {
    "unit": one_of((*v.COUNTED_UNITS, "same_day")),
    "amount": number(1),
    "nature": one_of(("aim", "duty")),
}
SAME_DAY: Mapping[str, Reader] = {"cutoff": clock, "rest_day": one_of(v.SAME_DAY_OF_REST)}
OFFICE_HOURS: Mapping[str, Reader] = {"opens": clock, "closes": clock}
SECRECY: Mapping[str, Reader] = {"accused_blocks": one_of(v.ACCUSED_BLOCKS)}
STATISTICS: Mapping[str, Reader] = {"month": one_of(v.MONTHS), "date_basis": one_of(v.DATE_BASES)}
WARNINGS: Mapping[str, Reader] = {"normal": many(number(-MOST)), "short": many(number(-MOST))}

SETTINGS: Mapping[str, Reader] = {
    "collective_min": number(2),
    "collective_channels": many(one_of(v.CHANNELS)),
    "office_role": one_of(v.OFFICE_ROLES),
    "outcome_clause": text,
    "open_until": one_of(("answered", "closed")),
    "promptly": named(table(r.Promptly, PROMPTLY)),
    "same_day": some(SAME_DAY),
    "office_hours": some(OFFICE_HOURS),
    "hearing_days": one_of(v.HEARING_DAYS),
    "secrecy": some(SECRECY),
    "statistics": some(STATISTICS),
    "warn": some(WARNINGS),
    "no_route": many(condition),
    "proved_by": named(text),
    "rota_on_chief_day": one_of(v.ROTA_ON_CHIEF_DAY),
}

BOOK: Mapping[str, Reader] = {"id": text, "valid_from": day, "zh": text, "en": text, "extends": any_text}


class Kind(Struct, frozen=True):
    """A kind of entry: its struct, how its keys are read, the field of `Rulebook` that holds its entries."""

    struct: type[Struct]
    readers: Mapping[str, Reader]
    field: str


KINDS: Mapping[str, Kind] = {
    "duty": Kind(r.DutyRule, DUTY, "duties"),
    "guard": Kind(r.GuardRule, GUARD, "guards"),
    "route": Kind(r.RouteRule, ROUTE, "routes"),
    "form": Kind(r.FormRule, FORM, "forms"),
    "outcome": Kind(r.OutcomeRule, OUTCOME, "outcomes"),
    "series": Kind(r.SeriesRule, SERIES, "series"),
    "schedule": Kind(r.ScheduleRule, SCHEDULE, "schedules"),
}
