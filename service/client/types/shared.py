"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "BasisSaid", "Breach", "Details", "Fault", "LogKeysSaid", "OfficeEventSaid", "OfficeRecorded", "Officer",
    "Person", "Problem", "Reason", "Receipt", "ReportOwed", "RestDay", "WitnessSaid",
)  # fmt: skip


class Officer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who does it: an officer acting in office. `post` is a post of the office, `acting_for` under a delegation."""

    name: str
    unit: str = ""
    post: str = ""
    acting_for: str = ""


class BasisSaid(Struct, frozen=True, kw_only=True):
    """Ask again with `position` and `on` (or `at`, if the answer is for an instant) and you get the same answer.

    `time` replayed: the office takes its times from its commands, as demonstrations do.
    """

    office: str
    position: int
    on: date
    at: str | UnsetType = UNSET
    time: str


class ReportOwed(Struct, frozen=True, kw_only=True):
    """A report that a schedule wants for a period, until when, by which event, and what became of it."""

    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    first: date
    last: date
    due: date
    standing: str
    met_by: tuple[str, ...] = ()
    met_on: date | None = None


class Breach(Struct, frozen=True, kw_only=True):
    """A rule broken by a fact that had already happened: clause, entry, what was missing."""

    clause: str
    entry: str
    detail: str = ""


class RestDay(Struct, frozen=True, kw_only=True):
    """A rest day and why it is one: the holiday's name or 周末, the notices, or kind unknown."""

    day: date
    kind: str
    name: str
    papers: tuple[str, ...] = ()


class Person(Struct, frozen=True, kw_only=True):
    """A petitioner 信访人, or a person complained of. `id` names the key that seals the rest."""

    id: UUID | None = None
    name: str | None = None
    sex: str | None = None
    age: str | None = None
    occupation: str | None = None
    politics: str | None = None
    address: str | None = None
    work_unit: str | None = None
    phone: str | None = None
    id_number: str | None = None


class Details(Struct, frozen=True, kw_only=True):
    """What is known of a petition; `None` means not said here, so that a later event adds or replaces.

    `title` is the officer's own summary and holds no names, phones or identity numbers. `problem_place` is the
    place the problem belongs to, of a collective visit its place of origin. `first_responsible`,
    `specifically_responsible` and `responsible_unit` are those of R6.2. `competent_body`, `way_there` and
    `contact_made` say where a petitioner was directed to. `secrecy` is the level written on it. `due_on`/`due_at`
    and `clause` are a foreign source's own date and rule. `not_given` gives the reason for each field that
    was asked for and could not be had: refused, unknown, not_applicable.
    """

    title: str | None = None
    petitioner: Person | None = None
    anonymous: bool | None = None
    reachable: bool | None = None
    people: int | None = None
    representatives: tuple[Person, ...] | None = None
    receivers: tuple[str, ...] | None = None
    accused: tuple[Person, ...] | None = None
    accused_units: tuple[str, ...] | None = None
    problem: str | None = None
    demand: str | None = None
    papers_carried: str | None = None
    answer_given: str | None = None
    importance: str | None = None
    urgent: bool | None = None
    purpose: str | None = None
    procedure: str | None = None
    content_class: str | None = None
    problem_place: str | None = None
    first_responsible: str | None = None
    specifically_responsible: str | None = None
    responsible_unit: str | None = None
    restricted: bool | None = None
    secrecy: str | None = None
    competent_body: str | None = None
    way_there: str | None = None
    contact_made: str | None = None
    assigner: str | None = None
    assigner_number: str | None = None
    reply_by: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    clause: str | None = None
    not_given: dict[str, str] | None = None


class Reason(Struct, frozen=True, kw_only=True):
    """Why a command is refused: clause, entry of the rulebook (or "structure"), Chinese and English words."""

    clause: str
    entry: str
    zh: str
    en: str


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong with one field: its path ("$.details.people", "query.limit", "header.If-Match")."""

    path: str
    zh: str
    en: str


class WitnessSaid(Struct, frozen=True, kw_only=True):
    """Who cosigns the heads of the log, and with which key."""

    body: str
    verifier: str
    url: str


class LogKeysSaid(Struct, frozen=True, kw_only=True):
    """日志公钥: the name of the log, and the keys (C2SP verifier keys) with which its checkpoints can be checked.

    `generation`: how often the log has begun a new name, as it does when an older backup was put back. Ask for the
    keys by another way too: whoever gives you a forged log gives you a forged key.
    """

    office: str
    log: str
    origin: str
    generation: int
    verifiers: tuple[str, ...]
    witnesses: tuple[WitnessSaid, ...]
    restored: tuple[str, ...]


class OfficeEventSaid(Struct, frozen=True, kw_only=True):
    """An event of the office as it was written; `breaches` are rules broken by what had happened already."""

    event: str
    version: int
    position: int
    leaf: str
    said: dict[str, Any]
    breaches: tuple[Breach, ...]


class OfficeRecorded(Struct, frozen=True, kw_only=True):
    """The answer to a command on an office."""

    office: str
    version: int
    positions: tuple[int, ...]
    recorded_at: datetime
    events: tuple[OfficeEventSaid, ...]


class Problem(Struct, frozen=True, kw_only=True):
    """The document. `reasons` are those of a refusal, every one with its clause; `errors` name fields.

    `incident` is the id of the request, under which the server's log knows it.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    incident: str = ""
    reasons: tuple[Reason, ...] | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET


class Receipt(Struct, frozen=True, kw_only=True):
    """The file: which event, its leaf record, and the proof as text."""

    format: str = "zhuoluo-receipt/1"
    office: str
    log: str
    position: int
    recorded_at: datetime
    leaf: str
    record: str
    proof: str
