"""Turns: side by side, and yet one behind the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

from service.turns import Turn, turns


def test_results_come_in_order_whoever_is_ready_first() -> None:
    chance, came = Random(7), list[int]()

    def work(nth: int, turn: Turn) -> None:
        if chance.random() < 0.7:  # the others leave without a result
            turn.wait()
            came.append(nth)
        turn.leave()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(5000), turns(5000)))
    assert came == sorted(came)
    assert len(came) > 3000
