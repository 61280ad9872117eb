"""The register as XES (IEEE 1849-2016): a trace for each petition, an event for each act, written as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import quoteattr

from projections.mining import Act
from service.mining.attributes import Named, Value, Words, called, of_act, of_export, of_petition, of_state
from service.mining.cases import Case, cases
from service.mining.choosing import Chosen
from service.offices import KnownOffice
from service.runtime import Instance

MEDIA_TYPE = "application/xml"
OWN = "zhuoluo"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even as references."""
INSTEAD = "\ufffd"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Zhuoluo" prefix="zhuoluo" uri="urn:zhuoluo:xes:1"/>
<global scope="trace">
<string key="concept:name" value=""/>
<id key="zhuoluo:petition" value="00000000-0000-0000-0000-000000000000"/>
<string key="zhuoluo:received_on" value=""/>
<string key="zhuoluo:channel" value=""/>
<string key="zhuoluo:state" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/>
<string key="zhuoluo:activity_zh" value=""/>
<boolean key="zhuoluo:day_only" value="false"/>
<int key="zhuoluo:position" value="0"/>
<int key="zhuoluo:version" value="0"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="活动" keys="zhuoluo:activity_zh"/>
<classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
"""
"""Declared: the extensions used (the last one is ours: a name, not an address), what each trace and event has, by
which words events are told apart."""
TAIL = "</log>\n"


def written(instance: Instance, chosen: Chosen) -> Iterator[bytes]:
    """The file, a batch of petitions at a time. Raises as `cases`, also when half of it has been handed out.

    Memory: one batch, and of each petition its name, so that no two traces have the same.
    """
    profile = chosen.asked.office.profile
    yield HEAD.encode()
    own = _own(of_export(instance, chosen))
    yield "".join([attribute("concept:name", f"{profile.name} {chosen.asked.id}"), *own]).encode()
    told, taken = Words(chosen.asked.office), set[str]()
    for batch in cases(instance, chosen):
        yield "".join(part for case in batch for part in _trace(case, told, chosen.asked.office, taken)).encode()
    yield TAIL.encode()


def _trace(case: Case, told: Words, office: KnownOffice, taken: set[str]) -> Iterator[str]:
    yield "<trace>\n"
    yield attribute("concept:name", _name(case, taken))
    yield attribute(f"{OWN}:petition", case.row.petition)
    yield from _own(of_petition(case, told))
    yield from _own(of_state(case.row.state))
    if case.matter:
        yield attribute(f"{OWN}:matter", case.matter)
    if case.petitioner:
        yield attribute(f"{OWN}:petitioner", case.petitioner)
    for act in case.life.acts:
        yield from _event(act, office)
    yield "</trace>\n"


def _name(case: Case, taken: set[str]) -> str:
    """What the petition is called; where another in the file is called so too, with its id: tools tell cases by it."""
    name = called(case.life.petition)
    if name in taken:
        name = f"{name} {case.row.petition}"
    taken.add(name)
    return name


def _event(act: Act, office: KnownOffice) -> Iterator[str]:
    yield "<event>\n"
    yield attribute("concept:name", act.activity)
    yield attribute("time:timestamp", act.at.astimezone(office.zone))
    yield attribute("lifecycle:transition", "complete")
    said = {"org:resource": act.officer, "org:group": act.unit, "org:role": act.post}
    yield from (attribute(key, value) for key, value in said.items() if value)
    yield from _own(of_act(act, office))
    yield "</event>\n"


def _own(named: Named | Iterable[tuple[str, Value]]) -> Iterator[str]:
    return (attribute(f"{OWN}:{name}", value) for name, value in named)


def attribute(key: str, value: Value | UUID) -> str:
    """An attribute by the type of its value; INSTEAD stands for each character that a file cannot hold."""
    match value:
        case bool():
            return f'<boolean key="{key}" value="{str(value).lower()}"/>\n'
        case int():
            return f'<int key="{key}" value="{value}"/>\n'
        case datetime():
            return f'<date key="{key}" value="{value.isoformat()}"/>\n'
        case UUID():
            return f'<id key="{key}" value="{value}"/>\n'
        case str():
            return f'<string key="{key}" value={quoteattr(FORBIDDEN.sub(INSTEAD, value))}/>\n'
