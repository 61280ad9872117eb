"""The rows of every register are those of the list or the facts that it is of, in XLSX as in CSV."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain import commands as c
from domain.periods import period
from domain.values import Details
from service.readmodels import duties, register
from service.readmodels.statistics.behind import all_facts
from service.registers.columns import COLUMNS
from service.registers.entries import Days
from service.registers.kinds import REGISTERS
from service.runtime import Instance
from tests.service.registers.leaving import exported, rows, sheets, unpacked
from tests.service.reports.bureau import Bureau, a_quarter
from tests.service.web.files.reading import Cell

EVER = period("1900-01-01..2199-12-31")
FACTS: dict[str, list[dict[str, object]]] = {
    "transfers": [{"measure": "forwarded"}],
    "receptions": [{"measure": "received", "visit": True}, {"measure": "met"}],
    "closures": [{"measure": "closed"}],
    "supervision": [{"measure": "pressed"}],
}
FORMULA = '=HYPERLINK("http://example.org","打开")'


@pytest.fixture
def bureau(instance: Instance) -> Bureau:
    """Letters and visits; one was forwarded, one answered and closed, one has a title that looks like a formula."""
    made = Bureau(instance)
    petitions = a_quarter(made)
    made.today = date(2026, 3, 2)
    hostile = Details(title=FORMULA, problem_place="@镇", people=7, due_on=date(2026, 3, 20))
    visit = c.Receive(channel="visit", external_id="-1+1", details=hostile)
    made.do(uuid4(), visit, c.Register(), on=date(2026, 3, 2))
    made.do(petitions[2], c.Forward(target="后扶科"), on=date(2026, 3, 2))
    made.do(petitions[0], c.Close(outcome="recorded"), on=date(2026, 3, 2))
    return made


@pytest.mark.parametrize("kind", ["petitions", "open"])
def test_a_register_of_petitions_has_the_rows_of_its_list(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    asked = bureau.asked()
    found = rows(bureau.instance, asked, kind, tmp_path)
    with bureau.instance.pool.connection() as connection:
        listed = list(register.whole(connection, asked, "register" if kind == "petitions" else kind))
    assert [(row["number"], row["received"], row["people"]) for row in found] == [
        (each.number, each.received_on, each.people) for each in listed
    ]
    assert len(found) >= 4


@pytest.mark.parametrize("kind", FACTS)
def test_a_ledger_of_acts_has_a_row_for_each_fact(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    asked = bureau.asked()
    found = rows(bureau.instance, asked, kind, tmp_path)
    with bureau.instance.pool.connection() as connection:
        facts = [fact for cell in FACTS[kind] for fact in all_facts(connection, asked, EVER, cell)]
    assert [row["day"] for row in found] == [fact.day for fact in facts]
    if kind != "supervision":
        assert found


def test_what_is_overdue_has_a_row_for_each_duty_and_says_how_late_it_is(bureau: Bureau, tmp_path: Path) -> None:
    asked = bureau.asked()
    found = rows(bureau.instance, asked, "overdue", tmp_path)
    with bureau.instance.pool.connection() as connection:
        listed = list(duties.all_open(connection, asked, "overdue"))
    assert [row["due"] for row in found] == [each.due_on for each in listed]
    assert all(row["late"] == (asked.on.day - due(row)).days > 0 for row in found)
    assert found


def due(row: dict[str, Cell]) -> date:
    found = row["due"]
    assert isinstance(found, date)
    assert not isinstance(found, datetime)
    return found


def test_steps_of_a_petition_stand_in_its_row_with_their_days(bureau: Bureau, tmp_path: Path) -> None:
    first = rows(bureau.instance, bureau.asked(), "petitions", tmp_path)[0]
    assert (first["received"], first["answered"], first["closed"]) == (
        date(2026, 1, 5),
        date(2026, 2, 10),
        date(2026, 3, 2),
    )


def test_as_of_a_position_it_is_the_register_of_then(bureau: Bureau, tmp_path: Path) -> None:
    first = rows(bureau.instance, bureau.asked(bureau.size // 2), "petitions", tmp_path)[0]
    assert first["closed"] is None, "the control is the test above"


def test_days_choose_rows_and_both_ends_belong_to_them(bureau: Bureau, tmp_path: Path) -> None:
    days = Days(date(2026, 1, 12), date(2026, 2, 1))
    found = rows(bureau.instance, bureau.asked(), "petitions", tmp_path, days)
    assert [row["received"] for row in found] == [date(2026, 1, 12), date(2026, 1, 31), date(2026, 2, 1)]


@pytest.mark.parametrize("kind", REGISTERS)
@pytest.mark.parametrize(
    "days",
    [
        Days(date(2026, 4, 2)),
        Days(date(9999, 12, 31)),
        Days(None, date(1, 1, 1)),
        Days(date(1, 1, 1), date(1899, 12, 31)),
    ],
    ids=str,
)
def test_of_days_on_which_nothing_can_have_happened_it_is_empty(
    bureau: Bureau, tmp_path: Path, kind: str, days: Days
) -> None:
    assert rows(bureau.instance, bureau.asked(), kind, tmp_path, days) == []


@pytest.mark.parametrize("kind", FACTS)
def test_days_without_end_on_either_side_leave_nothing_out(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    whole = Days(date(1, 1, 1), date(9999, 12, 31))
    assert rows(bureau.instance, bureau.asked(), kind, tmp_path, whole) == rows(
        bureau.instance, bureau.asked(), kind, tmp_path
    )


@pytest.mark.parametrize("kind", REGISTERS)
def test_csv_and_xlsx_say_the_same(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    asked = bureau.asked()
    found = exported(bureau.instance, asked, kind, "csv", tmp_path)
    plain = unpacked(found.file.read_bytes())[f"{kind}.csv"]
    book = sheets(bureau.instance, asked, kind, tmp_path)
    told = book.sheets[book.names()[0]]
    assert len(plain) == len(told) == found.rows + 1
    for left, right in zip(plain, told, strict=True):
        assert [cell.removeprefix("'") for cell in left] == [
            _shown(cell) for cell in [*right, *[None] * (len(left) - len(right))]
        ]


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(int(cell)) if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("kind", ["petitions", "open", "receptions"])
def test_text_that_looks_like_a_formula_stays_text(bureau: Bureau, tmp_path: Path, kind: str) -> None:
    asked = bureau.asked()
    assert rows(bureau.instance, asked, kind, tmp_path)[-1]["title"] == FORMULA
    assert sheets(bureau.instance, asked, kind, tmp_path).living() == []
    plain = unpacked(exported(bureau.instance, asked, kind, "csv", tmp_path).file.read_bytes())[f"{kind}.csv"]
    last = dict(zip(REGISTERS[kind].columns, plain[-1], strict=True))
    assert (last["title"], last["place"], last["external_id"]) == (f"'{FORMULA}", "'@镇", "'-1+1")


@pytest.mark.parametrize("kind", REGISTERS)
def test_every_column_is_explained_in_both_languages_and_what_it_rests_on_is_said(
    bureau: Bureau, tmp_path: Path, kind: str
) -> None:
    book = sheets(bureau.instance, bureau.asked(), kind, tmp_path)
    assert [row[0] for row in book.sheets["栏目说明"][1:]] == list(REGISTERS[kind].columns)
    assert all(all(row) for row in book.sheets["栏目说明"])
    rests_on = {str(row[0]): row[1] for row in book.sheets["口径"]}
    head = bureau.instance.ledger.head(bureau.id)
    assert (rests_on["台账位置"], rests_on["该位置树根"]) == (head.size, head.root.hex())
    assert str(rests_on["时间"]).startswith("重放时间")
    readme = unpacked(exported(bureau.instance, bureau.asked(), kind, "csv", tmp_path).file.read_bytes())["README.txt"]
    lines = [line for (line,) in readme]
    for name in REGISTERS[kind].columns:
        column = COLUMNS[name]
        assert f"{name}: {column.label.zh} – {column.holds.zh}" in lines
        assert f"{name}: {column.label.en} – {column.holds.en}" in lines


def test_it_names_for_the_record_every_petition_that_stands_in_it(bureau: Bureau, tmp_path: Path) -> None:
    with bureau.instance.pool.connection() as connection:
        listed: set[UUID] = {each.petition for each in register.whole(connection, bureau.asked())}
    assert exported(bureau.instance, bureau.asked(), "petitions", "csv", tmp_path).petitions == listed
