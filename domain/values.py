"""Values shared by commands, events and state.

Personal text is typed as such: `Personal` belongs to one person and is sealed under that person's key,
`Narrative` belongs to one petition and is sealed under the petition's key. The domain only ever asks
whether such a value is given; what stands in the ledger is `Sealed` (design: personal fields).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Annotated, Any
from unicodedata import normalize
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace


class Sealed(Struct, frozen=True, array_like=True):
    """An encrypted value: key id, 96-bit nonce, AES-256-GCM ciphertext with tag."""

    kid: str
    nonce: bytes
    ciphertext: bytes


PERSON = "person"
CASE = "case"

Personal = Annotated[str | Sealed, Meta(extra={"seal": PERSON})]
Narrative = Annotated[str | Sealed, Meta(extra={"seal": CASE})]


class Moment(Struct, frozen=True):
    """When something happened: the local day of the office and, where known, the instant (aware)."""

    day: date
    at: datetime | None = None


def moment_of(at: datetime, time_zone: str) -> Moment:
    """The moment of an aware instant: its day is the local day of that time zone (rulebook.md trap 25)."""
    return Moment(at.astimezone(ZoneInfo(time_zone)).date(), at)


@lru_cache(maxsize=65536)
def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def begins(moment: Moment, zone: tzinfo) -> datetime:
    """When a fact counts from, in UTC: its instant, or the first of its local day when only that is known."""
    at = moment.at
    return midnight(moment.day, zone) if at is None else at.astimezone(UTC)


def is_before(one: Moment, other: Moment) -> bool:
    """By the instants where both are known, else by the days: two moments of one day have no order."""
    if one.at and other.at:
        return one.at < other.at
    return one.day < other.day


IMPORTED = "import"
"""How an actor is authenticated whose acts are read from a register kept elsewhere."""


class Actor(Struct, frozen=True):
    """An officer acting in office; not a personal field.

    `post` is a post of the vocabulary (rulebook.md 1.4), `acting_for` the post or person acted for under a
    delegation, `authenticated` how the service knew who it was.
    """

    name: str
    unit: str = ""
    post: str = ""
    acting_for: str = ""
    authenticated: str = "loopback"


class Person(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A petitioner 信访人, or a person complained of. `id` names the key that seals the rest."""

    id: UUID
    name: Personal | None = None
    sex: Personal | None = None
    age: Personal | None = None
    occupation: Personal | None = None
    politics: Personal | None = None
    address: Personal | None = None
    work_unit: Personal | None = None
    phone: Personal | None = None
    id_number: Personal | None = None


class Details(Struct, frozen=True, omit_defaults=True, kw_only=True):
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
    problem: Narrative | None = None
    demand: Narrative | None = None
    papers_carried: Narrative | None = None
    answer_given: Narrative | None = None
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
    way_there: Narrative | None = None
    contact_made: Narrative | None = None
    assigner: str | None = None
    assigner_number: str | None = None
    reply_by: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    clause: str | None = None
    not_given: dict[str, str] | None = None


NO_DETAILS = Details()


@lru_cache(maxsize=4096)
def letters(name: str) -> str:
    """What makes two names the same however they were typed: width, spaces and capitals do not count."""
    return "".join(normalize("NFKC", name).split()).casefold()


def merged(known: Details, said: Details) -> Details:
    """`known` with everything that `said` says put in its place.

    Reasons in `not_given` are joined, and so is what is said of one petitioner in several acts.
    """
    given = _said(said)
    if not given:
        return known
    if known.not_given and said.not_given:
        given["not_given"] = {**known.not_given, **said.not_given}
    if known.petitioner and said.petitioner and known.petitioner.id == said.petitioner.id:
        given["petitioner"] = replace(known.petitioner, **_said(said.petitioner))
    return replace(known, **given)


def _said(struct: Details | Person) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in asdict(struct).items() if value is not None}
