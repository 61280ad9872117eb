"""Until accounts exist the console sees everything and nobody else anything."""

from __future__ import annotations

from domain import commands as c
from domain.access import CONSOLE, Viewer, may_see
from domain.petition import UNKNOWN
from tests.domain.scenario import Scenario


def test_the_console_sees_what_there_is(plain: Scenario) -> None:
    plain.when(c.Receive(channel="letter"), "2026-01-05")
    assert may_see(CONSOLE, plain.state)
    assert not may_see(CONSOLE, UNKNOWN)


def test_nobody_else_sees_anything(plain: Scenario) -> None:
    plain.when(c.Receive(channel="letter"), "2026-01-05")
    assert not may_see(Viewer("钟山", frozenset({"head"}), frozenset({"局领导"}), "secret"), plain.state)
