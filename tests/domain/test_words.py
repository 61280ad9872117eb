"""Whoever reads Chinese only is told why in Chinese: no code of an event, a post or a field stands in a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any, get_args
from uuid import UUID

import pytest
from msgspec.structs import fields

from domain import codelist, office_events, words
from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.decide import decide
from domain.deciding import Reason, Refused
from domain.petition import Petition
from domain.values import Details, Person
from domain.wellformed import SHAPES
from service.bundled import bundled_books, bundled_code_lists
from tests.domain.chinese import foreign
from tests.domain.scenario import CLERK, HANDLER, HEAD, PETITION, SHEET, Scenario, instant, moment, under

VERBS = get_args(c.Act)
WRONG = "nonsense"
DAY = "2026-01-05"


@pytest.mark.parametrize(
    ("named", "called"),
    [
        ([kind.__name__ for kind in get_args(e.Event)], words.EVENTS),
        ([kind.__name__ for kind in get_args(office_events.OfficeEvent)], words.OFFICE_EVENTS),
        (v.OFFICE_EVENTS, words.OFFICE_EVENTS),
        (v.POSTS, words.POSTS),
        (v.ROLES, words.ROLES),
        (v.UNIT_KINDS, words.UNIT_KINDS),
        (frozenset().union(*(v.fields_of(verb) for verb in v.VERBS)), words.FIELDS),
        ({name for kind in (*get_args(c.Act), Details, Person) for name in kind.__struct_fields__}, words.FIELDS),
    ],
    ids=[
        "events",
        "events of an office",
        "what recurs",
        "posts",
        "roles",
        "units",
        "fields of rules",
        "fields of acts",
    ],
)
def test_everything_that_a_reason_can_name_has_a_chinese_name(named: Iterable[str], called: Mapping[str, str]) -> None:
    assert [name for name in named if not called.get(name)] == []
    assert [name for name, zh in called.items() if foreign(zh)] == []


def test_every_code_of_a_coded_field_has_a_chinese_name() -> None:
    coded = [(field, code) for shape in SHAPES.values() for field, codes in shape.codes for code in codes]
    asked = [(field, code) for field, code in coded if isinstance(code, str) and code]
    assert asked
    assert [(field, code) for field, code in asked if not words.CODES[field].get(code)] == []


def test_a_code_is_called_as_the_bundled_list_calls_it() -> None:
    lists = {each.id: each for each in bundled_code_lists()}
    for name, field in codelist.FIELDS.items():
        if field in words.CODES:
            assert words.CODES[field] == {each.code: each.zh for each in lists[name].codes}


@pytest.mark.parametrize(
    ("name", "zh"),
    [("后扶科", "后扶科"), ("petitioner", "信访人"), ("nobody(head)", "尚未明确的主要负责人")],
)
def test_who_owes_is_called_in_chinese_also_when_it_is_nobody(name: str, zh: str) -> None:
    assert words.called(name) == zh


def test_a_code_among_chinese_words_is_found() -> None:
    assert foreign("规则自Answered起算") == ["Answered"]
    assert foreign("需由section_head签批", c.Comment(text="说明")) == ["section_head"]
    assert foreign("R5.4：2026-01-05没有“troop”（R5@2010-01-01）", c.Comment(text="a troop of them")) == []


# ---- a refused act of each kind


@pytest.mark.parametrize("verb", VERBS, ids=lambda kind: kind.__name__)
def test_whoever_is_refused_reads_why_in_chinese(verb: type[Any]) -> None:
    refusals = [said for act in _acts(verb) for said in _refusals(act)]
    assert refusals, f"{verb.__name__} was never refused"
    assert {reason.zh: found for act, reason in refusals if (found := foreign(reason.zh, act))} == {}


def _refusals(act: c.Act) -> Iterator[tuple[c.Act, Reason]]:
    """Why the act is refused under each book, at each age of a petition, to two people."""
    for case, state in _ages():
        for by in (CLERK, HANDLER):
            asked = c.Asked(petition=case.petition, command=act, actor=by, occurred=moment(DAY), now=instant(DAY))
            try:
                decide(state, asked, case.context(asked.now))
            except Refused as refused:
                yield from ((act, reason) for reason in refused.reasons)


LIFE: tuple[c.Act, ...] = (
    c.Receive(channel="letter", source="superior_assigned", details=SHEET),
    c.Register(),
    c.Instruct(text="阅处"),
    c.Accept(),
    c.Forward(target="后扶科"),
    c.SignFor(unit="后扶科"),
    c.Report(finding="属实"),
    c.Draft(text="拟同意"),
    c.Answer(reply_kind="opinion", text="同意", delivered=True),
    c.Close(outcome="explained", explanation="已说明", legal_basis="条例"),
)


@cache
def _ages() -> tuple[tuple[Scenario, Petition], ...]:
    """Lives under every bundled book, with the petition as it was before each act; and one that is void."""
    found: list[tuple[Scenario, Petition]] = []
    for book in bundled_books().values():
        case = under(book)
        for act in LIFE:
            found.append((case, case.state))
            with suppress(Refused):
                case.when(act, "2026-01-04", by=HEAD, already_done="补录")
        found.append((case, case.state))
    void = under("S1")
    void.when(LIFE[0], "2026-01-04")
    void.when(c.Void(reason="重复录入"), "2026-01-04")
    return (*found, (void, void.state))


def _acts(verb: type[Any]) -> Iterator[c.Act]:
    """The act with what it must say, with everything that it can say, and with everything said wrongly."""
    members = fields(verb)
    yield verb(**{field.name: _value(verb, field.name, right=True) for field in members if field.required})
    yield verb(**{field.name: _value(verb, field.name, right=True) for field in members})
    yield verb(**{field.name: _value(verb, field.name, right=False) for field in members})


def _value(verb: type[Any], field: str, *, right: bool) -> Any:
    codes = [code for name, allowed in SHAPES[verb].codes if name == field for code in allowed if code]
    if codes:
        return codes[0] if right else WRONG
    good, bad = next(values for kind, values in VALUES.items() if field in v.fields_with(verb, kind))
    return good if right else bad


VALUES: Mapping[type, tuple[Any, Any]] = {
    str: ("说明", " "),
    bool: (True, False),
    int: (1, -1),
    datetime: (instant(DAY), datetime(1800, 1, 1)),  # noqa: DTZ001 - a mistake of the caller
    date: (date(2026, 2, 1), date(1800, 1, 1)),
    UUID: (UUID(int=9), PETITION),
    tuple: ((), (" ",)),
    dict: ({"说明": 5}, {WRONG: 9}),
    Details: (
        SHEET,
        Details(
            title="13800001111", people=0, purpose=WRONG, secrecy=WRONG, not_given={"phone": WRONG, WRONG: "refused"}
        ),
    ),
}
"""Values for a field of each type: one that says something, and one that cannot be meant."""
