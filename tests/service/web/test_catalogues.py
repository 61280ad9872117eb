"""Both languages are whole: nothing is said in one of them only."""

from __future__ import annotations

import re

from service.web.language import ZH, catalogue
from tests.service.web.messages import WEB, messages, untranslated

CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
HANDLER, STYLE, SCRIPT = (
    re.compile(r"\son[a-z]+="),
    re.compile(r"<style|\sstyle="),
    re.compile(r"<script(?![^>]*\ssrc=)"),
)
NAME_OF_THE_PROGRAM = "着落"


def test_every_message_of_the_pages_has_its_chinese_words() -> None:
    assert untranslated() == {}


def test_the_catalogues_hold_no_message_that_nothing_says() -> None:
    said = {each.text for each in messages()}
    held = {each.id if isinstance(each.id, str) else each.id[0] for each in catalogue(ZH) if each.id}
    assert held - said == set()


def test_no_translation_is_only_guessed_and_each_is_chinese() -> None:
    for each in catalogue(ZH):
        if each.id:
            assert not each.fuzzy, each.id
            said = "".join(each.string or "")
            assert CHINESE.search(said), f"{each.id!r} is {said!r}"


def test_each_placeholder_of_a_message_stands_in_its_translation() -> None:
    holder = re.compile(r"%\((\w+)\)")
    for each in catalogue(ZH):
        ids = each.id if isinstance(each.id, tuple | list) else (str(each.id),)
        strings = each.string if isinstance(each.string, tuple | list) else (str(each.string),)
        for said in strings:
            assert set(holder.findall(said)) <= {name for id_ in ids for name in holder.findall(id_)}, each.id


def test_no_template_says_chinese_beside_the_catalogue_nor_breaks_the_policy() -> None:
    for file in WEB.rglob("*.html"):
        text = COMMENT.sub("", file.read_text("utf-8")).replace(NAME_OF_THE_PROGRAM, "").replace("：", "")
        assert not CHINESE.search(text), file
        for forbidden in (HANDLER, STYLE, SCRIPT):
            assert not forbidden.search(text), (file, forbidden.pattern)
        assert "hx-on" not in text, file
        assert "js:" not in text, file
