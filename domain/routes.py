"""Routes: rows of steps that are done in order by those who hold the posts (rulebook.md 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

from domain import events as e
from domain.conditions import Facts, holds
from domain.deciding import Reason, structural
from domain.fields import in_words
from domain.forms import lacking
from domain.roles import posts_of_actor
from domain.routing import UNMOVED
from domain.rulebook import RouteRule, Rulebook, Step
from domain.staffing import kind_of
from domain.turn import Turn
from domain.words import POSTS, UNIT_KINDS, bracketed, listed, titled


def route_of(book: Rulebook, facts: Facts) -> RouteRule | None:
    """The first route of the file that holds for these facts."""
    return next((route for route in book.routes if holds(route.when, facts)), None)


def current(turn: Turn) -> RouteRule | None:
    """The route that was fixed by its first step; before that, the one that the facts choose.

    A fixed route stays although the facts that chose it are corrected later (rulebook.md trap 26).
    """
    if turn.before.route:
        return turn.context.book.routes_by_id.get(turn.before.route)
    return route_of(turn.context.book, turn.facts)


def next_step(route: RouteRule, turn: Turn) -> Step | None:
    """The first step of this event that is not done; None = the event is ordinary history here (trap 28)."""
    undone = (step for step in route.steps if step.id not in turn.before.steps)
    return next((step for step in undone if step.event == turn.name and holds(step.when, turn.facts)), None)


def ticked(turn: Turn) -> tuple[str, str]:
    """The route that the event fixes and the step it does, each "" for none. What moves nothing does no step."""
    route = current(turn)
    step = next_step(route, turn) if route else None
    if route is None or step is None or _is_copy(turn):
        return "", ""
    return ("" if turn.before.route else route.id), step.id


def faults(turn: Turn) -> Iterator[Reason]:
    """What stands against the event as a step of its route: steps not done, post, kind of unit, document."""
    route = current(turn)
    if route is None and turn.before.route:
        yield _unknown(turn)
    if route is not None and isinstance(turn.event, e.SentBack):
        yield from _sent_back_faults(route, turn)
    step = next_step(route, turn) if route else None
    if route is not None and step is not None:
        yield from _reasons(route, step, turn)


def step_faults(route_id: str, step_id: str, turn: Turn) -> Iterator[Reason]:
    """What stands against the event as the step that its line has done already."""
    route = turn.context.book.routes_by_id.get(route_id)
    for step in route.steps if route else ():
        if route and step.id == step_id:
            yield from _reasons(route, step, turn)


def _reasons(route: RouteRule, step: Step, turn: Turn) -> Iterator[Reason]:
    for zh, en in _step_faults(route, step, turn):
        yield Reason(route.clause, f"{route.id}.{step.id}", f"{titled(route.zh, route.id)}：{zh}", en)


def _unknown(turn: Turn) -> Reason:
    """A petition is decided by the version it came in under, which has its route; by another one nothing is."""
    book, route = turn.context.book.reference, turn.before.route
    zh, en = (
        f"规则（{book}）没有本件已确定的流程（{route}）",
        f"{book} has no route {route!r}, on which the petition is",
    )
    return structural(zh, en)


def _sent_back_faults(route: RouteRule, turn: Turn) -> Iterator[Reason]:
    """Only where the step that is next lets it, and only by those who hold its posts."""
    to_step = turn.event.to_step
    waiting = next((step for step in route.steps if step.id not in turn.before.steps and not step.optional), None)
    last = route.steps[-1] if waiting is None else waiting
    if to_step not in last.send_back:
        allowed = ", ".join(last.send_back) or "-"
        zh = "、".join(f"{each.zh}{bracketed(each.id)}" for each in route.steps if each.id in last.send_back)
        zh = f"此时只能退回到{zh}" if zh else "此时不能退回"
        en = f"from here it can be sent back to {allowed} only"
    elif last.posts and not posts_of_actor(turn) & set(last.posts):
        posts = ", ".join(last.posts)
        zh, en = f"退回须由{listed(POSTS, last.posts)}作出", f"sending back is for {posts}"
    else:
        return
    yield Reason(route.clause, f"{route.id}.{last.id}", f"{titled(route.zh, route.id)}：{zh}", en)


Words = tuple[str, str]


def _step_faults(route: RouteRule, step: Step, turn: Turn) -> Iterator[Words]:
    name = titled(step.zh, step.id)
    if waiting := _waiting(route, step, turn):
        zh = "、".join(titled(each.zh, each.id) for each in waiting)
        yield f"“{name}”之前须先{zh}", f"{step.id} comes after " + ", ".join(each.id for each in waiting)
    actor = turn.line.actor
    if step.posts and not posts_of_actor(turn) & set(step.posts):
        posts = ", ".join(step.posts)
        yield (
            f"“{name}”须由{listed(POSTS, step.posts)}作出",
            f"{step.id} is for {posts}, not for {actor.post or 'no post'}",
        )
    if step.to and _kind_of_target(turn) not in step.to:
        kinds = ", ".join(step.to)
        yield f"“{name}”只能转给{listed(UNIT_KINDS, step.to)}", f"{step.id} goes to {kinds} only"
    if fields := _document(step, turn):
        zh, en = in_words(fields)
        yield f"“{name}”的文书缺：{zh}", f"the document of {step.id} lacks {en}"


def _kind_of_target(turn: Turn) -> str:
    """What kind of unit it goes to: as the office knows it, else as the act says."""
    return kind_of(turn.context.office, turn.event.target) or turn.event.target_kind


def _waiting(route: RouteRule, step: Step, turn: Turn) -> list[Step]:
    """The steps before this one that are neither done nor optional."""
    earlier = route.steps[: route.steps.index(step)]
    return [each for each in earlier if not each.optional and each.id not in turn.before.steps]


def _document(step: Step, turn: Turn) -> tuple[str, ...]:
    return lacking(turn.context.book.forms_by_id[step.document], turn) if step.document else ()


def _is_copy(turn: Turn) -> bool:
    return isinstance(turn.event, e.Forwarded) and turn.event.mode in UNMOVED
