"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from service.client.types.shared import Breach

__all__ = (
    "Adopted", "CodeListSaid", "CodeListsSaid", "CodeSaid", "Delegation", "ErasureSaid", "ErasuresSaid", "Field",
    "ListHead", "OfficeSaid", "OfficesSaid", "Posting", "Reading", "ReadingsSaid", "ReceptionSaid", "Unit",
    "YearLoaded",
)  # fmt: skip


class Adopted(Struct, frozen=True, kw_only=True):
    """A version of a rulebook that the office goes by from that day on; `own`: the office published it itself."""

    reference: str
    digest: str
    valid_from: date
    own: bool


class CodeSaid(Struct, frozen=True, kw_only=True):
    """A code in words; `parent` is the code of the first level above it."""

    code: str
    zh: str
    en: str = ""
    parent: str = ""


class CodeListSaid(Struct, frozen=True, kw_only=True):
    """A code list as it holds in the office on a day: today, or `on`.

    `origin` says where it comes from: the office, the program, or the rulebook. `binding`: another code in `field` is
    refused.
    """

    list: str
    version: date
    zh: str
    en: str
    field: str
    origin: str
    binding: bool
    digest: str
    size: int
    office: str
    on: date
    codes: tuple[CodeSaid, ...]


class ListHead(Struct, frozen=True, kw_only=True):
    """A code list and where it comes from: the office, the program, or the rulebook.

    It holds from `version` on, for the field `field`. `binding`: another code is refused.
    """

    list: str
    version: date
    zh: str
    en: str
    field: str
    origin: str
    binding: bool
    digest: str
    size: int


class CodeListsSaid(Struct, frozen=True, kw_only=True):
    """The code lists that hold in the office on a day: today, or `on`."""

    office: str
    on: date
    lists: tuple[ListHead, ...]


class Delegation(Struct, frozen=True, kw_only=True):
    """委托: `taker` acts for a person (`giver`), for a post, or for that person in that post.

    Without a `post` it covers every post the giver holds; without a `giver` the post itself, which may be vacant.
    """

    taker: str
    giver: str = ""
    post: str = ""
    since: date
    until: date | None = None


class ErasureSaid(Struct, frozen=True, kw_only=True):
    """A proposal and what became of it: proposed, approved, refused or erased."""

    number: int
    standing: str
    subjects: tuple[str, ...]
    basis: str
    reason: str
    proposer: str
    approvers: tuple[str, ...]
    kids: tuple[str, ...]


class ErasuresSaid(Struct, frozen=True, kw_only=True):
    """删除与限制: the proposals of the office, the restricted subjects, the years of each archive class."""

    erasures: tuple[ErasureSaid, ...]
    restricted: dict[str, str]
    retention: dict[str, int | None]


class Field(Struct, frozen=True, kw_only=True):
    """谁分管、谁负责: who leads a content class or a unit from that day on; no `leader` = nobody any more."""

    leader: str = ""
    content_class: str = ""
    unit: str = ""
    since: date


class Posting(Struct, frozen=True, kw_only=True):
    """A post 职务 of the vocabulary that a person holds.

    `title` is the office's own word, such as 副局长(分管信访), `rank` the grade, such as 副处级.
    """

    person: str
    post: str
    unit: str = ""
    title: str = ""
    rank: str = ""
    since: date
    until: date | None = None


class ReceptionSaid(Struct, frozen=True, kw_only=True):
    """A reception that was held, and what was wrong with it: who was missing."""

    schedule: str
    day: date
    presided_by: str
    delegated_by: str
    attendance: tuple[str, ...]
    breaches: tuple[Breach, ...]


class Unit(Struct, frozen=True, kw_only=True):
    """A unit 科室 by its name: its kind (vocabulary), the unit above it, the first day on which it is closed."""

    name: str
    kind: str
    parent: str = ""
    closed_from: date | None = None


class YearLoaded(Struct, frozen=True, kw_only=True):
    """A published year that was loaded into the office beside those that come with the program."""

    year: int
    digest: str


class OfficeSaid(Struct, frozen=True, kw_only=True):
    """An office as it stands on a day: its rulebooks and calendar, and who is who on `on`.

    `calendar` is the digest of the calendar in force; `rota` and `receptions` are those of the year of `on`.
    """

    id: str
    name: str
    time_zone: str
    time: str
    on: date
    roles: dict[str, str]
    places: dict[str, str]
    departments: dict[str, str]
    units: tuple[Unit, ...]
    staff: tuple[Posting, ...]
    fields: tuple[Field, ...]
    delegations: tuple[Delegation, ...]
    rota: dict[str, dict[str, str]]
    receptions: tuple[ReceptionSaid, ...]
    rulebooks: tuple[Adopted, ...]
    calendar: str
    calendars: tuple[YearLoaded, ...]
    version: int


class OfficesSaid(Struct, frozen=True, kw_only=True):
    """All offices, by their ids, as they stand today."""

    offices: tuple[OfficeSaid, ...]


class Reading(Struct, frozen=True, kw_only=True):
    """A question the text leaves open, what this book does, by which clause, what else is possible and how."""

    question: str
    reads: str
    clause: str
    otherwise: str
    how: str


class ReadingsSaid(Struct, frozen=True, kw_only=True):
    """How an office reads its rules 本机关如何理解规则, by the version in force on a day."""

    office: str
    on: date
    rulebook: str
    digest: str
    readings: tuple[Reading, ...]
