"""What the sheets of a rulebook want to be told of a petition as it comes in (rulebook.md 1.5).

Forms that must be complete before a letter is opened, before it is registered, and before it goes on from the desk that
received it; and what guards of the registration ask for. Nothing is decided here: decide.py refuses what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from domain import commands as c
from domain.conditions import holds
from domain.deciding import Context
from domain.fields import is_given, value_of
from domain.filling import filled
from domain.making import line_of, made
from domain.petition import UNKNOWN, Petition, advance
from domain.rulebook import FormRule, GuardRule, Requirement, Rulebook
from domain.rulebook_checks import facts_in
from domain.turn import Turn, turn_of
from domain.values import Actor, Moment

AT_INTAKE = ("Open", "Register")
AFTERWARDS = ("Propose", "Submit", "Forward", "Assign")
"""The acts with which a petition leaves the desk that registered it."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A field that an entry of the rulebook wants.

    `before`: the verbs that are refused without it, none where it may be left out. `excused`: it cannot be had in this
    channel. `filled`: what the office puts in itself where nobody says it. `given`: it has been said, or why not.
    """

    field: str
    entry: str
    clause: str
    before: tuple[str, ...] = ()
    least: int = 0
    filled: str = ""
    given: bool = False

    @property
    def at_once(self) -> bool:
        """Whether without it the petition cannot be registered, or the letter not be opened."""
        return any(verb in AT_INTAKE for verb in self.before)


class Sheet(Struct, frozen=True):
    """What is wanted by field, what must be there before what may be left out; and the forms that want it."""

    wanted: Mapping[str, Wanted]
    forms: tuple[FormRule, ...]

    def lacking(self, entry: str) -> tuple[str, ...]:
        """The fields that must be there by this entry and that nobody has said."""
        wanted = (each for each in self.wanted.values() if each.entry == entry and each.before)
        return tuple(each.field for each in wanted if not each.given)


def sheet(receipt: c.Receive, actor: Actor, moment: Moment, context: Context) -> Sheet:
    """What is wanted of what comes in like this, as far as it is known yet."""
    turn = _registering(receipt, actor, moment, context)
    full = filled("Register", turn)
    found: dict[str, Wanted] = {}
    for each in (*_by_forms(turn, full), *_by_guards(turn, full)):
        before = found.get(each.field)
        if before is None or (each.at_once and not before.at_once) or (each.before and not before.before):
            found[each.field] = each
    return Sheet(found, tuple({form.id: form for _, form in _forms(turn)}.values()))


def facts_asked(book: Rulebook) -> frozenset[str]:
    """The facts by which these forms and guards are wanted or not."""
    forms = (form for verb in (*AT_INTAKE, *AFTERWARDS) for form in book.forms_by_verb.get(verb, ()))
    asking: tuple[FormRule | GuardRule, ...] = (*forms, *book.guards_by_verb.get("Register", ()))
    return frozenset({"channel"} | {fact for each in asking for fact, _ in facts_in(each.when)})


def _registering(receipt: c.Receive, actor: Actor, moment: Moment, context: Context) -> Turn:
    """The turn in which it is registered right after it came in."""
    state = advance(UNKNOWN, _turn(UNKNOWN, receipt, actor, moment, context).line)
    return _turn(state, c.Register(), actor, moment, context)


def _turn(state: Petition, act: c.Act, actor: Actor, moment: Moment, context: Context) -> Turn:
    asked = c.Asked(petition=state.id, command=act, actor=actor, occurred=moment, now=context.now)
    return turn_of(state, line_of(state, asked, made(act, state, actor, moment, context), context), context)


def _forms(turn: Turn) -> Iterator[tuple[str, FormRule]]:
    """The forms of the desk that receives, each with the verb before which it must be complete."""
    channel = str(turn.facts["channel"])
    for verb in (*AT_INTAKE, *AFTERWARDS):
        for form in turn.context.book.forms_by_verb.get(verb, ()):
            if (not form.channels or channel in form.channels) and holds(form.when, turn.facts):
                yield verb, form


def _by_forms(turn: Turn, full: Turn) -> Iterator[Wanted]:
    verbs: dict[str, tuple[str, ...]] = {}
    for verb, form in _forms(turn):
        verbs[form.id] = (*verbs.get(form.id, ()), verb)
    excused = turn.after.details.not_given or {}
    for entry, before in verbs.items():
        form = turn.context.book.forms_by_id[entry]
        impossible = form.not_givable.get(str(turn.facts["channel"]), ())
        for field in form.required:
            yield _wanted(field, form, turn, full, () if field in impossible else before, excused)
        for field in form.optional:
            yield _wanted(field, form, turn, full, (), excused)


def _wanted(
    field: str, form: FormRule, turn: Turn, full: Turn, before: tuple[str, ...], excused: Mapping[str, str]
) -> Wanted:
    said = is_given(value_of(field, turn)) or field in excused
    return Wanted(
        field=field, entry=form.id, clause=form.clause, before=before, filled=_offered(field, turn, full), given=said
    )


def _offered(field: str, turn: Turn, full: Turn) -> str:
    """What the office fills in, where nobody has said anything."""
    value = "" if is_given(value_of(field, turn)) else value_of(field, full)
    return value if isinstance(value, str) else ""


def _by_guards(turn: Turn, full: Turn) -> Iterator[Wanted]:
    for guard in turn.context.book.guards_by_verb.get("Register", ()):
        if holds(guard.when, turn.facts):
            for requirement in guard.require:
                for field, least in _asked(requirement):
                    value = value_of(field, full)
                    yield Wanted(
                        field=field,
                        entry=guard.id,
                        clause=guard.clause,
                        before=("Register",),
                        least=least,
                        filled=_offered(field, turn, full),
                        given=len(value) >= least if isinstance(value, tuple) else is_given(value),
                    )


def _asked(requirement: Requirement) -> Iterator[tuple[str, int]]:
    argument: object = requirement.argument
    if requirement.name == "fields" and isinstance(argument, tuple):
        yield from ((str(name), 0) for name in argument)
    if requirement.name == "count_at_least" and isinstance(argument, tuple):
        yield str(argument[0]), int(argument[1])
