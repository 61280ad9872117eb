"""Whatever an event of a petition says, nothing that somebody wrote or is called is told of it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from domain import events as e
from domain.subscriptions import EVENTS
from service.feeds.items import Stood, item
from service.ledger import entry as entries
from tests.service.ledger.golden import file_of

STOOD = Stood("规划科", "letter", "0109", "registered", "2026-000001")
WRITTEN = "文字"
"""What stands in every text, name and code of the golden examples."""


@pytest.mark.parametrize("topic", [topic for topics in EVENTS.values() for topic in topics])
def test_of_no_event_a_text_a_name_or_a_sealed_value_is_told(topic: str) -> None:
    line = entries.decoded(topic, file_of(topic).read_bytes()).line
    assert isinstance(line, e.Line)
    stamped = replace(line, position=7, recorded_at=datetime(2026, 1, 5, tzinfo=UTC))
    told = msgspec.to_builtins(item("yimin", stamped, b"\x00" * 32, STOOD))
    duties = told["data"].pop("duties")
    assert WRITTEN not in str(told)
    assert {name for each in duties for name, said in each.items() if said == WRITTEN} <= {"entry", "clause"}
    assert told["type"] == f"petition.{topic.partition('/')[0]}"
