"""A layout leaves as XLSX and CSV: the figures of its cells, charts, what it rests on, every column explained, safe."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from domain.layouts.catalogue import LAYOUTS
from domain.periods import period
from domain.wording import EN, ZH
from service.layouts import comma, workbook
from service.layouts.describing import described
from service.layouts.made import Made, layout_of, made
from service.readmodels.asking import BadQuestion
from service.runtime import Instance
from tests.service.reports.bureau import Bureau, a_quarter
from tests.service.web.files.reading import opened, rows_of_csv

MADE = datetime(2026, 4, 1, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://example.org","镇")'


@pytest.fixture
def bureau(instance: Instance) -> Bureau:
    """Visits of places whose names a spreadsheet would reckon with."""
    bureau = Bureau(instance, name="=1+1移民局")
    a_quarter(bureau)
    bureau.today = date(2026, 3, 31)
    for nth, place in enumerate((FORMULA, "@镇", "-1")):
        bureau.letter(date(2026, 3, 2 + nth), channel="visit", people=4 + nth, problem_place=place)
    return bureau


def layout(bureau: Bureau, name: str, said: str = "2026-03", position: int | None = None) -> Made:
    return made(bureau.instance, bureau.asked(position), period(said), layout_of(name), MADE)


def unpacked(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", LAYOUTS)
def test_both_files_hold_the_cells_of_every_table(bureau: Bureau, name: str) -> None:
    found = layout(bureau, name)
    book = opened(workbook.written(found, ZH))
    files = unpacked(comma.written(found, ZH))
    for table in found.tables:
        plain = rows_of_csv(files[f"{table.table.id}.csv"])[1:]
        sheet = book.sheets[table.table.label.zh]
        sheet = sheet[len(sheet) - len(table.lines) :]
        assert len(plain) == len(sheet) == len(table.lines)
        for line, left, right in zip(table.lines, plain, sheet, strict=True):
            for nth, cell in enumerate(line.cells, start=1):
                empty = cell.value is None or (table.table.blank and not cell.value)
                assert left[nth] == ("" if empty else str(cell.value))
                told = right[nth] if nth < len(right) else None
                assert told == (None if empty else float(cell.value or 0))


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_text_of_them_is_reckoned_with(bureau: Bureau, name: str) -> None:
    found = layout(bureau, name)
    assert opened(workbook.written(found, ZH)).living() == []
    for file, content in unpacked(comma.written(found, ZH)).items():
        assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets in China read it as what it is"
        for row in rows_of_csv(content) if file.endswith(".csv") else ():
            assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]


def test_a_place_that_looks_like_a_formula_is_the_text_that_it_was(bureau: Bureau) -> None:
    found = layout(bureau, "visits")
    places = {row[0] for row in opened(workbook.written(found, ZH)).sheets["按问题属地"] if row}
    assert {FORMULA, "@镇", "-1"} <= places
    plain = rows_of_csv(unpacked(comma.written(found, ZH))["places.csv"])
    assert {f"'{FORMULA}", "'@镇", "'-1"} <= {row[0] for row in plain}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize(("language", "basis", "columns"), [(ZH, "口径", "栏目说明"), (EN, "Basis", "Columns")])
def test_sheets_say_what_it_rests_on_and_what_every_column_holds(
    bureau: Bureau, name: str, language: str, basis: str, columns: str
) -> None:
    found = layout(bureau, name)
    book = opened(workbook.written(found, language))
    head = bureau.instance.ledger.head(bureau.id)
    said = {str(value) for row in book.sheets[basis] for value in row[1:]}
    assert {head.root.hex(), f"{float(head.size)}", "2026-03-01 – 2026-03-31"} <= said
    assert any(found.layout.formula in each for each in said)
    assert [row[1] for row in book.sheets[columns][1:]] == [each.id for each in described(found.layout)]
    assert all(all(row[:7]) for row in book.sheets[columns])


@pytest.mark.parametrize("name", [name for name, each in LAYOUTS.items() if any(t.charted for t in each.tables)])
def test_charts_are_drawn_from_the_cells_and_leave_out_the_total(bureau: Bureau, name: str) -> None:
    book = opened(workbook.written(layout(bureau, name), ZH))
    charts = "".join(part for path, part in book.parts.items() if path.startswith("xl/charts/chart"))
    heads = {table.id: 3 if any(getattr(c, "over", "") for c in table.columns) else 2 for table in LAYOUTS[name].tables}
    for table in layout(bureau, name).tables:
        if table.table.charted and len(table.lines) > 1:
            first = heads[table.table.id] + (table.lines[0].id == "total")
            assert f"{table.table.label.zh}!$A${first}" in charts.replace("'", "")


def test_as_of_a_position_its_root_and_figures_are_those_of_then(bureau: Bureau) -> None:
    before = layout(bureau, "bulletin", position=bureau.size - 2)
    assert before.tables[0].cell("visits", "this").value == 2
    assert layout(bureau, "bulletin").tables[0].cell("visits", "this").value == 3
    roots = {str(each.said) for each in before.grounds.lines}
    assert bureau.instance.ledger.head(bureau.id).root.hex() not in roots


def test_two_of_the_same_position_differ_in_nothing_but_when_they_were_made(bureau: Bureau) -> None:
    found = layout(bureau, "bulletin")
    assert workbook.written(found, ZH) == workbook.written(layout(bureau, "bulletin"), ZH)
    assert comma.written(found, ZH) == comma.written(layout(bureau, "bulletin"), ZH)


def test_the_prose_says_the_figures_of_its_table_in_both_languages(bureau: Bureau) -> None:
    found = layout(bureau, "bulletin")
    visits = found.tables[0].cell("visits", "this").value
    persons = found.tables[0].cell("visitors", "this").value
    assert (visits, persons) == (3, 15)
    assert "接待来访3批15人次" in "".join(found.sentences(ZH))
    assert "Visits: 3 batches" in "".join(found.sentences(EN))
    assert opened(workbook.written(found, ZH)).sheets["通报"][1:] == [[each] for each in found.sentences(ZH)]
    prose = unpacked(comma.written(found, ZH))["prose.txt"].decode("utf-8-sig").splitlines()
    assert prose[2:] == found.sentences(ZH)


@pytest.mark.parametrize("said", ["2026-05", "2027"])
def test_of_a_period_to_come_nothing_is_made(bureau: Bureau, said: str) -> None:
    with pytest.raises(BadQuestion, match="尚未开始"):
        layout(bureau, "visits", said)
    with pytest.raises(BadQuestion, match="没有这种表式"):
        layout_of("none")
