"""The duty step: what an event opens, meets, cancels, moves and redates (rulebook.md 1.3, "The rule").

Order matters: meet, cancel, move, redate, what depends on another duty, then open (opening.py). No clause,
office or entry is named here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.conditions import fires
from domain.deciding import Context, Reason
from domain.dues import behind, is_late, parent_key
from domain.extensions import extended, named
from domain.opening import date_set, key_of, opening, opens
from domain.petition import EXTENSION, Duty, Petition, with_changes
from domain.recomputing import redated_by
from domain.roles import resolved, unit_of
from domain.rulebook import DutyRule
from domain.turn import Turn, between


class _Fates(Struct):
    """What becomes of the duties that were open before the event, gathered duty by duty."""

    met: list[e.SettledDuty] = []
    cancelled: list[e.SettledDuty] = []
    moved: list[e.MovedDuty] = []
    redated: list[e.RedatedDuty] = []

    def changes(self) -> e.DutyChanges:
        return e.DutyChanges(**{name: tuple(getattr(self, name)) for name in self.__struct_fields__})


def work(before: Petition, after: Petition, line: e.Line, context: Context) -> e.DutyChanges:
    """The duty changes of `line`, whose own are still empty, between the states before and after it.

    Raises: Refused when the rulebook counts from an event that has not happened.
    """
    changes, _ = worked(between(before, after, line, context))
    return changes


def worked(turn: Turn) -> tuple[e.DutyChanges, tuple[e.Breach, ...]]:
    """The duty changes of a turn, and the breaches by duties that were settled too late before it was entered."""
    if isinstance(turn.event, e.Corrected):
        return e.NO_CHANGES, ()
    if isinstance(turn.event, e.DutiesRecomputed):
        return e.DutyChanges(redated=redated_by(turn.before, turn.context.calendar)), ()
    changes = _fates(turn).changes()
    new = opening(turn, with_changes(turn.before.duties, replace(turn.line, duties=changes)))
    return replace(changes, opened=tuple(new.opened)), tuple(new.missed)


def live(petition: Petition) -> list[Duty]:
    """The open duties, oldest first."""
    return [duty for duty in petition.duties if duty.end is None]


def rule_of(duty: Duty, context: Context) -> DutyRule:
    return context.rule(duty.opened.book, duty.key.id)


def faults(turn: Turn) -> Iterator[Reason]:
    """What the duties that are open have against the event."""
    yield from _lapsed_rights(turn)
    yield from _second_dates(turn)


def _lapsed_rights(turn: Turn) -> Iterator[Reason]:
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


def _second_dates(turn: Turn) -> Iterator[Reason]:
    """Another date set for what is owed by a date already: no date moves but by an extension (traps 4, 14)."""
    open_ = {duty.key: duty for duty in live(turn.before)}
    for rule in turn.context.book.duties_by_event.get(turn.name, ()):
        duty, said = open_.get(key_of(rule, turn)), date_set(rule, turn)
        if duty is None or said is None or not opens(rule, turn) or fires(rule.cancelled_by, turn.name, turn.facts):
            continue
        if (said.nominal, said.at) != (duty.due.nominal, duty.due.at):
            end, holder = duty.due.effective, duty.holder
            yield Reason(
                rule.clause,
                rule.id,
                f"{rule.zh}：{holder}已有期限至{end}的未完成事项，不得另定期限",
                f"{rule.id}: {holder} owes it by {end} already, and another date cannot be set beside that one",
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
    """A copy passes nothing on; taking up again does where it names a unit."""
    event = turn.event
    if isinstance(event, e.Reopened):
        return bool(event.unit)
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
