"""An old register: what it has dates of happened then, is known from now on, and no rule refuses it any more."""

from __future__ import annotations

from datetime import date

import pytest

from domain.values import Moment
from service.exchange.mapping import BadMapping, Mapping, parse
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.figures import figures
from tests.service.exchange.conftest import Desk, table

TOML = """
[mapping]
id = "ledger"
form = "register"
office = "局信访科"
rulebook = "R5"
time_zone = "Asia/Shanghai"
historic = true

[always]
channel = "letter"

[column.id]
means = "id"
[column.received]
means = "received"
[column.registered]
means = "registered"
[column.forwarded]
means = "forwarded"
[column.unit]
means = "forwarded_to"
[column.signed]
means = "signed_for"
[column.answered]
means = "answer"
[column.closed]
means = "closed"
outcome = "supported"
[column.title]
means = "title"
"""
HEADER = "id,received,registered,forwarded,unit,signed,answered,closed,title"
ROW = "1,2015-03-02,2015-03-03,2015-03-05,第二科,2015-03-06,2015-04-01,2015-04-02,道路积水"
DAYS = [date(2015, month, day) for month, day in ((3, 2), (3, 3), (3, 5), (3, 6), (4, 1), (4, 2))]
NAMES = ["Received", "Registered", "Forwarded", "SignedFor", "Answered", "Closed"]
ENTRIES = {"letter_answered_as_instructed", "letter_closed_as_instructed"}


@pytest.fixture(scope="module")
def ledger() -> Mapping:
    return parse(TOML, "ledger.toml")


def register(*rows: str) -> str:
    return table(HEADER, rows)


def count(desk: Desk, position: int | None = None) -> dict[str, int]:
    """The figures of March 2015 as known at a position."""
    with desk.instance.pool.connection() as connection:
        found = figures(connection, desk.asked(position=position), period("2015-03"))
        return {figure.measure: figure.count for figure in found if figure.count}


def test_each_event_of_an_old_register_has_its_own_day_and_is_marked(desk: Desk, ledger: Mapping) -> None:
    assert desk.take(ledger, register(ROW)).counts == (1, 0, 0, 0)
    assert desk.events("1") == NAMES
    lines = desk.lines("1")
    assert [line.occurred for line in lines] == [Moment(day) for day in DAYS]
    assert all(line.historic for line in lines)
    assert all(line.recorded_at and line.recorded_at.year > 2015 for line in lines)
    assert desk.petition("1").routing.holder == "第二科"


def test_what_the_rules_have_against_it_is_recorded_and_refused_of_a_register_that_is_kept_now(
    desk: Desk, ledger: Mapping
) -> None:
    """Nobody had instructed before the answer: R5 demands it of every letter."""
    desk.take(ledger, register(ROW))
    assert {breach.entry for line in desk.lines("1") for breach in line.breaches} >= ENTRIES
    words = ("registered", "forwarded", "forwarded_to", "signed_for")
    now = TOML.replace("historic = true", "")
    for column, word in zip(("registered", "forwarded", "unit", "signed"), words, strict=True):
        now = now.replace(f'[column.{column}]\nmeans = "{word}"\n', "")
    done = desk.take(parse(now.replace('"ledger"', '"now"'), "now.toml"), register(ROW.replace("1,", "2,", 1)))
    assert done.counts == (0, 0, 0, 1)
    assert done.faults[0][2].startswith("refused: ")


def test_statistics_as_known_before_do_not_show_it(desk: Desk, ledger: Mapping) -> None:
    other = ROW.replace("1,", "2,", 1)
    desk.take(ledger, register(ROW))
    before = desk.size()
    desk.take(ledger, register(ROW, other))
    assert (count(desk, before)["received"], count(desk)["received"]) == (1, 2)
    assert desk.ids("register", date(2015, 3, 2)) == ["1", "2"]
    assert [row.external_id for row in desk.listed("register", desk.asked(position=before))] == ["1"]


@pytest.mark.parametrize(
    ("old", "new", "events"),
    [
        ("2015-03-03", "2015-03-04", ["Corrected"]),
        ("2015-03-05", "2015-03-04", ["Corrected"]),
        ("2015-03-06", "2015-03-09", ["Corrected"]),
        (",2015-04-01,2015-04-02", ",2015-04-01,2015-04-03", ["Corrected"]),
    ],
    ids=["registered", "forwarded", "signed for", "closed"],
)
def test_a_date_that_was_put_right_in_the_old_register_corrects_the_event(
    desk: Desk, ledger: Mapping, old: str, new: str, events: list[str]
) -> None:
    desk.take(ledger, register(ROW))
    assert desk.take(ledger, register(ROW.replace(old, new))).counts == (1, 0, 0, 0)
    assert desk.events("1")[len(NAMES) :] == events
    assert desk.take(ledger, register(ROW.replace(old, new))).counts == (0, 1, 0, 0)


def test_a_row_that_goes_on_later_adds_what_is_new(desk: Desk, ledger: Mapping) -> None:
    desk.take(ledger, register("1,2015-03-02,,2015-03-05,第二科,,,,道路积水"))
    assert desk.events("1") == NAMES[:3]
    desk.take(ledger, register("1,2015-03-02,,2015-03-05,第二科,2015-03-06,2015-04-01,,道路积水"))
    assert desk.events("1") == NAMES[:5]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("第二科", ""), "unit"),
        (ROW.replace("2015-03-05", ""), "forwarded"),
        (ROW.replace("2015-04-02", "2015-02-02"), ""),
        (ROW.replace("2015-03-06", "2015-03-04"), ""),
    ],
    ids=["to whom", "when", "closed before it came", "signed for before it was sent"],
)
def test_what_makes_no_sense_is_rejected_also_of_an_old_register(
    desk: Desk, ledger: Mapping, row: str, column: str
) -> None:
    done = desk.take(ledger, register(row))
    assert (done.counts, done.faults[0][1]) == ((0, 0, 0, 1), column)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("historic = true", ""),
        ('means = "forwarded_to"', 'means = "unit"'),
        ('means = "forwarded"\n', 'means = "accepted"\n'),
    ],
    ids=["not historic", "nobody to forward to", "signed for what was not sent"],
)
def test_a_mapping_that_says_half_of_it_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadMapping, match=r"historic = true|go together"):
        parse(TOML.replace(old, new), "ledger.toml")
