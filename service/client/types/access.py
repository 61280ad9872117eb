"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

__all__ = (
    "FindingSaid", "ListRead", "PlaceSaid", "ReadSaid", "ReadsOfPerson", "ReadsOfPetition", "SeenBySaid",
    "UnusualSaid",
)  # fmt: skip


class PlaceSaid(Struct, frozen=True, kw_only=True):
    """Where a record stands."""

    log: str
    position: int


class FindingSaid(Struct, frozen=True, kw_only=True):
    """What a rule found: why, and in which records. It is no verdict."""

    rule: str
    person: str
    petition: UUID | None
    zh: str
    en: str
    records: tuple[PlaceSaid, ...]


class ListRead(Struct, frozen=True, kw_only=True):
    """The list that was read; `count`: those in it that whoever asks may know of, null of a long one."""

    name: str
    filter: str
    count: int | None


class ReadSaid(Struct, frozen=True, kw_only=True):
    """A record of a read; `log` and `position` say where it stands, so that it can be proved.

    An attempt of one's own that was refused names no petition, whether there is one or not: its reason is `unseen`.
    """

    log: str
    position: int
    recorded_at: datetime
    person: str
    unit: str
    posts: tuple[str, ...]
    session: str
    via: str
    from_network: str
    action: str
    petition: UUID | None
    version: int
    shown_position: int
    fields: tuple[str, ...]
    purpose: str
    purpose_text: str
    allowed: bool
    reasons: tuple[str, ...]
    list: ListRead | None


class ReadsOfPerson(Struct, frozen=True, kw_only=True):
    """查阅记录: what this person has read or tried to read."""

    office: str
    person: str
    first: date
    last: date
    records: tuple[ReadSaid, ...]


class ReadsOfPetition(Struct, frozen=True, kw_only=True):
    """查阅记录: who has read this petition, also in lists; `long_lists` do not name theirs: it may have stood there."""

    office: str
    petition: UUID
    records: tuple[ReadSaid, ...]
    long_lists: tuple[ReadSaid, ...]


class SeenBySaid(Struct, frozen=True, kw_only=True):
    """能否查阅: whether the person may see the petition, as both are today; every reason against it, forbids first."""

    office: str
    petition: UUID
    person: str
    allowed: bool
    reasons: tuple[str, ...]


class UnusualSaid(Struct, frozen=True, kw_only=True):
    """异常查阅: what the documented rules find in these days; computed when asked for, stored nowhere."""

    office: str
    first: date
    last: date
    findings: tuple[FindingSaid, ...]
