"""The OpenAPI document is whole and true, and its page works without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # stubs are not among our tools
from starlette.testclient import TestClient

from service.api import exchange, pages, problems, signin_bodies, subscriptions
from service.api.examples import BY_ADDRESS, ERASURES, REPORTS
from service.api.verbs import VERBS
from tests.service.api.callers import V1, problem

DIGESTS = re.compile(r"\| (?P<name>\S+) \| `(?P<digest>[0-9a-f]{64})` \|")


@pytest.fixture
def document(client: TestClient) -> Any:
    answer = client.get(f"{V1}/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield method, path, operation


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name == "$ref")
        for each in value.values():
            yield from refs(each)
    if isinstance(value, list):
        for each in value:
            yield from refs(each)


SIGN_IN = len(signin_bodies.EXAMPLES)
"""Requests of sign-in, each with an example of its own."""
SUBSCRIPTIONS = len(subscriptions.EXAMPLES)
EXCHANGE = len(exchange.EXAMPLES)

FILES, DOCUMENTS = ("/attachments", "/exchange/packages"), "/documents"
"""The ends of the addresses whose body is a file, and of the one that draws up: they are no verbs."""
OTHERWISE = {
    "bundle": "application/zip",
    "{document}": "application/pdf",
    "checkpoint": "text/plain; charset=utf-8",
    "{tile}": "application/octet-stream",
    "content": "application/octet-stream",
    "xes": "application/xml",
    "packages": "application/vnd.zhuoluo.exchange",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
}
"""What is answered as something else than JSON, by the ends of the addresses."""


def test_the_document_is_of_openapi_3_1_and_every_reference_in_it_leads_somewhere(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert {ref.removeprefix("#/components/schemas/") for ref in refs(document)} <= set(schemas)


def test_whatever_an_answer_calls_in_chinese_it_calls_in_english_too(document: Any) -> None:
    said = {name: set(schema.get("properties", ())) for name, schema in document["components"]["schemas"].items()}
    chinese = [(name, field) for name, fields in said.items() for field in fields if field.split("_")[-1] == "zh"]
    assert ("DutySaid", "zh") in chinese
    assert [(name, field) for name, field in chinese if f"{field[:-2]}en" not in said[name]] == []


def test_every_operation_says_what_it_does_and_what_may_come_back(document: Any) -> None:
    names = set()
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        names.add(operation["operationId"])
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}, where
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert len(good) == 1, where
        for status, answer in operation["responses"].items():
            kind = OTHERWISE.get(path.rsplit("/", 1)[1], "application/json")
            kind = kind if status in good else "application/problem+json"
            assert list(answer["content"]) == [kind], where
        assert {"421", "422"} <= set(operation["responses"]), where
    assert len(names) == len(list(operations(document)))


def test_there_is_an_endpoint_for_each_command(document: Any) -> None:
    posts = {path.removeprefix(f"{V1}/offices/{{office}}/petitions/{{petition}}/") for path in document["paths"]}
    assert set(VERBS) <= posts
    assert "post" in document["paths"][f"{V1}/offices/{{office}}/petitions"]


def test_every_request_has_an_example_and_it_is_as_its_schema_says(document: Any) -> None:
    found = 0
    for method, path, operation in operations(document):
        if method == "post" and not path.endswith(FILES):
            content = operation["requestBody"]["content"]["application/json"]
            schema = {**content["schema"], "components": document["components"]}
            checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            assert [f"{path}: {error.message}" for error in checker.iter_errors(content["example"])] == []
            found += 1
    more = 6 + SIGN_IN + SUBSCRIPTIONS + EXCHANGE
    assert found == len(VERBS) + len(BY_ADDRESS) + len(REPORTS) + len(ERASURES) + more


def test_codes_are_listed_where_only_codes_may_stand(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert "visit" in schemas["ReceiveBody"]["properties"]["channel"]["enum"]
    assert "result" in schemas["AnswerBody"]["properties"]["reply_kind"]["enum"]
    assert "major" in schemas["DetailsBody"]["properties"]["importance"]["enum"]


def test_nobody_can_say_in_a_body_how_they_were_authenticated_or_hand_in_a_sealed_value(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert set(schemas["ActorBody"]["properties"]) == {"name", "unit", "post", "acting_for"}
    assert schemas["DetailsBody"]["properties"]["problem"]["anyOf"][0]["type"] == "string"
    assert [name for name in schemas if "Sealed" in name] == []


class Loads(HTMLParser):
    """What a page loads when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "link", "img", "iframe"):
            self.found.append(given.get("src") or given.get("href", ""))
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


def test_the_page_loads_only_files_of_this_server_and_nothing_that_its_policy_forbids(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        in page.headers["content-security-policy"]
    )
    loads = Loads()
    loads.feed(page.text)
    assert loads.inline == []
    assert len(loads.found) == 4
    for place in loads.found:
        if place != "data:,":
            assert place.startswith("/api/static/")
            assert client.get(place).status_code == 200
    own = client.get("/api/static/api.js").text
    assert re.findall(r"https?://", own) == []
    assert "validatorUrl: null" in own


def test_the_style_sheet_loads_nothing_from_elsewhere(client: TestClient) -> None:
    sheet = client.get("/api/static/swagger-ui-dist/swagger-ui.css").text
    assert [url for url in re.findall(r"url\(([^)]*)\)", sheet) if not url.strip("'\"").startswith("data:")] == []
    assert "@import" not in sheet


def test_vendored_files_are_those_that_were_published() -> None:
    folder = files("service.api") / "static"
    listed = {found["name"]: found["digest"] for found in DIGESTS.finditer((folder / "README.md").read_text())}
    vendored = folder / "swagger-ui-dist"
    assert {each.name: sha256(each.read_bytes()).hexdigest() for each in vendored.iterdir()} == listed


def test_only_listed_files_are_served(client: TestClient) -> None:
    for name in pages.TYPES:
        assert client.get(f"/api/static/{name}").status_code == 200
    for name in ("README.md", "..%2Fapp.py", "%2Fetc%2Fpasswd", ""):
        problem(client.get(f"/api/static/{name}"), 404)


def test_the_way_to_the_api_leads_to_its_documentation(client: TestClient) -> None:
    assert client.get("/api").url.path == "/api/docs"


def test_the_guide_names_every_address_verb_and_problem_and_no_other(document: Any) -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\| (GET|POST|DELETE) \| `([^`…]*)` \|", guide))
    verbs = set(re.findall(r"`([a-z-]+)`", guide.split("Verbs:")[1].split("##")[0]))
    act = "/offices/{office}/petitions/{petition}/"

    def is_verb(path: str) -> bool:
        return path.startswith(act) and not path.endswith((*FILES, DOCUMENTS))

    whole = {(method.upper(), path.removeprefix(V1)) for method, path, _ in operations(document)}
    assert named == {(method, path) for method, path in whole if method != "POST" or not is_verb(path)}
    assert verbs == {path.removeprefix(act) for method, path in whole if method == "POST" and is_verb(path)}
    problems_named = set(re.findall(r"`([a-z-]+)`", guide.split("## Problems")[1].split("A request that")[0]))
    assert {kind.name for kind in problems.KINDS} - problems_named == {"http"}
