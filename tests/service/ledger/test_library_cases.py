"""The library's own recorder test cases, run on the ledger's recorder. None is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests.persistence import AggregateRecorderTestCase, ApplicationRecorderTestCase

from service.ledger.application import Ledger
from service.ledger.recorder import LedgerRecorder


def new_recorder(ledger: Ledger) -> LedgerRecorder:
    """The recorder of a log of its own."""
    recorder = ledger.create(f"o{uuid4().hex[:20]}").recorder
    assert isinstance(recorder, LedgerRecorder)
    return recorder


@pytest.fixture(autouse=True)
def _given(request: pytest.FixtureRequest, ledger: Ledger) -> None:
    request.cls.ledger = ledger


class WithoutPositions(LedgerRecorder):
    """The recorder as the library's aggregate recorders answer: without notification ids."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class TestAsApplicationRecorder(ApplicationRecorderTestCase[LedgerRecorder]):
    ledger: Ledger

    def create_recorder(self) -> LedgerRecorder:
        return new_recorder(self.ledger)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestAsAggregateRecorder(AggregateRecorderTestCase):
    ledger: Ledger

    def create_recorder(self) -> LedgerRecorder:
        recorder = new_recorder(self.ledger)
        recorder.__class__ = WithoutPositions
        return recorder
