"""The record of a reception that was held: who presided, who had them preside, who was there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from domain import office as o
from domain.office_effects import LEFT, Effect
from domain.staffing import postings
from service.api.office_bodies import BODIES, event_of
from service.offices import decided
from service.readmodels.asking import today
from service.web.acts.offering import names
from service.web.addresses import RECEPTIONS
from service.web.changes.change import Change, Control, Plan
from service.web.changes.events import OFFICERS, Wanted, control, event_plan, repeated
from service.web.changes.sending import at_or_now, whoever_asks
from service.web.forms.fields import LINES, Choice, fields_of
from service.web.forms.reading import Typed, body, said
from service.web.language import EN, ZH
from service.web.marking import N_
from service.web.receptions.going_back import back_to, leading_to
from service.web.receptions.rota import schedules
from service.web.receptions.telling import told
from service.web.screen import Screen
from service.web.wording import Wording

MOST_TICKS = 60
"""Officers that are offered to be ticked; where there are more, those who were there are written down."""
SUGGESTED = frozenset({"presided_by", "delegated_by"})


def _schedules(screen: Screen) -> tuple[Choice, ...]:
    day, words = today(screen.instance, screen.office), Wording(screen.language)
    return tuple(Choice(each.id, f"{words.said(each)} {each.clause}") for each in schedules(screen, day, day))


WANTED = Wanted(
    choices={"schedule": _schedules},
    hints={
        "delegated_by": N_("where somebody presides who does so only on behalf of another"),
        "reason": N_("for instance why it took place without a delegation"),
    },
)


def _controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return tuple(_control(screen, control(screen, field, WANTED)) for field in fields_of(o.ReceptionHeld))


def _control(screen: Screen, made: Control) -> Control:
    if made.name in SUGGESTED:
        return replace(made, suggests=OFFICERS)
    if made.name != "attendance":
        return made
    choices = tuple(_officers(screen))
    return replace(made, kind=LINES, choices=choices if len(choices) <= MOST_TICKS else ())


def _officers(screen: Screen) -> Iterator[Choice]:
    """The officers of today with their posts."""
    day, words = today(screen.instance, screen.office), Wording(screen.language)
    for each in names(screen.office, day)[OFFICERS]:
        posts = dict.fromkeys(words.post(posting.post) for posting in postings(screen.office.profile, each, day))
        yield Choice(each, f"{each}（{'、'.join(posts)}）" if posts else each)


def _begun(screen: Screen, asked: Typed) -> Typed:
    day = asked.get("day") or today(screen.instance, screen.office).isoformat()
    known = _schedules(screen)
    return {"day": day, **({"schedule": known[0].value} if len(known) == 1 else {})}


def _planned(screen: Screen, given: Typed) -> Plan:
    asked, actor = _controls(screen, given), whoever_asks(screen)
    content = {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}}
    event = event_of(body(BODIES[o.ReceptionHeld], content), o.ReceptionHeld)
    plan = event_plan(screen, event, repeated(screen, asked, given))
    whole = replace(plan, effects=(*plan.effects, *_broken(screen, event)))
    return leading_to(whole, on=event.day.isoformat())


def _broken(screen: Screen, event: Any) -> Iterator[Effect]:
    """The rules that the reception broke, which go on record with it."""
    lines = decided(screen.office, [event], whoever_asks(screen), screen.office.moment(at_or_now(screen)))
    breaches = lines[0].breaches
    for zh, en in zip(told(breaches, Wording(ZH)), told(breaches, Wording(EN)), strict=True):
        yield Effect(LEFT, f"记为违规（{zh.clause}）：{zh.words}", f"on record as a breach of {en.clause}: {en.words}")


CHANGE = Change(
    path=f"{RECEPTIONS}/held",
    title=N_("Record a reception"),
    back=f"{RECEPTIONS}/day",
    controls=_controls,
    planned=_planned,
    begun=_begun,
    done=back_to,
    hint=N_("The petitions that were heard are recorded on their own pages, as letters received or as meetings."),
)
