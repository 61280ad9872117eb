"""What whoever looks at a petition can do to it now, and why not the rest, by the stages of the work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args
from uuid import UUID

from msgspec import Struct

from domain import commands as c
from domain.possible import Possible
from service.possible import possible_as
from service.web.acts.capacities import Capacity, actor
from service.web.marking import N_
from service.web.owing import PATHS
from service.web.screen import Screen

STAGES = {
    "intake": N_("Intake"),
    "instructing": N_("Instructions"),
    "routing": N_("Passing on"),
    "handling": N_("Handling and answering"),
    "reception": N_("Receiving and visits"),
    "reviewing": N_("Review, hearing, suggestions"),
    "ending": N_("Ending"),
    "attaching": N_("Attachments"),
}
"""The stages by the modules of domain/verbs, and what they are called."""
STAGE_OF = {act.__name__: act.__module__.rpartition(".")[2] for act in get_args(c.Act)}


class Stage(Struct, frozen=True):
    """The acts of one stage that can be done now."""

    name: str
    acts: tuple[Possible, ...]


class Possibilities(Struct, frozen=True):
    """Acts that can be done, by stage; and those that cannot, each with its reasons."""

    stages: tuple[Stage, ...] = ()
    refused: tuple[Possible, ...] = ()

    @property
    def verbs(self) -> frozenset[str]:
        return frozenset(act.verb for stage in self.stages for act in stage.acts)


def possibilities(about: Screen, petition: UUID, offered: Iterable[Capacity]) -> Possibilities:
    """Whatever can be done in any of somebody's capacities."""
    actors = tuple(actor(about.caller.viewer, capacity) for capacity in offered)
    judged: dict[str, Possible] = {}
    for acts in possible_as(about.instance, about.id, petition, actors):
        for each in acts:
            if each.verb in PATHS and not (each.verb in judged and judged[each.verb].allowed):
                judged[each.verb] = each
    return Possibilities(
        tuple(stage for module, name in STAGES.items() if (stage := _stage(module, name, judged.values())).acts),
        tuple(each for each in judged.values() if not each.allowed),
    )


def _stage(module: str, name: str, judged: Iterable[Possible]) -> Stage:
    return Stage(name, tuple(each for each in judged if each.allowed and STAGE_OF[each.verb] == module))
