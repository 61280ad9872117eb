"""What stands in the ledger stands in the files: the same cases, acts and times, counted again from stored bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from domain.access import CONSOLE
from service.demo import story
from service.mining import choosing, xes
from service.mining.exporting import FORMATS, OCEL, XES, Format
from service.readmodels.asking import Question, question
from service.runtime import Instance
from tests.service.mining import reading
from tests.service.mining.comparing import compared, written
from tests.service.mining.conftest import AWKWARD, OFFICER, Odd

SCHEMA = Path(__file__).parents[2] / "data" / "ocel" / "schema.json"


def console(instance: Instance, office: str = "yimin", **known: Any) -> Question:
    return question(instance, CONSOLE, office, **known)


def test_the_invented_office_is_told_whole_now_and_as_of_any_position(instance: Instance) -> None:
    office = story.load(instance, lambda _done, _total: None)
    whole = compared(instance, office)
    assert whole["petitions"] >= 12
    assert whole["acts"] >= 80
    assert whole["corrected"] == 1
    for position in (0, 5, 40):
        assert compared(instance, office, position)["acts"] < whole["acts"]


def test_days_without_a_time_corrections_joins_and_void_petitions_are_told(odd: Odd) -> None:
    assert compared(odd.instance, "yimin") == {"petitions": 5, "acts": 13, "days": 9, "corrected": 1}


def test_an_act_without_a_time_does_not_come_before_its_neighbour_of_the_same_day(odd: Odd) -> None:
    log = reading.xes(written(odd.instance, XES, console(odd.instance)))
    times = {each["concept:name"]: each["time:timestamp"] for each in log.of(odd.first).events}
    assert times["Registered"] == times["Forwarded"] == datetime(2026, 3, 3, 2, tzinfo=UTC), "10:00, and its order"
    assert times["Received"] == datetime(2026, 2, 28, 16, tzinfo=UTC), "the first instant of 1 March, as corrected"
    assert times["SignedFor"] == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_what_was_corrected_is_told_as_it_really_was_and_before_the_correction_as_it_was_known(odd: Odd) -> None:
    log = reading.xes(written(odd.instance, XES, console(odd.instance)))
    assert log.of(odd.first).said["zhuoluo:channel"] == "visit"
    before = next(each for each in log.of(odd.first).events if each["concept:name"] == "Corrected")
    early = reading.xes(written(odd.instance, XES, console(odd.instance, position=before["zhuoluo:position"] - 1)))
    assert early.of(odd.first).said["zhuoluo:channel"] == "letter"
    assert [each for each in early.of(odd.first).events if "zhuoluo:corrected" in each] == []


def test_a_void_petition_is_there_and_says_so_and_belongs_to_no_matter(odd: Odd) -> None:
    asked = console(odd.instance)
    void = {
        trace.said["zhuoluo:petition"]: trace.said["zhuoluo:void"]
        for trace in reading.xes(written(odd.instance, XES, asked)).traces
    }
    assert [petition for petition, said in void.items() if said] == [odd.void]
    objects = reading.ocel(written(odd.instance, OCEL, asked)).of("petition")
    assert [each for each in reading.related(objects[f"petition:{odd.void}"]) if each[0] == "belongs to"] == []


def test_petitions_of_one_matter_and_of_one_person_are_related(odd: Odd) -> None:
    found = reading.ocel(written(odd.instance, OCEL, console(odd.instance)))
    (person,) = found.of("person")
    matter = f"matter:{odd.first}"
    assert set(reading.related(found.objects[f"petition:{odd.first}"])) == {
        ("belongs to", matter),
        ("raised by", person),
    }
    assert set(reading.related(found.objects[f"petition:{odd.joined}"])) == {
        ("belongs to", matter),
        ("raised by", person),
        ("joined to", f"petition:{odd.first}"),
    }
    assert set(found.of("matter")) == {matter, f"matter:{odd.awkward}", f"matter:{odd.unnumbered}"}
    about = {each["type"]: dict(reading.related(each)).get("about") for each in found.events}
    assert (about["Joined"], about["Linked"]) == (f"petition:{odd.first}", f"petition:{odd.joined}")


def test_an_attribute_of_a_petition_that_changes_has_a_value_for_each_time(odd: Odd) -> None:
    found = reading.ocel(written(odd.instance, OCEL, console(odd.instance)))
    states = [each for each in found.objects[f"petition:{odd.first}"]["attributes"] if each["name"] == "state"]
    assert [each["value"] for each in states] == ["received", "in_transit", "in_handling"], "as the register has it"
    assert [each["time"] for each in states] == [
        "2026-02-28T16:00:00+00:00",
        "2026-03-02T16:00:00+00:00",
        "2026-03-03T08:00:00+00:00",
    ]


@pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)
def test_only_what_was_received_in_the_period_is_told_and_relations_lead_nowhere_else(odd: Odd, kind: Format) -> None:
    day = datetime(2026, 3, 4, tzinfo=UTC).date()
    found = choosing.chosen(odd.instance, console(odd.instance), day, day)
    content = b"".join(kind.written(odd.instance, found))
    assert odd.joined.encode() in content
    assert {each for each in (odd.void, odd.awkward, odd.unnumbered) if each.encode() in content} == set()
    if kind is OCEL:
        read = reading.ocel(content)
        assert set(read.of("petition")) == {f"petition:{odd.joined}"}
        assert {qualifier for each in read.events for qualifier, _ in reading.related(each)} & {"about"} == set()


def test_awkward_names_come_back_as_they_are_but_for_what_xml_cannot_hold(odd: Odd) -> None:
    asked = console(odd.instance)
    trace = reading.xes(written(odd.instance, XES, asked)).of(odd.awkward)
    assert trace.said["concept:name"] == trace.said["zhuoluo:external_id"] == AWKWARD.replace("\ufffe", "\ufffd")
    assert trace.events[0]["org:resource"] == OFFICER["name"]
    assert trace.events[0]["org:group"] == OFFICER["unit"]
    found = reading.ocel(written(odd.instance, OCEL, asked))
    assert reading.said(found.objects[f"petition:{odd.awkward}"])["external_id"] == AWKWARD
    assert f"officer:{OFFICER['name']}" in found.objects


def test_every_character_there_is_makes_a_file_that_can_be_read() -> None:
    """All of the first plane, and one beyond it, but surrogates, which no text of the ledger has."""
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x10000), 0x20BB7]))
    line = xes.attribute("concept:name", text)
    read = reading.xes(f'<log xmlns="http://www.xes-standard.org/">{line}</log>').said["concept:name"]
    assert len(read) == len(text)
    changed = {one for one, other in zip(text, read, strict=True) if one != other}
    assert changed == {*map(chr, [*range(9), 0xB, 0xC, *range(0xE, 0x20)]), "\ufffe", "\uffff"}


def test_two_petitions_that_are_called_alike_are_two_cases(odd: Odd) -> None:
    """Tools tell cases by their names."""
    again = odd.desk.do("receive", on="2026-03-09", channel="letter", external_id=AWKWARD)["petition"]
    log = reading.xes(written(odd.instance, XES, console(odd.instance)))
    names = [log.of(petition).said["concept:name"] for petition in (odd.awkward, again)]
    assert names[1] == f"{names[0]} {again}"


def test_a_petition_without_number_is_called_by_its_id(odd: Odd) -> None:
    log = reading.xes(written(odd.instance, XES, console(odd.instance)))
    assert log.of(odd.unnumbered).said["concept:name"] == odd.unnumbered


def test_the_file_says_what_it_rests_on(odd: Odd) -> None:
    asked = console(odd.instance)
    said = reading.xes(written(odd.instance, XES, asked)).said
    found = reading.ocel(written(odd.instance, OCEL, asked))
    assert said["zhuoluo:position"] == asked.position
    assert (said["zhuoluo:office"], said["zhuoluo:time"], said["zhuoluo:petitions"]) == ("yimin", "replayed", 5)
    assert said["zhuoluo:rulebooks"].startswith("plain@")
    same = reading.said(found.objects["office:yimin"])
    assert {
        name: str(value) for name, value in said.items() if name.endswith(("position", "office", "restricted"))
    } == {f"zhuoluo:{name}": same[name] for name in ("office", "position", "restricted")}


def test_the_same_question_gives_the_same_bytes(odd: Odd) -> None:
    asked = console(odd.instance)
    for kind in FORMATS.values():
        assert written(odd.instance, kind, asked) == written(odd.instance, kind, asked)


def test_the_document_is_as_the_published_schema_of_ocel_says(odd: Odd) -> None:
    judge = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")), validate_formats=True)
    document = reading.ocel(written(odd.instance, OCEL, console(odd.instance))).document
    assert [str(error) for error in judge.iter_errors(document)] == []
    nothing = reading.ocel(written(odd.instance, OCEL, console(odd.instance, position=0))).document
    assert [str(error) for error in judge.iter_errors(nothing)] == []


@pytest.mark.parametrize(
    "break_",
    [
        lambda document: document["events"][0]["attributes"].append({"name": "version", "value": 1}),
        lambda document: document["events"][0]["relationships"].append({"objectId": "unit:后扶科"}),
        lambda document: document["objects"][0]["attributes"][0].pop("time"),
        lambda document: document["events"][0].update(time="2026-03-02"),
        lambda document: document.pop("objectTypes"),
    ],
)
def test_a_document_that_is_not_so_is_refused(odd: Odd, break_: Any) -> None:
    """The control."""
    judge = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")), validate_formats=True)
    document = reading.ocel(written(odd.instance, OCEL, console(odd.instance))).document
    break_(document)
    assert not judge.is_valid(document)


def test_attributes_are_declared_with_the_types_of_their_values(odd: Odd) -> None:
    found = reading.ocel(written(odd.instance, OCEL, console(odd.instance)))
    made: dict[str, Callable[[str], object]] = {
        "integer": int,
        "boolean": ["false", "true"].index,
        "time": datetime.fromisoformat,
        "string": str,
    }
    for kinds, things in (("eventTypes", found.events), ("objectTypes", [*found.objects.values()])):
        declared = {
            (kind["name"], each["name"]): each["type"] for kind in found.document[kinds] for each in kind["attributes"]
        }
        for thing in things:
            for name, value in reading.said(thing).items():
                made[declared[thing["type"], name]](value)


def test_all_that_xes_wants_declared_is_declared(odd: Odd) -> None:
    log = reading.xes(written(odd.instance, XES, console(odd.instance)))
    prefixes = {each.attrib["prefix"] for each in log.root.findall(f"{reading.XES}extension")}
    keys = {key for trace in log.traces for values in (trace.said, *trace.events) for key in values} | set(log.said)
    assert {key.partition(":")[0] for key in keys} <= prefixes
    globals_ = {
        each.attrib["scope"]: {child.attrib["key"] for child in each}
        for each in log.root.findall(f"{reading.XES}global")
    }
    assert all(globals_["trace"] <= set(trace.said) for trace in log.traces)
    assert all(globals_["event"] <= set(event) for trace in log.traces for event in trace.events)
    classifiers = [each.attrib["keys"].split() for each in log.root.findall(f"{reading.XES}classifier")]
    assert all(set(named) <= globals_["event"] for named in classifiers)
