"""A petition about to come in under each of the seven books."""

from __future__ import annotations

import pytest

from tests.clauses.books import book
from tests.domain.scenario import Scenario, under


@pytest.fixture(name="R1")
def _r1() -> Scenario:
    return under(book("R1"))


@pytest.fixture(name="R2")
def _r2() -> Scenario:
    return under(book("R2"))


@pytest.fixture(name="R3")
def _r3() -> Scenario:
    return under(book("R3"))


@pytest.fixture(name="R4")
def _r4() -> Scenario:
    return under(book("R4"))


@pytest.fixture(name="R5")
def _r5() -> Scenario:
    return under(book("R5"))


@pytest.fixture(name="R6")
def _r6() -> Scenario:
    return under(book("R6"))


@pytest.fixture(name="S1")
def _s1() -> Scenario:
    return under(book("S1"))
