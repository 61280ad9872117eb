"""Documents are set as PDF/A with their fonts, say what they were given and nothing else, and never an empty box."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec
import pytest
import segno

from domain.documents.content import Content, Filed, Signed
from domain.documents.kinds import KINDS, PETITIONER
from domain.documents.making import content
from service.documents.drawing import Paper, Query
from service.documents.template import Template, stock, template
from service.documents.typesetting import BadTemplate, Unprintable, typeset
from tests.domain.documented import OPINION, case, life_of, lived
from tests.service.documents.reading import fonts, reader, tags, text

AT = datetime(2026, 5, 15, 8, tzinfo=UTC)
PROOF = "本机构台账第15号事件（叶哈希3fa9c1d2e4b5a697…）"
PLAIN = '#set document(title: "题", date: auto)\n#set text(font: ("Noto Serif SC", "HanaMinB"), lang: "zh")\n'


def picture(said: str) -> str:
    held = io.BytesIO()
    segno.make(said, micro=False).save(held, kind="svg", border=0)
    return held.getvalue().decode()


@cache
def known(kind: str) -> Content:
    return content(kind, case(life_of(kind)))


def paper(kind: str, **other: Any) -> Paper:
    query = Query("https://xf.example.gov.cn/query", "7K2QF-9T0XV", picture("https://xf.example.gov.cn/query"))
    given: dict[str, Any] = {
        "office": "移民局",
        "petition": "信〔2026〕0001",
        "number": KINDS[kind].pattern.format(year=2026, number=7),
        "day": date(2026, 5, 15),
        "secrecy": "内部",
        "proof": PROOF,
        "query": query if KINDS[kind].to == PETITIONER else None,
        "content": known(kind),
    }
    return Paper(**given | other)


def made(kind: str, **other: Any) -> bytes:
    return typeset(template(kind), paper(kind, **other), AT)


UNPRINTED = ("mode", "level")
"""The code of a way of forwarding and that of a review, which make the title."""


def words(value: Any) -> list[str]:
    """Every word that a document was given, as it is to be read in it."""
    if isinstance(value, dict):
        return [each for name, held in value.items() if name not in UNPRINTED for each in words(held)]
    if isinstance(value, list | tuple):
        return [each for held in value for each in words(held)]
    if isinstance(value, str):
        return [_printed(value)]
    return []


def _printed(value: str) -> str:
    """A day is written as people write it, all else as it is, without blanks and breaks."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return "".join(value.split())
    return f"{day.year}年{day.month}月{day.day}日" + value[10:].strip()


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_document_is_what_it_was_given(kind: str) -> None:
    given = paper(kind)
    read = text(typeset(template(kind), given, AT))
    said = [*words(msgspec.to_builtins(given.content)), given.office, given.petition, given.number, PROOF, "内部"]
    lost = [each for each in said if each.rstrip("。") not in read]
    assert lost == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_archival_accessible_and_carries_its_fonts(kind: str) -> None:
    pdf = made(kind)
    held = fonts(pdf)
    assert held
    assert all(held.values()), "every font is embedded"
    root: Any = reader(pdf).root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert {"/H1", "/P"} & tags(pdf)


def test_an_opinion_that_nobody_has_approved_says_so() -> None:
    for kind in ("opinion", "review1", "review2"):
        said = msgspec.structs.replace(known(kind), approved=None)
        read = text(made(kind, content=said))
        assert "草稿（未经审批）" in read
        assert "（印章）年月日" in read, "the day is left to who will sign it"
        assert "草稿" not in text(made(kind))


def test_a_notice_bears_the_day_of_what_it_tells_and_not_the_day_asked_about() -> None:
    days = {
        "acceptance": "2026年3月5日",
        "refusal": "2026年3月6日",
        "whereto": "2026年3月4日",
        "extension": "2026年4月22日",
    }
    assert {
        kind for kind, day in days.items() if f"（印章）{day}" not in text(made(kind, day=date(2031, 1, 1)))
    } == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_make_the_same_bytes(kind: str) -> None:
    once = made(kind)
    assert once == made(kind)
    assert once != made(kind, day=date(2026, 5, 16), proof="别的"), "the control"


TYPED = '#read("/etc/passwd") $x^2$ [*b*] = 标题 #image("a.svg") @who <tag> \\'


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_is_content_and_never_markup(kind: str) -> None:
    said = replaced(msgspec.to_builtins(known(kind)))
    read = text(made(kind, content=said))
    assert "".join(TYPED.split()) in read


