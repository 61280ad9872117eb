"""What was ever written can be read: golden examples of every topic, and old shapes made into new ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from msgspec.structs import replace

from domain import events as e
from service.keys import KeyFolder
from service.ledger import entry as entries
from service.ledger.mapper import LineMapper
from service.ledger.sealing import Sealer
from tests.service.ledger.golden import FOLDER, file_of, kinds

FILES = sorted(FOLDER.glob("*.json"))


def topic_in(file: Path) -> str:
    return file.stem.replace(".", "/")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_event_ever_written_is_read_and_means_the_same(file: Path) -> None:
    content = file.read_bytes()
    entry = entries.decoded(topic_in(file), content)
    assert msgspec.json.decode(entries.encoded(entry)) == msgspec.json.decode(content)


def test_every_topic_of_today_has_its_golden_example() -> None:
    assert {topic_in(file) for file in FILES} >= set(kinds())


def test_only_history_says_that_it_is_history() -> None:
    """What is written of today has the bytes that it always had."""
    entry = entries.decoded("Commented/1", file_of("Commented/1").read_bytes())
    assert (entry.line.historic, b"historic" in entries.encoded(entry)) == (False, False)
    old = replace(entry, line=replace(entry.line, historic=True))
    assert entries.decoded("Commented/1", entries.encoded(old)) == old


def renamed(event: dict[str, Any]) -> dict[str, Any]:
    """As if Comment had once been called remark and had its text under "words"."""
    text = event.pop("words")
    return {**event, "type": "Commented/1", "text": text}


def old_content(topic: str) -> bytes:
    raw = msgspec.json.decode(file_of(topic).read_bytes())
    event = raw["line"]["event"] if topic == "Commented/1" else raw["line"]["event"]["fact"]
    event.clear()
    event.update({"type": "Remarked/3", "words": "旧"})
    return msgspec.json.encode(raw)


def test_an_old_event_is_upcast_on_reading_also_inside_a_correction() -> None:
    upcasts = {"Remarked/3": renamed}
    old = entries.decoded("Remarked/3", old_content("Commented/1"), upcasts).line.event
    inside = entries.decoded("Corrected/1", old_content("Corrected/1"), upcasts).line.event.fact
    assert old == inside == e.Commented(text="旧")


def test_an_unknown_topic_is_named_and_never_imported(tmp_path: Path) -> None:
    mapper = LineMapper(Sealer(KeyFolder(tmp_path), "office"))
    content = file_of("Commented/1").read_bytes().replace(b"Commented/1", b"os:system")
    stream = entries.decoded("Commented/1", file_of("Commented/1").read_bytes()).originator_id
    with pytest.raises(MapperDeserialisationError, match="os:system"):
        mapper.to_domain_event(StoredEvent(stream, 7, "os:system", content))


def test_content_that_stands_in_another_stream_or_version_is_refused(tmp_path: Path) -> None:
    mapper = LineMapper(Sealer(KeyFolder(tmp_path), "office"))
    content = file_of("Commented/1").read_bytes()
    entry = entries.decoded("Commented/1", content)
    with pytest.raises(MapperDeserialisationError, match="version 7"):
        mapper.to_domain_event(StoredEvent(entry.originator_id, 8, "Commented/1", content))
