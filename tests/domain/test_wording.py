"""Whoever reads Chinese and whoever reads English only is told the same: everything has a word in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

import pytest
from msgspec import Struct

from domain import access_roles, codelist, explaining, office_events, wording, words, words_en
from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.rulebook import Rulebook
from domain.rulebook_kinds import KINDS
from domain.values import Details, Person
from domain.wellformed import SHAPES
from domain.wording import EN, LANGUAGES, ZH
from projections.status import STATES
from service.bundled import bundled_books, bundled_calendar, bundled_code_lists

CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Characters and punctuation that no English word holds."""
ACTS = get_args(c.Act)
BOOKS = bundled_books()
NOBODY = ("尚未明确的主要负责人", "head of the office, not named yet")

Words = Mapping[str, str]


def names(kinds: Iterable[type[Struct]]) -> set[str]:
    return {kind.__name__ for kind in kinds}


def members(kinds: Iterable[type[Struct]]) -> set[str]:
    return {name for kind in kinds for name in kind.__struct_fields__}


def both(said: Mapping[str, Words]) -> bool:
    """Whether the two say something of the same names, the one in Chinese and the other in English."""
    zh, en = said[ZH], said[EN]
    return zh.keys() == en.keys() and all(map(CJK.search, zh.values())) and english(en.values())


def english(said: Iterable[str]) -> bool:
    return all(each.strip() and not CJK.search(each) for each in said)


@pytest.mark.parametrize("kind", wording.KINDS)
def test_each_language_names_the_same_things(kind: str) -> None:
    assert wording.KINDS[kind].keys() == set(LANGUAGES)
    assert both(wording.KINDS[kind])


def test_the_codes_of_each_field_are_the_same_in_each_language() -> None:
    assert words.CODES.keys() == words_en.CODES.keys()
    assert [field for field in words.CODES if not both({ZH: words.CODES[field], EN: words_en.CODES[field]})] == []
    assert both(wording.FLAGS)


