"""Who receives on which day, who presided and who was missing (R5.9 to R5.11), by the schedules of the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.deciding import OfficeProfile, Reason, structural
from domain.duty_changes import Breach
from domain.office_events import ReceptionHeld, RotaPublished
from domain.rulebook import Rulebook, ScheduleRule
from domain.staffing import (
    OF_A_UNIT,
    has_staff,
    holder_of,
    is_at_least,
    own_posts,
    posts_of,
)
from domain.words import POSTS, listed

RECEPTION = "reception"
NO_DELEGATION = "presided by {} without delegation"
MISSING = "missing: {}"


def schedule_of(book: Rulebook | None, schedule: str) -> ScheduleRule | None:
    """The reception schedule of this id in the book."""
    found = book.schedules_by_id.get(schedule) if book else None
    return found if found and found.what == RECEPTION else None


def unknown_schedule(schedule: str) -> Reason:
    return structural(f"规则中没有接待安排“{schedule}”", f"the rulebook has no schedule of receptions {schedule!r}")


# ---- the rota


def rota_faults(event: RotaPublished, rule: ScheduleRule, profile: OfficeProfile) -> Iterator[Reason]:
    """A slot may name only who holds, on that day, a post as the schedule wants it, or one above it (R5.10)."""
    wanted = rule.may_preside or rule.attend
    if not wanted or not has_staff(profile):
        return
    for day, person in sorted(event.slots.items()):
        posts = posts_of(profile, person, day)
        if person and not any(is_at_least(posts, post) for post in wanted):
            yield Reason(
                rule.clause,
                rule.id,
                f"{day}：{person}的职务不能担任此项接待，须为{listed(POSTS, wanted)}或者以上",
                f"{day}: {person} does not hold {' or '.join(wanted)}, or a post above it",
            )


# ---- a reception that was held


def held_faults(event: ReceptionHeld, rule: ScheduleRule, profile: OfficeProfile) -> Iterator[Reason]:
    """Who delegated must be said, and must be one who may; a delegation that stands in the office needs no word.

    What took place without any is entered with the reason: then it is a breach.
    """
    if _presides_by_right(event, rule, profile):
        return
    if not event.delegated_by:
        if not event.reason:
            yield Reason(
                rule.clause,
                rule.id,
                f"{event.presided_by}主持须经委托：写明委托人，或者说明未经委托的理由",
                f"{event.presided_by} presides by delegation only: say who delegated, or why nobody did",
            )
    elif not is_at_least(posts_of(profile, event.delegated_by, event.day), _chief(rule)):
        zh = f"{event.delegated_by}无权委托他人主持"
        yield Reason(rule.clause, rule.id, zh, f"{event.delegated_by} may not have others preside")


def breaches_of(event: ReceptionHeld, rule: ScheduleRule, profile: OfficeProfile) -> tuple[Breach, ...]:
    """What was wrong with a reception that took place: who was missing, and presiding without delegation (R5.11)."""
    if not has_staff(profile):
        return ()
    found = [MISSING.format(_in_words(post, profile, event.day)) for post in _missing(event, rule, profile)]
    if not event.delegated_by and not _presides_by_right(event, rule, profile):
        found.append(NO_DELEGATION.format(event.presided_by))
    return tuple(Breach(rule.clause, rule.id, words) for words in found)


def _presides_by_right(event: ReceptionHeld, rule: ScheduleRule, profile: OfficeProfile) -> bool:
    """Whether the person needs nobody's word: the post is the highest that may preside, or is acted in that day."""
    if not rule.may_preside or not has_staff(profile):
        return True
    return is_at_least(posts_of(profile, event.presided_by, event.day), _chief(rule))


def _chief(rule: ScheduleRule) -> str:
    """The post that presides without delegation: the first that may."""
    return rule.may_preside[0]


def _missing(event: ReceptionHeld, rule: ScheduleRule, profile: OfficeProfile) -> list[str]:
    """The posts of which nobody was there."""
    present = {event.presided_by, *event.attendance}
    return [post for post in rule.attend if not any(_fills(person, post, event, rule, profile) for person in present)]


def _fills(person: str, post: str, event: ReceptionHeld, rule: ScheduleRule, profile: OfficeProfile) -> bool:
    """Whether the person's being there is the post's being there.

    A schedule without a chair wants a rank: a post above does as well. Else the post itself is wanted: its holder,
    who acts in it, or the person who presides in its place; and of a unit, a member who is not wanted as such.
    """
    if not rule.may_preside:
        return is_at_least(posts_of(profile, person, event.day), post)
    if post in OF_A_UNIT:
        own = own_posts(profile, person, event.day)
        return post in own and own.isdisjoint(set(rule.attend) - OF_A_UNIT)
    delegated = person == event.presided_by and bool(event.delegated_by) and post == _chief(rule)
    return delegated or post in posts_of(profile, person, event.day)


def _in_words(post: str, profile: OfficeProfile, day: date) -> str:
    """The post, and who holds it."""
    holder = holder_of(profile, post, day) if post not in OF_A_UNIT else ""
    return f"{post} {holder}".strip()
