"""The closed words agree with the commands, events and entries they speak of."""

from __future__ import annotations

from datetime import date

import pytest

from domain import codes
from domain import vocabulary as v
from domain.rulebook import Extension, Rulebook, Step
from domain.rulebook_kinds import EXTENSION, KINDS, SETTINGS, STEP


def test_every_key_of_an_entry_can_be_read() -> None:
    for kind in KINDS.values():
        assert set(kind.readers) == set(kind.struct.__struct_encode_fields__)
    assert set(STEP) == set(Step.__struct_fields__)
    assert set(EXTENSION) == set(Extension.__struct_fields__)
    assert set(SETTINGS) == set(Rulebook(id="", valid_from=date.min).settings.__struct_fields__)


def test_verbs_and_events_correspond() -> None:
    """Assign and Forward both make Forwarded; some are asked by the service, no rule may name them."""
    assert len(v.VERBS) == len(set(v.VERBS.values())) + 1
    by_the_service = {"DutiesRecomputed", "Linked", "Unlinked", "TransferTaken", "TransferAcknowledged"}
    assert set(v.EVENTS) - set(v.VERBS.values()) == by_the_service
    assert v.VERBS["Assign"] == v.VERBS["Forward"] == "Forwarded"


def test_event_facts_are_carried_by_the_events_that_say_them() -> None:
    carried = {event: facts for event, facts in v.CARRIED.items() if facts}
    assert carried == {
        "Registered": {"on_spot"},
        "Submitted": {"reader"},
        "Joined": {"kind"},
        "Notified": {"notice", "to"},
        "Forwarded": {"mode", "overrides"},
        "ResultReported": {"to"},
        "DelayExplained": {"to"},
        "Answered": {"reply_kind", "delivered", "on_spot"},
        "Served": {"document"},
        "Closed": {"outcome"},
        "ExtensionRequested": {"duty"},
        "Extended": {"duty"},
        "ExtensionDenied": {"duty"},
        "Instructed": {"supervise"},
        "Recused": {"stage"},
        "AcceptanceRefused": {"ground"},
        "IncidentNoted": {"incident"},
        "BodyTold": {"to"},
        "ReviewRequested": {"level"},
        "ReviewDecided": {"level", "result", "delivered"},
    }


def test_fields_a_rule_may_ask_for_are_those_of_the_command_and_of_what_is_known() -> None:
    assert {"legal_basis", "name", "problem", "channel"} <= v.fields_of("Close")
    assert "legal_basis" not in v.fields_of("Register")
    assert v.collections_of("Register") == {"receivers", "representatives", "accused", "accused_units"}
    assert v.collections_of("Forward") == v.collections_of("Register") | {"assisting"}


def test_dates_a_duty_may_take_are_those_of_the_event_and_of_what_is_known() -> None:
    assert v.dates_of("Registered") == {"reply_by", "due_on", "due_at", v.SOURCE_DUE}
    assert v.dates_of("Reopened") == v.dates_of("Registered") | {"redo_by"}


@pytest.mark.parametrize(
    ("labels", "words"),
    [(codes.CHANNELS, v.CHANNELS), (codes.SOURCES, v.SOURCES), (codes.REPLY_KINDS, v.REPLY_KINDS)],
)
def test_every_code_has_a_label_in_both_languages(labels: dict[str, codes.Label], words: tuple[str, ...]) -> None:
    assert list(labels) == list(words)
    assert all(label.zh and label.en for label in labels.values())
