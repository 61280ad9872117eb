"""Holds both files of an office against its ledger, petition by petition and act by act."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from domain.access import CONSOLE
from service.mining.choosing import chosen
from service.mining.exporting import OCEL, XES, Format
from service.readmodels.asking import Question, question
from service.runtime import Instance
from tests.service.mining.counting import Told, petitions
from tests.service.mining.reading import Log, Objects, ocel, related, said, xes


def written(instance: Instance, kind: Format, asked: Question) -> bytes:
    """The file of all petitions that whoever asks may see."""
    return b"".join(kind.written(instance, chosen(instance, asked, None, None)))


def compared(instance: Instance, office: str, position: int | None = None) -> Counter[str]:
    """Nothing is missing in either file, nothing else is in them; how many petitions, acts and so on there are."""
    asked = question(instance, CONSOLE, office, position=position)
    log, objects = xes(written(instance, XES, asked)), ocel(written(instance, OCEL, asked))
    with instance.pool.connection() as connection:
        known = petitions(connection, office, asked.position)
    assert {trace.said["zhuoluo:petition"] for trace in log.traces} == set(known)
    assert len({trace.said["concept:name"] for trace in log.traces}) == len(known), "no two cases have one name"
    for petition, lines in known.items():
        _as_told(log.of(petition).events, lines, asked.office.zone)
    _of_objects(objects, known, log)
    told = [line for lines in known.values() for line in lines]
    return Counter(
        petitions=len(known),
        acts=len(told),
        days=sum(line.at is None for line in told),
        corrected=sum(line.corrected for line in told),
    )


def _as_told(events: list[Any], lines: list[Told], zone: ZoneInfo) -> None:
    """The events of a trace are the lines, in their order."""
    assert [_written_as(event) for event in events] == [
        (line.activity, line.officer, line.unit, line.position, line.version, line.recorded_at, line.corrected)
        for line in lines
    ]
    latest: dict[object, datetime] = {}
    for event, line in zip(events, lines, strict=True):
        at = event["time:timestamp"]
        assert event["zhuoluo:day_only"] == (line.at is None)
        if line.at is None:
            morning = datetime.combine(line.day, time(), zone).astimezone(UTC)
            assert at == max(morning, latest.get(line.day, morning)), "as its day begins, not before its neighbours"
        else:
            assert at == line.at
        latest[line.day] = max(at, latest.get(line.day, at))


def _written_as(event: Any) -> tuple[Any, ...]:
    own = ("position", "version", "recorded")
    return (
        event["concept:name"],
        event.get("org:resource", ""),
        event.get("org:group", ""),
        *(event[f"zhuoluo:{name}"] for name in own),
        event.get("zhuoluo:corrected", False),
    )


def _of_objects(found: Objects, known: dict[str, list[Told]], log: Log) -> None:
    """The same petitions and acts at the same times, and every relation leads to an object that is there."""
    assert set(found.of("petition")) == {f"petition:{petition}" for petition in known}
    events = {int(said(each)["position"]): each for each in found.events}
    of = {line.position: petition for petition, lines in known.items() for line in lines}
    assert set(events) == set(of)
    for trace in log.traces:
        for event in trace.events:
            same = events[event["zhuoluo:position"]]
            assert same["type"] == event["concept:name"]
            assert datetime.fromisoformat(same["time"]) == event["time:timestamp"]
            assert ("of", f"petition:{of[event['zhuoluo:position']]}") in set(related(same))
    every = [*found.objects.values(), *found.events]
    assert {target for each in every for _, target in related(each)} <= set(found.objects)
    declared = {each["name"]: each for each in found.document["eventTypes"]}
    assert set(declared) == {each["type"] for each in found.events}
