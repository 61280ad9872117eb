"""Changes of subscriptions: named, told anew, paused, resumed or replayed, given another secret, ended.

A secret is shown once, on the page that answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import Response
from msgspec import Struct

from domain import office as o
from domain import wording
from domain.accounts import holds
from domain.subscription_events import SubscriptionEvent
from domain.subscriptions import EVENTS, SCOPE, Subscription
from domain.vocabulary import CHANNELS
from service.api.subscriptions import ResumeBody, SubscriptionBody, WhyBody, said_of
from service.feeds import subscribing
from service.ledger.entry import Via
from service.web.accounts.administering import HIDDEN, reason
from service.web.changes.change import Change, Control, Plan, Said, led_back
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, LINE, LINES, NUMBER, Choice
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen

SUBSCRIPTIONS = "/office/subscriptions"
PACKAGE = "service.web.subscriptions"


class Secret(Struct, frozen=True):
    """What deliveries of a subscription are signed with, to be shown once."""

    whose: str
    words: str


def _shown_once(screen: Screen, change: Any, outcome: Any) -> Response:
    """The page with the secret; whoever sends the form again is led back: it is kept nowhere in the clear."""
    if not isinstance(outcome, Secret):
        return led_back(screen, change, outcome)
    return screen.page(PACKAGE, "secret.html", {"secret": outcome, "change": change})


# ---- forms


def _said_controls(screen: Screen) -> tuple[Control, ...]:
    said, language = screen.said, screen.language
    events = tuple(Choice(each, f"{wording.event(each, language)} {each}") for each in EVENTS)
    units = tuple(Choice(each, each) for each in screen.office.profile.units_by_name)
    channels = tuple(Choice(each, wording.code("channel", each, language)) for each in CHANNELS)
    everything = said("none chosen: all of them")
    return (
        Control(name="name", kind=LINE, required=True, label=said("What the other system is called")),
        Control(name="url", kind=LINE, required=True, label=said("Where to (https)"),
                hint=said("it stands on record for ever: no user, no password, nothing behind a ?")),
        Control(name="token", kind=CHOICE, required=True, choices=_tokens(screen),
                label=said("Token as which it reads"),
                hint=said("it sees what the unit of the token sees; a security administrator issues it")),
        Control(name="events", kind=LINES, choices=events, label=said("Which events"), hint=everything),
        Control(name="units", kind=LINES, choices=units, label=said("With which units"), hint=everything),
        Control(name="channels", kind=LINES, choices=channels, label=said("Which channels"), hint=everything),
        Control(name="after", kind=NUMBER, label=said("Behind which position"),
                hint=said("empty: what comes from now on; of a known one, behind where it stands")),
        reason(screen),
    )  # fmt: skip


def _tokens(screen: Screen) -> tuple[Choice, ...]:
    """The tokens that hold and are for reading."""
    known = screen.office.state.accounts
    return tuple(
        Choice(str(id_), f"{each.name}（{each.unit}）" if each.unit else each.name)
        for id_, each in known.tokens.items()
        if SCOPE in each.scopes and holds(known, id_, datetime.now(UTC))
    )


def _which(given: Typed) -> Control:
    return Control(name="subscription", kind=HIDDEN, label="", default=given.get("subscription"))


def _known(screen: Screen, given: Typed) -> Subscription:
    """The subscription that a form is about. Raises UnknownSubscription (404)."""
    return subscribing.found(screen.instance, screen.id, given.get("subscription", ""))


def _named_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return _said_controls(screen)


def _changed_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return _which(given), *_said_controls(screen)


def _why_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return _which(given), reason(screen)


def _resumed_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    hint = screen.said(
        "forwards or back; what went out before goes out again under the same id; empty: where it stands"
    )
    after = Control(name="after", kind=NUMBER, label=screen.said("Behind which position"), hint=hint)
    return _which(given), after, reason(screen)


def _as_it_is(screen: Screen, given: Typed) -> Typed:
    """The form of a change as the subscription is."""
    if not given.get("subscription"):
        return {}
    known = _known(screen, given)
    return {
        "name": known.name,
        "url": known.url,
        "token": str(known.token),
        "events": "\n".join(known.wanted.events),
        "units": "\n".join(known.wanted.units),
        "channels": "\n".join(known.wanted.channels),
    }


# ---- what they would do


def _whose(screen: Screen, known: Subscription) -> Said:
    return Said(screen.said("Subscription"), f"{known.name} → {known.url}")


def _planned(screen: Screen, event: SubscriptionEvent, told: tuple[Said, ...]) -> Plan:
    """What the event would do. Raises Refused, as its deed would."""
    subscribing.check_position(screen.instance, screen.id, event)
    return event_plan(screen, event, told)


def _named(screen: Screen, given: Typed) -> Plan:
    asked = _named_controls(screen, given)
    told = said_of(body(SubscriptionBody, said(asked, given, screen.office.zone)))
    head = screen.instance.ledger.head(screen.id).size
    event = subscribing.naming(uuid4(), told, head if told.after is None else told.after)
    plan = _planned(screen, event, repeated(screen, asked, given))
    actor = whoever_asks(screen)

    def act(via: Via) -> Secret:
        return Secret(told.name, subscribing.name(screen.instance, screen.id, told, actor, via).secret)

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _changed(screen: Screen, given: Typed) -> Plan:
    known, actor = _known(screen, given), whoever_asks(screen)
    asked = _said_controls(screen)
    told = said_of(body(SubscriptionBody, said(asked, given, screen.office.zone)))
    event = subscribing.naming(known.id, told, told.after)
    plan = _planned(screen, event, (_whose(screen, known), *repeated(screen, asked, given)))

    def act(via: Via) -> None:
        subscribing.change(screen.instance, screen.id, event, actor, via)

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _telling(kind: Callable[..., Any], shape: type[WhyBody | ResumeBody]) -> Callable[[Screen, Typed], Plan]:
    """The plan of an event that says no more than its form."""
    controls = _resumed_controls if shape is ResumeBody else _why_controls

    def planned(screen: Screen, given: Typed) -> Plan:
        known, actor = _known(screen, given), whoever_asks(screen)
        asked = controls(screen, given)[1:]
        read = body(shape, said(asked, given, screen.office.zone))
        event = kind(subscription=known.id, **{name: getattr(read, name) for name in read.__struct_fields__})
        plan = _planned(screen, event, (_whose(screen, known), *repeated(screen, asked, given)))

        def act(via: Via) -> None:
            subscribing.change(screen.instance, screen.id, event, actor, via)

        return Plan(said=plan.said, effects=plan.effects, act=act)

    return planned


def _secret(screen: Screen, given: Typed) -> Plan:
    known, actor = _known(screen, given), whoever_asks(screen)
    asked = _why_controls(screen, given)[1:]
    read = body(WhyBody, said(asked, given, screen.office.zone))
    event = o.SubscriptionSecretChanged(subscription=known.id, reason=read.reason)
    plan = _planned(screen, event, (_whose(screen, known), *repeated(screen, asked, given)))

    def act(via: Via) -> Secret:
        id_: UUID = known.id
        made = subscribing.changed_secret(screen.instance, screen.id, id_, read.reason, actor, via)
        return Secret(known.name, made)

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _change(end: str, title: str, controls: Any, planned: Any, **more: Any) -> Change:
    path = f"{SUBSCRIPTIONS}/{end}"
    return Change(path=path, title=title, back=SUBSCRIPTIONS, controls=controls, planned=planned, **more)


CHANGES: tuple[Change, ...] = (
    _change(
        "name",
        N_("Name a subscription"),
        _named_controls,
        _named,
        done=_shown_once,
        hint=N_("Ids, numbers, codes and days of events go to another system, signed; no name and no text."),
    ),
    _change("change", N_("Change a subscription"), _changed_controls, _changed, begun=_as_it_is),
    _change("pause", N_("Pause a subscription"), _why_controls, _telling(o.SubscriptionPaused, WhyBody)),
    _change(
        "resume",
        N_("Resume, or go on from another position"),
        _resumed_controls,
        _telling(o.SubscriptionResumed, ResumeBody),
    ),
    _change(
        "secret",
        N_("Make another secret"),
        _why_controls,
        _secret,
        done=_shown_once,
        hint=N_("For a day deliveries are signed with both."),
    ),
    _change(
        "end", N_("End a subscription for ever"), _why_controls, _telling(o.SubscriptionEnded, WhyBody), grave=True
    ),
)
