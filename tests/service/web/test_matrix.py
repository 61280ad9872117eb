"""Every page, every role, every relation to the petition: who may, by a table that people wrote."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import Struct
from starlette.testclient import TestClient

from service.web.addresses import READ, WRITE
from tests.service.access import relations
from tests.service.access.conftest import Door, client, door
from tests.service.access.relations import COLUMNS, RELATIONS, asker
from tests.service.conftest import instance

__all__ = ["client", "door", "instance"]

TABLE = Path(__file__).with_name("matrix.toml")
ALLOWED, FLIPPED, ANY = "+", 20, ""
ASKED = tuple(column for column in COLUMNS if not column.startswith("token"))
"""Programs with tokens are kept from every page."""
WORDS = {403: ("您的角色不能办理此事", "3"), 404: ("没有此件", "4")}


class Cell(Struct, frozen=True):
    """Who asks what of a petition of which relation (of none: ""), and what the table says."""

    route: str
    relation: str
    column: str
    said: str


@cache
def groups() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def rows(group: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    named = (ANY,) if "all" in group else RELATIONS
    for relation in named:
        yield relation, group[relation or "all"].replace(" ", "")


def cells() -> Iterator[Cell]:
    for group in groups().values():
        for route in group.get("routes", ()):
            for relation, row in rows(group):
                for column, said in zip(ASKED, row, strict=True):
                    yield Cell(route, relation, column, said)


def answered(client: TestClient, door: Door, petitions: Mapping[str, str], cell: Cell) -> str:
    """What the server says in that cell: its letter."""
    door.who = asker(cell.column, cell.relation)
    method, path = cell.route.split(" ")
    for place, value in {
        **groups()["places"],
        "{petition}": petitions.get(cell.relation, ""),
        "{other}": petitions["own"],
    }.items():
        path = path.replace(place, value)
    body: Any = {"json": {}} if method == "POST" else {}
    answer = client.request(method, path, follow_redirects=False, **body)
    assert answer.status_code < 500, (cell, answer.text)
    if answer.headers.get("location", "").startswith("/signin"):
        return "1"
    words, letter = WORDS.get(answer.status_code, ("", ALLOWED))
    return letter if words and words in answer.text else ALLOWED


@pytest.fixture
def petitions(client: TestClient, door: Door) -> dict[str, str]:
    with door.console():
        return dict(relations.tell(client))


def test_each_page_stands_in_the_table_once_and_the_table_names_no_other() -> None:
    found = Counter(route for group in groups().values() for route in group.get("routes", ()))
    known = {f"GET {path}" for path in READ} | {f"POST {path}" for path in WRITE}
    assert set(found) == known
    assert {route for route, times in found.items() if times > 1} == set()


@pytest.mark.slow
def test_every_cell_is_answered_as_the_table_says(
    client: TestClient, door: Door, petitions: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = list(cells())
    wrong = [(cell, found) for cell in asked if (found := answered(client, door, petitions, cell)) != cell.said]
    said = Counter(cell.said == ALLOWED for cell in asked)
    with capsys.disabled():
        print(f"\n{len(asked)} cells of pages, {said[True]} allowed, {said[False]} denied")  # noqa: T201 - how much was asked
    assert [f"{each.route} {each.relation} {each.column} {each.said} {found}" for each, found in wrong] == []


def test_twenty_wrong_cells_are_each_found(client: TestClient, door: Door, petitions: dict[str, str]) -> None:
    """The control: a table that says the opposite in one cell does not pass."""
    for cell in Random(7).sample(list(cells()), FLIPPED):
        found = answered(client, door, petitions, cell)
        assert found == cell.said
        assert found != ("3" if cell.said == ALLOWED else ALLOWED)
