"""Writes a calendar as iCalendar (RFC 5545, RFC 7986): the same calendar as the same bytes.

A snapshot without METHOD: with one, DTSTAMP would be the instant of writing and an ORGANIZER would have to be named
(RFC 5546, 3.2.1). What is over is left out, not said to be CANCELLED: whoever subscribes takes each snapshot for all
there is, and some programs would show what was cancelled for ever. Events, for no telephone shows a VTODO of a
subscription.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from service.own_calendar.asking import Calendar
from service.own_calendar.entries import Entry, Writer

if TYPE_CHECKING:
    import icalendar

TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//zhuoluo//own calendar 1//ZH"
REFRESHED = timedelta(hours=1)
DURATION = {"VALUE": "DURATION"}


def written(of: Calendar) -> bytes:
    """The calendar, ready to be subscribed to."""
    made = _bare(of.writer, of.entries)
    made.add("name", of.writer.title)
    made.add("x-wr-calname", of.writer.title)
    made.add("x-wr-timezone", str(of.writer.office.zone))
    made.add("refresh-interval", REFRESHED, parameters=DURATION)
    made.add("x-published-ttl", REFRESHED, parameters=DURATION)
    content: bytes = made.to_ical()
    return content


def single(of: Calendar) -> bytes:
    """The entries as a file that is added to a calendar once: without a name, and nothing to be fetched again."""
    content: bytes = _bare(of.writer, of.entries).to_ical()
    return content


def _bare(writer: Writer, entries: tuple[Entry, ...]) -> icalendar.Calendar:
    from icalendar import Calendar as Document  # noqa: PLC0415 - a third of a second, for who asks for a calendar

    made = Document()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    if zone := _zone(writer, entries):
        made.add_component(zone)
    for each in entries:
        made.add_component(_event(writer, each))
    return made


def _zone(writer: Writer, entries: Iterable[Entry]) -> icalendar.Timezone | None:
    """The office's time for the years of the entries that have one; none where all are days."""
    from icalendar import Timezone  # noqa: PLC0415 - as above

    years = [each.begins.year for each in entries if isinstance(each.begins, datetime)]
    if not years:
        return None
    zone = writer.office.zone
    return Timezone.from_tzid(str(zone), first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))


def _event(writer: Writer, entry: Entry) -> icalendar.Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    made = Event()
    made.add("uid", str(entry.uid))
    made.add("sequence", entry.changes)
    made.add("dtstamp", entry.changed_at.astimezone(UTC))
    made.add("last-modified", entry.changed_at.astimezone(UTC))
    made.add("dtstart", _local(writer, entry.begins))
    made.add("dtend", _local(writer, entry.ends))
    made.add("summary", entry.summary)
    if entry.lines:
        made.add("description", "\n".join(entry.lines))
    made.add("url", entry.url)
    made.add("categories", [writer.category(entry.kind)])
    made.add("class", "PRIVATE")
    made.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    return made


def _local(writer: Writer, at: date | datetime) -> date | datetime:
    return at.astimezone(writer.office.zone) if isinstance(at, datetime) else at
