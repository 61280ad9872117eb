"""What later decisions rest on: a correction does not take it away from under them (rulebook.md 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain import events as e
from domain import forms, guards
from domain.deciding import Context, Reason
from domain.petition import UNKNOWN, Petition, evolve, this_round
from domain.turn import turn_of

DECISIONS: Mapping[type, str] = {e.Registered: "Register", e.Closed: "Close"}
"""The events that are judged anew, and their verbs: what lets a petition in, and what lets it go."""


def faults(was: Petition, becomes: Petition, of: int, context: Context) -> Iterator[Reason]:
    """What the registration and the closing behind version `of` lack in `becomes`, and did not lack in `was`.

    A closing that was taken back by reopening decides nothing any more. A sheet that lacks something after its
    registration is asked for by the acts to come.
    """
    standing = {line.version for line in this_round(was)}
    old = new = UNKNOWN
    for line, changed in zip(was.lines, becomes.lines, strict=False):
        decides = line.version in standing or isinstance(line.event, e.Registered)
        if line.version > of and decides and type(line.event) in DECISIONS:
            yield from _lost(_against(old, line, context), _against(new, changed, context), line)
        old, new = evolve(old, line), evolve(new, changed)


Objections = Mapping[str, Reason]
"""What stands against a line, by the entry of the rulebook."""


def _against(before: Petition, line: e.Line, context: Context) -> Objections:
    turn, verb = turn_of(before, line, context), DECISIONS[type(line.event)]
    reasons = guards.against(verb, turn)
    if isinstance(line.event, e.Closed):
        reasons += [*forms.faults(verb, turn), *forms.outcome_faults(turn)]
    return {reason.entry: reason for reason in reasons}


def _lost(was: Objections, becomes: Objections, line: e.Line) -> Iterator[Reason]:
    stated = {breach.entry for breach in line.breaches}
    for entry, reason in becomes.items():
        if entry not in was and entry not in stated:
            zh = f"第{line.version}项依据此事，更正后不再成立，须先更正该项：{reason.zh}"
            en = f"version {line.version} rests on it and would stand no more, correct that one first: {reason.en}"
            yield Reason(reason.clause, entry, zh, en)
