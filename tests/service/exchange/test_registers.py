"""What the rows of a register make of petitions, and what becomes of bad rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain import commands as c
from domain.values import Actor
from service.desk import Request, Step
from service.exchange.mapping import Mapping, parse
from service.exchange.told import petition_id
from service.ledger.entry import Via
from tests.service.exchange.conftest import Desk, table

TOML = """
[mapping]
id = "hotline"
form = "register"
office = "热线"
time_zone = "America/New_York"
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
missing = ["NA"]

[always]
channel = "call"

[column.id]
means = "id"
[column.opened]
means = "received"
[column.due]
means = "due"
[column.closed]
means = "closed"
outcome = "recorded"
text_from = "result"
[column.cancelled]
means = "withdrawn"
[column.unit]
means = "unit"
[column.title]
means = "title"
"""
HEADER = "id,opened,due,closed,result,cancelled,unit,title"
OPEN = "1,2022-01-03 09:00:00,2022-01-10 12:00:00,,,,roads,pothole"
CLOSED = "1,2022-01-03 09:00:00,2022-01-10 12:00:00,2022-01-10 12:00:01,filled,,roads,pothole"
MARK = "Zorblax"


@pytest.fixture(scope="module")
def hotline() -> Mapping:
    return parse(TOML, "hotline.toml")


def register(*rows: str) -> str:
    return table(HEADER, rows)


def test_a_due_instant_lies_in_the_time_zone_of_the_mapping(desk: Desk, hotline: Mapping) -> None:
    desk.take(hotline, register(OPEN))
    (row,) = desk.listed("register", desk.asked())
    assert row.due_at == datetime(2022, 1, 10, 17, 0, tzinfo=UTC)
    assert row.received_on == date(2022, 1, 3)


def test_a_row_that_is_closed_now_adds_only_its_answer_and_closing(desk: Desk, hotline: Mapping) -> None:
    desk.take(hotline, register(OPEN))
    done = desk.take(hotline, register(CLOSED))
    assert (done.counts, done.summary.events) == ((1, 0, 0, 0), 2)
    assert desk.events("1") == ["Received", "Registered", "Answered", "Closed"]
    duty = desk.petition("1").duties[0]
    assert duty.end is not None
    assert (duty.end.kind, duty.end.late) == ("met", True)
    assert desk.take(hotline, register(CLOSED)).counts == (0, 1, 0, 0)


def test_a_row_that_goes_back_to_what_it_said_before_is_followed(desk: Desk, hotline: Mapping) -> None:
    exports = [register(row, OPEN.replace("1", new, 1)) for row, new in ((OPEN, "2"), (CLOSED, "3"), (OPEN, "4"))]
    for export in exports:
        desk.take(hotline, export)
    assert desk.events("1")[4:] == ["Reopened"]
    assert "1" in desk.ids("overdue")
    desk.take(hotline, register(CLOSED))
    assert desk.events("1")[5:] == ["Answered", "Closed"]
    assert "1" not in desk.ids("open")


def test_an_old_file_once_more_adds_nothing_and_takes_nothing_back(desk: Desk, hotline: Mapping) -> None:
    for export in (register(OPEN), register(CLOSED)):
        desk.take(hotline, export)
    done = desk.take(hotline, register(OPEN))
    assert (done.counts, done.summary.events) == ((0, 1, 0, 0), 0)
    assert desk.ids("open") == []


@pytest.mark.parametrize(
    ("now", "events"),
    [
        (OPEN.replace("01-10 12", "01-12 12"), ["Corrected"]),
        (OPEN.replace("2022-01-10 12:00:00", "NA"), ["Corrected"]),
        (OPEN.replace("01-03 09", "01-03 08"), ["Corrected"]),
        (OPEN.replace("roads", "water"), ["Forwarded", "SignedFor"]),
        (OPEN.replace("pothole", "burst pipe"), ["Classified"]),
        (OPEN.replace(",,roads", ",2022-01-05,roads"), ["Withdrawn"]),
        (OPEN.replace("roads", "NA"), []),
    ],
    ids=["due", "no due any more", "received", "unit", "title", "cancelled", "unit left out"],
)
def test_each_difference_from_the_last_export_is_one_act(
    desk: Desk, hotline: Mapping, now: str, events: list[str]
) -> None:
    desk.take(hotline, register(OPEN))
    desk.take(hotline, register(now))
    assert desk.events("1")[2:] == events


def test_what_differs_of_a_closed_row_is_corrected(desk: Desk, hotline: Mapping) -> None:
    desk.take(hotline, register(CLOSED))
    later = CLOSED.replace("12:00:01", "11:00:00").replace("pothole", "burst pipe")
    desk.take(hotline, register(later))
    assert desk.events("1")[4:] == ["Corrected"] * 3
    petition = desk.petition("1")
    assert petition.details.title == "burst pipe"
    assert petition.ending.closed == petition.ending.answered
    assert petition.duties[0].end is not None
    assert not petition.duties[0].end.late


def test_of_several_rows_of_one_id_the_first_counts(desk: Desk, hotline: Mapping) -> None:
    done = desk.take(hotline, register(OPEN, CLOSED, OPEN))
    assert done.counts == (1, 0, 1, 1)
    assert [(line, reason.split(":")[0]) for line, _, reason in done.faults] == [
        (3, "second row of one id"),
        (4, "duplicate"),
    ]
    assert desk.ids("open") == ["1"]


def test_an_older_and_a_newer_export_are_taken_in_the_order_in_which_they_are_named(
    desk: Desk, hotline: Mapping
) -> None:
    assert desk.take(hotline, register(OPEN), register(CLOSED)).counts == (2, 0, 0, 0)
    assert desk.ids("open") == []


BAD = {
    "ragged, too few": (f"2,2022-01-03,,,{MARK}", "cancelled", "ragged: 5 fields, the header has 8"),
    "ragged, too many": (f"2,2022-01-03,,,,,roads,{MARK},{MARK}", "", "ragged: 9 fields, the header has 8"),
    "unknown date": (f"2,03/01/2022,,,,,roads,{MARK}", "opened", "unknown date"),
    "impossible date": (f"2,2022-02-30,,,,,roads,{MARK}", "opened", "unknown date"),
    "no day of receipt": (f"2,,,,,,roads,{MARK}", "", "came in"),
    "no id": (f"NA,2022-01-03,,,,,roads,{MARK}", "id", "no id"),
    "not UTF-8": (b"2,2022-01-03,,,,,roads," + f"{MARK}é".encode("latin-1"), "title", "not UTF-8"),
    "NUL": (f"2,2022-01-03,,,,,roads,{MARK}\0", "title", "NUL"),
    "closed before it came in": (f"2,2022-01-03,,2022-01-02,{MARK},,roads,x", "", "before"),
    "in the future": (f"2,2199-01-03,,,,,roads,{MARK}", "", "future"),
    "telephone number in the title": (f"2,2022-01-03,,,,,roads,{MARK} 13812345678", "", "long number"),
    "open quote": (f'2,2022-01-03,,,,,roads,"{MARK}', "", "quotation"),
    "text behind a quote": (f'2,2022-01-03,,,,,"roads"x,{MARK}', "", "quotation"),
}


@pytest.mark.parametrize(("row", "column", "reason"), BAD.values(), ids=BAD)
def test_a_bad_row_is_reported_where_it_stands_and_the_good_rows_go_in(
    desk: Desk, hotline: Mapping, row: str | bytes, column: str, reason: str
) -> None:
    bad = row if isinstance(row, bytes) else row.encode()
    good = OPEN.replace("1", "3", 1)
    done = desk.take(hotline, b"\n".join((HEADER.encode(), OPEN.encode(), bad, good.encode(), b"")))
    assert done.counts == (2, 0, 0, 1)
    ((line, named, said),) = done.faults
    assert (line, named) == (3, column)
    assert reason in said
    assert desk.ids("register") == ["1", "3"]


@pytest.mark.parametrize("row", [row for row, _, _ in BAD.values()], ids=BAD)
def test_the_rejects_hold_nothing_of_the_row(desk: Desk, hotline: Mapping, row: str | bytes) -> None:
    bad = row if isinstance(row, bytes) else row.encode()
    done = desk.take(hotline, HEADER.encode() + b"\n" + bad + b"\n")
    assert done.summary.rejects is not None
    written = Path(done.summary.rejects).read_text(encoding="utf-8")
    assert done.rejects[0].keys() == {"file", "line", "column", "reason"}
    assert [value for value in (MARK, "roads", "2022", "13812345678", "2199") if value in written] == []


def test_rows_are_counted_by_the_lines_of_the_file(desk: Desk, hotline: Mapping) -> None:
    """A quoted cell may span lines, an empty line is no row, and U+2028 ends no line."""
    long = '1,2022-01-03,,2022-01-04,"two\n\nlines",,roads,x\u2028y'
    text = f"\ufeff{HEADER}\r\n{long}\r\n\r\n2,never,,,,,roads,x\r\n"
    done = desk.take(hotline, text)
    assert done.counts == (1, 0, 0, 1)
    assert [line for line, _, _ in done.faults] == [6]


def test_a_title_above_the_header_does_not_part_what_a_quoted_cell_holds_together(desk: Desk) -> None:
    mapping = parse(TOML.replace("[mapping]", "[mapping]\nheader_row = 2"), "hotline.toml")
    long = '1,2022-01-03,,2022-01-04,"two\nlines",,roads,x'
    assert desk.take(mapping, f"Requests of 2022\n{HEADER}\n{long}\n").counts == (1, 0, 0, 0)


def test_a_file_with_another_delimiter_is_refused_row_by_row_with_a_hint(desk: Desk, hotline: Mapping) -> None:
    done = desk.take(hotline, register(OPEN, CLOSED).replace(",", "\t"))
    assert done.counts == (0, 0, 0, 2)
    assert [(line, column) for line, column, _ in done.faults] == [(2, "id"), (3, "id")]
    assert "wrong delimiter" in done.faults[0][2]
    assert "tab" in done.faults[0][2]


def test_with_the_right_delimiter_only_the_ragged_row_is_left_out(desk: Desk) -> None:
    mapping = parse(TOML.replace("[mapping]", '[mapping]\ndelimiter = "\\t"'), "hotline.toml")
    done = desk.take(mapping, register(OPEN, OPEN.replace("1", "2", 1) + ",more").replace(",", "\t"))
    assert done.counts == (1, 0, 0, 1)


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n1,2\n", "id,id,opened,due,closed,result,cancelled,unit,title\n"])
def test_a_file_that_is_none_adds_nothing(desk: Desk, hotline: Mapping, content: str) -> None:
    assert desk.take(hotline, content).summary.added == 0


def test_files_in_the_encoding_of_chinese_spreadsheets_are_read(desk: Desk) -> None:
    mapping = parse(TOML.replace("[mapping]", '[mapping]\nencoding = "gb18030"'), "hotline.toml")
    desk.take(mapping, register(OPEN.replace("pothole", "道路积水")).encode("gb18030"))
    assert desk.petition("1").details.title == "道路积水"


def test_personal_columns_are_sealed_and_a_later_export_that_says_the_same_adds_nothing(desk: Desk) -> None:
    words = {"name": "name", "phone": "phone", "story": "problem"}
    columns = "".join(f'\n[column.{column}]\nmeans = "{word}"' for column, word in words.items())
    mapping = parse(TOML + columns, "hotline.toml")
    rows = table(f"{HEADER},name,phone,story", [f"{OPEN},{MARK},555,{MARK} wrote"])
    desk.take(mapping, rows)
    with desk.instance.pool.connection() as connection:
        found = connection.execute("SELECT content FROM ledger.event").fetchall()
    assert not any(MARK.encode() in content for (content,) in found)
    assert desk.take(mapping, rows.replace("pothole", "hole")).summary.events == 1
    assert desk.events("1")[2:] == ["Classified"]
    assert desk.take(mapping, rows.replace("pothole", "hole").replace("555", "556")).summary.events == 1


def test_what_somebody_did_here_is_not_taken_back_by_the_source(desk: Desk, hotline: Mapping) -> None:
    desk.take(hotline, register(OPEN))
    step = Step(command=c.Withdraw())
    by = Actor("李文", unit="信访科")
    desk.instance.desk.handle(
        Request(office="elsewhere", petition=petition_id("elsewhere", "1"), steps=[step], actor=by, via=Via())
    )
    desk.take(hotline, register(OPEN.replace("pothole", "hole")))
    assert desk.petition("1").ending.withdrawn is not None


def test_numbers_are_given_in_the_order_of_the_file_each_time(desk: Desk, hotline: Mapping) -> None:
    """Also when a row is refused, one repeated and others are there already."""
    rows = [OPEN.replace("1,", f"{nth},", 1) for nth in range(60)]
    rows.insert(30, OPEN.replace("1,2022", "x,2999", 1))
    desk.take(hotline, register(*rows[:10]))
    done = desk.take(hotline, register(*rows))
    assert (done.summary.petitions, done.summary.rejected) == (60, 1)
    numbers = {row.external_id: row.number for row in desk.listed("register", desk.asked())}
    assert [numbers[str(nth)] for nth in range(60)] == [f"2022-{nth + 1:06}" for nth in range(60)]
