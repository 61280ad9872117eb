"""Who is folded together, and how few attempts find the line at fault."""

from __future__ import annotations

from collections.abc import Callable
from math import log2

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.projector.advancing import Stretch
from service.projector.parting import Group, narrowed, together
from service.projector.schema import Standing

NEAR = 500


def at(name: str, position: int, *, stopped: bool = False) -> Standing:
    return Standing(name, position, stopped)


def test_those_that_stand_near_each_other_go_together_and_the_furthest_first() -> None:
    standing = [at("a", 1000), at("new", 0), at("b", 1000), at("c", 700)]
    assert together(standing, (), NEAR) == [Group(("a", "b", "c"), 700), Group(("new",), 0)]


def test_what_is_stopped_or_fails_goes_with_its_like_at_the_same_position_only() -> None:
    standing = [at("a", 10), at("b", 10), at("c", 9, stopped=True), at("d", 9, stopped=True), at("e", 8, stopped=True)]
    assert together(standing, {"b"}, NEAR) == [
        Group(("a",), 10),
        Group(("b",), 10, failed=True),
        Group(("c", "d"), 9, failed=True),
        Group(("e",), 8, failed=True),
    ]


class Log:
    """A log of so many lines that cannot be folded past the one at fault."""

    def __init__(self, lines: int, fault: int) -> None:
        self.lines, self.fault, self.position, self.attempts = lines, fault, 0, 0

    def step(self, limit: int) -> Stretch:
        self.attempts += 1
        upto = min(self.position + limit, self.lines)
        if self.position < self.fault <= upto:
            raise ValueError(self.fault)
        more, self.position = upto - self.position == limit, upto
        return Stretch(upto, more)


def failed(step: Callable[[int], Stretch], limit: int) -> Exception:
    with pytest.raises(ValueError, match=r".") as raised:
        step(limit)
    return raised.value


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 500))
def test_all_before_the_line_at_fault_is_folded_in_twice_as_many_attempts_as_halves(
    lines: int, fault: int, limit: int
) -> None:
    log = Log(lines, min(fault, lines, limit))
    error = narrowed(log.step, limit, failed(log.step, limit))
    assert str(error) == str(log.fault)
    assert log.position == log.fault - 1
    assert log.attempts <= 2 * log2(limit) + 2


def test_a_fault_that_has_passed_by_then_is_none() -> None:
    log = Log(100, 70)
    error = failed(log.step, 100)
    log.fault = 1000
    assert narrowed(log.step, 100, error) is None
    assert log.position == 100


def test_while_another_runner_has_the_log_nothing_is_at_fault() -> None:
    assert narrowed(lambda _: None, 100, ValueError()) is None


def test_a_database_that_is_away_is_no_fault_of_a_line() -> None:
    def away(_: int) -> Stretch:
        raise psycopg.OperationalError

    with pytest.raises(psycopg.OperationalError):
        narrowed(away, 100, ValueError())
