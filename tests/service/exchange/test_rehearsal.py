"""A dry run says what the real run will say, and writes nothing; every kind of file leads to the same petitions."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from service.exchange.importing import import_files
from service.exchange.mapping import Mapping, parse
from service.exchange.previewing import preview
from service.offices import UnknownOffice
from tests.service.exchange.conftest import OFFICE, Desk
from tests.service.exchange.test_registers import CLOSED, HEADER, OPEN, TOML, register

ROWS = [
    OPEN,
    CLOSED.replace("1,", "2,", 1),
    "3,never,,,,,roads,x",
    "4,2022-01-03,,2022-01-02,words,,roads,x",
    "4,2022-01-05,,,,,roads,x",
    OPEN,
    "6,2199-01-03,,,,,roads,x",
]


@pytest.fixture(scope="module")
def hotline() -> Mapping:
    return parse(TOML, "hotline.toml")


def rehearse(desk: Desk, mapping: Mapping, *files: Path) -> tuple[tuple[int, ...], list[bytes]]:
    done = import_files(
        desk.instance,
        mapping,
        files,
        OFFICE,
        progress=lambda _done, _total: None,
        reached=lambda _at, _position: None,
        rehearsed=True,
    )
    rejects = Path(done.rejects).read_bytes().splitlines() if done.rejects else []
    counts = (done.rows, done.added, done.already, done.duplicates, done.rejected, done.events, done.petitions)
    return counts, rejects


def written(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(register(*rows), encoding="utf-8")
    return path


def test_a_dry_run_tells_what_the_real_run_tells_and_writes_nothing(
    desk: Desk, hotline: Mapping, tmp_path: Path
) -> None:
    """Two exports of one register: what the first would write is known when the second is judged."""
    files = [written(tmp_path, "a.csv", *ROWS), written(tmp_path, "b.csv", CLOSED, "4,2022-01-05,,,,,water,x")]
    counts, rejects = rehearse(desk, hotline, *files)
    with pytest.raises(UnknownOffice):
        desk.instance.offices.get(OFFICE)
    said = desk.take(hotline, *files).summary
    assert said.rejects is not None
    assert rejects == Path(said.rejects).read_bytes().splitlines()
    assert counts == (
        said.rows,
        said.added,
        said.already,
        said.duplicates,
        said.rejected,
        said.events,
        said.petitions,
    )
    assert (said.duplicates, said.rejected) == (1, 4)
    size = desk.size()
    counts, _ = rehearse(desk, hotline, *files)
    assert (counts[1], counts[5], desk.size()) == (0, 0, size)


def workbook(path: Path, *, formula: bool = False) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("台账")
    for line, row in enumerate((HEADER, OPEN, CLOSED.replace("1,", "2,", 1))):
        sheet.write_row(line, 0, row.split(","))
    if formula:
        sheet.write_formula(1, 7, "=A1&B1")
    book.close()
    return path


def test_a_workbook_and_json_lead_to_the_same_petitions_as_the_csv(
    desk: Desk, hotline: Mapping, tmp_path: Path
) -> None:
    rows = [OPEN, CLOSED.replace("1,", "2,", 1)]
    objects = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in rows]
    array, lines = tmp_path / "a.json", tmp_path / "b.jsonl"
    array.write_text(json.dumps(objects, indent=1), encoding="utf-8")
    lines.write_text("\n".join(json.dumps(each) for each in objects), encoding="utf-8")
    assert desk.take(hotline, workbook(tmp_path / "a.xlsx")).counts == (2, 0, 0, 0)
    for other in (array, lines, written(tmp_path, "a.csv", *rows)):
        assert desk.take(hotline, other).counts == (0, 2, 0, 0)


def test_a_formula_is_rejected_by_cell_and_column(desk: Desk, hotline: Mapping, tmp_path: Path) -> None:
    done = desk.take(hotline, workbook(tmp_path / "a.xlsx", formula=True))
    ((line, column, reason),) = done.faults
    assert (done.counts, line, column) == ((1, 0, 0, 1), 2, "title")
    assert "H2 holds a formula" in reason


def test_what_is_no_workbook_is_named_so_and_a_bomb_is_not_unpacked(
    desk: Desk, hotline: Mapping, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (32 << 20))
    cases = {
        "not an XLSX workbook": b"PK\x03\x04 no zip",
        "old (XLS)": b"\xd0\xcf\x11\xe0\xa1\xb1",
        "unpacks to more": bomb.read_bytes(),
    }
    for reason, content in cases.items():
        ((line, _, said),) = desk.take(hotline, content).faults
        assert (line, reason in said) == (1, True)


def test_json_that_breaks_off_keeps_the_rows_before_it(desk: Desk, hotline: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    first = json.dumps(dict(zip(HEADER.split(","), OPEN.split(","), strict=True)))
    path.write_text(f'[{first},\n {{"id": "2", "opened"', encoding="utf-8")
    done = desk.take(hotline, path)
    ((line, _, reason),) = done.faults
    assert (done.counts, line) == ((1, 0, 0, 1), 2)
    assert "not JSON" in reason


def test_a_preview_shows_each_column_as_what_it_becomes(hotline: Mapping, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", OPEN, "3,never,,,,,roads,x")
    good, bad = preview(hotline, file, "America/New_York", 2, tmp_path)
    values = {cell.column: (cell.means, cell.value) for cell in good.cells}
    assert values["opened"] == ("received", "2022-01-03 09:00:00-05:00")
    assert values["title"] == ("title", "pothole")
    assert [(cell.column, cell.wrong[:12]) for cell in bad.cells if cell.wrong] == [("opened", "unknown date")]
