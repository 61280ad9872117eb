"""What the other register writes as codes: in a table beside the mapping, and what stands in no table is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from service.exchange.mapping import BadMapping, Mapping
from service.exchange.mappings import load_mapping
from tests.service.exchange.conftest import Desk, table
from tests.service.exchange.test_registers import HEADER, OPEN, TOML

COLUMN = '\n[column.way]\nmeans = "channel"\nvalues_from = "{file}"\n{more}'
CODES = [("来源代码", "代码"), ("01", "letter"), ("02", "visit"), ("03", "online")]


def mapping(folder: Path, file: str, more: str = 'values = { "03" = "call" }\n') -> Mapping:
    path = folder / "hotline.toml"
    path.write_text(TOML + COLUMN.format(file=file, more=more), encoding="utf-8")
    return load_mapping(path)


def written(path: Path) -> Path:
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in CODES), encoding="utf-8")
        return path
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("代码")
    for line, row in enumerate(CODES):
        sheet.write_row(line, 0, row)
    book.close()
    return path


def rows(*codes: str) -> str:
    return table(f"{HEADER},way", [f"{OPEN.replace('1', str(nth), 1)},{code}" for nth, code in enumerate(codes, 1)])


@pytest.mark.parametrize("file", ["codes.csv", "codes.xlsx"])
def test_codes_mean_what_the_table_says_and_an_unknown_one_is_named(desk: Desk, tmp_path: Path, file: str) -> None:
    """What the mapping itself says goes before the table."""
    written(tmp_path / file)
    done = desk.take(mapping(tmp_path, file), rows("01", "02", "03", "99"))
    assert done.counts == (3, 0, 0, 1)
    assert done.faults == [(5, "way", f"code '99' is not in the mapping ({file})")]
    received = [desk.petition(str(nth)).received for nth in (1, 2, 3)]
    assert [each.channel for each in received if each] == ["letter", "visit", "call"]


def test_what_is_in_no_table_goes_to_the_default_that_is_stated(desk: Desk, tmp_path: Path) -> None:
    written(tmp_path / "codes.csv")
    taken = desk.take(mapping(tmp_path, "codes.csv", 'otherwise = "fax"\n'), rows("01", "99"))
    assert taken.counts == (2, 0, 0, 0)
    received = desk.petition("2").received
    assert received
    assert received.channel == "fax"


BAD = {
    "unknown": ("a,b\n01,pigeon\n", "'pigeon' is no channel"),
    "twice": ("a,b\n01,letter\n01,visit\n", "line 3: code '01' stands there twice"),
    "one column": ("a\n01\n", "line 2: two cells are needed"),
    "empty": ("a,b\n", "no codes stand below its header"),
}


@pytest.mark.parametrize(("content", "reason"), BAD.values(), ids=BAD)
def test_a_table_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "codes.csv").write_text(content, encoding="utf-8")
    with pytest.raises(BadMapping, match=reason):
        mapping(tmp_path, "codes.csv")


@pytest.mark.parametrize("file", ["none.csv", "../codes.csv"])
def test_a_table_lies_beside_its_mapping(tmp_path: Path, file: str) -> None:
    written(tmp_path / "codes.csv")
    (tmp_path / "inner").mkdir()
    with pytest.raises(BadMapping, match=r"none\.csv: No such file|is not the name of a file beside"):
        mapping(tmp_path / "inner", file)
