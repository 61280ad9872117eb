"""The client says what the API says: its types and calls are those that the OpenAPI document makes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.api.verbs import ACTS, ATTACH, CORRECT, ISSUE, RECEIVE, VERBS
from service.client import acts, changes, reads
from service.client.act import Act, _Beside, _Correction
from tests.service.client import calling
from tests.service.client.shapes import ACT, refs
from tests.service.client.writing import CLIENT, ROOT, VERB_FIELDS, Document, Written, openapi

BY_HAND = {
    "/offices/{office}/petitions": "act.receive",
    "/offices/{office}/petitions/{petition}/attachments": "files.attach",
    "/offices/{office}/petitions/{petition}/correct": "act.correct",
}
"""What is no act with its circumstances, and has a function of its own."""


@pytest.fixture(scope="module")
def document() -> Document:
    return openapi()


def written_files() -> Iterator[Path]:
    """The files that the generator has written."""
    return (path for path in CLIENT.rglob("*.py") if path.parent != CLIENT)


def test_the_types_and_calls_are_those_that_the_document_of_today_makes(document: Document) -> None:
    """After a change of the API: `make client`."""
    wanted = Written(document).files()
    found = {str(path.relative_to(CLIENT)): path.read_text(encoding="utf-8") for path in written_files()}
    assert sorted(found) == sorted(wanted)
    assert [name for name, text in wanted.items() if found[name] != text] == []


def test_every_operation_of_the_api_can_be_called(document: Document) -> None:
    """Nothing is left out: questions and changes by a function, acts by their type, three by hand."""
    homes = {"reads": reads, "changes": changes}
    missing = []
    for each in calling.operations(document):
        if each.home:
            call = getattr(homes[each.home], each.name)
            missing += [] if callable(call) else [each.path]
        elif each.path not in BY_HAND:
            missing += [] if each.path.rsplit("/", 1)[1] in _verbs() else [each.path]
    assert missing == []
    assert _verbs() == set(ACTS)
    assert set(VERBS) == _verbs() - {RECEIVE, ATTACH, ISSUE} | {CORRECT}


def test_no_two_operations_share_a_function(document: Document) -> None:
    names = [(each.home, each.name) for each in calling.operations(document) if each.home]
    assert len(names) == len(set(names))


def _verbs() -> set[str]:
    kinds = [each for each in vars(acts).values() if isinstance(each, type) and issubclass(each, Act)]
    return {str(kind.__struct_config__.tag) for kind in kinds if kind is not Act}


def test_the_body_of_a_verb_is_its_act_with_the_circumstances_and_nothing_else(document: Document) -> None:
    """On this the client relies when it puts bodies together."""
    schemas = document["components"]["schemas"]
    compared = 0
    for name in schemas:
        body = schemas.get(f"{name.removesuffix(ACT)}Body")
        if name.endswith(ACT) and body is not None:
            fields = {field: each for field, each in body["properties"].items() if field not in VERB_FIELDS}
            own = {field: each for field, each in schemas[name]["properties"].items() if field != "verb"}
            assert fields == own, name
            compared += 1
    assert compared == len(ACTS) - 2, "all but `attach` and `issue-document`, whose bodies are a file and an order"
    assert set(schemas["CorrectBody"]["properties"]) == set(_Correction.__struct_fields__)
    assert set(VERB_FIELDS) == set(_Beside.__struct_fields__)


def test_a_change_of_the_api_is_seen(document: Document) -> None:
    """The control: a field more, and the files are no longer those that are wanted."""
    schemas: dict[str, Any] = dict(document["components"]["schemas"])
    forward = schemas["ForwardAct"]
    schemas["ForwardAct"] = {**forward, "properties": {**forward["properties"], "by_post": {"type": "string"}}}
    wanted = Written({**document, "components": {"schemas": schemas}}).files()
    found = {str(path.relative_to(CLIENT)): path.read_text(encoding="utf-8") for path in written_files()}
    assert any("by_post" in text and found.get(name) != text for name, text in wanted.items())


def test_every_problem_has_its_schema_among_the_types(document: Document) -> None:
    assert "Problem" in set(refs(document))


def test_it_can_be_imported_without_anything_of_the_server() -> None:
    program = (
        "import sys, service.client; from service.client import acts, changes, queries, reads, types\n"
        "ours = {name for name in sys.modules if name.partition('.')[0] in ('domain', 'projections', 'service')}\n"
        "print(sorted(name for name in ours if not name.startswith('service.client')))\n"
        "print(sorted({'fastapi', 'psycopg', 'eventsourcing', 'starlette'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "['service']\n[]\n"


def test_programs_that_use_it_are_told_that_it_is_typed() -> None:
    assert (CLIENT.parent / "py.typed").exists()
