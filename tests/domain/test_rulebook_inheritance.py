"""What a book takes over from the one it extends, replaces and drops."""

from __future__ import annotations

import msgspec
import pytest

from domain.rulebook import Trigger
from tests.domain.small_book import CHILD, DUTY, ROUTE, WHOLE, load, mistakes


def test_a_child_has_its_own_entries_first_and_then_those_it_inherits() -> None:
    own = ROUTE.replace('"letter"', '"visit"')
    child = load(CHILD + own, T=load(WHOLE))
    assert [route.id for route in child.routes] == ["visit", "letter"]
    assert child.duties == load(WHOLE).duties
    assert child.settings == load(WHOLE).settings
    assert child.extends == "T"


def test_an_override_replaces_the_keys_it_names_and_shows_its_own_clause() -> None:
    override = '[[override]]\nkind = "duty"\nid = "answer"\nclause = "C.1"\namount = 3\ncancelled_by = ["Withdrawn"]'
    [duty] = load(CHILD + override, T=load(WHOLE)).duties
    assert duty == msgspec.structs.replace(
        load(WHOLE).duties[0], clause="C.1", amount=3, cancelled_by=(Trigger("Withdrawn"),)
    )


def test_a_dropped_entry_is_gone() -> None:
    drop = '[[drop]]\nkind = "guard"\nid = "two"\nclause = "C.2"\nreason = "one is enough here"'
    child = load(CHILD + drop, T=load(WHOLE))
    assert (child.guards, len(child.duties)) == ((), 1)


def test_settings_are_inherited_key_by_key() -> None:
    parent = load(WHOLE + '[settings]\ncollective_min = 6\noutcome_clause = "T.9"')
    child = load(CHILD + "[settings]\ncollective_min = 7", T=parent)
    assert (child.settings.collective_min, child.settings.outcome_clause) == (7, "T.9")


INHERITING = {
    "an unknown parent": (CHILD.replace('extends = "T"', 'extends = "X"'), "book", "X"),
    "a parent not yet in force": (CHILD.replace("2024-06-01", "2023-06-01"), "book", "2023-06-01"),
    "an inherited id again": (CHILD + DUTY, "duty answer", "answer"),
    "an override without clause": (
        CHILD + '[[override]]\nkind = "duty"\nid = "answer"\namount = 3',
        "override answer",
        "clause",
    ),
    "an override of nothing": (
        CHILD + '[[override]]\nkind = "duty"\nid = "reply"\nclause = "C.1"',
        "override reply",
        "reply",
    ),
    "an override of no kind": (
        CHILD + '[[override]]\nkind = "rule"\nid = "answer"\nclause = "C.1"',
        "override answer",
        "rule",
    ),
    "an override with a key nobody knows": (
        CHILD + '[[override]]\nkind = "duty"\nid = "answer"\nclause = "C.1"\ncolour = 1',
        "override answer",
        "colour",
    ),
    "an override that breaks the entry": (
        CHILD + '[[override]]\nkind = "duty"\nid = "answer"\nclause = "C.1"\nunit = "given"',
        "duty answer",
        "field",
    ),
    "a drop without reason": (
        CHILD + '[[drop]]\nkind = "guard"\nid = "two"\nclause = "C.2"',
        "drop two",
        "reason",
    ),
    "a drop of its own entry": (
        CHILD + DUTY.replace('"answer"', '"own"') + '[[drop]]\nkind = "duty"\nid = "own"\nclause = "C"\nreason = "x"',
        "drop own",
        "own",
    ),
    "a drop of what is still named": (
        CHILD
        + DUTY.replace('"answer"', '"own"').replace('start = "received"', 'after = "answer"')
        + '[[drop]]\nkind = "duty"\nid = "answer"\nclause = "C"\nreason = "x"',
        "duty own",
        "answer",
    ),
}


@pytest.mark.parametrize(("text", "entry", "word"), INHERITING.values(), ids=INHERITING.keys())
def test_a_bad_child_is_refused_with_entry_and_word(text: str, entry: str, word: str) -> None:
    assert (entry, word) in mistakes(text, T=load(WHOLE))


def test_the_digest_covers_the_text_and_what_it_inherits() -> None:
    parent, other = load(WHOLE), load(WHOLE + "# a remark")
    digests = {parent.digest, other.digest, load(CHILD, T=parent).digest, load(CHILD, T=other).digest}
    assert len(digests) == 4
    assert load(WHOLE).digest == parent.digest
