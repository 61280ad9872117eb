"""Trends 苗头性、倾向性问题 (R3.2.4): whether a count is unusual beside the same weeks before.

The rule is FORMULA, a textbook test of two Poisson counts (Przyborowski and Wilenski 1940; as a prediction interval
Nelson 1982). If nothing has changed, what came in the windows before and in this one is as likely to fall in any of
them: each with a chance of 1 in (windows before + 1) in this one. So of all of them together the number in this one is
binomial, and a number is inside the interval unless so many or more (or so few or fewer) had a chance of at most
2.5 per cent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from math import ceil, exp, fsum, log

from msgspec import Struct

from domain.periods import DAYS, NATURAL, Period

FORMULA = "trend/1"
DAYS_A_WEEK = 7
MOST_BEFORE = 12
"""Windows before this one, at most; those that a year holds without the same weeks of last year."""
YEAR = 52 * DAYS_A_WEEK
"""Days back to the same weeks of last year: the nearest day with the same day of the week."""
TAIL = 0.025
"""On each side, so that the interval holds 95 per cent."""
AT_LEAST = 5
"""Fewer than so many are not called unusual, when nobody says otherwise."""
ONE_DECIMAL, SIX_DECIMALS = Decimal("0.1"), 6


class Trend(Struct, frozen=True):
    """A count beside the counts of the windows before, the latest first, and what was to be expected from them.

    `expected`: their mean, one decimal, half up. From `low` to `high` nothing is unusual. `chance`: of so many or more
    if nothing has changed. `unusual`: above the interval, above each window before, and at least as many as asked for.
    """

    observed: int
    before: tuple[int, ...]
    expected: Decimal
    low: int
    high: int
    chance: float
    unusual: bool


def windows(of: Period, known_from: date) -> tuple[Period, ...]:
    """The windows that this one is compared with, the latest first: as long, and from the same day of the week on.

    Up to twelve whole weeks (or as many weeks as the window touches) apart, and the same weeks of last year; none that
    begins before `known_from`, as nobody knows what came in then, and none where `of` has no day.
    """
    if of.last < of.first:
        return ()
    step = ceil(of.days / DAYS_A_WEEK) * DAYS_A_WEEK
    year = max(YEAR, step)
    back = [step * nth for nth in range(1, MOST_BEFORE + 1) if step * (nth + 1) <= year]
    reach = (of.first - known_from).days
    return tuple(_moved(of, days) for days in (*back, year) if days <= reach)


def _moved(of: Period, back: int) -> Period:
    first, last = of.first - timedelta(back), of.last - timedelta(back)
    return Period(f"{first}..{last}", DAYS, NATURAL, first, last)


def gathered(counts: Mapping[str, Counter[int]], above: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """The classes of the first level with those of the second below them, where more than one of these has a count.

    `above` says which is above a class, "" none; one of the first level in which something was counted is its own part.
    """
    parts: dict[str, list[str]] = {}
    for code in sorted(counts):
        parts.setdefault(above(code) or code, []).append(code)
    return {first: tuple(codes) for first, codes in parts.items() if len(codes) > 1}


def trend(observed: int, before: Sequence[int], at_least: int = AT_LEAST) -> Trend:
    """What is to be thought of a count after those of the windows before. Raises ValueError when there are none."""
    if not before:
        message = "nothing to compare with"
        raise ValueError(message)
    total, among = sum(before), len(before)
    low, high = interval(total, among)
    return Trend(
        observed,
        tuple(before),
        (Decimal(total) / among).quantize(ONE_DECIMAL, ROUND_HALF_UP),
        low,
        high,
        round(chance(observed, total, among), SIX_DECIMALS),
        observed >= at_least and observed > high and observed > max(before),
    )


def interval(total: int, among: int) -> tuple[int, int]:
    """The least and the greatest number that is not unusual after `total` in `among` windows.

    So few or fewer, so many or more: each has a chance of more than TAIL.
    """
    return _reached(total, among, TAIL) if total else 0, _reached(total + 1, among, 1 - TAIL)


def chance(observed: int, total: int, among: int) -> float:
    """That of `total + observed` in `among + 1` windows so many or more fall in the last, if all are alike."""
    below = fsum(each for _, each in zip(range(observed), _waiting(total + 1, among), strict=False))
    return max(0.0, 1 - below)


def _reached(total: int, among: int, share: float) -> int:
    """The least number up to which the chances of _waiting come to more than `share`."""
    summed = accumulate(_waiting(total, among))
    return next(number for number, each in enumerate(summed) if each > share)


def _waiting(total: int, among: int) -> Iterator[float]:
    """The chances of 0, 1, 2 … in the last window until `total` have fallen in the others.

    That at least x come before the (b + 1)th of the others is the same as that of b + x at least x fall in the last
    window; so tails of the binomial are those of this, the negative binomial, whose terms follow from one another.
    """
    here = log(1 / (among + 1))
    term, number = total * log(among / (among + 1)), 0
    while True:
        yield exp(term)
        term += here + log((total + number) / (number + 1))
        number += 1
