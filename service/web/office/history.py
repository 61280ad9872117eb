"""Events of the office in words: what each said, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from domain import office as o
from domain import wording
from domain.erasure_events import ErasureEvent
from service.web.changes.change import Said
from service.web.language import Dates
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

LABELS: Mapping[str, str] = {
    "reference": N_("Rulebook"),
    "login": N_("Login"),
    "what": N_("What is reset"),
    "scopes": N_("What it may be used for"),
    "expires_at": N_("Holds until"),
    "working": N_("Worked"),
    "basis": N_("Basis"),
    "erasure": N_("Proposal"),
    "archive_class": N_("Archive class"),
    "years": N_("Years"),
    "leaving": N_("Leaves the office"),
    "extends": N_("Extends"),
    "skew_seconds": N_("Lead of the database in seconds"),
    "log": N_("Log"),
}
"""What fields are called that the words of the domain do not name."""
SHOWN = frozenset(
    {*LABELS, "name", "kind", "person", "post", "leader", "content_class", "unit", "role", "who", "taker", "giver",
     "reason", "schedule", "presided_by", "paper", "period", "since", "until", "closed_from", "day", "code_list",
     "delegated_by", "parent", "place", "rank", "title", "valid_from", "year", "relative", "clearance", "time_zone",
     "time", "id"}
)  # fmt: skip
PRIVATE = frozenset({"reason", "subject", "subjects", "kids", "petition"})
"""Fields of restrictions and erasures that are told on their own page only, to those who may know the petition."""


def fields_said(screen: Screen, event: o.OfficeEvent) -> tuple[Said, ...]:
    """What the event says, in the language of the page; long texts and digests are left to the ledger."""
    return tuple(_fields(screen, event))


def _fields(screen: Screen, event: o.OfficeEvent) -> Iterator[Said]:
    hidden = PRIVATE if isinstance(event, ErasureEvent) else frozenset()
    for field in msgspec.structs.fields(type(event)):
        value = getattr(event, field.name)
        if field.name in SHOWN - hidden and value not in (None, "", (), field.default):
            yield Said(called(screen, field.name), _value(screen, event, field.name, value))
    if isinstance(event, o.AccountEvent) and (who := _whose(screen, event)):
        yield Said(screen.said("Account of"), who)


def called(screen: Screen, field: str) -> str:
    return screen.said(LABELS[field]) if field in LABELS else wording.office_field(field, screen.language)


def _whose(screen: Screen, event: Any) -> str:
    """Whose account an event of one is about, where it does not say so itself."""
    known = screen.office.state.accounts
    if account := known.accounts.get(getattr(event, "account", None)):  # type: ignore[arg-type]
        return "" if isinstance(event, o.AccountOpened) else f"{account.person}（{account.login}）"
    token = known.tokens.get(getattr(event, "token", None))  # type: ignore[arg-type]
    return token.name if token and not isinstance(event, o.TokenIssued) else ""


def _value(screen: Screen, event: o.OfficeEvent, name: str, value: Any) -> str:
    dates = Dates(screen.language)
    if isinstance(value, datetime):
        return dates.moment(screen.local(value))
    if isinstance(value, date):
        return dates.day(value)
    if isinstance(value, tuple):
        return "、".join(_code(screen, event, name, str(each)) for each in value)
    return _code(screen, event, name, value)


def _code(screen: Screen, event: o.OfficeEvent, name: str, value: Any) -> str:
    """A code in words, by the kind of event where a field holds different ones."""
    language = screen.language
    if name == "role" and isinstance(event, o.AccessGranted | o.AccessRevoked):
        return wording.access_role(value, language)
    if name == "schedule":
        found = screen.office.book_on(screen.now.date()).schedules_by_id.get(value)
        return Wording(language).said(found) if found else str(value)
    if name == "kind":
        return wording.unit_kind(value, language)
    if name in OTHER_CODES:
        return screen.said(OTHER_CODES[name].get(str(value), str(value)))
    return wording.code({"clearance": "secrecy"}.get(name, name), value, language)


OTHER_CODES: Mapping[str, Mapping[str, str]] = {
    "what": {"password": N_("Password"), "second_factor": N_("Second factor")},
    "scopes": {"read": N_("reading"), "write": N_("recording"), "figures": N_("figures")},
    "basis": {"retention_ended": N_("The retention term has ended"), "legal_ground": N_("A ground in the law")},
}
"""Codes that no list of the domain names, by field."""
