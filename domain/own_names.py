"""Under which names somebody owes: their own, those of the units they serve in, of those for whom they act."""

from __future__ import annotations

from domain import guarded
from domain.access import Viewer
from domain.deciding import OfficeProfile


def own_names(profile: OfficeProfile, viewer: Viewer) -> frozenset[str]:
    """The holders of duties that mean this person; a unit below the own one is not the own."""
    units = {unit.name for unit in profile.units} | {posting.unit for posting in profile.staff} | {viewer.unit}
    served = {name for name in units if name and guarded.unit(name) in viewer.marks}
    return frozenset({viewer.person, *served, *viewer.stands_for})


def own_units(profile: OfficeProfile, viewer: Viewer) -> tuple[str, ...]:
    """Those of the names that are units, by name."""
    return tuple(sorted(own_names(profile, viewer) & {unit.name for unit in profile.units}))
