"""Petitions that are hidden from the console too, so that a test can see what becomes of an answer then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from service.access.predicate import Seeing


def hide(monkeypatch: pytest.MonkeyPatch, *petitions: str) -> None:
    """From here on nobody sees these petitions; without any of them named, no petition at all."""
    hidden = frozenset(map(UUID, petitions))

    def of(_self: Seeing, table: str, **_: object) -> str:
        ids = ", ".join(f"'{petition}'" for petition in petitions)
        return f"{table}.petition NOT IN ({ids})" if petitions else "false"

    def among(_self: Seeing, _connection: Any, asked: Iterable[UUID]) -> set[UUID]:
        return set(asked) - hidden if hidden else set()

    monkeypatch.setattr(Seeing, "of", of)
    monkeypatch.setattr(Seeing, "among", among)