def test_the_two_modules_of_words_hold_the_same() -> None:
    """A mapping that one of them gains the other must gain too."""
    said = [{name for name in vars(module) if name.isupper()} for module in (words, words_en)]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("event", names(get_args(e.Event))),
        ("verb", {*v.VERBS, "Correct"}),
        ("verb", {*names(ACTS), "Correct"}),
        ("office_event", names(get_args(office_events.OfficeEvent))),
        ("state", STATES),
        ("role", v.ROLES),
        ("post", v.POSTS),
        ("unit_kind", v.UNIT_KINDS),
        ("access_role", access_roles.ROLES),
        ("nature", v.NATURES),
        ("field", members((*ACTS, c.Correct, Details, Person)) - {"act", "occurred"}),
        ("field", v.EITHER),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_shown_has_a_word(kind: str, named: Iterable[str], language: str) -> None:
    """The words of a field may be spelled as the field is: `age` is the age."""
    assert [name for name in named if name not in wording.KINDS[kind][language]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_an_act_or_an_event_can_hold_has_a_word(language: str) -> None:
    coded = [(field, code) for shape in SHAPES.values() for field, codes in shape.codes for code in codes]
    coded += [(field, code) for field, codes in v.EVENT_FACTS.items() for code in codes]
    coded += [("part", code) for code in v.PARTS]
    assert coded
    assert [(field, code) for field, code in coded if code != "" and not _has_word(field, code, language)] == []


def test_every_item_of_a_bundled_checklist_has_english_words() -> None:
    items = {item for book in BOOKS.values() for form in book.forms for item in form.items}
    assert words.ITEMS.keys() == items
    assert words_en.ITEMS.keys() == items


def _has_word(field: str, code: v.Value, language: str) -> bool:
    if isinstance(code, bool):
        return wording.code(field, code, language) in wording.FLAGS[language].values()
    return code in wording.CODES[language][field]


def test_a_code_is_called_in_english_as_the_bundled_list_calls_it() -> None:
    for each in bundled_code_lists():
        field = codelist.FIELDS[each.id]
        assert english([each.head.en, *(code.en for code in each.codes)])
        if field in words_en.CODES:
            assert words_en.CODES[field] == {code.code: code.en for code in each.codes}


def test_buttons_begin_with_a_capital() -> None:
    assert [said for said in words_en.VERBS.values() if not said[0].isupper()] == []


# ---- the functions


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (lambda language: wording.event("SignedFor", language), "签收", "signed for"),
        (lambda language: wording.verb("SignFor", language), "签收", "Sign for"),
        (lambda language: wording.verb("Forward", language), "转办", "Forward"),
        (lambda language: wording.verb("Assign", language), "交办", "Assign"),
        (lambda language: wording.verb("Correct", language), "更正", "Correct"),
        (lambda language: wording.office_event("RotaPublished", language), "公布轮值表", "rota published"),
        (lambda language: wording.role("assigner", language), "交办机关", "assigning body"),
        (lambda language: wording.post("section_head", language), "业务科室负责人", "head of a section"),
        (lambda language: wording.unit_kind("county_body", language), "县级机构", "county body"),
        (lambda language: wording.access_role("audit_admin", language), "审计管理员", "audit administrator"),
        (lambda language: wording.state("in_transit", language), "转办途中", "on the way"),
        (lambda language: wording.field("problem_place", language), "问题属地", "place where the problem belongs"),
        (lambda language: wording.office_field("parent", language), "上级单位", "unit above"),
        (lambda language: wording.duty_change("met_late", language), "超期完成", "met late"),
        (lambda language: wording.nature("right", language), "权利", "right"),
        (lambda language: wording.code("channel", "visit", language), "来访", "visit"),
        (lambda language: wording.code("urgent", v.FLAG[1], language), "是", "yes"),
        (lambda language: wording.holder("petitioner", language), "信访人", "petitioner"),
        (lambda language: wording.holder("nobody(head)", language), *NOBODY),
    ],
)  # fmt: skip
def test_a_name_is_said_in_the_language_asked_for(said: Callable[[str], str], zh: str, en: str) -> None:
    assert (said(ZH), said(EN)) == (zh, en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_words_of_an_import_come_back_as_they_are(language: str) -> None:
    assert wording.code("channel", "微信", language) == "微信"
    assert wording.code("content_class", "0101", language) == "0101"
    assert wording.state("someday", language) == "someday"
    assert wording.holder("后扶科", language) == "后扶科"


def test_a_language_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        wording.event("Received", "fr")


# ---- rulebooks, and why a date


def entries(book: Rulebook) -> Iterator[tuple[str, str, str]]:
    """Everything of a book that is shown by a title: the book, its entries and the steps of its routes."""
    yield "book", book.zh, book.en
    for kind in KINDS.values():
        for entry in getattr(book, kind.field):
            yield entry.id, entry.zh, entry.en
    for route in book.routes:
        yield from ((f"{route.id}.{step.id}", step.zh, step.en) for step in route.steps)


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS.keys())
def test_every_entry_and_step_of_a_bundled_rulebook_has_a_title_in_both_languages(book: Rulebook) -> None:
    """The loader asks for neither: an office's own book may do without."""
    assert [entry for entry, zh, en in entries(book) if not CJK.search(zh) or not english([en])] == []


def test_the_reason_of_a_date_names_every_holiday_in_english() -> None:
    found = {day.name for year in bundled_calendar().years for day in year.days}
    assert found
    assert found - explaining.HOLIDAYS.keys() == set()
    assert english(explaining.HOLIDAYS.values())


def test_the_reason_of_a_date_says_in_english_what_word_of_a_rulebook_stands_for_a_date() -> None:
    found = {rule.word for book in BOOKS.values() for rule in (*book.duties, *book.aims) if rule.word}
    assert found
    assert found - explaining.WORDS.keys() == set()
    assert english([*explaining.WORDS.values(), *(en for _, en in explaining.UNITS.values())])
