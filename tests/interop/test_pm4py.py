"""pm4py reads the year of an invented office as it stands in the ledger, and finds the same process in both files.

`make interop` says in ZHUOLUO_INTEROP_PYTHON which Python has pm4py; without it nothing is asked. It prints the
directly-follows graph that stands in docs/process-mining.md.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

import tests.interop
from domain import words
from domain.access import CONSOLE
from service.mining.choosing import chosen
from service.mining.exporting import FORMATS
from service.readmodels.asking import question
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.demos import copied
from tests.servers import AnyServer
from tests.service.mining import reading
from tests.service.mining.comparing import compared

PYTHON = os.environ.get("ZHUOLUO_INTEROP_PYTHON", "")
OFFICE, ZONE = "jiangzhou-yimin", ZoneInfo("Asia/Shanghai")
SCRIPT = Path(str(tests.interop.__file__)).with_name("told_by_pm4py.py")
DRAWN = 4
"""Arcs that fewer cases go along are left out of the picture."""

pytestmark = pytest.mark.skipif(not PYTHON, reason="asked by `make interop`")


class Exported(Struct, frozen=True):
    """Both files, with what pm4py read in them and what we do."""

    log: reading.Log
    objects: reading.Objects
    xes: Any
    ocel: Any


@pytest.fixture(scope="module")
def year(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[Instance]:
    with (
        copied(server, template, next(database_names)) as copy,
        assembled(Settings(copy.home), copy.database) as instance,
    ):
        yield instance


@pytest.fixture(scope="module")
def exported(year: Instance, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    assert compared(year, OFFICE)["petitions"] > 50
    folder, asked = tmp_path_factory.mktemp("exports"), question(year, CONSOLE, OFFICE)
    for name, kind in FORMATS.items():
        with (folder / name).open("wb") as file:
            file.writelines(kind.written(year, chosen(year, asked, None, None)))
    # pm4py looks at how a file is called.
    files = {name: (folder / name).rename(folder / f"register.{kind.ending}") for name, kind in FORMATS.items()}
    return Exported(
        reading.xes(files["xes"].read_bytes()),
        reading.ocel(files["ocel"].read_bytes()),
        *(_told(name, files[name]) for name in ("xes", "ocel")),
    )


def _told(kind: str, file: Path) -> Any:
    """What the script says in the other environment."""
    said = subprocess.run([PYTHON, SCRIPT, kind, file], check=True, capture_output=True, text=True, cwd=file.parent)
    return json.loads(said.stdout)


def clock(at: datetime) -> datetime:
    """What the office's clock says then, as pm4py has it."""
    return at.astimezone(ZONE).replace(tzinfo=UTC)


def times(events: list[Any]) -> list[tuple[str, datetime]]:
    return [(each["concept:name"], clock(each["time:timestamp"])) for each in events]


def test_pm4py_reads_the_same_cases_acts_and_times(exported: Exported) -> None:
    """It drops the offset of a time and calls UTC what the office's clock says (util/dt_parsing, fix_naivety)."""
    ours = {trace.said["concept:name"]: times(trace.events) for trace in exported.log.traces}
    theirs = {
        case: [(name, datetime.fromisoformat(at)) for name, at in events]
        for case, events in exported.xes["cases"].items()
    }
    assert theirs == ours


def test_pm4py_reads_the_same_objects_events_and_relations(exported: Exported) -> None:
    ours, theirs = exported.objects, exported.ocel
    assert theirs["objects"] == Counter(each["type"] for each in ours.objects.values())
    assert {one: (name, datetime.fromisoformat(at)) for one, (name, at) in theirs["events"].items()} == {
        each["id"]: (each["type"], clock(datetime.fromisoformat(each["time"]))) for each in ours.events
    }
    pairs = {(each["id"], target) for each in ours.events for _, target in reading.related(each)}
    assert theirs["relations"] == len(pairs), "of two qualifiers of one event and object it keeps the first"
    assert theirs["o2o"] == sum(len(each["relationships"]) for each in ours.objects.values())
    assert theirs["changes"] > 0


def test_pm4py_finds_the_same_process_in_both_files(exported: Exported, capsys: pytest.CaptureFixture[str]) -> None:
    """And it is the one that a count of neighbours gives, by time and, at the same time, as they were written."""
    sorted_ = (sorted(trace.events, key=lambda event: event["time:timestamp"]) for trace in exported.log.traces)
    arcs = Counter(arc for events in sorted_ for arc in pairwise(each["concept:name"] for each in events))
    assert {(one, other): count for one, other, count in exported.xes["graph"]} == arcs
    assert {(one, other): count for one, other, count in exported.ocel["graph"]} == arcs
    with capsys.disabled():
        print("\n".join(("", *_drawn(arcs))))  # noqa: T201 - the picture of the docs
        print(_figures(exported))  # noqa: T201 - the figures of the docs


def _drawn(arcs: Counter[tuple[str, str]]) -> Iterator[str]:
    """The graph as Mermaid draws it: the arcs that DRAWN cases or more go along."""
    yield "flowchart TD"
    for (one, other), count in arcs.most_common():
        if count >= DRAWN:
            yield f'    {one}["{words.EVENTS[one]}"] -->|{count}| {other}["{words.EVENTS[other]}"]'


def _figures(exported: Exported) -> str:
    log, objects = exported.log, exported.objects
    kinds = Counter(each["type"] for each in objects.objects.values())
    acts = sum(len(trace.events) for trace in log.traces)
    return (
        f"{len(log.traces)} traces, {acts} events, {len(objects.document['eventTypes'])} activities; {dict(kinds)}, "
        f"{exported.ocel['relations']} relations, {exported.ocel['o2o']} between objects"
    )
