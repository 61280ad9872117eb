"""Requests made up from the OpenAPI document, sound ones and broken ones: every answer is as described there."""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from service.api.app import create_app
from service.runtime import Instance
from service.transfers.running import MEDIA_TYPE
from tests.service.api.callers import HERE, Caller

EXAMPLES = int(os.environ.get("ZHUOLUO_FUZZ_EXAMPLES", "4"))
FIRST_REFUSAL = 400
SHORT = 20
LAST = 3
YEAR = re.compile("[0-9]{4}-")
HEADERS = {"If-Match": re.compile('"[0-9]{1,9}"'), "Idempotency-Key": re.compile("[!-~]{1,200}")}
schemathesis.serializer.alias(MEDIA_TYPE, "application/octet-stream")
"""A package goes as the bytes that it is."""
LOCAL = {"Host": "127.0.0.1"}
OFFICE = re.compile("[a-z0-9-]{1,32}")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
TOO_LARGE = (413, 414, 431)
OF_TOO_LARGE = [check for check in CHECKS if check is not negative_data_rejection]
"""What a broken request is refused for here is a matter of its length; the tool does not count that as a refusal."""
BRIEF = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_made_up_request_is_answered_as_described_and_refusals_write_nothing(
    instance: Instance, plain: Caller, mode: GenerationMode
) -> None:
    petition = plain.do("receive", channel="letter", details={"title": "积水"})["petition"]
    app = create_app(instance)
    schema = schemathesis.openapi.from_dict(eased(app.openapi(), mode))
    asked = Counter[int]()

    def answered(case: Any) -> None:
        aimed(case, petition)
        before = written(instance)
        response = case.call(base_url=HERE, headers=LOCAL, app=app)
        case.validate_response(response, checks=OF_TOO_LARGE if response.status_code in TOO_LARGE else CHECKS)
        asked[response.status_code] += 1
        if response.status_code >= FIRST_REFUSAL:
            assert written(instance) == before

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        strategy = found.ok().as_strategy(generation_mode=mode)
        with suppress(Unsatisfiable):  # what takes nothing cannot be sent wrongly
            BRIEF(given(case=strategy)(answered))()
    assert asked.total() > 40 * EXAMPLES / 2


def eased(document: Any, mode: GenerationMode) -> Any:
    """The document without what takes minutes to make up: long texts that fit a pattern.

    Sound ones are short; of broken ones the pattern is not looked at.
    """
    if isinstance(document, list):
        return [eased(member, mode) for member in document]
    if not isinstance(document, dict):
        return document
    said = {name: eased(value, mode) for name, value in document.items()}
    if said.get("maxLength", 0) > SHORT and "pattern" in said:
        if mode is GenerationMode.POSITIVE:
            return said | {"maxLength": SHORT}
        said.pop("pattern")
    return said


def aimed(case: Any, petition: str) -> None:
    """The sound parts nearly always at what is there: a made-up name, key or year would end in a refusal."""
    parts, query = case.path_parameters, case.query
    if OFFICE.fullmatch(parts.get("office", "")):
        parts["office"] = "desk"
    if len(parts.get("petition", "")) > 1:
        parts["petition"] = petition
    for name in [name for name, sound in HEADERS.items() if sound.fullmatch(str(case.headers.get(name, "")))]:
        del case.headers[name]
    for name in [name for name in ("as_of", "on") if YEAR.match(str(query.get(name, "")))]:
        query[name] = YEAR.sub("2024-", query[name])
    if isinstance(query.get("position"), int) and query["position"] > LAST:
        query["position"] = 2


def written(instance: Instance) -> int:
    """Events in all logs, and logs."""
    with instance.pool.connection() as connection:
        row = connection.execute("SELECT count(*) + coalesce(sum(size), 0) FROM ledger.head").fetchone()
    assert row is not None
    return int(row[0])
