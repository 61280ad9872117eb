"""Mappings: what ships, and that a wrong one is explained where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.exchange.mapping import WORDS, BadMapping, Entry, Head, parse
from service.exchange.mappings import load_mapping, mappings
from tests.service.exchange.test_registers import TOML

CHANGES = """
[mapping]
id = "list"
form = "changes"
office = "x"
time_zone = "UTC"
[change]
id = "id"
observed_at = "at"
event = "what"
value = "new"
[always]
channel = "letter"
[event.came]
means = "received"
"""


def test_four_mappings_are_shipped_and_each_can_be_used() -> None:
    assert mappings() == ("boston-311", "letters-board", "stlouis-csb", "uk-written-questions")
    assert [load_mapping(name).id for name in mappings()] == list(mappings())


def test_a_mapping_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(TOML, encoding="utf-8")
    mapping = load_mapping(path)
    assert (mapping.id, mapping.complete, mapping.head.rulebook) == ("hotline", True, "plain")
    assert mapping.columns == ("id", "opened", "due", "closed", "cancelled", "unit", "title", "result")
    assert parse(CHANGES, "list.toml").columns == ("id", "at", "what", "new")


def test_a_mapping_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="boston-311, letters-board, stlouis-csb, uk-written-questions"):
        load_mapping("nowhere")
    (tmp_path / "latin.toml").write_bytes("é".encode("latin-1"))
    with pytest.raises(BadMapping, match=r"latin\.toml: not UTF-8"):
        load_mapping(tmp_path / "latin.toml")


MISTAKES = {
    "not TOML": ('means = "id"', "means = id", r"x\.toml: not TOML: .*line 14"),
    "unknown word": (
        'means = "due"',
        'means = "dew"',
        r"line 17, \[column\.due\]: means 'dew' is none of accepted, address, ",
    ),
    "unknown option": ('means = "due"', 'means = "due"\nroll = "x"', r"line 17, \[column\.due\]: .*`roll`"),
    "no means": ('means = "due"', "", r"line 17, \[column\.due\]: .*`means`"),
    "wrong type": ('means = "due"', 'means = "due"\nformats = "%Y"', r"line 17, \[column\.due\]: Expected `array`"),
    "unknown directive": ('"%Y-%m-%d"]', '"%Y-%m-%d %Q"]', r"line 2, \[mapping\]: format '%Y-%m-%d %Q' uses %Q"),
    "no day in a format": ('"%Y-%m-%d"]', '"%Y-%m"]', r"line 2, \[mapping\]: format '%Y-%m' lacks"),
    "time zone": ("America/New_York", "Mars/Base", r"line 2, \[mapping\]: time_zone 'Mars/Base'"),
    "rulebook": ('office = "热线"', 'office = "热线"\nrulebook = "R99"', r"no rulebook 'R99'"),
    "office": ('office = "热线"', 'office = " "', r"office is empty"),
    "id": ('id = "hotline"', 'id = "Hot Line"', r"id 'Hot Line'"),
    "form": ('form = "register"', 'form = "table"', r"line 2, \[mapping\]: form 'table' is none of register, changes"),
    "delimiter": ('form = "register"', 'form = "register"\ndelimiter = "::"', r"delimiter '::' is not one character"),
    "encoding": ('form = "register"', 'form = "register"\nencoding = "koi8"', r"encoding 'koi8' is none of"),
    "outcome": ('outcome = "recorded"', 'outcome = "won"', r"\[column\.closed\]: outcome 'won' .*: recorded"),
    "channel": ('channel = "call"', 'channel = "pigeon"', r"\[always\]: 'pigeon' is no channel; known: letter, "),
    "no channel": ('channel = "call"', "", r"\[always\]: channel is needed"),
    "constant": ('channel = "call"', 'channel = "call"\ndue = "x"', r"\[always\]: 'due' is none of"),
    "code": ('means = "unit"', 'means = "channel"\nvalues = { a = "b" }', r"\[column\.unit\]: 'b' is no channel"),
    "no receipt": ('means = "received"', 'means = "comment"\ntext = "x"', r"no column means received"),
    "no id at all": ('means = "id"', 'means = "title"', r"exactly one column means id"),
    "twice": ('means = "title"', 'means = "due"', r"several columns mean due"),
    "comment without words": ('means = "title"', 'means = "comment"', r"a comment needs its words"),
    "unknown table": ("[always]", "[sometimes]\nx = 1\n[always]", r"line 10, \[sometimes\]: there is no such table"),
    "no mapping": ("[mapping]", "[map]", r"\[mapping\]: this table is missing"),
}


@pytest.mark.parametrize(("right", "wrong", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_explained_with_its_line_and_entry(right: str, wrong: str, says: str) -> None:
    assert right in TOML
    with pytest.raises(BadMapping, match=says):
        parse(TOML.replace(right, wrong), "x.toml")


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("[change]", "[changed]", r"\[change\]: this table is missing"),
        ('value = "new"', "", r"line 7, \[change\]: .*`value`"),
        ('value = "new"', 'value = "new"\nformats = ["%H"]', r"line 7, \[change\]: format '%H' lacks"),
        ('means = "received"', 'means = "id"', r"\[event\.came\]: the columns of a list of changes"),
        ("[event.came]", "[column.came]", r"there is no \[event\.NAME\] at all"),
    ],
)
def test_a_mistake_in_a_list_of_changes_too(right: str, wrong: str, says: str) -> None:
    with pytest.raises(BadMapping, match=says):
        parse(CHANGES.replace(right, wrong), "x.toml")


def test_all_mistakes_are_told_at_once() -> None:
    text = TOML.replace("America/New_York", "Mars/Base").replace('means = "due"', 'means = "dew"')
    with pytest.raises(BadMapping) as refused:
        parse(text, "x.toml")
    assert len(str(refused.value).splitlines()) == 2


def test_the_example_of_the_manual_is_a_mapping_and_its_tables_name_every_word_and_option() -> None:
    manual = (Path(__file__).resolve().parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
    example, changes = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert parse(example, "manual.toml").entries["办结时间"].text_from == "办理结果"
    listed = (
        CHANGES.partition("[change]")[0] + "[always]\nchannel = 'call'\n[event.came]\nmeans = 'received'\n" + changes
    )
    assert parse(listed, "manual.toml").entries["due_changed"].means == "due"
    rows = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in manual.splitlines() if line.startswith("| `")]
    named = {word for row in rows for word in row}
    assert set(WORDS) | set(Entry.__struct_fields__) - {"means"} <= named
    assert {name for name in Head.__struct_fields__ if f"\n{name} = " not in example} == set()
