"""What was counted last of each office, kept from one question to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

Numbers = tuple[int, ...]
Place = tuple[str, str, str, str]
"""Unit, content class, clause, part."""
Breached = tuple[str, str, str]
"""Holder, content class, clause."""


class Tally(Struct, frozen=True):
    """How many petitions are registered; by place how many, and how many of each count; how many breaches.

    Of breaches: how many, in how many petitions, how many of these have ended.
    """

    registered: int
    places: Mapping[Place, Numbers]
    breaches: Mapping[Breached, Numbers]


class Kept(Struct, frozen=True):
    """`grounds`: what a count rests on beside the position and the petitions themselves."""

    grounds: tuple[Any, ...]
    position: int
    restricted: frozenset[UUID]
    tally: Tally


Tallies = dict[str, Kept]
"""The last count of each office."""
