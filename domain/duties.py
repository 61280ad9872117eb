"""The duty step: what an event opens, meets, cancels, moves and redates (rulebook.md 1.3, "The rule").

Order matters: meet, cancel, move, redate, what depends on another duty, then open. An event never opens
what it meets itself. No clause, office or entry is named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from domain import events as e
from domain.conditions import fires, holds
from domain.deciding import Context, Reason, Refused
from domain.dues import behind, counted, given, is_late, parent_key
from domain.extensions import extended, named
from domain.petition import EXTENSION, Duty, Petition
from domain.recomputing import redated_by
from domain.roles import resolved, unit_of
from domain.rulebook import DutyRule
from domain.turn import Turn, between
from domain.values import Moment
from domain.vocabulary import ANCHORS, SOURCE_DUE


class _Fates(Struct):
    """What becomes of the duties that were open before the event, gathered duty by duty."""

    met: list[e.SettledDuty] = []
    cancelled: list[e.SettledDuty] = []
    moved: list[e.MovedDuty] = []
    redated: list[e.RedatedDuty] = []


def work(before: Petition, after: Petition, line: e.Line, context: Context) -> e.DutyChanges:
    """The duty changes of `line`, whose own are still empty, between the states before and after it.

    Raises: Refused when the rulebook counts from an event that has not happened.
    """
    return changes(between(before, after, line, context))


def changes(turn: Turn) -> e.DutyChanges:
    """As `work`, for a turn that is made already."""
    if isinstance(turn.event, e.Corrected):
        return e.NO_CHANGES
    if isinstance(turn.event, e.DutiesRecomputed):
        return e.DutyChanges(redated=redated_by(turn.before, turn.context.calendar))
    fates = _fates(turn)
    return e.DutyChanges(
        met=tuple(fates.met),
        cancelled=tuple(fates.cancelled),
        moved=tuple(fates.moved),
        redated=tuple(fates.redated),
        opened=_opened(turn, fates),
    )


def live(petition: Petition) -> list[Duty]:
    """The open duties, oldest first."""
    return [duty for duty in petition.duties if duty.end is None]


def rule_of(duty: Duty, context: Context) -> DutyRule:
    return context.rule(duty.opened.book, duty.key.id)


def lapsed_rights(turn: Turn) -> Iterator[Reason]:
    """Rights that the event would use after their end although the rule says that it is too late then."""
    for duty in live(turn.before):
        rule = rule_of(duty, turn.context)
        if rule.late != "refuse" or not _concerns(duty, rule, turn) or not is_late(duty.due, turn.line.occurred):
            continue
        if fires(rule.met_by, turn.name, turn.facts):
            end = duty.due.effective
            yield Reason(
                rule.clause,
                rule.id,
                f"{rule.zh}：期限至{end}，已过",
                f"{rule.id}: the time for it ended on {end}",
            )


# ---- what becomes of open duties


def _fates(turn: Turn) -> _Fates:
    fates = _Fates()
    open_ = live(turn.before)
    redated = _redated_by_extension(turn)
    for duty in open_:
        rule = rule_of(duty, turn.context)
        if _concerns(duty, rule, turn) and _settle_or_move(duty, rule, turn, fates):
            continue
        if redated is not None and redated.key == duty.key:
            fates.redated.append(redated)
        elif rule.after:
            _follow(duty, open_, turn, fates)
    return fates


def _concerns(duty: Duty, rule: DutyRule, turn: Turn) -> bool:
    """A duty of one target is touched only by events of that target and by those of the whole petition."""
    if rule.per != "target":
        return True
    unit = unit_of(turn.line, turn.before)
    return unit is None or unit == duty.key.discriminator


def _settle_or_move(duty: Duty, rule: DutyRule, turn: Turn, fates: _Fates) -> bool:
    """Whether the event itself meets, cancels or moves the duty; then it is written into `fates`."""
    if fires(rule.met_by, turn.name, turn.facts):
        fates.met.append(_settled(duty, turn))
    elif isinstance(turn.event, e.Voided) or fires(rule.cancelled_by, turn.name, turn.facts):
        fates.cancelled.append(_settled(duty, turn, turn.name))
    elif not _passes_on(turn) or rule.on_forward == "stay":
        return False
    elif rule.on_forward == "end":
        fates.cancelled.append(_settled(duty, turn, turn.name))
    elif (holder := resolved("handling_unit", turn)) != duty.holder:
        fates.moved.append(e.MovedDuty(key=duty.key, holder=holder))
    return True


def _settled(duty: Duty, turn: Turn, why: str = "") -> e.SettledDuty:
    """A duty that was late when it was met or cancelled stays a breach for ever; an aim never is one."""
    late = duty.opened.nature != "aim" and is_late(duty.due, turn.line.occurred)
    return e.SettledDuty(key=duty.key, late=late, why=why)


def _passes_on(turn: Turn) -> bool:
    """A copy passes nothing on."""
    event = turn.event
    return isinstance(event, e.Returned) or (isinstance(event, e.Forwarded) and event.mode != "copy")


def _redated_by_extension(turn: Turn) -> e.RedatedDuty | None:
    """The duty that an extension names, with its new end; a replay may find it no longer open."""
    if not isinstance(turn.event, e.Extended):
        return None
    duty = named(turn.before, turn.event.duty)
    rule = rule_of(duty, turn.context) if duty else None
    if duty is None or rule is None or rule.extension is None:
        return None
    granted = extended(rule, rule.extension, duty, turn.event.days, turn.context.calendar)
    return e.RedatedDuty(key=duty.key, due=granted.due, why=EXTENSION, amount=granted.amount)


# ---- duties that depend on another one


def _follow(duty: Duty, open_: list[Duty], turn: Turn, fates: _Fates) -> None:
    """A duty goes with the one it depends on: settled with it, or redated with it."""
    parent = parent_key(duty.opened.after, duty.key, (other.key for other in open_))
    if any(settled.key == parent for settled in (*fates.met, *fates.cancelled)):
        fates.cancelled.append(_settled(duty, turn, duty.opened.after))
    for redated in list(fates.redated):
        if redated.key == parent:
            due = behind(duty.opened, redated.due, duty.amount, turn.context.calendar)
            fates.redated.append(e.RedatedDuty(key=duty.key, due=due, why=redated.why))


# ---- what the event opens


def _opened(turn: Turn, fates: _Fates) -> tuple[e.OpenedDuty, ...]:
    rules = turn.context.book.duties_by_event.get(turn.name, ())
    if not rules:
        return ()
    busy = _busy(turn, fates)
    opened: list[e.OpenedDuty] = []
    for rule in rules:
        key = e.DutyKey(rule.id, _discriminator(rule, turn), turn.after.round)
        if key not in busy and _opens(rule, turn):
            opened += _made(rule, key, turn, _ends(turn, fates, opened))
    return tuple(opened)


def _opens(rule: DutyRule, turn: Turn) -> bool:
    wanted = fires(rule.opens, turn.name, turn.facts) and holds(rule.when, turn.facts)
    return wanted and not fires(rule.met_by, turn.name, turn.facts)


def _busy(turn: Turn, fates: _Fates) -> set[e.DutyKey]:
    """Keys that are not free: an instance is open or was met; a cancelled one frees its key."""
    cancelled = {settled.key for settled in fates.cancelled}
    return {
        duty.key
        for duty in turn.before.duties
        if (duty.key not in cancelled if duty.end is None else duty.end.kind == "met")
    }


def _discriminator(rule: DutyRule, turn: Turn) -> str:
    if rule.per == "event":
        return str(turn.line.version)
    return (unit_of(turn.line, turn.before) or "") if rule.per == "target" else ""


Ends = dict[e.DutyKey, e.Due]


def _ends(turn: Turn, fates: _Fates, opened: list[e.OpenedDuty]) -> Ends:
    """The due dates of all duties that are open once the event has happened."""
    settled = {done.key for done in (*fates.met, *fates.cancelled)}
    ends = {duty.key: duty.due for duty in live(turn.before) if duty.key not in settled}
    return ends | {redated.key: redated.due for redated in fates.redated} | {new.key: new.due for new in opened}


def _made(rule: DutyRule, key: e.DutyKey, turn: Turn, ends: Ends) -> list[e.OpenedDuty]:
    """The duty that the rule opens; none when it depends on another one that is not open."""
    if not rule.after:
        start = _anchor(rule, turn)
        return [_opened_duty(rule, key, turn, start, _due(rule, start, turn))]
    parent = parent_key(rule.after, key, ends)
    if parent is None:
        return []
    due = behind(rule, ends[parent], rule.amount, turn.context.calendar)
    return [_opened_duty(rule, key, turn, ends[parent].effective, due)]


def _opened_duty(rule: DutyRule, key: e.DutyKey, turn: Turn, start: date | None, due: e.Due) -> e.OpenedDuty:
    return e.OpenedDuty(
        key=key,
        clause=_clause(rule, turn),
        nature=rule.nature,
        holder=resolved(rule.holder, turn),
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


def _clause(rule: DutyRule, turn: Turn) -> str:
    """The rule's clause, or the one that a foreign source gives with its date."""
    return (turn.after.details.clause if rule.field == SOURCE_DUE else "") or rule.clause


