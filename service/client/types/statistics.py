"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid
from service.client.types.statistics_parts import Collective, Draft, WholeBasis

__all__ = (
    "Repeat", "Trend", "Trends", "TrendsSaid", "Unusual",
)  # fmt: skip


class Repeat(Struct, frozen=True, kw_only=True):
    """Petitions of one matter that came in the period, visits among them, and persons in them each time."""

    matter: UUID
    petitions: int
    visits: int
    persons: int
    named: tuple[UUID, ...]


class Trend(Struct, frozen=True, kw_only=True):
    """A count beside the counts of the windows before, the latest first, and what was to be expected from them.

    `expected`: their mean, one decimal, half up. From `low` to `high` nothing is unusual. `chance`: of so many or more
    if nothing has changed. `unusual`: above the interval, above each window before, and at least as many as asked for.
    """

    observed: int
    before: tuple[int, ...]
    expected: str
    low: int
    high: int
    chance: float
    unusual: bool


class Unusual(Struct, frozen=True, kw_only=True):
    """What has grown unusually: the cell that opens its facts, and what was to be expected.

    A class of the first level (`class_above`) is opened by the `classes` that it is made of, one after the other.
    """

    cell: dict[str, str | bool]
    trend: Trend
    classes: tuple[str, ...] = ()


class Trends(Struct, frozen=True, kw_only=True):
    """The trends of a period as known at a position.

    `windows`: the periods that it was compared with, the latest first; without any nothing could be. `judged`: the
    cells looked at; where nothing changes about one in forty is above its interval by chance. `without`: facts of the
    period that have no class, or no place, and so are in no cell. What is restricted is in no cell and no cluster.
    """

    formula: str
    basis: WholeBasis
    windows: tuple[str, ...]
    judged: int
    without: dict[str, int]
    unusual: tuple[Unusual, ...]
    repeat: tuple[Repeat, ...]
    collective: tuple[Collective, ...]


class TrendsSaid(Struct, frozen=True, kw_only=True):
    """What has grown unusually and what comes in clusters; and the same in words, as an analysis to be submitted."""

    basis: BasisSaid
    trends: Trends
    draft: Draft
