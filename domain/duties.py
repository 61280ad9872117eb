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
from domain.dues import behind, is_late, later, parent_key
from domain.duty import EXTENSION, Duty, with_changes
from domain.extensions import extended, named
from domain.opening import date_set, key_of, opening, opens
from domain.parting import owed_again
from domain.petition import Petition
from domain.recomputing import redated_by
from domain.roles import concerns, instead_of_accused, owed_by
from domain.routing import UNMOVED
from domain.rulebook import DutyRule
from domain.turn import Turn, between
from domain.values import IMPORTED, Moment, moment_of
from domain.words import called, titled

TOUCHING = (e.Joined, e.Voided, e.HandedOver, e.HearingClosed, e.Reopened, e.Returned, e.Forwarded)
"""Events that may settle, move or redate a duty whose rule does not wait for them."""
HEARING = "hearing"
"""Why a duty has another date when a hearing stopped its clock."""


class _Fates(Struct):
    """What becomes of the duties that were open before the event, gathered duty by duty."""

    met: list[e.SettledDuty] = []
    cancelled: list[e.SettledDuty] = []
    moved: list[e.MovedDuty] = []
    redated: list[e.RedatedDuty] = []

    def changes(self) -> e.DutyChanges:
        if not (self.met or self.cancelled or self.moved or self.redated):
            return e.NO_CHANGES
        return e.DutyChanges(
            met=tuple(self.met),
            cancelled=tuple(self.cancelled),
            moved=tuple(self.moved),
            redated=tuple(self.redated),
        )


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
    known = turn.before.duties
    left = known if changes is e.NO_CHANGES else with_changes(known, replace(turn.line, duties=changes))
    new = opening(turn, left)
    if isinstance(turn.event, e.Unjoined):
        again = owed_again(turn, left, work)
        new.opened += again.opened
        new.missed += again.missed
    return (replace(changes, opened=tuple(new.opened)) if new.opened else changes), tuple(new.missed)


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
        if not is_late(duty.due, turn.line.occurred):
            continue
        rule = rule_of(duty, turn.context)
        if rule.late != "refuse" or not _concerns(duty, rule, turn):
            continue
        if fires(rule.met_by, turn.name, turn.facts):
            end = duty.due.effective
            yield Reason(
                rule.clause,
                rule.id,
                f"{titled(rule.zh, rule.id)}：期限至{end}，已过",
                f"{rule.id}: the time for it ended on {end}",
            )


def _second_dates(turn: Turn) -> Iterator[Reason]:
    """Another date set for what is owed by a date already: no date moves but by an extension (traps 4, 14)."""
    for rule in turn.context.book.duties_by_event.get(turn.name, ()):
        said = date_set(rule, turn)
        if said is None or not opens(rule, turn) or fires(rule.cancelled_by, turn.name, turn.facts):
            continue
        key = key_of(rule, turn)
        duty = next((each for each in live(turn.before) if each.key == key), None)
        if duty is None:
            continue
        if (said.nominal, said.at) != (duty.due.nominal, duty.due.at):
            end, holder = duty.due.effective, duty.holder
            yield Reason(
                rule.clause,
                rule.id,
                f"{titled(rule.zh, rule.id)}：{called(holder)}已有期限至{end}的未完成事项，不得另定期限",
                f"{rule.id}: {holder} owes it by {end} already, and another date cannot be set beside that one",
            )


# ---- what becomes of open duties


def _fates(turn: Turn) -> _Fates:
    fates = _Fates()
    open_ = live(turn.before)
    redated = _redated_by_extension(turn)
    any_duty, name, accused = isinstance(turn.event, TOUCHING), turn.name, turn.accused or ()
    for duty in open_:
        rule = rule_of(duty, turn.context)
        touched = any_duty or name in rule.settled_by
        if touched and _concerns(duty, rule, turn) and _settle_or_move(duty, rule, turn, fates):
            continue
        if redated is not None and redated.key == duty.key:
            fates.redated.append(redated)
        elif rule.after and _ends_with_the_other(duty, open_, turn, fates):
            continue
        if duty.holder in accused:
            fates.moved.append(e.MovedDuty(key=duty.key, holder=instead_of_accused(turn)))
    return fates


def _concerns(duty: Duty, rule: DutyRule, turn: Turn) -> bool:
    return concerns(rule, duty.key, turn.line, turn.before)


