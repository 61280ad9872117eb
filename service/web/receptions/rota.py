"""The rota of a schedule in a month: who sits on which of its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain import office as o
from domain.receptions import RECEPTION, rota_faults
from domain.rulebook import ScheduleRule
from domain.schedule import SKIPPED, days, rules_between
from service.api import problems
from service.api.office_bodies import BODIES, event_of
from service.api.problems import Fault, Refusal
from service.api.receptions import sensible
from service.readmodels.asking import today
from service.web.acts.offering import names
from service.web.addresses import RECEPTIONS
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.events import OFFICERS, event_plan
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, TEXT, Choice
from service.web.forms.reading import Typed, body
from service.web.language import Dates
from service.web.marking import N_
from service.web.receptions.going_back import back_to, leading_to
from service.web.screen import Screen
from service.web.wording import Wording

SLOT, MORE, MONTH, SCHEDULE = "slots.", "more", "month", "schedule"
HIDDEN = "hidden"


def schedules(screen: Screen, first: date, last: date) -> tuple[ScheduleRule, ...]:
    """The schedules of receptions of the books that hold in these days, each once."""
    found = rules_between(tuple(screen.office.adopted), RECEPTION, first, last)
    return tuple({rule.id: rule for rule, _ in found}.values())


def _month(screen: Screen, given: Typed) -> date:
    """The first day of the month that the form is about. Raises Refusal (422)."""
    said = given.get(MONTH, "").strip()
    if not said:
        return today(screen.instance, screen.office).replace(day=1)
    try:
        return sensible(said)
    except ValueError:
        raise problems.invalid("query.month", "月份不合理", "no such month") from None


def _rule(screen: Screen, given: Typed) -> ScheduleRule:
    """The schedule that the form is about. Raises Refusal (404) where the office has none."""
    first = _month(screen, given)
    known = schedules(screen, first, first)
    named = next((each for each in known if each.id == given.get(SCHEDULE)), None)
    if not known or (named is None and given.get(SCHEDULE)):
        raise Refusal(problems.NOT_FOUND)
    return named or known[0]


def _days(screen: Screen, rule: ScheduleRule, first: date) -> Iterator[date]:
    """The days of the month on which the rule has a reception, and those that stand in the rota besides."""
    named = (each.day for each in days(rule, first.year, first.month, screen.office.calendar) if each.said != SKIPPED)
    known = (day for day in _known(screen, rule) if (day.year, day.month) == (first.year, first.month))
    yield from sorted({*named, *known})


def _known(screen: Screen, rule: ScheduleRule) -> dict[date, str]:
    return dict(screen.office.state.rota.get(rule.id, {}))


def _controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    first, rule = _month(screen, given), _rule(screen, given)
    example = first.isoformat()
    hint = screen.said("one a line: the day, a blank, the name; such as %(day)s", day=example)
    return (
        Control(name=MONTH, kind=HIDDEN, label=""),
        Control(name=SCHEDULE, kind=HIDDEN, label=""),
        *(_slot(screen, rule, day) for day in _days(screen, rule, first)),
        Control(name=MORE, kind=TEXT, rows=3, label=screen.said("Other days"), hint=hint),
        Control(name="reason", kind=TEXT, rows=2, label=screen.said("Reason")),
    )


def _slot(screen: Screen, rule: ScheduleRule, day: date) -> Control:
    dates = Dates(screen.language)
    offered = tuple(Choice(each, each) for each in _may_sit(screen, rule, day))
    called = f"{Wording(screen.language).said(rule)} {rule.clause}"
    return Control(
        name=f"{SLOT}{day.isoformat()}",
        kind=CHOICE,
        choices=offered,
        label=f"{dates.day(day)} {dates.weekday(day)}",
        hint=called if screen.office.calendar.is_working(day) else f"{called} · {screen.said('a rest day')}",
    )


def _may_sit(screen: Screen, rule: ScheduleRule, day: date) -> Iterator[str]:
    """The officers whom the rule lets sit on that day; whoever stands in the rota already is among them."""
    known = _known(screen, rule).get(day, "")
    officers = names(screen.office, day)[OFFICERS]
    if known and known not in officers:
        yield known
    for each in officers:
        event = o.RotaPublished(schedule=rule.id, slots={day: each})
        if each == known or not any(rota_faults(event, rule, screen.office.profile)):
            yield each


def _begun(screen: Screen, asked: Typed) -> Typed:
    """The rota as it is known; who was proposed by the address goes before."""
    rule, first = _rule(screen, asked), _month(screen, asked)
    known = {f"{SLOT}{day.isoformat()}": who for day, who in _known(screen, rule).items() if who}
    return {**known, MONTH: f"{first:%Y-%m}", SCHEDULE: rule.id}


def _planned(screen: Screen, given: Typed) -> Plan:
    rule, first = _rule(screen, given), _month(screen, given)
    known = _known(screen, rule)
    said = {day: given.get(f"{SLOT}{day.isoformat()}", "").strip() for day in _days(screen, rule, first)}
    said |= dict(_more(given))
    filled = {day: who for day, who in said.items() if who}
    slots = {day: who for day, who in said.items() if who != known.get(day, "")} or filled
    reason = given.get("reason", "").strip()
    read = body(BODIES[o.RotaPublished], {
        "schedule": rule.id, "slots": {day.isoformat(): who for day, who in slots.items()}, "reason": reason,
        "actor": {"name": whoever_asks(screen).name},
    })  # fmt: skip
    told = tuple(_told(screen, rule, slots, reason))
    plan = event_plan(screen, event_of(read, o.RotaPublished), told)
    return leading_to(plan, month=f"{first:%Y-%m}")


def _more(given: Typed) -> Iterator[tuple[date, str]]:
    """The days that were written down one a line. Raises Refusal (422) for a line without a day."""
    for line in filter(None, (each.strip() for each in given.get(MORE, "").splitlines())):
        day, _, who = line.replace("\u3000", " ").partition(" ")
        try:
            yield date.fromisoformat(day), who.strip()
        except ValueError:
            fault = Fault(MORE, f"“{line[:40]}”应为日期、空格、姓名", f"{line[:40]!r}: a day, a blank, a name")
            raise Refusal(problems.INVALID, "", fault) from None


def _told(screen: Screen, rule: ScheduleRule, slots: dict[date, str], reason: str) -> Iterable[Said]:
    """What the form says: the days on which somebody else sits than before."""
    dates, words = Dates(screen.language), Wording(screen.language)
    known: dict[date, Any] = _known(screen, rule)
    yield Said(screen.said("Schedule"), f"{words.said(rule)} {rule.clause}")
    for day, who in sorted(slots.items()):
        before = f"（{screen.said('before:')} {known[day]}）" if known.get(day) and known[day] != who else ""
        yield Said(f"{dates.day(day)} {dates.weekday(day)}", f"{who or screen.said('nobody')}{before}")
    if reason:
        yield Said(screen.said("Reason"), reason)


CHANGE = Change(
    path=f"{RECEPTIONS}/rota",
    title=N_("Publish the rota"),
    back=RECEPTIONS,
    controls=_controls,
    planned=_planned,
    begun=_begun,
    done=back_to,
    hint=N_("Each day offers those whose posts let them sit. A day left blank has nobody by the rota."),
)
