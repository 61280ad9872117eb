"""Reads on record 查阅留痕: who has read what of whom, when, why, and whether it was allowed (R6.5).

A record names petitions by their ids, and what was read by the words of its fields. It holds no personal data of a
petitioner: what was searched for stands in a filter as a keyed digest, and a purpose in words may hold no long number.
One log a year holds the records of an office; the last checkpoint of a year's log opens the next.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import get_args
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from domain.personal_text import NUMBER

LOG = re.compile(r"access-([0-9]{4})")
JOB = "job"
"""Nobody asked for it just then: a background job handed it out, as a mail of reminders does."""
CALENDAR = "calendar"
"""A calendar program fetched it by the secret link of a person."""
OF_ITSELF = (JOB, CALENDAR)
"""Programs that read at whatever hour and however often: how anybody reads is not told from these."""
VIAS = ("page", "api", "cli", "bundle", "report", JOB, CALENDAR)
"""How it was read."""
HANDLING, VERIFICATION, SUPERVISION, AUDIT, STATISTICS, OTHER = PURPOSES = (
    "handling", "verification", "supervision", "audit", "statistics", "other",
)  # fmt: skip
PURPOSE_WORDS = {
    HANDLING: "办理", VERIFICATION: "核查", SUPERVISION: "督办", AUDIT: "审计", STATISTICS: "统计", OTHER: "其他",
}  # fmt: skip
"""What somebody may read for; with `other` goes a text."""
OWN_NAME = "own_name"
"""Among the reasons of a read: it was a search for the reader's own name."""
MOST_IDS = 1000
"""Petitions of a list that are named one by one; of a longer one the record keeps number and digest."""
ID_BYTES = 16


class BadRecord(ValueError):
    """A read that cannot be recorded as it is told; nobody may be shown anything on it."""


class Reader(Struct, frozen=True):
    """Who reads: the person, with unit and posts as they are on that day."""

    person: str
    unit: str = ""
    posts: tuple[str, ...] = ()


class Listed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list that was read: its name, the filter, how many petitions stood in it.

    `filter` is canonical text; what was searched for in personal fields stands in it as a keyed digest. `digest`:
    SHA-256, hex, over the sorted ids, 16 bytes each. `ids`: those ids, deflated (zlib), of a list of up to MOST_IDS.
    """

    name: str
    filter: str
    count: int
    digest: str
    ids: bytes = b""

    @property
    def petitions(self) -> tuple[UUID, ...]:
        """The petitions that stood in it, in order; none where they were too many. Raises ValueError (zlib.error)."""
        return _ids_of(zlib.decompress(self.ids)) if self.ids else ()


class AccessRecorded(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AccessRecorded/1"):
    """查阅: one read that was allowed or refused, written before anything was shown.

    `session` is the public id of the session or token. `version` and `position` say which state was shown, `fields`
    which personal fields of it ("name", "narrative", "attachments"). `demanded`: a purpose had to be given. `reasons`
    are codes: why it was refused, or what allowed it.
    """

    reader: Reader
    via: str
    action: str
    allowed: bool
    session: str = ""
    from_network: str = ""
    petition: UUID | None = None
    version: int = 0
    position: int = 0
    fields: tuple[str, ...] = ()
    purpose: str = ""
    purpose_text: str = ""
    demanded: bool = False
    reasons: tuple[str, ...] = ()
    listed: Listed | None = None


class AccessLogOpened(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AccessLogOpened/1"):
    """启用年度查阅日志: the first line of a year's log: how far the log before it went when it was closed.

    `checkpoint` is its last signed head as text; "" where the signer refused it: then `size` and `root` (hex) are of
    its head as it stood. The first log of an office has none before it.
    """

    year: int
    previous: str = ""
    size: int = 0
    root: str = ""
    checkpoint: str = ""


class AccessClockFollowed(Struct, frozen=True, kw_only=True, tag="AccessClockFollowed/1"):
    """沿用已确认的时钟: what an administrator has accepted of the clock for the office's matters holds here too."""

    clock: datetime


AccessEvent = AccessRecorded | AccessLogOpened | AccessClockFollowed
TOPICS = tuple(str(kind.__struct_config__.tag) for kind in get_args(AccessEvent))


class AccessLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event of an access log as it stands in the ledger; the last three fields are given by the committer."""

    stream: UUID
    version: int
    event: AccessEvent
    position: int = 0
    recorded_at: datetime | None = None
    number: str = ""


def log_of(year: int) -> str:
    """The name of a year's log."""
    return f"access-{year:04}"


def year_of(log: str) -> int | None:
    """The year of an access log; None for any other log."""
    found = LOG.fullmatch(log)
    return int(found[1]) if found else None


def day_stream(office: str, person: str, day: date) -> UUID:
    """The stream of what a person has read on a local day of the office: so two people seldom write the same one."""
    return uuid5(NAMESPACE_URL, f"zhuoluo:access:{office}|{day.year:04}|{person}|{day.isoformat()}")


def own_stream(office: str, log: str) -> UUID:
    """The stream of what happens to an access log itself."""
    return uuid5(NAMESPACE_URL, f"zhuoluo:access:{office}|{log}")


def listed(name: str, filter_: str, petitions: Iterable[UUID]) -> Listed:
    """The list of these petitions as it is recorded."""
    ids = b"".join(sorted(petition.bytes for petition in petitions))
    count = len(ids) // ID_BYTES
    kept = zlib.compress(ids, 9) if 0 < count <= MOST_IDS else b""
    return Listed(name=name, filter=filter_, count=count, digest=sha256(ids).hexdigest(), ids=kept)


def _ids_of(joined: bytes) -> tuple[UUID, ...]:
    return tuple(UUID(bytes=joined[at : at + ID_BYTES]) for at in range(0, len(joined), ID_BYTES))


def checked(event: AccessRecorded) -> AccessRecorded:
    """The record, where it can be one. Raises BadRecord with everything that is wrong."""
    if faults := tuple(_faults(event)):
        raise BadRecord("; ".join(faults))
    return event


def _faults(event: AccessRecorded) -> Iterator[str]:
    if not event.reader.person.strip():
        yield "`reader.person` is empty: who reads? (缺查阅人)"
    if event.via not in VIAS:
        yield f"`via` is {event.via!r}, not one of {', '.join(VIAS)} (查阅途径不明)"
    if not event.action.strip():
        yield "`action` is empty (缺操作)"
    if event.petition is not None and event.listed is not None:
        yield "a record is of one petition or of a list, not of both (一件与列表不能并记)"
    if not event.allowed and not event.reasons:
        yield "`reasons` is empty: why was it refused? (缺拒绝原因)"
    yield from _faults_of_purpose(event)


def _faults_of_purpose(event: AccessRecorded) -> Iterator[str]:
    if event.purpose not in ("", *PURPOSES):
        yield f"`purpose` is {event.purpose!r}, not one of {', '.join(PURPOSES)} (查阅目的不明)"
    if event.purpose == OTHER and not event.purpose_text.strip():
        yield "`purpose_text` is empty: what other purpose? (其他目的须写明)"
    if NUMBER.search(event.purpose_text):
        yield "`purpose_text` holds a long number, which may be a telephone or identity number (目的中含长号码)"
