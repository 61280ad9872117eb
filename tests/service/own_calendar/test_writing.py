"""A calendar as bytes: lines folded by octets, texts that break nothing, instants in the time of the office."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.rulebook import DutyRule
from service.own_calendar.asking import Calendar
from service.own_calendar.entries import Change, Writer
from service.own_calendar.writing import _bare, written
from service.readmodels.asking import question
from service.readmodels.duties import DutyListed
from service.runtime import Instance
from tests.service.jobs.desks import HOLDER, OFFICE
from tests.service.own_calendar.conftest import read

AT = datetime(2026, 1, 5, 1, 10, tzinfo=UTC)
PETITION = UUID(int=7)
ROW = DutyListed(
    petition=PETITION, number="2026-000001", external_id="", title="安置房渗漏", state="registered", entry="d",
    discriminator="", act=2, since=AT, clause="R5.4", holder=HOLDER, opened_on=date(2026, 1, 5),
    due_on=date(2026, 1, 20), due_at=None, nature="duty", overdue_from=None, overdue=False, lapsed=False,
    provisional=False,
)  # fmt: skip
HOSTILE = {
    "a line that begins another entry": "答复\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:假",
    "signs that separate": '答复;限期,30天:\\n"x"',
    "what is no sign of writing": "答\x00复\x07\u2028次\u202e日\x85末",
    "signs of four octets": "𠮷野家𪚥😀" * 30,
    "one long word": "限" * 400,
}


@pytest.fixture
def writer(instance: Instance) -> Writer:
    return Writer(instance.offices.get(OFFICE), "zh", "https://x.example/")


def rule(words: str) -> DutyRule:
    return SimpleNamespace(zh=words, en=words)  # type: ignore[return-value]


def entry_of(writer: Writer, words: str = "答复", **said: object) -> bytes:
    row = replace(ROW, **said)
    content: bytes = _bare(writer, (writer.duty(row, rule(words), Change(0, AT), plain=True),)).to_ical()
    return content


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", ["rule", "number", "clause"])
def test_whatever_a_text_says_it_is_one_text_of_one_entry(writer: Writer, words: str, field: str) -> None:
    content = entry_of(writer, words) if field == "rule" else entry_of(writer, **{field: words})
    (entry,) = read(content).events
    said = entry["description" if field == "clause" else "summary"]
    signs = "".join(each for each in words if each.isprintable() and not each.isspace())
    assert signs in "".join(str(said).split())
    assert "\r" not in said
    assert "\n" not in entry["summary"]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_no_line_is_longer_than_75_octets_and_no_sign_is_cut(writer: Writer, words: str) -> None:
    lines = entry_of(writer, words).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(each.decode() is not None for each in lines)
    assert lines[-1] == b""


def test_a_day_is_a_day_and_an_instant_has_the_time_of_the_office(writer: Writer) -> None:
    """Until 15:30 in Shanghai is until 07:30 in UTC; the entry ends where the duty does."""
    whole = entry_of(writer)
    assert b"DTSTART;VALUE=DATE:20260120\r\nDTEND;VALUE=DATE:20260121\r\n" in whole
    assert b"VTIMEZONE" not in whole
    timed = entry_of(writer, due_on=None, due_at=datetime(2026, 1, 6, 7, 30, tzinfo=UTC))
    assert b"DTSTART;TZID=Asia/Shanghai:20260106T150000\r\nDTEND;TZID=Asia/Shanghai:20260106T153000\r\n" in timed
    (zone,) = read(timed).timezones
    there = zone.to_tz(lookup_tzid=False)
    assert datetime(2026, 1, 6, tzinfo=there).utcoffset() == timedelta(hours=8)


def test_what_programs_want_to_know_of_a_calendar(instance: Instance, writer: Writer) -> None:
    viewer = instance.viewers.of(writer.office, HOLDER, date(2026, 1, 5))
    content = written(Calendar(question(instance, viewer, OFFICE), writer, (), frozenset()))
    made = read(content)
    assert (made["version"], made["prodid"], made["name"]) == ("2.0", "-//zhuoluo//own calendar 1//ZH", "着落 · 移民局")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert made["x-wr-timezone"] == ZoneInfo("Asia/Shanghai").key
    assert "method" not in made, "a snapshot: with a method an organizer would have to be named"


def test_an_entry_has_what_the_standard_demands_and_no_more_of_the_petition(writer: Writer) -> None:
    (entry,) = read(entry_of(writer)).events
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE"} <= set(entry)
    assert not {"ORGANIZER", "ATTENDEE", "LOCATION", "CONTACT"} & set(entry)
    assert entry["dtstamp"].dt == AT
    assert "安置房渗漏" not in entry_of(writer).decode()
