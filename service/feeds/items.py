"""What is told of an event of a petition: ids, numbers, codes and days; no name of anybody, no text that anybody wrote.

The receiver asks the API for more, with its own token, and that is on record by itself. The shape is that of a payload
of Standard Webhooks 1.0.0: `type`, `timestamp`, `data`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain import events as e
from domain.duty_changes import Due, DutyChanges

TYPE = "petition."
End = Annotated[
    str,
    Meta(
        description="a day, or an instant in UTC",
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]


class DutyChange(Struct, frozen=True, kw_only=True):
    """What the event did to a duty: met, cancelled, moved, redated or opened it; `due` where it has a new end."""

    change: str
    entry: str
    clause: str = ""
    due: End | None = None
    late: bool = False


class ItemData(Struct, frozen=True, kw_only=True):
    """An event, and where the petition stood behind it.

    `position` and `leaf` (hex) say where it stands in the log of the office; `occurred` is its day.
    `unit` has the petition then, or is the one it is on the way to; "" where it is with a person. `of` is the version
    that a correction replaces.
    """

    office: str
    position: int
    leaf: str
    recorded_at: datetime
    petition: UUID
    version: int
    event: str
    occurred: date
    number: str
    unit: str
    channel: str
    content_class: str
    state: str
    duties: tuple[DutyChange, ...]
    of: int | None


class Item(Struct, frozen=True, kw_only=True):
    """An event as other systems are told of it. `timestamp` is when it was recorded."""

    type: str
    timestamp: datetime
    data: ItemData

    @property
    def position(self) -> int:
        return self.data.position


class Stood(Struct, frozen=True):
    """Where a petition stood behind an event."""

    unit: str
    channel: str
    content_class: str
    state: str
    number: str


def item(office: str, line: e.Line, leaf: bytes, stood: Stood) -> Item:
    """The event as it is told."""
    name = type(line.event).__name__
    assert line.recorded_at is not None  # noqa: S101 - it stands in the ledger
    data = ItemData(
        office=office,
        position=line.position,
        leaf=leaf.hex(),
        recorded_at=line.recorded_at,
        petition=line.petition,
        version=line.version,
        event=name,
        occurred=line.occurred.day,
        number=stood.number,
        unit=stood.unit,
        channel=stood.channel,
        content_class=stood.content_class,
        state=stood.state,
        duties=tuple(_duties(line.duties)),
        of=line.event.of if isinstance(line.event, e.Corrected) else None,
    )
    return Item(type=f"{TYPE}{name}", timestamp=line.recorded_at, data=data)


def _duties(changes: DutyChanges) -> Iterator[DutyChange]:
    """Holders and targets are left out: they may be people."""
    for settled in changes.met:
        yield DutyChange(change="met", entry=settled.key.id, late=settled.late)
    for settled in changes.cancelled:
        yield DutyChange(change="cancelled", entry=settled.key.id, late=settled.late)
    for moved in changes.moved:
        yield DutyChange(change="moved", entry=moved.key.id)
    for redated in changes.redated:
        yield DutyChange(change="redated", entry=redated.key.id, due=_end(redated.due))
    for opened in changes.opened:
        yield DutyChange(change="opened", entry=opened.key.id, clause=opened.clause, due=_end(opened.due))


def _end(due: Due) -> str | None:
    end = due.at or due.effective
    return None if end is None else end.isoformat().replace("+00:00", "Z")
