"""The periods of a layout: the one asked about, those beside it, and how each is asked for by its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.layouts.terms import BEFORE, THIS, TO_DATE, TO_DATE_BEFORE, YEAR_BEFORE
from domain.periods import DAYS, LENGTHS, MONTHS_A_YEAR, NATURAL, Period, before, year_before
from service.readmodels.statistics.counting import period


def spans(of: Period, day: date) -> Mapping[str, Period]:
    """Each period by what layouts call it, cut where the one asked about is not over on `day`.

    Raises BadQuestion where one beside it lies before the years that periods are named in.
    """
    a_year_before = year_before(of, day)
    found = {
        THIS: of.until(day),
        BEFORE: before(of, day),
        YEAR_BEFORE: a_year_before,
        TO_DATE: _to_date(of.until(day)),
        TO_DATE_BEFORE: _to_date(a_year_before),
    }
    return {name: named(each) for name, each in found.items()}


def named(of: Period) -> Period:
    """The same days under a name that says no more than these: of a part of a period its first and last day."""
    if of.kind != DAYS and period(of.name, of.style) == of:
        return of
    return period(f"{of.first}..{of.last}")


def _to_date(of: Period) -> Period:
    """From the first day of the year that a period ends in, as its style has years, to its end."""
    if of.kind in LENGTHS:
        year, style = of.month // MONTHS_A_YEAR, of.style
    else:
        year, style = of.last.year, NATURAL
    return period(f"{period(f'{year:04}', style).first}..{of.last}")
