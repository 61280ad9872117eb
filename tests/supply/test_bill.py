"""The bill of materials says what the lock says, in a form that other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator, Registry

from tests.supply.bill import BILL, bill, written
from tests.supply.lock import RUNTIME, locked

SCHEMAS = "http://cyclonedx.org/schema/"


def schema(name: str) -> dict[str, Any]:
    """As the library brings it, which reads none from elsewhere."""
    found: dict[str, Any] = json.loads((files("cyclonedx.schema") / "_res" / name).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BILL.read_text(encoding="utf-8"))
    return found


def test_the_bill_is_that_of_the_lock() -> None:
    """After `make lock`, `make supply` writes it anew."""
    assert BILL.read_text(encoding="utf-8") == written()


def test_another_lock_gives_another_bill() -> None:
    packages = locked(RUNTIME)
    raised = [replace(packages[0], version="999"), *packages[1:]]
    other, same = json.loads(bill(raised)), json.loads(bill(packages))
    assert other["serialNumber"] != same["serialNumber"]
    versions = [{part.get("version") for part in each["components"]} for each in (other, same)]
    assert versions[0] - versions[1] == {"999"}


def test_the_bill_is_valid_by_the_schema_of_cyclonedx(kept: dict[str, Any]) -> None:
    known = [
        (f"{SCHEMAS}{name}", schema(name)) for name in ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
    ]
    judge = Draft7Validator(schema("bom-1.6.SNAPSHOT.schema.json"), registry=Registry(known), validate_formats=True)
    assert list(judge.iter_errors(kept)) == []
    assert not judge.is_valid(kept | {"invented": 1})


def test_every_package_of_the_lock_stands_in_the_bill_with_version_hashes_and_licence(kept: dict[str, Any]) -> None:
    told = {each["bom-ref"]: each for each in kept["components"]}
    for package in locked(RUNTIME):
        part = told[f"pkg:pypi/{package.name}@{package.version}"]
        (place,) = part["externalReferences"]
        assert sorted(each["content"] for each in place["hashes"]) == sorted(package.hashes)
        assert part["licenses"]


def test_what_is_needed_is_reached_from_the_product_and_tools_to_install_it_are_not(kept: dict[str, Any]) -> None:
    needs = {each["ref"]: each.get("dependsOn", []) for each in kept["dependencies"]}
    reached: set[str] = set()
    waiting = ["zhuoluo"]
    while waiting:
        found = set(needs[waiting.pop()]) - reached
        reached |= found
        waiting += found
    scopes = {each["bom-ref"]: each.get("scope", "required") for each in kept["components"]}
    assert {ref for ref, scope in scopes.items() if scope == "required"} == reached
    assert {ref.split("@")[0] for ref in set(scopes) - reached} >= {"pkg:pypi/hatchling", "pkg:pypi/editables"}


def test_the_bill_names_no_place_of_the_machine_and_no_time(kept: dict[str, Any]) -> None:
    assert "timestamp" not in kept["metadata"]
    assert {
        place["url"].split("/")[2]
        for part in kept["components"]
        for place in part["externalReferences"]
        if part["bom-ref"].startswith("pkg:")
    } == {"pypi.org"}
