"""Where a petition is on its route: which steps are done, by whom and when, and which is next."""

from __future__ import annotations

from msgspec import Struct

from domain import events as e
from domain.conditions import facts_of
from domain.petition import Petition
from domain.routes import route_of
from domain.rulebook import RouteRule, Rulebook, Step


class StepDone(Struct, frozen=True, kw_only=True):
    """A step, and the line that did it (None: not done). `next`: it is the first that is to be done."""

    step: Step
    line: e.Line | None = None
    next: bool = False

    @property
    def zh(self) -> str:
        return self.step.zh

    @property
    def en(self) -> str:
        return self.step.en


def route(petition: Petition, book: Rulebook) -> RouteRule | None:
    """The route that was fixed by its first step, else the one that the facts choose; None = there is none."""
    if petition.route:
        return book.routes_by_id.get(petition.route)
    if not petition.lines:
        return None
    return route_of(book, facts_of(petition, petition.lines[-1].event, book.settings))


def steps(petition: Petition, book: Rulebook) -> tuple[StepDone, ...]:
    """Every step of the route, those done with the line that did it last."""
    found = route(petition, book)
    if found is None:
        return ()
    done = {line.step: line for line in petition.lines if line.step in petition.steps}
    following = next((step for step in found.steps if step.id not in petition.steps and not step.optional), None)
    return tuple(StepDone(step=step, line=done.get(step.id), next=step is following) for step in found.steps)
