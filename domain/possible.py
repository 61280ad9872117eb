"""Which acts the rulebook allows now and which it does not, with the reason, whatever is typed into their forms.

Each act is tried bare (bare_acts.py), once for each choice of its codes, against the same functions as in decide.py and
what of the rulebook no typing can meet (beyond_typing.py). Whatever decide() accepts is possible; what is possible can
still be refused for what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain.bare_acts import ACTS, SAID, Choice, act_of, choices, closed
from domain.beyond_typing import Beyond, beyond
from domain.conditions import may_hold
from domain.decide import life_faults, objections, turn_asked
from domain.deciding import Context, OfficeProfile, Reason, structural
from domain.lifecycle import moment_faults
from domain.petition import Petition
from domain.rulebook import Rulebook, Trigger
from domain.turn import Turn
from domain.values import Actor, Moment, Narrative
from domain.vocabulary import EVENT_FACTS, PETITION_FACTS, VERBS

__all__ = ("ACTS", "Possible", "judged", "meets", "possible")

NOTHING_OWED = structural("没有未完成的期限", "no duty is open")


class Possible(Struct, frozen=True, kw_only=True):
    """Whether an act is allowed now. `choices`: for each closed field the codes with which it is.

    `reasons` stand against it where it is not: those of the choice against which least is said.
    """

    verb: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = {}


class _Asking(Struct, frozen=True, dict=True):
    """Who asks, and when; `already_done` as in `commands.Asked`."""

    state: Petition
    actor: Actor
    moment: Moment
    context: Context
    already_done: Narrative | None = None

    @cached_property
    def untimely(self) -> tuple[Reason, ...]:
        """What is wrong with the time, whatever is done."""
        return tuple(moment_faults(self.state, self.moment, self.context))


def possible(
    state: Petition,
    actor: Actor,
    moment: Moment,
    context: Context,
    *,
    already_done: Narrative | None = None,
    verbs: Sequence[type[Struct]] = ACTS,
) -> tuple[Possible, ...]:
    """Every act in the order of the vocabulary, or those of `verbs`.

    Cost: 10 milliseconds for all of them in the middle of a life (tests/service/test_possible.py prints it).
    """
    asking = _Asking(state, actor, moment, context, already_done)
    return tuple(_judged(kind, asking) for kind in verbs)


def judged(kind: type[Struct], state: Petition, actor: Actor, moment: Moment, context: Context) -> Possible:
    """One act."""
    return _judged(kind, _Asking(state, actor, moment, context))


def _judged(kind: type[Struct], asking: _Asking) -> Possible:
    """What is senseless in this life under any rulebook is said alone; of what is left the rulebook is asked."""
    rules = beyond(asking.context.book, kind.__name__)
    tried = list(_tries(kind, asking, rules))
    sensible = [(choice, _of_rules(asked, asking, rules)) for choice, asked, senseless in tried if not senseless]
    if fitting := [choice for choice, reasons in sensible if not reasons]:
        return Possible(verb=kind.__name__, allowed=True, choices=_codes(kind, fitting, asking.context.office))
    against = [reasons for _, reasons in sensible] or [senseless for *_, senseless in tried]
    return Possible(verb=kind.__name__, allowed=False, reasons=min(against, key=len))


def _tries(kind: type[Struct], asking: _Asking, rules: Beyond) -> Iterator[tuple[Choice, c.Asked, tuple[Reason, ...]]]:
    """Each choice, what is asked with it, and what makes it senseless."""
    for choice in choices(kind, asking.state, asking.context.book, rules.decisive):
        asked = _asked(kind, choice, asking)
        yield choice, asked, _of_life(asked, asking)


def _codes(kind: type[Struct], fitting: Sequence[Choice], office: OfficeProfile) -> dict[str, tuple[str, ...]]:
    """By closed field the codes that fit; all of them where no rule tells them apart.

    Where the office has told its units, their kind is known whatever is said of it.
    """
    found = {name: _said(choice[name] for choice in fitting) for name in fitting[0]}
    if office.units:
        found.pop("target_kind", None)
    found = {name: _said(words) for name, words in closed(kind).items()} | found
    return {name: codes for name, codes in found.items() if codes}


def _said(values: Iterable[Any]) -> tuple[str, ...]:
    """Flags and what need not be said are no codes."""
    named = (value[0] if isinstance(value, tuple) else value for value in values)
    return tuple(
        dict.fromkeys(str(value) for value in named if not isinstance(value, bool) and value not in (None, "", SAID))
    )


# ---- what stands against one choice


def _asked(kind: type[Struct], choice: Choice, asking: _Asking) -> c.Asked:
    return c.Asked(
        petition=asking.state.id,
        command=act_of(kind, choice, asking.state, asking.actor, asking.moment),
        actor=asking.actor,
        occurred=asking.moment,
        now=asking.context.now,
        already_done=asking.already_done,
    )


def _of_life(asked: c.Asked, asking: _Asking) -> tuple[Reason, ...]:
    act = cast("c.Act", asked.command)
    found = (*asking.untimely, *life_faults(asking.state, asked, act, asking.context))
    return found or ((NOTHING_OWED,) if getattr(act, "duty", "") == SAID else ())


def _of_rules(asked: c.Asked, asking: _Asking, rules: Beyond) -> tuple[Reason, ...]:
    act = cast("c.Act", asked.command)
    turn = turn_asked(asking.state, asked, act, replace(asking.context, book=rules.book))
    return tuple(dict.fromkeys(_least(type(act).__name__, turn, rules)))


def _least(verb: str, turn: Turn, rules: Beyond) -> list[Reason]:
    """What the rulebook has against it; where what is typed decides on the route, by the route that wants least."""
    said = (objections(verb, each)[0] for each in _on_routes(turn, rules))
    return min(said, key=len)


def _on_routes(turn: Turn, rules: Beyond) -> Iterator[Turn]:
    if turn.before.route or not rules.on:
        yield turn
        return
    for route in _routes(turn, rules):
        yield replace(turn, context=replace(turn.context, book=rules.on[route]))


def _routes(turn: Turn, rules: Beyond) -> Iterator[str]:
    """The routes that it may be on, in the order of the book; "" for none."""
    for route in turn.context.book.routes:
        may = may_hold(route.when, turn.facts, rules.open_facts)
        if may is not False:
            yield route.id
        if may:
            return
    yield ""


# ---- which acts meet a duty


MODES: Mapping[str, tuple[str, ...]] = {"Assign": ("assign",), "Forward": ("forward", "order", "copy")}
"""What tells the two verbs apart that make the same event."""
UNKNOWN_YET = frozenset(PETITION_FACTS) | frozenset(EVENT_FACTS) - {"mode"}


def meets(entry: str, book: Rulebook) -> tuple[str, ...]:
    """The verbs that can meet a duty of that entry, the most direct first: as the rulebook names what meets it."""
    rule = book.duties_by_id.get(entry)
    return tuple(dict.fromkeys(chain.from_iterable(map(_verbs, rule.met_by)))) if rule else ()


def _verbs(trigger: Trigger) -> Iterator[str]:
    """The verbs that make the event, with a mode at which the trigger can fire."""
    for verb, event in VERBS.items():
        modes = MODES.get(verb, ("",))
        if event == trigger.event and any(
            may_hold(trigger.when, {"mode": mode}, UNKNOWN_YET) is not False for mode in modes
        ):
            yield verb
