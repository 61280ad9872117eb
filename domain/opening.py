"""Opening duties: what an event opens, from which day it counts and until when (rulebook.md 1.3).

An event opens neither what it meets itself nor what an act of the same round has met or cancelled already
since the day the duty counts from: acts may be entered in any order (rulebook.md traps 2, 20). What was
settled so behind its end is a breach of the line. No clause, office or entry is named here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.conditions import facts_of, fires, holds
from domain.deciding import Reason, Refused
from domain.dues import behind, counted, given, is_late, parent_key
from domain.duty import Duty, resumed
from domain.petition import UNKNOWN, Petition, evolve, this_round
from domain.roles import concerns, owed_by, unit_of
from domain.rulebook import DutyRule
from domain.turn import Turn, fired
from domain.values import Moment, is_before
from domain.vocabulary import ANCHORS, SOURCE_DUE
from domain.words import EVENTS, listed, titled

ONCE = ("Received", "Registered")
"""Anchors that happen once in a life; the others count from the round they stand in."""


class Opening(Struct):
    """What an event opens, and what it does not because that was settled, too late, before it was entered."""

    opened: list[e.OpenedDuty] = []
    missed: list[e.Breach] = []


def opening(turn: Turn, duties: Sequence[Duty]) -> Opening:
    """What the event opens once `duties` are as it leaves those there were.

    Raises: Refused when the rulebook counts from an event that has not happened.
    """
    found = Opening()
    for rule in turn.context.book.duties_by_event.get(turn.name, ()):
        if opens(rule, turn) and not _is_busy(key := key_of(rule, turn), rule, duties):
            for duty in _made(rule, key, turn, duties, found.opened):
                _take(rule, duty, turn, duties, found)
    return found


def opens(rule: DutyRule, turn: Turn) -> bool:
    if rule.per == "matter" and turn.after.carried:
        return False  # the first petition of the matter carries its duties
    wanted = fires(rule.opens, turn.name, turn.facts) and holds(rule.when, turn.facts)
    return wanted and not fires(rule.met_by, turn.name, turn.facts)


def key_of(rule: DutyRule, turn: Turn) -> e.DutyKey:
    """The key under which the rule opens its duty at this event."""
    return e.DutyKey(rule.id, _discriminator(rule, turn), turn.after.round)


def date_set(rule: DutyRule, turn: Turn) -> e.Due | None:
    """The end that the event itself sets under the field of a `given` duty; None when it names none."""
    said: date | datetime | None = getattr(turn.event, rule.field, None) if rule.field else None
    return given(rule, said, turn.context.zone, turn.context.calendar) if said else None


def _discriminator(rule: DutyRule, turn: Turn) -> str:
    if rule.per == "event":
        return str(turn.line.version)
    return (unit_of(turn.line, turn.before) or "") if rule.per == "target" else ""


def _is_busy(key: e.DutyKey, rule: DutyRule, duties: Sequence[Duty]) -> bool:
    """Whether an instance is open or was met; what a target has done once it may be asked for again."""
    ends = [duty.end for duty in duties if duty.key == key]
    return any(end is None or (end.kind == "met" and rule.per != "target") for end in ends)


def _take(rule: DutyRule, duty: e.OpenedDuty, turn: Turn, duties: Sequence[Duty], found: Opening) -> None:
    settled = _settled_before(rule, duty, turn)
    if settled is None:
        found.opened.append(duty)
    elif duty.nature == "duty" and is_late(duty.due, settled) and all(known.key != duty.key for known in duties):
        end = duty.due.effective
        found.missed.append(e.Breach(duty.clause, rule.id, f"settled on {settled.day}, after its end on {end}"))


# ---- what has happened already


def _settled_before(rule: DutyRule, duty: e.OpenedDuty, turn: Turn) -> Moment | None:
    """When an act that is entered already met or cancelled the duty, since it began."""
    triggers = (*rule.met_by, *rule.cancelled_by)
    for line in this_round(turn.after):
        if type(line.event).__name__ in rule.settled_by and line is not turn.line and _since(rule, duty, line, turn):
            before = reduce(evolve, turn.before.lines[: line.version - 1], UNKNOWN)
            concerned = concerns(rule, duty.key, line, before)
            if concerned and fired(triggers, line, turn) and _fired_then(rule, line, before, turn):
                return line.occurred
    return None


def _since(rule: DutyRule, duty: e.OpenedDuty, line: e.Line, turn: Turn) -> bool:
    """A limit begins with the whole day it counts from; what begins with the event in hand, with that event."""
    if rule.after or duty.start is None or not ANCHORS[rule.start]:
        return is_before(turn.line.occurred, line.occurred)
    return line.occurred.day >= duty.start


def _fired_then(rule: DutyRule, line: e.Line, before: Petition, turn: Turn) -> bool:
    """By the facts of its own time too; what had cancelled for a reason that is gone does so by neither."""
    facts = facts_of(evolve(before, line), line.event, turn.context.book.settings)
    return fires((*rule.met_by, *rule.cancelled_by), type(line.event).__name__, facts)


# ---- the duty


def _made(
    rule: DutyRule, key: e.DutyKey, turn: Turn, duties: Sequence[Duty], opened: Sequence[e.OpenedDuty]
) -> list[e.OpenedDuty]:
    """The duty that the rule opens; none when it depends on another one that is not open."""
    if not rule.after:
        start = _anchor(rule, turn)
        return [_gone_on_with(_opened(rule, key, turn, start, _due(rule, start, turn)), turn, duties)]
    ends = {duty.key: duty.due for duty in duties if duty.end is None} | {new.key: new.due for new in opened}
    parent = parent_key(rule.after, key, ends)
    if parent is None:
        return []
    due = behind(rule, ends[parent], rule.amount, turn.context.calendar)
    return [_opened(rule, key, turn, ends[parent].effective, due)]


def _opened(rule: DutyRule, key: e.DutyKey, turn: Turn, start: date | None, due: e.Due) -> e.OpenedDuty:
    return e.OpenedDuty(
        key=key,
        clause=_clause(rule, turn),
        nature=rule.nature,
        holder=owed_by(rule.holder, turn),
        book=turn.context.book.reference,
        start=start,
        due=due,
        amount=rule.amount,
        unit=rule.unit,
        count_from=rule.count_from,
        roll=rule.roll,
        word=rule.word,
        priority=rule.priority,
        after=rule.after,
    )


def _gone_on_with(duty: e.OpenedDuty, turn: Turn, duties: Sequence[Duty]) -> e.OpenedDuty:
    """The duty with the extensions that it had before it was cancelled: taken up again it is the same limit."""
    before = resumed(duty, duties)
    if before is None or not before.extended or duty.start is None:
        return duty
    return replace(duty, amount=before.amount, due=counted(duty, duty.start, before.amount, turn.context.calendar))


def _clause(rule: DutyRule, turn: Turn) -> str:
    """The rule's clause, or the one that a foreign source gives with its date."""
    return (turn.after.details.clause if rule.field == SOURCE_DUE else "") or rule.clause


