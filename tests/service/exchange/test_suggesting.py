"""What a file says of itself: from header and rows to a mapping that loads, and by which the file can be imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from click.testing import CliRunner

from service.cli.guiding import guided
from service.exchange.mapping import Mapping, parse
from service.exchange.reading.records import BadFile
from service.exchange.suggested import lacking, toml
from service.exchange.suggesting import Suggestion, suggest
from tests.service.exchange.conftest import Desk
from tests.service.exchange.test_truth import needed

COLUMNS = "信访件编号,信访日期,信访形式,姓名,联系电话,标题,承办单位,要求办结日期,办结时间,办理结果,备注"
HEADER = COLUMNS.split(",")
ROWS = [
    [
        "XF-1",
        "2024年3月5日",
        "来信",
        "张三",
        "13800000000",
        "道路积水",
        "城建局",
        "2024-04-05",
        "2024/4/1 9:30",
        "已修复",
        "",
    ],
    ["XF-2", "2024年3月6日", "来访", "无", "", "噪声扰民", "环保局", "2024-04-06", "", "", "复杂"],
    ["XF-3", "2024年3月7日", "信箱", "李四", "", "欠薪", "人社局", "2024-04-07", "2024/4/2 15:00", "已支付", ""],
]
MEANT = {
    "信访件编号": "id",
    "信访日期": "received",
    "信访形式": "channel",
    "姓名": "name",
    "联系电话": "phone",
    "标题": "title",
    "承办单位": "unit",
    "要求办结日期": "due",
    "办结时间": "closed",
}


def loaded(found: Suggestion) -> Mapping:
    return parse(toml(found, id_="mine", office="某局"), "mine.toml")


def meant(found: Suggestion) -> dict[str, str]:
    return {column.name: column.means for column in found.columns if column.means}


def text(delimiter: str, encoding: str) -> bytes:
    return "\n".join(delimiter.join(row) for row in (HEADER, *ROWS)).encode(encoding) + b"\n"


def workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["2024年信访登记台账"])
    for line, row in enumerate((HEADER, *ROWS), 1):
        sheet.write_row(line, 0, row)
    book.close()


def written(folder: Path, kind: str) -> Path:
    path = folder / f"register.{kind.split(maxsplit=1)[0]}"
    if kind == "xlsx":
        workbook(path)
    elif kind == "json":
        objects = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
        path.write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    else:
        path.write_bytes(text("\t" if kind.startswith("tsv") else ",", "gb18030" if "gb" in kind else "utf-8"))
    return path


@pytest.mark.parametrize("kind", ["csv", "csv gb18030", "tsv", "xlsx", "json"])
def test_a_chinese_register_is_imported_by_what_was_suggested(desk: Desk, tmp_path: Path, kind: str) -> None:
    """Encoding, delimiter, sheet, the row of the header, three ways to write a date, codes and texts for nothing."""
    path = written(tmp_path, kind)
    found = suggest(path)
    assert (meant(found), lacking(found), found.result) == (MEANT, (), "办理结果")
    mapping = loaded(found)
    assert mapping.entries["信访形式"].values == {"来信": "letter", "来访": "visit"}
    assert mapping.head.missing == ("无",)
    assert desk.take(mapping, path).counts == (3, 0, 0, 0)
    assert desk.events("XF-1") == ["Received", "Registered", "Answered", "Closed"]
    assert desk.events("XF-2") == ["Received", "Registered"]


def test_what_could_not_be_translated_stands_in_the_comments(tmp_path: Path) -> None:
    said = toml(suggest(written(tmp_path, "csv")), id_="mine", office="某局")
    assert '# !! 待对应 to be translated: "信箱"' in said
    assert '#   "备注"' in said
    assert "张三" not in said
    assert "13800000000" not in said


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            "boston311_100/boston311-100.csv",
            {"case_enquiry_id": "id", "open_dt": "received", "target_dt": "due", "closed_dt": "closed"},
        ),
        (
            "stl_csb_2018_01/requests_no_address.csv",
            {"requestid": "id", "datetimeinit": "received", "datecancelled": "withdrawn", "callertype": "channel"},
        ),
        ("uk_wpq/2024-09.final.csv", {"id": "id", "dateTabled": "received", "dateAnswered": "answer"}),
        ("taidi2020c/letters_dev_2011_2018.csv", {"letter_id": "id", "received": "received", "answered": "answer"}),
    ],
)
def test_the_headers_of_real_registers_are_understood(file: str, words: dict[str, str]) -> None:
    found = suggest(needed(file))
    assert words.items() <= meant(found).items()
    assert loaded(found).complete


def test_an_old_register_is_known_by_what_only_it_has(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(
        "编号,来信日期,登记日期,转办日期,承办单位,签收日期\n1,2015-03-02,2015-03-03,2015-03-05,第二科,2015-03-06\n",
        encoding="utf-8",
    )
    mapping = loaded(suggest(path))
    assert mapping.head.historic
    assert [entry.means for entry in mapping.entries.values()] == [
        "id",
        "received",
        "registered",
        "forwarded",
        "forwarded_to",
        "signed_for",
    ]


def test_days_and_months_that_may_be_the_other_way_round_are_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "either.csv"
    path.write_text("id,received\n1,03/04/2024\n2,05/06/2024\n", encoding="utf-8")
    assert "the other way round" in toml(suggest(path), id_="mine", office="x")
    path.write_text("id,received\n1,13/04/2024\n2,05/06/2024\n", encoding="utf-8")
    said = toml(suggest(path), id_="mine", office="x")
    assert "the other way round" not in said
    assert '"%d/%m/%Y"' in said


@pytest.mark.parametrize("content", ["", "only one cell\n", "observed_at,event,old,new\n"])
def test_what_is_no_register_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "none.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile):
        suggest(path)


def test_at_a_terminal_a_person_answers_and_enter_takes_what_was_suggested(tmp_path: Path) -> None:
    found = suggest(written(tmp_path, "csv"))
    answers = ["", "", "", "-", "-", "nonsense", "content_class", *[""] * 5, "mine", "某局", ""]
    with CliRunner().isolation(input="\n".join(answers) + "\n"):
        mapping = parse(guided(found), "mine.toml")
    assert (mapping.id, mapping.head.office) == ("mine", "某局")
    assert {"姓名", "联系电话"}.isdisjoint(mapping.entries)
    assert mapping.entries["标题"].means == "content_class"
