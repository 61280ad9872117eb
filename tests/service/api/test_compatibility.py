"""What docs/compatibility.md promises of the API: nothing that a program relies on goes without notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import deprecation
from service.api.deprecation import GOING, LEAST, Going, marked
from service.client import Client, reads
from service.runtime import Instance
from tests.service.api.breaking import Comparison, kept, lines, released
from tests.service.api.callers import HERE, V1
from tests.service.apps import app_of
from tests.service.client.writing import openapi
from tests.service.evidence.witnessed import served

OPEN = f"{V1}/offices/{{office}}/open"
RECEIVE = f"{V1}/offices/{{office}}/petitions"


def breaks(old: Any, new: Any) -> list[str]:
    return list(Comparison(old, new).breaks())


def today() -> Any:
    return json.loads("".join(lines(kept(openapi()))))


def test_a_program_written_for_the_released_document_goes_on_working() -> None:
    """What may break it waits for the next major version; `make released` keeps what a release has."""
    assert breaks(released(), today()) == []


def schema(document: Any, name: str) -> Any:
    return document["components"]["schemas"][name]


def operation(document: Any, path: str, method: str) -> Any:
    return document["paths"][path][method]


def gone(document: Any) -> None:
    del document["paths"][OPEN]


def no_parameter(document: Any) -> None:
    said = operation(document, OPEN, "get")
    said["parameters"] = [each for each in said["parameters"] if each["name"] != "unit"]


def parameter_wanted(document: Any) -> None:
    operation(document, OPEN, "get")["parameters"].append(
        {"name": "why", "in": "query", "required": True, "schema": {"type": "string"}}
    )


def field_wanted(document: Any) -> None:
    schema(document, "ReceiveBody")["required"].append("details")


def field_not_taken(document: Any) -> None:
    del schema(document, "ForwardBody")["properties"]["handler"]


def code_not_taken(document: Any) -> None:
    schema(document, "ReceiveBody")["properties"]["channel"]["enum"].remove("fax")


def shorter(document: Any) -> None:
    schema(document, "ActorBody")["properties"]["name"]["maxLength"] = 20


def field_not_said(document: Any) -> None:
    del schema(document, "PetitionRow")["properties"]["number"]


def field_may_be_missing(document: Any) -> None:
    schema(document, "PetitionRow")["required"].remove("number")


def another_type(document: Any) -> None:
    schema(document, "PetitionRow")["properties"]["number"] = {"type": "integer"}


def may_be_null(document: Any) -> None:
    schema(document, "PetitionRow")["properties"]["number"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def null_not_taken(document: Any) -> None:
    schema(document, "ForwardBody")["properties"]["due_on"] = {"type": "string", "format": "date"}


def another_status(document: Any) -> None:
    responses = operation(document, RECEIVE, "post")["responses"]
    responses["200"] = responses.pop("201")


def another_format(document: Any) -> None:
    content = operation(document, OPEN, "get")["responses"]["200"]["content"]
    content["application/xml"] = content.pop("application/json")


def no_etag(document: Any) -> None:
    del operation(document, RECEIVE, "post")["responses"]["201"]["headers"]["ETag"]


def event_not_taken(document: Any) -> None:
    options = schema(document, "OfficeEventsBody")["properties"]["events"]["items"]["anyOf"]
    options.pop()


BREAKING = (
    gone, no_parameter, parameter_wanted, field_wanted, field_not_taken, code_not_taken, shorter, field_not_said,
    field_may_be_missing, another_type, may_be_null, null_not_taken, another_status, another_format, no_etag,
    event_not_taken,
)  # fmt: skip


@pytest.fixture(scope="module")
def now() -> Any:
    return today()


@pytest.mark.parametrize("change", BREAKING, ids=lambda change: change.__name__)
def test_whatever_would_break_a_program_is_found(now: Any, change: Callable[[Any], None]) -> None:
    """The controls of the check."""
    later = deepcopy(now)
    change(later)
    assert breaks(now, later) != []


def test_what_only_adds_breaks_nothing(now: Any) -> None:
    later = deepcopy(now)
    later["paths"][f"{V1}/new"] = later["paths"][OPEN]
    operation(later, OPEN, "get")["parameters"].append(
        {"name": "more", "in": "query", "required": False, "schema": {"type": "string"}}
    )
    schema(later, "PetitionRow")["properties"]["more"] = {"type": "string"}
    schema(later, "PetitionRow")["required"].append("more")
    schema(later, "ForwardBody")["properties"]["more"] = {"type": "string", "default": ""}
    schema(later, "ReceiveBody")["properties"]["channel"]["enum"].append("pigeon")
    schema(later, "ActorBody")["properties"]["name"]["maxLength"] = 2000
    assert breaks(now, later) == []


# ---- announcing


GOES = Going(date(2027, 1, 1), date(2028, 1, 1), f"GET {V1}/offices/{{office}}/register")
OFFICES = f"GET {V1}/offices"


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two operations are to go, one of them with a part in its address."""
    monkeypatch.setattr(deprecation, "GOING", {OFFICES: GOES, f"GET {OPEN}": GOES})


@pytest.mark.usefixtures("going")
def test_what_is_to_go_says_so_in_every_answer(instance: Instance) -> None:
    """Source: RFC 9745, section 2.1; RFC 8594, section 3."""
    client = TestClient(app_of(instance), base_url=HERE)
    headers = client.get(f"{V1}/offices").headers
    assert headers["deprecation"] == "@1798761600"
    assert headers["sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert headers["link"].endswith('rel="deprecation"; type="text/html"')
    missing = client.get(f"{V1}/offices/nowhere/open")
    assert (missing.status_code, missing.headers["deprecation"]) == (404, "@1798761600")
    assert "deprecation" not in client.get(f"{V1}/health").headers


def test_what_is_to_go_says_so_in_the_document() -> None:
    path = f"{V1}/offices"
    document = {"paths": {path: {"get": {"description": "all."}}}}
    marked(document, {f"GET {path}": GOES})
    assert document["paths"][path]["get"]["deprecated"] is True  # type: ignore[comparison-overlap] # it was added


@pytest.mark.usefixtures("going")
def test_the_client_warns_of_what_is_to_go(instance: Instance) -> None:
    with served(app_of(instance)) as place, Client(place) as zhuoluo:
        with pytest.warns(DeprecationWarning, match="2028"):
            zhuoluo.send(reads.offices())
        zhuoluo.send(reads.health())


def test_whatever_goes_stays_for_a_year_after_it_was_announced_and_names_what_takes_its_place(now: Any) -> None:
    paths = {f"{method.upper()} {path}" for path, found in now["paths"].items() for method in found}
    for name, going in GOING.items():
        assert name in paths
        assert going.instead in paths
        assert going.until - going.announced >= LEAST
    assert timedelta(days=365) == LEAST
