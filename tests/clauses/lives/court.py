"""Every judge of one life: what may never be written, whatever is asked (issue: rules of six offices)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Refused
from domain.filling import filled
from domain.making import line_of, made
from domain.petition import UNKNOWN, Petition, advance, replay
from domain.turn import turn_of
from tests.clauses.lives import days, judge, telling
from tests.clauses.lives.judge import Objection
from tests.clauses.lives.life import Life
from tests.clauses.lives.promises import Promises
from tests.clauses.lives.telling import Told
from tests.clauses.lives.texts import Text

LINES = list[e.Line]


class Court:
    """Judges each line as it is written, and each refusal, by the text of the book and the lines alone."""

    def __init__(self, life: Life, text: Text, tables: Mapping[str, days.Table]) -> None:
        self.life = life
        self.text = text
        self.tables = tables
        self.promises = Promises(text, tables, life.office)
        self.states: list[Petition] = []
        self.content = True

    # ---- a line that was written

    def hears(self, line: e.Line, asked: c.Asked) -> None:
        """Raises: AssertionError, saying what is wrong with the line or with the petition after it."""
        self.content = False
        self.states.append(self.life.state)
        self._going_on_is_folding_anew()
        lines = telling.effective(self.life.lines)
        self._no_guard_is_broken(line, asked, lines)
        self._promises_are_kept(line, lines)
        self._somebody_has_it()
        self._nothing_is_owed_by_the_accused(line, lines)
        self._who_is_named_stays_named(line, lines)
        self._what_is_closed_has_an_outcome(line, lines)
        self.content = True

    def _no_guard_is_broken(self, line: e.Line, asked: c.Asked, lines: Sequence[e.Line]) -> None:
        if isinstance(line.event, e.DutiesRecomputed):
            return
        told, verb, broken = _in_hand(line, asked, lines)
        found = judge.objections(self.text, told, verb, self.life.office)
        unlawful = [each for each in found if each.effect == "refuse"]
        assert not unlawful, f"{verb} was written although {unlawful} refuse it: {told.hand}"
        wanted = {(each.clause, each.entry) for each in found}
        written = {(each.clause, each.entry) for each in broken if each.entry in self.text.entries["guard"]}
        assert written == wanted, f"breaches of {verb}: {written}, by the text {wanted}"

    def _promises_are_kept(self, line: e.Line, lines: Sequence[e.Line]) -> None:
        """Of a line of its own; a correction may have changed all of them, so that all are gone through again."""
        again = isinstance(line.event, e.Corrected)
        if again:
            self.promises = Promises(self.text, self.tables, self.life.office)
        for number in range(1 if again else len(lines), len(lines) + 1):
            wrong = self.promises.add(Told(lines[:number]))
            assert not wrong, "; ".join(wrong)
        ours = [(owed.key, owed.end, owed.over) for owed in self.promises.owed]
        theirs = [(duty.key, days.of(duty.due), duty.end.kind if duty.end else "") for duty in self.life.state.duties]
        assert ours == theirs, f"the duties are {theirs}, by the text {ours}"

    def _somebody_has_it(self) -> None:
        state = self.life.state
        if state.open:
            assert state.routing.holder or state.routing.on_the_way_to, "an open petition lies nowhere"
        nameless = [duty.key for duty in state.duties if duty.end is None and not duty.holder]
        assert not nameless, f"nobody owes {nameless}"

    def _nothing_is_owed_by_the_accused(self, line: e.Line, lines: Sequence[e.Line]) -> None:
        """Whoever is complained of finds nothing of the matter on the desk (rulebook.md trap 31)."""
        if isinstance(line.event, e.Corrected | e.DutiesRecomputed):
            return
        those = judge.accused(Told(lines), self.life.office)
        theirs = [
            duty.key for duty in self.life.state.duties if duty.end is None and judge.letters(duty.holder) in those
        ]
        assert not theirs, f"{theirs} are owed by who is complained of"

    def _who_is_named_stays_named(self, line: e.Line, lines: Sequence[e.Line]) -> None:
        """Only a correction takes a name away, and never one by who is complained of."""
        before = Told(telling.effective(self.life.lines[:-1]))
        if before.lines and any(
            was - now for was, now in zip(*map(judge.ever_named, (before, Told(lines))), strict=True)
        ):
            assert isinstance(line.event, e.Corrected), "somebody is no longer named who was"
            hand = Told([*before.lines, line])
            those = judge.accused(hand, self.life.office)
            assert judge.letters(line.actor.name) not in those, "who is complained of takes a name away"

    def _what_is_closed_has_an_outcome(self, line: e.Line, lines: Sequence[e.Line]) -> None:
        closed, outcome = self.life.state.ending.closed, self.life.state.ending.outcome
        assert bool(closed) == bool(outcome), f"closed {closed} with the outcome {outcome!r}"
        fact = line.event.fact if isinstance(line.event, e.Corrected) else line.event
        if isinstance(fact, e.Closed):
            entry = self.text.entries["outcome"].get(fact.outcome)
            assert entry, f"the book has no outcome {fact.outcome!r}"
            told = Told([*lines[: _version(line) - 1], replace(lines[_version(line) - 1], event=fact)])
            facts = telling.facts(told, self.text.settings)
            assert telling.holds(entry.get("when", {}), facts), f"the outcome {fact.outcome} does not fit"
            lack = [name for name in entry.get("needs", []) if not telling.is_said(telling.value(name, told))]
            assert not lack, f"closed as {fact.outcome} without {lack}"

    def _going_on_is_folding_anew(self) -> None:
        """What has been gone on from is what the whole of the lines, and nothing else, makes."""
        assert self.life.state == replay(self.life.lines), "going on from a state and folding anew must agree"

    def reads_it_all_again(self) -> None:
        """Every prefix of the lines, written as bytes and read again, makes the state that it made at its time."""
        kept = msgspec.json.encode(self.life.lines)
        lines = msgspec.json.decode(kept, type=LINES)
        assert lines == self.life.lines
        state = UNKNOWN
        for line, was in zip(lines, self.states, strict=True):
            state = advance(state, line)
            assert state == was, f"version {line.version} replays to another state"

    # ---- a refusal

    def reviews(self, refused: Refused, asked: c.Asked) -> None:
        """A guard that is named as a reason is broken by the text too."""
        named = {(reason.clause, reason.entry) for reason in refused.reasons}
        named = {each for each in named if each[1] in self.text.entries["guard"]}
        if not named or isinstance(asked.command, c.Correct | c.Recompute | c.Told | c.Transfer):
            return
        found = self._had_it_been_written(asked, asked.command)
        known = {(each.clause, each.entry) for each in found if each.effect == "refuse"}
        assert named <= known, f"{asked.command} was refused by {named - known}, which the text does not"

    def _had_it_been_written(self, asked: c.Asked, act: c.Act) -> list[Objection]:
        life, context = self.life, self.life.context(asked.now)
        event = made(act, life.state, asked.actor, asked.occurred, context)
        turn = filled(type(act).__name__, turn_of(life.state, line_of(life.state, asked, event, context), context))
        told = Told([*telling.effective(life.lines), turn.line])
        return judge.objections(self.text, told, type(act).__name__, life.office)


def _version(line: e.Line) -> int:
    return line.event.of if isinstance(line.event, e.Corrected) else line.version


def _in_hand(line: e.Line, asked: c.Asked, lines: Sequence[e.Line]) -> tuple[Told, str, Sequence[e.Breach]]:
    """What a guard judges: the line, or, at its old place and as already done, the fact that a correction makes."""
    if not isinstance(line.event, e.Corrected):
        return Told(lines), type(asked.command).__name__, line.breaches
    event = line.event
    at = lines[event.of - 1]
    new = replace(at, event=event.fact, occurred=event.occurred, already_done=event.reason)
    return Told([*lines[: event.of - 1], new]), judge.verb_of(event.fact), event.breaches
