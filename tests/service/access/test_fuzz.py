"""Requests made up from the OpenAPI document, each sent by everybody: nobody gets past the door, nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door, SignedIn
from tests.service.access.matrix import groups, rows
from tests.service.access.relations import COLUMNS, asker
from tests.service.access.story import ACCUSED, CLEARED, COLLEAGUE, MARKER
from tests.service.api.callers import HERE, V1
from tests.service.api.test_fuzz import BRIEF, EXAMPLES, LOCAL, eased

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEWER = 5
"""A case is sent by everybody in turn; so many times fewer of them are made up."""
SHUT: Mapping[str, tuple[int, str]] = {"1": (401, "signed-out"), "3": (403, "forbidden")}
"""What is answered in a cell of the table that is shut whatever is asked."""


def shut() -> Iterator[tuple[tuple[str, str], str]]:
    """By route and column the letter of every cell that is shut in each row of its group."""
    for group in groups().values():
        letters = [set(column) for column in zip(*(row for _, row in rows(group)), strict=True)]
        for route in group["routes"]:
            for column, found in zip(COLUMNS, letters, strict=True):
                if len(found) == 1 and found <= SHUT.keys():
                    yield (route.replace("{tile:path}", "{tile}"), column), next(iter(found))


def callers() -> Iterator[tuple[str, SignedIn | None]]:
    """Somebody in every column of the table, none of them cleared; the accused, a colleague; and one who is cleared."""
    yield from ((column, asker(column)) for column in COLUMNS)
    yield from (("", SignedIn(person)) for person in (ACCUSED, COLLEAGUE))
    yield CLEARED, SignedIn(CLEARED)


@pytest.mark.slow
def test_whatever_is_asked_by_whomever_is_answered_as_described_and_shows_nothing_that_is_hidden(
    instance: Instance, client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    del instance
    closed, everybody = dict(shut()), list(callers())
    app: Any = client.app
    schema = schemathesis.openapi.from_dict(eased(app.openapi(), GenerationMode.POSITIVE))
    petitions = cycle([told["accusation"], told["road"], told["water"]])
    asked, shown = Counter[int](), Counter[str]()

    def answered(case: Any) -> None:
        aimed(case, str(next(petitions)))
        route = f"{case.operation.method.upper()} {case.operation.path.removeprefix(V1)}"
        for column, who in everybody:
            door.who = who
            response = case.call(base_url=HERE, headers=LOCAL, app=app)
            case.validate_response(response, checks=CHECKS)
            asked[response.status_code] += 1
            shown[column] += MARKER.encode() in response.content
            if letter := closed.get((route, column)):
                said = response.json()["type"].rpartition(":")[2]
                assert (response.status_code, said) == SHUT[letter], (route, column)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        strategy = found.ok().as_strategy(generation_mode=GenerationMode.POSITIVE)
        with suppress(Unsatisfiable):
            settings(BRIEF, max_examples=max(1, EXAMPLES // FEWER))(given(case=strategy)(answered))()
    assert asked.total() > 2000
    assert {column for column, times in shown.items() if times} == {CLEARED}, "and who is cleared is shown it"


def aimed(case: Any, petition: str) -> None:
    """At the office and the petitions there are, upon a version that none of them has: nothing is carried out."""
    parts = case.path_parameters
    if "office" in parts:
        parts["office"] = "yimin"
    if "petition" in parts:
        parts["petition"] = petition
    case.headers["If-Match"] = '"99999"'
    for name in ("as_of", "on", "position", "Idempotency-Key"):
        case.query.pop(name, None)
        case.headers.pop(name, None)
