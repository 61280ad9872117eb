"""Extending 延期 one duty: how far its rule lets it go, who may, and until when (S1.34, R5.12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from domain import events as e
from domain.calendar import Calendar
from domain.deciding import Reason, structural
from domain.dues import counted, is_late, later
from domain.duty import Duty
from domain.petition import Petition
from domain.roles import posts_of_actor
from domain.rulebook import DutyRule, Extension
from domain.turn import Turn
from domain.values import moment_of
from domain.words import POSTS, listed, titled

COUNTED = ("calendar", "working")
SEPARATOR = "/"


class Granted(Struct, frozen=True):
    """The end that an extension gives, and the amount from the start that it comes to."""

    due: e.Due
    amount: int


def named(petition: Petition, duty: str) -> Duty | None:
    """The open duty of that entry id; one of several targets is called by "id/target".

    None when there is none, or several and none of them is called by its target.
    """
    entry, _, discriminator = duty.partition(SEPARATOR)
    found = [each for each in petition.duties if each.end is None and each.key.id == entry]
    if discriminator:
        found = [each for each in found if each.key.discriminator == discriminator]
    return found[0] if len(found) == 1 else None


def called(petition: Petition) -> dict[str, Duty]:
    """The open duties by the names under which `named` finds them: with its target only where there are several."""
    found = [each for each in petition.duties if each.end is None]
    times = Counter(each.key.id for each in found)
    return {
        each.key.id if times[each.key.id] == 1 else f"{each.key.id}{SEPARATOR}{each.key.discriminator}": each
        for each in found
    }


def extended(rule: DutyRule, allowed: Extension, duty: Duty, days: int | None, calendar: Calendar) -> Granted:
    """The duty's end after an extension by `days` as the rule counts them; None = as many as it allows.

    total: that many from the start. additional, fixed: that many after the nominal end, whatever the roll.
    """
    asked = allowed.days if days is None or allowed.mode == "fixed" else days
    start = duty.opened.start
    if allowed.mode == "total" and start and duty.opened.unit in COUNTED:
        return Granted(counted(rule, start, asked, calendar), asked)
    if allowed.mode == "total" and start and duty.due.nominal:
        asked -= (duty.due.nominal - start).days
    return Granted(later(rule, duty.due, asked, calendar), duty.amount + asked)


def faults(turn: Turn) -> Iterator[Reason]:
    """Why an extension may not be asked for, granted or denied: every reason, each with the rule's clause.

    What could not be granted to anybody cannot be asked for either.
    """
    event = turn.event
    if not isinstance(event, e.Extended | e.ExtensionRequested | e.ExtensionDenied):
        return
    duty = named(turn.before, event.duty)
    if duty is None:
        yield _unknown(event.duty, turn)
    elif not isinstance(event, e.ExtensionDenied):
        yield from _grant_faults(event, duty, turn)


def _unknown(asked: str, turn: Turn) -> Reason:
    """No such duty is open; the clause is that of the entry where the book has one."""
    rule = turn.context.book.duties_by_id.get(asked.partition(SEPARATOR)[0])
    named = f"“{rule.zh}”（{asked}）" if rule else f"“{asked}”"
    zh = f"没有未完成的期限{named}；几个单位各有一项时写作“期限/单位”"
    en = f"no single open duty {asked!r}; where several units owe it, name one as duty/unit"
    return Reason(rule.clause, rule.id, zh, en) if rule else structural(zh, en)


def _grant_faults(event: e.Extended | e.ExtensionRequested, duty: Duty, turn: Turn) -> Iterator[Reason]:
    rule = turn.context.rule(duty.opened.book, duty.key.id)
    allowed = rule.extension
    if allowed is None and isinstance(event, e.ExtensionRequested):
        return  # it is a fact that somebody asked; denying it is the answer
    if allowed is None or duty.due.nominal is None:
        yield Reason(rule.clause, rule.id, f"“{titled(rule.zh, rule.id)}”不可延期", f"{rule.id} cannot be extended")
        return
    found = (
        *(_who(allowed, turn) if isinstance(event, e.Extended) else ()),
        *_how_often(allowed, duty),
        *_how_far(event, rule, allowed, duty, turn.context.calendar),
        *(_when(duty, turn) if allowed.before_expiry else ()),
    )
    yield from (Reason(rule.clause, rule.id, zh, en) for zh, en in found)


Words = tuple[str, str]


def _who(allowed: Extension, turn: Turn) -> Iterator[Words]:
    if allowed.by and not posts_of_actor(turn) & set(allowed.by):
        posts = ", ".join(allowed.by)
        yield f"须由{listed(POSTS, allowed.by)}批准延期", f"only {posts} may extend it"


def _how_often(allowed: Extension, duty: Duty) -> Iterator[Words]:
    if duty.extended >= allowed.times:
        yield f"延期以{allowed.times}次为限", f"it may be extended {allowed.times} time(s) only"


def _how_far(
    event: e.Extended | e.ExtensionRequested, rule: DutyRule, allowed: Extension, duty: Duty, calendar: Calendar
) -> Iterator[Words]:
    """The cap counts from the start or the nominal end; the roll comes after it (rulebook.md trap 15)."""
    most = extended(rule, allowed, duty, None, calendar).due
    days = event.days
    if days is not None and (days > allowed.days or (allowed.mode == "fixed" and days != allowed.days)):
        basis = "自起算日起共" if allowed.mode == "total" else "在原期限之外"
        counted_from = "days in all from the start" if allowed.mode == "total" else "more days"
        yield (
            f"延期最长{basis}{allowed.days}日（至{most.nominal}），申请{days}日",
            f"at most {allowed.days} {counted_from} (to {most.nominal}), not {days}",
        )
    elif (days is not None and days < 1) or not _moves_later(
        extended(rule, allowed, duty, days, calendar).due, duty.due
    ):
        yield "延期须长于现有期限", f"an extension must end after {duty.due.nominal}"


def _moves_later(new: e.Due, old: e.Due) -> bool:
    return new.nominal is not None and old.nominal is not None and new.nominal > old.nominal


def _when(duty: Duty, turn: Turn) -> Iterator[Words]:
    """Before expiry, by the time it is recorded; a date in the past does not help (traps 12, 14)."""
    end = duty.due.effective
    recorded = moment_of(turn.line.recorded_at or turn.context.now, turn.context.office.time_zone)
    if any(is_late(duty.due, moment) for moment in (recorded, turn.line.occurred)):
        yield (
            f"期限已于{end}届满，届满前未延期",
            f"the limit ended on {end}; it may be extended before its end only",
        )
