"""Which matters have two routes, and which have none."""

from __future__ import annotations

from domain import vocabulary as v
from domain.rulebook import Rulebook
from domain.rulebook_loader import parse
from domain.rulebook_overlaps import overlaps
from service.bundled import newest

BOOK = """
[book]
id = "T"
valid_from = 2024-01-01
"""


def route(name: str, condition: str) -> str:
    steps = '[{id = "register", event = "Registered"}]'
    return f'[[route]]\nid = "{name}"\nclause = "T.1"\nwhen = {condition}\nsteps = {steps}\n'


def book_of(*routes: str) -> Rulebook:
    return parse(BOOK + "".join(routes), "T.toml", {})


def test_in_the_bureau_every_matter_has_exactly_one_route() -> None:
    """R5.4 and R5.8 share out all channels and sources between them."""
    assert overlaps(newest("R5")) == ()


def test_a_book_without_routes_has_nothing_to_report() -> None:
    assert overlaps(newest("S1")) == ()


def test_two_routes_and_none_are_reported_with_their_facts() -> None:
    found = overlaps(book_of(route("letter", '{channel = "letter"}'), route("above", "{handed_down = true}")))
    two = {(dict(each.facts)["channel"], dict(each.facts)["source"]) for each in found if each.routes}
    none = [each for each in found if not each.routes]
    assert two == {("letter", source) for source in v.HANDED_DOWN}
    assert {each.routes for each in found} == {("letter", "above"), ()}
    assert len(none) == 4 * 4  # the four other channels, from the four sources that are not above


def test_only_channels_that_can_be_collective_are_combined_with_it() -> None:
    """A letter is never collective where only visits are, so a route for what is not collective covers it."""
    found = overlaps(book_of(route("single", "{collective = false}")))
    assert {dict(each.facts)["channel"] for each in found} == {"visit"}


def test_a_gap_that_the_book_names_is_no_news() -> None:
    named = '[settings]\nno_route = [{channel = ["call", "fax"]}, {channel = "online", urgent = true}]\n'
    book = parse(BOOK + named + route("paper", '{channel = ["letter", "visit"]}'), "T.toml", {})
    found = [dict(each.facts) for each in overlaps(book)]
    assert {(facts["channel"], facts["urgent"]) for facts in found} == {("online", False)}
