"""What can be done to a petition now, asked without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.possible import ACTS, Possible
from domain.values import Actor
from service.runtime import Instance


def possible(
    instance: Instance, office: str, petition: UUID, actor: Actor, verbs: Sequence[type[Struct]] = ACTS
) -> tuple[Possible, ...]:
    """Every act or those of `verbs`, as the desk would judge them at this moment; what it opens for it stays there.

    Raises: UnknownOffice.
    """
    return possible_as(instance, office, petition, (actor,), verbs)[0]


def possible_as(
    instance: Instance, office: str, petition: UUID, actors: Sequence[Actor], verbs: Sequence[type[Struct]] = ACTS
) -> tuple[tuple[Possible, ...], ...]:
    """The same for each of several actors, such as one person in each of their capacities; it is opened once."""
    return instance.desk.possible(office, petition, actors, verbs)
