"""The office 机构 as its own stream of events: what it is, its rulebooks, calendars, clock.

One stream a log holds these beside the petitions; `office_stream` names it. Units, posts and rota follow the
same way; decisions about petitions see the office as an `OfficeProfile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from typing import get_args
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.deciding import OfficeProfile, Reason, Refused
from domain.values import Actor, Moment

ID = re.compile(r"[a-z0-9-]{1,32}")
TIMES = ("live", "replayed")


class OfficeCreated(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="OfficeCreated/1"):
    """设立: the first event of a matters log. `time` replayed = the log takes its times from the commands.

    `roles` says who fills a role of the vocabulary until staff and posts are events of their own.
    """

    id: str
    name: str
    time_zone: str
    time: str = "live"
    roles: Mapping[str, str] = {}


class RulebookAdopted(Struct, frozen=True, kw_only=True, tag="RulebookAdopted/1"):
    """采用规则: the book `reference` (id@valid_from), its text of this digest, holds from `valid_from` on."""

    reference: str
    digest: str
    valid_from: date


class CalendarLoaded(Struct, frozen=True, kw_only=True, tag="CalendarLoaded/1"):
    """发布节假日安排: the published year as the file said it (holiday-cn JSON), and its digest."""

    year: int
    digest: str
    content: str


class ClockAccepted(Struct, frozen=True, kw_only=True, tag="ClockAccepted/1"):
    """An administrator accepted a clock that had jumped: last recorded time, clock, the database's lead."""

    last: datetime | None
    clock: datetime
    skew_seconds: float
    reason: str


OfficeEvent = OfficeCreated | RulebookAdopted | CalendarLoaded | ClockAccepted
TOPICS = tuple(str(kind.__struct_config__.tag) for kind in get_args(OfficeEvent))


class OfficeLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event of the office as it stands in the ledger; the last three fields are given by the committer."""

    stream: UUID
    version: int
    event: OfficeEvent
    occurred: Moment
    actor: Actor
    position: int = 0
    recorded_at: datetime | None = None
    number: str = ""


class Office(Struct, frozen=True):
    """The office after its events. `books` are (reference, valid_from) in the order of adoption."""

    version: int = 0
    created: OfficeCreated | None = None
    books: tuple[RulebookAdopted, ...] = ()
    calendars: tuple[CalendarLoaded, ...] = ()

    def profile(self) -> OfficeProfile:
        """What decisions need of it. Raises LookupError when it was never created."""
        if self.created is None:
            message = "the office does not exist"
            raise LookupError(message)
        book = self.books[-1].reference.partition("@")[0] if self.books else ""
        made = self.created
        return OfficeProfile(id=made.id, name=made.name, book=book, time_zone=made.time_zone, roles=made.roles)


def office_stream(office: str) -> UUID:
    """The stream id of an office's own events."""
    return uuid5(NAMESPACE_URL, f"zhuoluo:office:{office}")


def replay(lines: Iterable[OfficeLine]) -> Office:
    """The office after `lines`, which are its whole stream in order."""
    return reduce(evolve, lines, Office())


def evolve(state: Office, line: OfficeLine) -> Office:
    """The office after `line`."""
    match line.event:
        case OfficeCreated() as created:
            return replace(state, version=line.version, created=created)
        case RulebookAdopted() as adopted:
            return replace(state, version=line.version, books=(*state.books, adopted))
        case CalendarLoaded() as loaded:
            return replace(state, version=line.version, calendars=(*state.calendars, loaded))
        case ClockAccepted():
            return replace(state, version=line.version)


def decide(state: Office, event: OfficeEvent, actor: Actor, occurred: Moment) -> OfficeLine:
    """The line that makes `event` true of the office. Raises Refused with every reason."""
    reasons = tuple(_objections(state, event))
    if reasons:
        raise Refused(reasons)
    identity = event.id if isinstance(event, OfficeCreated) else _id(state)
    return OfficeLine(
        stream=office_stream(identity), version=state.version + 1, event=event, occurred=occurred, actor=actor
    )


def _id(state: Office) -> str:
    assert state.created is not None  # noqa: S101 - _objections has looked
    return state.created.id


def _objections(state: Office, event: OfficeEvent) -> Iterable[Reason]:
    match event:
        case OfficeCreated():
            yield from _creation(state, event)
        case _ if state.created is None:
            yield _structure("机构尚未设立", "the office does not exist yet")
        case RulebookAdopted() if any(book.reference == event.reference for book in state.books):
            yield _structure(f"已采用 {event.reference}", f"rulebook {event.reference} is adopted already")
        case CalendarLoaded() if _published(state, event.year) == event.digest:
            yield _structure(f"{event.year} 年日历已载入", f"this calendar of {event.year} is loaded already")
        case _:
            return


def _published(state: Office, year: int) -> str:
    """The digest of the calendar of that year as it was loaded last; "" when none was."""
    return next((loaded.digest for loaded in reversed(state.calendars) if loaded.year == year), "")


def _creation(state: Office, event: OfficeCreated) -> Iterable[Reason]:
    if state.created is not None:
        yield _structure(f"机构 {event.id} 已存在", f"office {event.id} exists already")
    if not ID.fullmatch(event.id):
        yield _structure(
            f"机构代码 {event.id!r} 只能用小写字母、数字和连字符,至多 32 个",
            f"office id {event.id!r} is not [a-z0-9-]{{1,32}}",
        )
    if not event.name.strip():
        yield _structure("机构名称为空", "the office needs a name")
    if event.time not in TIMES:
        yield _structure(
            f"time {event.time!r} 应为 live 或 replayed", f"time {event.time!r} is neither live nor replayed"
        )


def _structure(zh: str, en: str) -> Reason:
    return Reason("structure", "office", zh, en)
