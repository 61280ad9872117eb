"""Documents are set as PDF/A with their fonts, say what they were given and nothing else, and never an empty box."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
import segno

from domain import commands as c
from domain.documents.kinds import KINDS, PETITIONER
from domain.documents.making import content
from service.documents.drawing import Paper, Query
from service.documents.typesetting import TEMPLATES, BadTemplate, Unprintable, typeset
from tests.domain.documented import case, lived
from tests.domain.scenario import HANDLER
from tests.service.documents.reading import fonts, reader, tags, text

AT = datetime(2026, 5, 15, 8, tzinfo=UTC)
PROOF = "本机构台账第15号事件（叶哈希3fa9c1d2e4b5a697…）"
PLAIN = '#set document(title: "题", date: auto)\n#set text(font: ("Noto Serif SC", "HanaMinB"), lang: "zh")\n'


def picture(said: str) -> str:
    held = io.BytesIO()
    segno.make(said, micro=False).save(held, kind="svg", border=0)
    return held.getvalue().decode()


def paper(kind: str, **other: Any) -> Paper:
    told = lived()
    if kind == "service":
        told.when(c.Serve(document="opinion", mode="直接送达", signed=True), "2026-05-15", by=HANDLER)
    query = Query("https://xf.example.gov.cn/query", "7K2QF-9T0XV", picture("https://xf.example.gov.cn/query"))
    given: dict[str, Any] = {
        "office": "某县移民局",
        "petition": "信〔2026〕0001",
        "number": KINDS[kind].pattern.format(year=2026, number=7),
        "day": date(2026, 5, 15),
        "secrecy": "内部",
        "proof": PROOF,
        "query": query if KINDS[kind].to == PETITIONER else None,
        "content": content(kind, case(told)),
    }
    return Paper(**given | other)


def made(kind: str, **other: Any) -> bytes:
    return typeset((TEMPLATES / f"{kind}.typ").read_text(encoding="utf-8"), paper(kind, **other), AT)


UNPRINTED = ("mode", "post")
"""The code of a way of forwarding, which makes the title; in an opinion the post of who handed it on."""


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
    read = text(typeset((TEMPLATES / f"{kind}.typ").read_text(encoding="utf-8"), given, AT))
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
    said = msgspec.structs.replace(content("opinion", case(lived())), approved=False)
    assert "草稿（未经审批）" in text(made("opinion", content=said))
    assert "草稿" not in text(made("opinion"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_make_the_same_bytes(kind: str) -> None:
    assert made(kind) == made(kind)
    assert made(kind) != made(kind, day=date(2026, 5, 16), proof="别的"), "the control"


def test_what_people_wrote_is_content_and_never_markup() -> None:
    typed = '#read("/etc/passwd") $x^2$ [*b*] = 标题 #image("a.svg") @who <tag> \\'
    said = msgspec.structs.replace(content("acceptance", case(lived())), title=typed)
    assert "".join(typed.split()) in text(made("acceptance", content=said))


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


@pytest.mark.parametrize(("template", "words", "line"), [
    ("#missing", "unknown variable: missing", 3),
    ("#let x = (", "unclosed delimiter", 3),
    ("#json(bytes(sys.inputs.data)).nothing", "does not contain key", 3),
    ('#read("/etc/passwd")', "not found", 3),
    ('#import "@preview/cetz:0.3.0"', "", 3),
])  # fmt: skip
def test_a_template_that_cannot_be_set_is_named_with_its_line(template: str, words: str, line: int) -> None:
    with pytest.raises(BadTemplate) as bad:
        typeset(PLAIN + template, {}, AT)
    assert words in str(bad.value)
    assert bad.value.line == line
    assert "模板有误" in str(bad.value)
