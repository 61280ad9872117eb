"""Every address, every role, every relation to the petition: who may, by a table that people wrote."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from service.api.actions import ENDED, PETITION, READ, WRITE
from service.api.verbs import VERBS
from tests.service.access import relations
from tests.service.access.conftest import Door
from tests.service.access.matrix import ALLOWED, ANY, Cell, answered, cells, groups
from tests.service.api.callers import V1

FLIPPED = 20
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def petitions(client: TestClient, door: Door) -> dict[str, str]:
    with door.console():
        return dict(relations.tell(client))


def served(client: TestClient) -> set[str]:
    """The routes of the server, by method and template, as its own document lists them."""
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    return {f"{method.upper()} {path.removeprefix(V1)}" for path, said in paths.items() for method in said}


def listed() -> Iterator[str]:
    for group in groups().values():
        yield from group["routes"]


def test_each_route_stands_in_the_table_once_and_the_table_names_no_other(client: TestClient) -> None:
    found = Counter(route.replace("{tile:path}", "{tile}") for route in listed())
    hidden = {"GET /oidc/{provider}/start", "GET /oidc/{provider}/callback"}
    assert set(found) - hidden == served(client) - hidden
    assert {route for route, times in found.items() if times > 1} == set()


def test_each_route_that_the_door_knows_stands_in_the_table() -> None:
    verbs = {f"POST {PETITION}/{verb}" for verb in (*VERBS, "correct")}
    known = {f"POST {path}" for path in WRITE if not path.endswith("{verb}")} | verbs
    known |= {f"GET {path}" for path in READ} | {f"DELETE {path}" for path in ENDED}
    assert set(listed()) - known == set()


@pytest.mark.slow
def test_every_cell_is_answered_as_the_table_says(
    client: TestClient, door: Door, petitions: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = list(cells())
    wrong = [(cell, found) for cell in asked if (found := answered(client, door, petitions, cell)) != cell.said]
    said = Counter(cell.said == ALLOWED for cell in asked)
    of_petitions = Counter(cell.said for cell in asked if cell.relation != ANY)
    share = of_petitions[ALLOWED] / (of_petitions[ALLOWED] + of_petitions["4"])
    with capsys.disabled():
        print(f"\n{len(asked)} cells, {said[True]} allowed, {said[False]} denied")  # noqa: T201 - how much was asked
        print(f"of petitions {dict(of_petitions)}; of those that the petition decides {share:.2f} allowed")  # noqa: T201 - how much was asked
    assert wrong == []
    assert 0.3 < share < 0.7, "a table in which the petition hardly decides shows nothing"


def test_twenty_wrong_cells_are_each_found(client: TestClient, door: Door, petitions: dict[str, str]) -> None:
    """The control: a table that says the opposite in one cell does not pass."""
    for cell in random.Random(7).sample(list(cells()), FLIPPED):
        assert answered(client, door, petitions, cell) == cell.said
        assert answered(client, door, petitions, _flipped(cell)) != _flipped(cell).said


def _flipped(cell: Cell) -> Cell:
    return replace(cell, said="3" if cell.said == ALLOWED else ALLOWED)
