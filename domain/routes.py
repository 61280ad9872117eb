"""Routes: rows of steps that are done in order by those who hold the posts (rulebook.md 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

from domain import events as e
from domain.conditions import Facts, holds
from domain.deciding import Reason
from domain.fields import in_words
from domain.forms import lacking
from domain.rulebook import RouteRule, Rulebook, Step
from domain.turn import Turn


def route_of(book: Rulebook, facts: Facts) -> RouteRule | None:
    """The first route of the file that holds for these facts."""
    return next((route for route in book.routes if holds(route.when, facts)), None)


def current(turn: Turn) -> RouteRule | None:
    """The route that was fixed by its first step; before that, the one that the facts choose.

    A fixed route stays although the facts that chose it are corrected later (rulebook.md trap 26).
    """
    if turn.before.route:
        return turn.context.book.routes_by_id[turn.before.route]
    return route_of(turn.context.book, turn.facts)


def next_step(route: RouteRule, turn: Turn) -> Step | None:
    """The first step of this event that is not done; None = the event is ordinary history here (trap 28)."""
    undone = (step for step in route.steps if step.id not in turn.before.steps)
    return next((step for step in undone if step.event == turn.name), None)


def ticked(turn: Turn) -> tuple[str, str]:
    """The route that the event fixes and the step it does, each "" for none. A copy does no step."""
    route = current(turn)
    step = next_step(route, turn) if route else None
    if route is None or step is None or _is_copy(turn):
        return "", ""
    return ("" if turn.before.route else route.id), step.id


def faults(turn: Turn) -> Iterator[Reason]:
    """What stands against the event as a step of its route: steps not done, post, kind of unit, document."""
    route = current(turn)
    step = next_step(route, turn) if route else None
    if route is None or step is None:
        return
    for zh, en in _step_faults(route, step, turn):
        yield Reason(route.clause, f"{route.id}.{step.id}", f"{route.zh}：{zh}", en)


Words = tuple[str, str]


def _step_faults(route: RouteRule, step: Step, turn: Turn) -> Iterator[Words]:
    if waiting := _waiting(route, step, turn):
        zh = "、".join(each.zh or each.id for each in waiting)
        yield f"“{step.zh}”之前须先{zh}", f"{step.id} comes after " + ", ".join(each.id for each in waiting)
    actor = turn.line.actor
    if step.posts and not {actor.post, actor.acting_for} & set(step.posts):
        posts = ", ".join(step.posts)
        yield f"“{step.zh}”须由{posts}作出", f"{step.id} is for {posts}, not for {actor.post or 'no post'}"
    if step.to and turn.event.target_kind not in step.to:
        kinds = ", ".join(step.to)
        yield f"“{step.zh}”只能转给{kinds}", f"{step.id} goes to {kinds} only"
    if fields := _document(step, turn):
        zh, en = in_words(fields)
        yield f"“{step.zh}”的文书缺：{zh}", f"the document of {step.id} lacks {en}"


def _waiting(route: RouteRule, step: Step, turn: Turn) -> list[Step]:
    """The steps before this one that are neither done nor optional."""
    earlier = route.steps[: route.steps.index(step)]
    return [each for each in earlier if not each.optional and each.id not in turn.before.steps]


def _document(step: Step, turn: Turn) -> tuple[str, ...]:
    return lacking(turn.context.book.forms_by_id[step.document], turn) if step.document else ()


def _is_copy(turn: Turn) -> bool:
    return isinstance(turn.event, e.Forwarded) and turn.event.mode == "copy"
