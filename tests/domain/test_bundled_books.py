"""The rulebooks that come with the program: what they say, and that every entry of them says something."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from domain import vocabulary as v
from domain.rulebook import Extension, Rulebook
from domain.rulebook_kinds import KINDS
from domain.rulebook_loader import parse
from domain.rulebook_reader import BadRulebook
from service.bundled import bundled_books, newest

BOOKS = {name: (files("domain") / "rulebooks" / f"{name}.toml").read_text("utf-8") for name in ("S1", "R5", "plain")}


def test_the_bundled_books_load() -> None:
    offices = {f"R{number}@2022-05-27" for number in range(1, 7)}
    assert set(bundled_books()) == {"S1@2022-05-01", "plain@1900-01-01", *offices}
    assert newest("R5").reference == "R5@2022-05-27"
    with pytest.raises(KeyError):
        newest("R9")


@pytest.mark.parametrize("book", bundled_books().values(), ids=bundled_books().keys())
def test_every_bundled_entry_has_a_clause_and_chinese_words(book: Rulebook) -> None:
    entries = [entry for kind in KINDS.values() for entry in getattr(book, kind.field)]
    assert all(entry.clause for entry in entries)
    assert all(any("\u4e00" <= char <= "\u9fff" for char in getattr(entry, "zh", "一")) for entry in entries)


def test_the_handling_limit_is_sixty_days_from_acceptance_and_thirty_more() -> None:
    """S1.34, met by the final answer."""
    rule = newest("S1").duties_by_id["handle"]
    assert (rule.start, rule.amount, rule.unit, rule.roll) == ("accepted", 60, "calendar", "next_working_day")
    assert rule.extension == Extension("additional", 30, ("head",), times=1, before_expiry=True)
    assert [(t.event, t.when.facts) for t in rule.met_by] == [
        ("Answered", (("reply_kind", ("result", "policy", "guidance", "opinion")),))
    ]


def test_a_visit_in_the_hall_is_answered_within_thirty_days_and_at_most_sixty_in_all() -> None:
    """R5.12, met when the final answer has reached the petitioner; an office's own limit does not roll."""
    rule = newest("R5").duties_by_id["answer_hall"]
    assert (rule.start, rule.amount, rule.unit, rule.roll) == ("received", 30, "calendar", "none")
    assert rule.extension == Extension("total", 60, ("head", "deputy_for_petitions"), times=1, before_expiry=True)
    assert {trigger.event for trigger in rule.met_by} == {"Answered", "Served", "Notified"}


def test_the_bureau_works_under_the_national_rules_too() -> None:
    assert newest("S1").duties_by_id.keys() < newest("R5").duties_by_id.keys()
    assert set(newest("S1").guards) < set(newest("R5").guards)
    assert set(newest("S1").outcomes) == set(newest("R5").outcomes)


def test_a_plain_register_takes_date_and_clause_from_its_source() -> None:
    book = newest("plain")
    [rule] = book.duties
    assert (rule.unit, rule.field, rule.clause) == ("given", v.SOURCE_DUE, "source")
    assert (book.extends, book.guards, [outcome.id for outcome in book.outcomes]) == ("", (), ["recorded"])


ENTRIES = [
    (name, kind, number)
    for name, text in BOOKS.items()
    for kind in KINDS
    for number in range(text.count(f"[[{kind}]]"))
]


@pytest.mark.parametrize(("name", "kind", "number"), ENTRIES)
def test_removing_any_entry_changes_what_the_book_says(name: str, kind: str, number: int) -> None:
    """No entry is dead text: without it the book lacks that entry and nothing else, or no longer loads."""
    entry, without = taken_out(BOOKS[name], kind, number)
    parents = {"S1": newest("S1")}
    whole = parse(BOOKS[name], name, parents)
    try:
        left = parse(without, name, parents)
    except BadRulebook as refused:
        assert {mistake.word for mistake in refused.mistakes} == {entry}  # noqa: PT017 - one of two good ends
    else:
        assert ids(whole) - ids(left) == {(kind, entry)}
        assert ids(left) < ids(whole)


def taken_out(text: str, kind: str, number: int) -> tuple[str, str]:
    """The id of an entry of a file, and the file without it."""
    parts = re.split(r"^(?=\[\[|\[settings\])", text, flags=re.MULTILINE)
    at = [place for place, part in enumerate(parts) if part.startswith(f"[[{kind}]]")][number]
    [entry] = re.findall(r'^id = "(\w+)"', parts[at], flags=re.MULTILINE)
    return entry, "".join(parts[:at] + parts[at + 1 :])


def ids(book: Rulebook) -> set[tuple[str, str]]:
    """Kind and id of every entry of a book."""
    return {(kind, entry.id) for kind, of_kind in KINDS.items() for entry in getattr(book, of_kind.field)}