def _due(rule: DutyRule, start: date, turn: Turn) -> e.Due:
    if rule.unit != "given":
        return counted(rule, start, rule.amount, turn.context.calendar)
    return date_set(rule, turn) or given(rule, _known(rule.field, turn), turn.context.zone, turn.context.calendar)


def _known(field: str, turn: Turn) -> date | datetime | None:
    """The date under `field` that is known of the petition."""
    known = turn.after.details
    if field == SOURCE_DUE:
        return known.due_at or known.due_on
    said: date | datetime | None = getattr(known, field, None)
    return said


def _anchor(rule: DutyRule, turn: Turn) -> date:
    """The day the duty counts from: of this event, of its recording, or of the latest event of a name."""
    line = turn.line
    if rule.start == "this":
        return _begun(rule, line.occurred, turn)
    if rule.start == "recorded":
        return (line.recorded_at or turn.context.now).astimezone(turn.context.zone).date()
    if moment := _latest(ANCHORS[rule.start], turn.after):
        return _begun(rule, moment, turn)
    event = listed(EVENTS, [ANCHORS[rule.start]])
    zh = f"“{titled(rule.zh, rule.id)}”自{event}起算，而此事尚未发生"
    en = f"the rule counts from {rule.start}, which has not happened"
    raise Refused((Reason(rule.clause, rule.id, zh, en),))


def _begun(rule: DutyRule, moment: Moment, turn: Turn) -> date:
    """The day of that moment; for "the same day" as the settings of the book read it (rulebook.md 4, reading 7)."""
    said, calendar, day = turn.context.book.settings.same_day, turn.context.calendar, moment.day
    if rule.unit != "same_day":
        return day
    if said.cutoff and moment.at and moment.at.astimezone(turn.context.zone).time() > said.cutoff:
        day += timedelta(1)
    return day if said.rest_day == "same_day" else calendar.next_working_day(day).day


def _latest(event: str, petition: Petition) -> Moment | None:
    """The latest event of that name: of this round, where it can happen again."""
    lines = petition.lines if event in ONCE else this_round(petition)
    return next((line.occurred for line in reversed(lines) if type(line.event).__name__ == event), None)
