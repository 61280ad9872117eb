"""An office sets its documents its own way; a template that would lose what every document bears is not taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.documents.kinds import KINDS
from service.documents.judging import judge, preview
from service.documents.own_templates import MOST, BadFile, judged, put, standing, taken_away
from service.documents.template import of_folder, own, stock, template
from service.documents.typesetting import BadTemplate
from tests.service.attachments.files import png
from tests.service.documents.reading import text

PNG = png()
NAME = "acceptance.typ"
STOCK = stock()[NAME].decode()


def changed(before: str, after: str) -> bytes:
    assert before in STOCK
    return STOCK.replace(before, after).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_of_the_program_prints_all_that_it_is_given(kind: str) -> None:
    found = judge(template(kind))
    assert (found.lacking, found.unprinted) == ((), ())


def test_what_a_template_does_not_print_is_named(tmp_path: Path) -> None:
    found = judged(tmp_path, NAME, changed("该事项由#said.unit;办理", "该事项已交办"))
    assert {kind: (each.lacking, each.unprinted) for kind, each in found.items()} == {"acceptance": ((), ("〔unit〕",))}


@pytest.mark.parametrize(
    ("before", "after", "lacking"),
    [
        ("#close(day-of: said.accepted)", "", ("query",)),
        ('#head("信访事项受理告知书")', "", ("number",)),
        ('#show: paper.with("信访事项受理告知书")', '#set document(title: "告知书")', ("secrecy", "proof")),
    ],
)
def test_a_template_without_what_every_document_bears_does_not_fit(
    tmp_path: Path, before: str, after: str, lacking: tuple[str, ...]
) -> None:
    (found,) = judged(tmp_path, NAME, changed(before, after)).values()
    assert found.lacking == lacking
    assert not found.fits


def test_it_is_judged_with_nothing_said_too(tmp_path: Path) -> None:
    held = changed("#if said.limit != none [#if", "#if said.limit.len() > 0 [#if")
    with pytest.raises(BadTemplate, match=r"acceptance\.typ, line 9"):
        judged(tmp_path, NAME, held)


def test_an_office_sets_one_kind_its_own_way_and_the_others_as_the_program_does(tmp_path: Path) -> None:
    put(tmp_path, NAME, changed("特此告知。", "特此函告。"))
    assert "特此函告。" in text(preview(of_folder("acceptance", tmp_path)))
    assert "特此告知。" in text(preview(of_folder("extension", tmp_path)))
    ours = {each.kind: each for each in standing(tmp_path)}
    theirs = {each.kind: each for each in standing(tmp_path / "none")}
    assert [kind for kind in KINDS if ours[kind].own] == ["acceptance"]
    assert [kind for kind in KINDS if ours[kind].digest != theirs[kind].digest] == ["acceptance"]
    taken_away(tmp_path, NAME)
    assert list(standing(tmp_path)) == list(theirs.values())


def test_a_part_that_all_use_changes_all_and_is_judged_with_all(tmp_path: Path) -> None:
    parts = stock()["parts.typ"].replace("（印章）".encode(), "（盖章）".encode())
    assert list(judged(tmp_path, "parts.typ", parts)) == list(KINDS)
    put(tmp_path, "parts.typ", parts)
    assert "（盖章）" in text(preview(of_folder("opinion", tmp_path)))
    assert all(each.own for each in standing(tmp_path))
    with pytest.raises(BadTemplate, match=r"parts\.typ, line 1, column"):
        judged(tmp_path, "parts.typ", b"#let data = (")


def test_a_picture_of_the_office_can_be_used_and_is_not_taken_away_while_it_is(tmp_path: Path) -> None:
    assert judged(tmp_path, "badge.png", PNG)
    put(tmp_path, "badge.png", PNG)
    held = changed("#to(said", '#image("badge.png", width: 10mm, alt: "徽标")\n#to(said')
    put(tmp_path, NAME, held)
    assert judge(of_folder("acceptance", tmp_path)).fits
    with pytest.raises(BadFile, match=r"badge\.png is needed by another"):
        taken_away(tmp_path, "badge.png")
    taken_away(tmp_path, NAME)
    taken_away(tmp_path, "badge.png")
    assert own(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "held", "words"),
    [
        ("notice.typ", b"", "no template is called so"),
        ("../acceptance.typ", b"", "no template is called so"),
        ("separator.typ", b"", "no template is called so"),
        (".png", b"", "no template is called so"),
        ("a/b.png", b"", "no template is called so"),
        (NAME, b"\xff\xfe", "not UTF-8 at byte 0"),
        ("badge.png", b"x" * (2 * 1024 * 1024 + 1), "at most 2097152"),
    ],
)
def test_what_cannot_be_a_template_is_refused_by_name(tmp_path: Path, name: str, held: bytes, words: str) -> None:
    with pytest.raises(BadFile) as bad:
        judged(tmp_path, name, held)
    assert name in str(bad.value)
    assert words in str(bad.value)


def test_an_office_has_no_more_files_than_can_be_read_for_every_document(tmp_path: Path) -> None:
    for number in range(MOST):
        put(tmp_path, f"{number}.png", PNG)
    with pytest.raises(BadFile, match="at most 50 files"):
        judged(tmp_path, "one-more.png", PNG)


def test_what_lies_in_the_folder_beside_templates_is_not_read(tmp_path: Path) -> None:
    for name in ("notes.txt", ".acceptance.typ.part", "other.typ"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.png").mkdir()
    assert own(tmp_path) == {}
