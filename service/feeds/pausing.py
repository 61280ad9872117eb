"""How long a receiver that did not take a delivery is left alone: twice as long each time, spread by chance."""

from __future__ import annotations

from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=10), timedelta(hours=6)


def pause(failures: int, chance: float) -> timedelta:
    """After so many failures in a row. `chance`, from 0 to 1, spreads it from half of the full pause to all of it."""
    full = min(FIRST * (1 << min(failures - 1, 20)), LONGEST)
    return full * (1 + chance) / 2
