"""The figures of a year of eight offices, counted again from their events by a script that knows nothing of us."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tests.service.recount
from service.api.app import create_app
from service.demo.year.generating import FIRST
from service.demo.year.loading import load_year
from service.runtime import assembled
from service.settings import Settings
from tests.demos import copied
from tests.servers import AnyServer
from tests.service.api.callers import HERE, V1

SCRIPT = Path(tests.service.recount.__file__)
DIMENSIONS = ("unit", "channel", "source", "purpose", "content_class", "place", "repeat", "outcome", "clause")
COUNTED = ("count", "petitions", "matters", "batches", "visitors", "persons")
Cells = dict[tuple[Any, ...], tuple[int, ...]]


class Office:
    """One office as a program outside sees it."""

    def __init__(self, client: TestClient, office: str) -> None:
        self.client = client
        self.at = f"{V1}/offices/{office}"

    def get(self, path: str, **asked: Any) -> Any:
        answer = self.client.get(f"{self.at}/{path}", params={name: v for name, v in asked.items() if v is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def petitions(self) -> Iterator[str]:
        cursor = None
        while True:
            page = self.get("register", limit=500, cursor=cursor)
            yield from (row["petition"] for row in page["rows"])
            if (cursor := page["cursor"]) is None:
                return

    def exported(self) -> Iterator[dict[str, Any]]:
        """Every event of every petition, in the order of writing."""
        for petition in self.petitions():
            for event in self.get(f"petitions/{petition}/history")["events"]:
                yield {"petition": petition, **event}

    def cells(self, period: str, by: tuple[str, ...]) -> Cells:
        said = self.get(f"statistics/{period}", by=",".join(by))["figures"]
        return {
            (each["measure"], *(each["by"][name] for name in by)): tuple(each[name] for name in COUNTED)
            for each in said
        }


def recounted(events: list[dict[str, Any]], first: str, last: str, by: tuple[str, ...]) -> Cells:
    """What the script counts, run where nothing of the product can be imported."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), first, last, *by],
        input="\n".join(map(json.dumps, events)),
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={},
    )
    found = (json.loads(line) for line in done.stdout.splitlines())
    return {tuple(cell[: 1 + len(by)]): tuple(cell[1 + len(by) :]) for cell in found}


@pytest.fixture(scope="module")
def offices(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[list[Office]]:
    with (
        copied(server, template, next(database_names)) as copy,
        assembled(Settings(copy.home), copy.database) as instance,
        TestClient(create_app(instance), base_url=HERE) as client,
    ):
        yield [Office(client, office) for office in load_year(instance, lambda _done, _total: None)]


@pytest.mark.slow
def test_every_cell_of_the_year_is_what_plain_python_counts_in_the_exported_events(offices: list[Office]) -> None:
    year, counted = str(FIRST.year), 0
    for office in offices:
        events = list(office.exported())
        for by in ((), ("unit", "channel"), DIMENSIONS):
            told = office.cells(year, by)
            assert recounted(events, f"{year}-01-01", f"{year}-12-31", by) == told, office.at
            counted += sum(count for count, *_ in told.values())
    assert counted > 10_000


@pytest.mark.slow
def test_control_without_one_of_the_events_the_count_is_another(offices: list[Office]) -> None:
    year, office = str(FIRST.year), offices[0]
    events = list(office.exported())
    told = office.cells(year, ())
    for name in ("Received", "SignedFor", "Closed"):
        nth = next(nth for nth, event in enumerate(events) if event["event"] == name)
        assert recounted(events[:nth] + events[nth + 1 :], f"{year}-01-01", f"{year}-12-31", ()) != told, name