def _settle_or_move(duty: Duty, rule: DutyRule, turn: Turn, fates: _Fates) -> bool:
    """Whether the event itself meets, cancels or moves the duty; then it is written into `fates`."""
    if fires(rule.met_by, turn.name, turn.facts) and not _carried_by_the_first(rule, turn):
        fates.met.append(_settled(duty, turn))
    elif _is_cancelled(rule, turn):
        fates.cancelled.append(_settled(duty, turn, turn.name))
    elif isinstance(turn.event, e.HandedOver):
        return _handed_over(duty, turn.event, fates)
    elif _after_hearing(duty, rule, turn):
        fates.redated.append(_without_hearing(duty, rule, turn))
    elif not _passes_on(turn) or rule.on_forward == "stay":
        return False
    elif rule.on_forward == "end":
        fates.cancelled.append(_settled(duty, turn, turn.name))
    elif (holder := owed_by("handling_unit", turn)) != duty.holder:
        fates.moved.append(e.MovedDuty(key=duty.key, holder=holder))
    return True


def _is_cancelled(rule: DutyRule, turn: Turn) -> bool:
    over = _carried_by_the_first(rule, turn) or isinstance(turn.event, e.Voided)
    return over or fires(rule.cancelled_by, turn.name, turn.facts)


def _carried_by_the_first(rule: DutyRule, turn: Turn) -> bool:
    """A repeat leaves the matter's duties to the first petition (rulebook.md trap 5), unless that is over (trap 6)."""
    return rule.per == "matter" and isinstance(turn.event, e.Joined) and turn.event.first_open


def _handed_over(duty: Duty, event: e.HandedOver, fates: _Fates) -> bool:
    if duty.holder != event.giver:
        return False
    fates.moved.append(e.MovedDuty(key=duty.key, holder=event.taker))
    return True


def _after_hearing(duty: Duty, rule: DutyRule, turn: Turn) -> bool:
    ends = "hearing" in rule.stops and isinstance(turn.event, e.HearingClosed)
    return ends and _hearing_days(duty, turn) > 0


def _without_hearing(duty: Duty, rule: DutyRule, turn: Turn) -> e.RedatedDuty:
    """The nominal end later by the days of the hearing (S1.36)."""
    days = _hearing_days(duty, turn)
    due = later(rule, duty.due, days, turn.context.calendar)
    return e.RedatedDuty(key=duty.key, due=due, why=HEARING, amount=duty.amount + days)


def _hearing_days(duty: Duty, turn: Turn) -> int:
    """The days of the hearing that ends, within the duty's own life: first and last included, or elapsed.

    One that was entered when the end had passed stops nothing, from whichever day it is said to have been
    (rulebook.md trap 14); what a register kept elsewhere says is taken as it comes.
    """
    hearing = next(line for line in reversed(turn.before.lines) if isinstance(line.event, e.HearingOpened))
    recorded = moment_of(hearing.recorded_at or turn.context.now, turn.context.office.time_zone)
    if hearing.actor.authenticated != IMPORTED and is_late(duty.due, recorded):
        return 0
    first = max(hearing.occurred.day, duty.opened.start or duty.since.day)
    days = (turn.line.occurred.day - first).days + (turn.context.book.settings.hearing_days == "inclusive")
    return max(days, 0)


def _settled(duty: Duty, turn: Turn, why: str = "") -> e.SettledDuty:
    """A duty that was late when it was met or cancelled stays a breach for ever; an aim never is one."""
    late = duty.opened.nature != "aim" and is_late(duty.due, _done(turn))
    return e.SettledDuty(key=duty.key, late=late, why=why)


def _done(turn: Turn) -> Moment:
    """When the act was done; an exemption is nothing but its record (S1.23: 记明), a date in the past does not help."""
    line = turn.line
    if not isinstance(turn.event, e.Exempted) or line.actor.authenticated == IMPORTED:
        return line.occurred
    return moment_of(line.recorded_at or turn.context.now, turn.context.office.time_zone)


def _passes_on(turn: Turn) -> bool:
    """A copy passes nothing on; taking up again does where it names a unit."""
    event = turn.event
    if isinstance(event, e.Reopened):
        return bool(event.unit)
    return isinstance(event, e.Returned) or (isinstance(event, e.Forwarded) and event.mode not in UNMOVED)


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


def _ends_with_the_other(duty: Duty, open_: list[Duty], turn: Turn, fates: _Fates) -> bool:
    """A duty goes with the one it depends on: settled with it, then True, or redated with it."""
    parent = parent_key(duty.opened.after, duty.key, (other.key for other in open_))
    if any(settled.key == parent for settled in (*fates.met, *fates.cancelled)):
        fates.cancelled.append(_settled(duty, turn, duty.opened.after))
        return True
    for redated in list(fates.redated):
        if redated.key == parent:
            due = behind(duty.opened, redated.due, duty.amount, turn.context.calendar)
            fates.redated.append(e.RedatedDuty(key=duty.key, due=due, why=redated.why))
    return False
