"""Reads the files back with nothing of the product: XES as XML, OCEL as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from msgspec import Struct

XES = "{http://www.xes-standard.org/}"
MADE: dict[str, Any] = {
    "int": int,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": lambda text: datetime.fromisoformat(text).astimezone(UTC),
}

Values = dict[str, Any]


class Trace(Struct):
    """What is said of a case, and of each of its events, in order."""

    said: Values
    events: list[Values]


class Log(Struct):
    """A file of XES."""

    root: ET.Element
    said: Values
    traces: list[Trace]

    def of(self, petition: str) -> Trace:
        """The one trace of a petition."""
        (found,) = (each for each in self.traces if each.said["zhuoluo:petition"] == petition)
        return found


def xes(content: str | bytes) -> Log:
    """The log in the file, which must be well formed."""
    root = ET.fromstring(content)  # noqa: S314 - made here just now
    assert root.tag == f"{XES}log"
    traces = [
        Trace(_values(trace), [_values(event) for event in trace.findall(f"{XES}event")])
        for trace in root.findall(f"{XES}trace")
    ]
    return Log(root, _values(root), traces)


def _values(element: ET.Element) -> Values:
    """The attributes, by their keys, as values of their types; each key stands there once."""
    given = [each for each in element if "key" in each.attrib]
    found = {each.attrib["key"]: _value(each) for each in given}
    assert len(found) == len(given)
    return found


def _value(element: ET.Element) -> Any:
    return MADE.get(element.tag.removeprefix(XES), str)(element.attrib["value"])


class Objects(Struct):
    """A file of OCEL."""

    document: Any
    objects: dict[str, Any]
    events: list[Any]

    def of(self, kind: str) -> dict[str, Any]:
        return {name: each for name, each in self.objects.items() if each["type"] == kind}


def ocel(content: str | bytes) -> Objects:
    """The objects by their ids, which stand there once, and the events in order."""
    document = json.loads(content)
    objects = {each["id"]: each for each in document["objects"]}
    assert len(objects) == len(document["objects"])
    assert len({each["id"] for each in document["events"]}) == len(document["events"])
    return Objects(document, objects, document["events"])


def said(thing: Any) -> dict[str, str]:
    """The attributes of an object or event; of several values of one the last."""
    return {each["name"]: each["value"] for each in thing["attributes"]}


def related(thing: Any) -> Iterator[tuple[str, str]]:
    """Qualifier and object of each relation."""
    return ((each["qualifier"], each["objectId"]) for each in thing["relationships"])
