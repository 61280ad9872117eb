"""A witness with a home of its own, that trusts one invented log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.witness import home as homes
from service.witness.cosigning import Witness
from service.witness.home import Identity
from service.witness.state import State
from tests.service.witness.invented import InventedLog

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
def log() -> InventedLog:
    return InventedLog(40)


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return homes.founded(tmp_path / "witness", "witness.example/w1")


@pytest.fixture
def state(tmp_path: Path, identity: Identity, log: InventedLog) -> State:
    assert identity.name
    made = State.made(tmp_path / "witness" / homes.STATE)
    with made.writing() as records:
        records.trust(log.verifier, NOW)
    return made


@pytest.fixture
def witness(identity: Identity, state: State) -> Witness:
    return Witness(identity, state, lambda: NOW)
