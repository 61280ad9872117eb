"""Reads the table of who may do what, and asks the server about each of its cells."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from starlette.testclient import TestClient

from tests.service.access.conftest import Door
from tests.service.access.relations import COLUMNS, RELATIONS, asker
from tests.service.api.callers import V1

TABLE = Path(__file__).with_name("matrix.toml")
ALLOWED, REFUSED = "+", 400
DENIED: Mapping[tuple[int, str], str] = {
    (401, "signed-out"): "1",
    (403, "forbidden"): "3",
    (404, "no-such-petition"): "4",
}
"""The answers of the door, by status and problem."""
BEHIND = frozenset(
    {
        *("bad-header", "invalid", "malformed", "unsupported-media-type", "wrong-kind-of-file"),
        *("changed", "refused", "sign-in-failed", "bad-code"),
        *("no-such-account", "no-such-attachment", "no-such-duty", "no-such-position", "no-such-provider"),
        *("no-such-partner", "no-such-report", "no-such-subscription", "no-such-tile", "not-found", "not-shown"),
    }
)
"""What is answered to somebody who was let in and asks for nothing that is there, or says nothing that can be done."""
ANY = ""
THOROUGH = frozenset({"own", "accused"})
"""Of what is done to a petition each command is asked about here; elsewhere one of them, for the rule is the same."""
PLACES = {
    "{office}": "yimin", "{period}": "2026-03", "{code_list}": "channels", "{duty}": "reply", "{report}": "2026-03-1",
    "{tile:path}": "entries/000", "{log_position}": "1", "{year}": "2026", "{number}": "99", "{what}": "past-limit",
    "{layout}": "visits", "{register}": "petitions",
    "{attachment}": "1", "{document}": "registration",
    "{provider}": "none", "{account}": "00000000-0000-4000-8000-000000000000",
    "{token}": "00000000-0000-4000-8000-000000000000", "{session}": "none",
    "{subscription}": "00000000-0000-4000-8000-000000000000", "{partner}": "none",
}  # fmt: skip
MOMENT = "2026-03-05T00:00:00+08:00"
HEADERS = {"If-Match": '"99999"', "X-File-Name": "a.pdf"}
"""No command is carried out: the petition is at another version."""


class Cell(Struct, frozen=True):
    """Who asks what of a petition of which relation (of none: ""), and what the table says."""

    route: str
    relation: str
    column: str
    said: str


def groups() -> Mapping[str, Mapping[str, Any]]:
    """The table as it is written: by its name, each group with its routes and rows."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def cells() -> Iterator[Cell]:
    """Every cell of the table that is asked about."""
    for group in groups().values():
        for place, route in enumerate(group["routes"]):
            for relation, row in rows(group):
                if place == 0 or not group.get("alike") or relation in THOROUGH:
                    for column, said in zip(COLUMNS, row, strict=True):
                        yield Cell(route, relation, column, said)


def rows(group: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rows of a group, one letter for each column; of petitions one row for each relation."""
    if "all" in group:
        yield ANY, group["all"].replace(" ", "")
        return
    for relation in RELATIONS:
        yield relation, group[relation].replace(" ", "")


def answered(client: TestClient, door: Door, petitions: Mapping[str, str], cell: Cell) -> str:
    """What the server says in that cell: its letter."""
    door.who = asker(cell.column, cell.relation)
    method, path = cell.route.split(" ")
    for place, value in (PLACES | {"{petition}": petitions.get(cell.relation, "")}).items():
        path = path.replace(place, value)
    query = _query(method, path, door.who.person if door.who else "")
    body: Any = {"json": {}} if method == "POST" else {}
    answer = client.request(method, V1 + path, params=query, headers=HEADERS, follow_redirects=False, **body)
    assert answer.status_code < 500 or path == "/ready", (cell, answer.text)
    kind = answer.json()["type"].rpartition(":")[2] if "problem" in answer.headers.get("content-type", "") else ""
    if answer.status_code < REFUSED or kind in BEHIND:
        return ALLOWED
    return DENIED.get((answer.status_code, kind), f"{answer.status_code} {kind}")


def _query(method: str, path: str, who: str) -> Mapping[str, str]:
    """What an address cannot do without; an upload names who asks."""
    if path.endswith("/compare"):
        return {"from_as_of": MOMENT, "to_as_of": MOMENT}
    if path.endswith("/seen-by"):
        return {"person": "石磊"}
    return {"officer": who, "paper": "letter"} if method == "POST" and path.endswith("/attachments") else {}