def replaced(value: Any) -> Any:
    """Every text that is no day, no mode and no label with markup in its place."""
    if isinstance(value, dict):
        kept = (*UNPRINTED, "label")
        return {name: held if name in kept else replaced(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(each) for each in value]
    return TYPED if isinstance(value, str) and value and not re.match(r"\d{4}-", value) else value


def test_rare_characters_of_names_are_printed() -> None:
    rare = "𠮷𡈽㛃𬭎䶮"
    said = msgspec.structs.replace(content("acceptance", case(lived())), petitioner=rare)
    assert rare in text(made("acceptance", content=said))


def test_what_no_font_has_is_refused_with_each_character_shown() -> None:
    said = msgspec.structs.replace(content("acceptance", case(lived())), petitioner="王𰀀𱍐")
    with pytest.raises(Unprintable) as refused:
        made("acceptance", content=said)
    assert refused.value.characters == ("𰀀", "𱍐")
    assert "𰀀（U+30000）、𱍐（U+31350）" in str(refused.value)
    assert "字库" in str(refused.value)


@pytest.mark.parametrize(("written", "words", "line"), [
    ("#missing", "unknown variable: missing", 3),
    ("#let x = (", "unclosed delimiter", 3),
    ("#json(bytes(sys.inputs.data)).nothing", "does not contain key", 3),
    ('#read("/etc/passwd")', "not found", 3),
    ('#import "@preview/cetz:0.3.0"', "packages are not fetched", 3),
])  # fmt: skip
def test_a_template_that_cannot_be_set_is_named_with_its_line(written: str, words: str, line: int) -> None:
    with pytest.raises(BadTemplate) as bad:
        typeset(Template("opinion", (PLAIN + written).encode(), stock()), {}, AT)
    assert words in str(bad.value)
    assert (bad.value.file, bad.value.line) == ("opinion.typ", line)
    assert "模板有误" in str(bad.value)


# ---- on paper


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in reader(pdf).pages]


LONG = "经查，屋面防水层有施工缺陷，雨天渗漏，多次报修未果。" * 4


@pytest.mark.parametrize("paragraphs", range(9, 15))
def test_no_page_holds_the_seal_without_text_and_no_heading_stands_alone_at_the_foot(paragraphs: int) -> None:
    said = msgspec.structs.replace(known("opinion"), findings="\n".join([LONG] * paragraphs))
    read = pages(made("opinion", content=said))
    assert len(read) > 1
    (sealed,) = (page for page in read if "（印章）" in page)
    assert str(OPINION.remedy) in sealed
    headings = ("一、信访请求", "二、查明的事实", "三、处理依据", "四、处理意见", "五、救济途径")
    assert [page for page in read if page.partition(PROOF)[0].endswith(headings)] == []


def test_from_the_second_page_on_each_says_whose_page_it_is() -> None:
    said = msgspec.structs.replace(known("registration"), proposals=(Signed("田甜", LONG * 30, date(2026, 3, 2)),))
    first, *others = pages(made("registration", content=said))
    assert others
    assert all("信访事项登记表信〔2026〕0001" in page for page in others)
    assert "信访事项登记表信〔2026〕0001" not in first


def test_the_head_of_a_long_catalogue_is_repeated_on_each_page() -> None:
    papers = tuple(Filed(title=f"第{n}份材料") for n in range(1, 90))
    read = pages(made("catalogue", content=msgspec.structs.replace(known("catalogue"), papers=papers)))
    assert len(read) > 2
    assert all("序号文号责任者文件题名日期页数备注" in page for page in read)
    assert all(f"第{n}份材料" in "".join(read) for n in range(1, 90))


HALVES = 96
"""What fits beside each other of the narrow letters of a form, over the whole width of its page."""


@pytest.mark.parametrize("kind", ["registration", "slip"])
def test_a_word_that_is_longer_than_its_cell_is_broken(kind: str) -> None:
    word = "A1" * 100
    said = msgspec.structs.replace(known(kind), title=word) if kind == "slip" else _proposed(word)
    read = reader(made(kind, content=said)).pages[0].extract_text()
    assert word in "".join(read.split()).replace("\u200b", "")
    assert max(len(line) for line in read.replace("\u200b", "").splitlines() if "A1" in line) < HALVES


def _proposed(word: str) -> Content:
    return msgspec.structs.replace(known("registration"), proposals=(Signed("田甜", word, date(2026, 3, 2)),))


def test_what_is_filled_in_by_hand_has_a_place_to_sign_and_a_day_to_write() -> None:
    read = text(made("pressing"))
    assert "承办人：年月日" in read
    assert "第2次" in read
    empty = msgspec.structs.replace(known("reception"), problem="", demand="", answer_given="")
    assert "来访人签名：年月日" in text(made("reception", content=empty))
    unapproved = msgspec.structs.replace(known("approval"), reviewed=(), approved=())
    assert text(made("approval", content=unapproved)).count("签名：年月日") == 2
