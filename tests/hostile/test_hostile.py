"""A minute of hostile input in every run; `make hostile` takes ten for each reader."""

from __future__ import annotations

import random

import pytest

from tests.hostile.mutating import STUMBLING, mutated
from tests.hostile.targets import Target, targets

INPUTS = 150
NAMES = tuple(targets())


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_takes_what_it_is_given_or_refuses_it_in_its_own_words(name: str) -> None:
    target, chance = targets()[name], random.Random(name)
    for given in (b"", *target.seeds, *STUMBLING):
        target(given)
    _harassed(target, chance)


def _harassed(target: Target, chance: random.Random) -> None:
    for _ in range(INPUTS):
        target(mutated(chance.choice(target.seeds), target.seeds, chance))


def test_control_a_reader_that_trusts_its_input_is_found_out() -> None:
    def trusting(given: bytes) -> int:
        return int(given.split(b"=")[1])

    target, chance = Target((b"a=1", b"b=22"), trusting, (ValueError,)), random.Random(1)
    with pytest.raises(IndexError):
        _harassed(target, chance)
