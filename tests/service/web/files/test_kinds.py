"""A table leaves as CSV and as XLSX: text stays text, numbers numbers, days days; and it says what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from service.web.files import comma, workbook
from service.web.files.sheet import Column, Grounds, Quantity, Sheet, Value
from service.web.language import ZH, translations
from tests.service.web.files.reading import Opened, opened, rows_of_csv

MOMENT = datetime(2026, 3, 31, 9, 30, 15, tzinfo=UTC)
SHEET = Sheet(
    name="统计数 2026-03",
    title="统计数",
    grounds=Grounds((("机构名称", "益民市信访局"), ("台账位置", 17), ("截至时刻", MOMENT)), MOMENT),
    columns=(Column("单位", "所在单位"), Column("件数", "每件计一次")),
    rows=(("规划科", 3), ("城管科", 1)),
    charted=(1,),
)
HOSTILE = (
    "=1+1", '=HYPERLINK("http://example.org","打开")', "+8613900001111", "-1", "@SUM(A1)", "\tx", "\rx", "\nx",
    "＝1+1", "＋1", "－1", "＠x", "  =1+1", "　=1+1", "\u00a0=1+1",
)  # fmt: skip
"""What a spreadsheet would reckon with, or lead somewhere."""
PLAIN = ("http://example.org", "0012", "202603150001234567", "1.5e3", "TRUE", "{=1}", "_x0041_", "a&<b>\u0001")
"""What looks like something else than text, but begins no formula."""


def as_xlsx(sheet: Sheet) -> Opened:
    return opened(workbook.written(sheet, translations(ZH).gettext))


def as_csv(sheet: Sheet) -> list[list[str]]:
    return rows_of_csv(comma.written(sheet, str))


def of(*rows: Sequence[Value], **more: Any) -> Sheet:
    return replace(SHEET, rows=rows, **more)


@pytest.mark.parametrize("text", HOSTILE)
def test_in_a_csv_text_that_would_be_reckoned_with_is_told_to_be_text(text: str) -> None:
    assert as_csv(of((text, 3)))[-1] == [f"'{text}", "3"]


@pytest.mark.parametrize("text", [*HOSTILE, *PLAIN])
def test_in_a_workbook_every_text_stays_the_text_that_it_was(text: str) -> None:
    found = as_xlsx(of((text, 3)))
    assert found.sheets["统计数"][1] == [text, 3.0]
    assert found.looks["统计数"]["A2"] == "@", "also when its cell is edited"
    assert found.living() == []


def test_also_what_it_rests_on_and_its_head_are_safe() -> None:
    sheet = replace(
        SHEET, grounds=Grounds((("@机构", "=1+1"),), MOMENT), columns=(Column("=A1", "-x"), *SHEET.columns[1:])
    )
    assert as_csv(sheet)[:3] == [["'@机构", "'=1+1"], [], ["'=A1", "件数"]]
    found = as_xlsx(sheet)
    assert found.sheets["口径"][0] == ["@机构", "=1+1"]
    assert found.sheets["口径"][3] == ["=A1", "-x"]
    assert found.living() == []


def test_numbers_are_numbers_days_are_days_and_nothing_is_nothing() -> None:
    row = (3, -1.5, Decimal("2.50"), Quantity(Decimal("87.50"), "%"), date(2026, 3, 9), MOMENT, None, "0012")
    sheet = of(row, columns=tuple(Column(name, "") for name in "abcdefgh"), charted=())
    assert as_csv(sheet)[-1] == ["3", "-1.5", "2.50", "87.50", "2026-03-09", "2026-03-31 09:30:15+00:00", "", "0012"]
    found = as_xlsx(sheet)
    told = found.sheets["统计数"][1]
    assert told == [3.0, -1.5, 2.5, 87.5, date(2026, 3, 9), MOMENT.replace(tzinfo=None), None, "0012"]
    assert found.looks["统计数"]["D2"] == 'General"%"'


def test_the_head_stays_in_sight_and_the_filter_ends_above_the_total() -> None:
    found = as_xlsx(replace(SHEET, total=("合计", 4)))
    assert found.sheets["统计数"] == [["单位", "件数"], ["规划科", 3.0], ["城管科", 1.0], ["合计", 4.0]]
    part = found.parts["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="1"' in part
    assert 'state="frozen"' in part
    assert '<autoFilter ref="A1:B3"/>' in part
    assert as_csv(replace(SHEET, total=("合计", 4)))[-1] == ["合计", "4"]


def test_a_column_is_as_wide_as_the_chinese_in_it() -> None:
    part = as_xlsx(of(("河东区住房和城乡建设局", 3))).parts["xl/worksheets/sheet1.xml"]
    assert '<col min="1" max="1" width="25.7' in part, "eleven signs, two digits each, and room for the arrow"


def test_the_second_sheet_says_what_the_table_rests_on_and_what_its_columns_hold() -> None:
    found = as_xlsx(SHEET)
    assert found.names() == ["统计数", "口径", "图表"]
    assert found.sheets["口径"] == [
        ["机构名称", "益民市信访局"],
        ["台账位置", 17.0],
        ["截至时刻", MOMENT.replace(tzinfo=None)],
        [],
        ["栏目", "含义"],
        ["单位", "所在单位"],
        ["件数", "每件计一次"],
    ]


def test_figures_are_drawn_by_the_spreadsheet_itself_from_its_cells() -> None:
    chart = as_xlsx(SHEET).parts["xl/charts/chart1.xml"]
    assert "<c:f>统计数!$B$2:$B$3</c:f>" in chart.replace("'", "")
    assert "<c:f>统计数!$A$2:$A$3</c:f>" in chart.replace("'", "")


@pytest.mark.parametrize("sheet", [of(), replace(SHEET, charted=())], ids=["no rows", "no figures"])
def test_where_there_is_nothing_to_draw_there_is_no_chart(sheet: Sheet) -> None:
    assert as_xlsx(sheet).names() == ["统计数", "口径"]


def test_the_same_table_gives_the_same_bytes_made_at_the_moment_of_its_last_line() -> None:
    said = translations(ZH).gettext
    assert workbook.written(SHEET, said) == workbook.written(SHEET, said)
    assert as_xlsx(SHEET).parts["docProps/core.xml"].count("2026-03-31T09:30:15Z") == 2
    empty = replace(SHEET, grounds=Grounds((), None))
    assert workbook.written(empty, said) == workbook.written(empty, said)


def test_a_title_that_no_sheet_may_have_is_made_one() -> None:
    assert (
        as_xlsx(replace(SHEET, title="'着落/情况' [按:单位]*?" + "长" * 40)).names()[0]
        == "着落 情况   按 单位   " + "长" * 15
    )


def test_rows_are_taken_one_after_the_other_and_once() -> None:
    def rows() -> Iterator[Sequence[Value]]:
        for number in range(3):
            taken.append(number)
            yield "规划科", number

    for written in (comma.written, workbook.written):
        taken: list[int] = []
        written(replace(SHEET, rows=rows()), str)
        assert taken == [0, 1, 2]