def _due(rule: DutyRule, start: date, turn: Turn) -> e.Due:
    if rule.unit != "given":
        return counted(rule, start, rule.amount, turn.context.calendar)
    return given(rule, _said(rule.field, turn), turn.context.zone, turn.context.calendar)


def _said(field: str, turn: Turn) -> date | datetime | None:
    """The date under `field`: of the event, else what is known of the petition."""
    known = turn.after.details
    if field == SOURCE_DUE:
        return known.due_at or known.due_on
    said: date | datetime | None = getattr(turn.event, field, None) or getattr(known, field, None)
    return said


def _anchor(rule: DutyRule, turn: Turn) -> date:
    """The day the duty counts from: of this event, of its recording, or of the latest event of a name."""
    line = turn.line
    if rule.start == "this":
        return line.occurred.day
    if rule.start == "recorded":
        return (line.recorded_at or turn.context.now).astimezone(turn.context.zone).date()
    if moment := _latest(ANCHORS[rule.start], turn.after):
        return moment.day
    zh, en = (
        f"规则自{rule.start}起算，而此事尚未发生",
        f"the rule counts from {rule.start}, which has not happened",
    )
    raise Refused((Reason(rule.clause, rule.id, zh, en),))


def _latest(event: str, petition: Petition) -> Moment | None:
    return next((line.occurred for line in reversed(petition.lines) if type(line.event).__name__ == event), None)
