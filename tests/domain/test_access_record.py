"""What a record of a read holds, and what of a list is kept."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from domain.access_record import (
    MOST_IDS,
    AccessRecorded,
    BadRecord,
    Reader,
    checked,
    day_stream,
    listed,
    log_of,
    year_of,
)

IDS = [UUID(int=n * 2**64 + n) for n in range(1, MOST_IDS + 2)]


def test_a_list_keeps_its_petitions_in_order_whatever_order_they_came_in() -> None:
    one, other = listed("register", "unit=a", IDS[:5]), listed("register", "unit=a", reversed(IDS[:5]))
    assert one == other
    assert one.petitions == tuple(IDS[:5])
    assert one.digest == sha256(b"".join(each.bytes for each in IDS[:5])).hexdigest()


@pytest.mark.parametrize(("many", "named"), [(0, 0), (1, 1), (MOST_IDS, MOST_IDS), (MOST_IDS + 1, 0)])
def test_up_to_a_thousand_petitions_are_named_one_by_one_and_of_more_there_is_number_and_digest(
    many: int, named: int
) -> None:
    made = listed("register", "", IDS[:many])
    assert (made.count, len(made.petitions)) == (many, named)
    assert made.digest == sha256(b"".join(each.bytes for each in sorted(IDS[:many]))).hexdigest()


def test_what_a_person_reads_on_one_day_is_one_stream_and_nobody_elses() -> None:
    day = date(2026, 1, 5)
    streams = {
        day_stream(office, person, on)
        for office in ("a", "b")
        for person in ("李文", "王芳")
        for on in (day, date(2026, 1, 6))
    }
    assert len(streams) == 8
    assert day_stream("a", "李文", day) == day_stream("a", "李文", date(2026, 1, 5))


@pytest.mark.parametrize(("log", "year"), [("access-2026", 2026), ("access-26", None), ("matters", None)])
def test_a_log_of_access_records_is_known_by_its_name(log: str, year: int | None) -> None:
    assert year_of(log) == year
    assert year is None or log_of(year) == log


def test_everything_that_is_wrong_with_a_record_is_said_at_once() -> None:
    event = AccessRecorded(reader=Reader(""), via="wall", action=" ", allowed=False, purpose="?")
    with pytest.raises(BadRecord) as told:
        checked(event)
    assert str(told.value).split("; ") == [
        "`reader.person` is empty: who reads? (缺查阅人)",
        "`via` is 'wall', not one of page, api, cli, bundle, report, job, calendar (查阅途径不明)",
        "`action` is empty (缺操作)",
        "`reasons` is empty: why was it refused? (缺拒绝原因)",
        "`purpose` is '?', not one of handling, verification, supervision, audit, statistics, other (查阅目的不明)",
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"purpose": "other"}, "`purpose_text` is empty: what other purpose? (其他目的须写明)"),
        (
            {"purpose": "other", "purpose_text": "找13800001111"},
            "`purpose_text` holds a long number, which may be a telephone or identity number (目的中含长号码)",
        ),
        (
            {"petition": IDS[0], "listed": listed("register", "", IDS[:1])},
            "a record is of one petition or of a list, not of both (一件与列表不能并记)",
        ),
    ],
)
def test_what_is_wrong_with_a_record_is_said(more: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRecord) as told:
        checked(AccessRecorded(reader=Reader("李文"), via="cli", action="show", allowed=True, **more))
    assert str(told.value) == words


def test_a_list_is_recorded_under_its_name_and_with_its_filter() -> None:
    made = listed("register", "unit=a", IDS[:3])
    assert (made.name, made.filter, made.count) == ("register", "unit=a", 3)
    assert isinstance(made.count, int)
    event = AccessRecorded(reader=Reader("李文"), via="page", action="list", allowed=True, listed=made)
    assert checked(event) is event


def test_a_purpose_in_words_is_taken_when_it_holds_no_number() -> None:
    event = AccessRecorded(
        reader=Reader("李文"), via="page", action="show", allowed=True, purpose="other", purpose_text="人大代表联名询问"
    )
    assert checked(event) is event
