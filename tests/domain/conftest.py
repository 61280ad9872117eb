"""The books as scenarios to tell a case with."""

from __future__ import annotations

import pytest

from tests.domain.scenario import Scenario, under


@pytest.fixture
def r5() -> Scenario:
    return under("R5")


@pytest.fixture
def s1() -> Scenario:
    return under("S1")


@pytest.fixture
def plain() -> Scenario:
    return under("plain", roles={})
