"""The units of the office as a tree, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain.deciding import OfficeProfile
from domain.organisation import Unit
from domain.staffing import members_of


class Branch(Struct, frozen=True):
    """A unit, how deep it stands, who serves in it on that day."""

    unit: Unit
    depth: int
    members: tuple[str, ...]
    closed: bool


def branches(profile: OfficeProfile, day: date) -> tuple[Branch, ...]:
    """Every unit below the one above it; what hangs on no known unit stands at the top."""
    tops = [unit for unit in profile.units if unit.parent not in profile.units_by_name]
    return tuple(branch for top in tops for branch in _below(profile, top, day, 0))


def _below(profile: OfficeProfile, unit: Unit, day: date, depth: int) -> Iterator[Branch]:
    closed = unit.closed_from is not None and unit.closed_from <= day
    yield Branch(unit, depth, tuple(sorted(members_of(profile, [unit.name], day))), closed)
    for each in profile.units_by_parent.get(unit.name, ()):
        yield from _below(profile, each, day, depth + 1)
