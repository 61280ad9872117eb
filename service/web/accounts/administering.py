"""Changes of accounts and tokens; what is made for somebody's eyes only is shown once, on the page that answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse
from msgspec import Struct

from domain import office as o
from domain.access_roles import SCOPES
from domain.accounts import PASSWORD, SECOND_FACTOR, Account
from domain.office_effects import LOST, Effect
from service.api import signin_bodies as b
from service.ledger.entry import Via
from service.signin import accounts, machine, one_time, sessions
from service.signin.oidc_settings import provider, providers
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.events import OFFICERS, event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, DAY, LINE, LINES, TEXT, UNITS, Choice
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen

ACCOUNTS = "/office/accounts"
PACKAGE = "service.web.accounts"
HIDDEN = "hidden"
HOLDS = timedelta(days=180)
"""How long a token holds unless another day is said."""


class Secret(Struct, frozen=True):
    """What is shown once: whom it is for, the words."""

    whose: str
    words: str
    token: bool = False


def shown_once(screen: Screen, change: Any, outcome: Any) -> Response:
    """The page with the secret; whoever sends the form again is led back: it is kept nowhere."""
    if not isinstance(outcome, Secret):
        return RedirectResponse(f"{change.back}?done={change.name}", 303)
    return screen.page(PACKAGE, "shown_once.html", {"secret": outcome, "change": change})


def account(screen: Screen, given: Typed) -> Account:
    """The account that a form is about. Raises UnknownAccount (404)."""
    return accounts.found(screen.instance, screen.id, given.get("account", ""))


def about(given: Typed) -> Control:
    return Control(name="account", kind=HIDDEN, label="", default=given.get("account"))


def reason(screen: Screen) -> Control:
    return Control(name="reason", kind=TEXT, required=True, rows=2, label=screen.said("Reason"))


def whose(screen: Screen, account: Account) -> Said:
    return Said(screen.said("Account of"), f"{account.person}（{account.login}）")


def _open_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    person = Control(name="person", kind=LINE, required=True, suggests=OFFICERS, label=screen.said("Person"))
    login = Control(
        name="login", kind=LINE, required=True, label=screen.said("Login"), hint=screen.said("2 to 64 characters")
    )
    return person, login, Control(name="reason", kind=TEXT, rows=2, label=screen.said("Reason"))


def _opened(screen: Screen, given: Typed) -> Plan:
    asked = _open_controls(screen, given)
    read = body(b.AccountBody, said(asked, given, screen.office.zone))
    event = accounts.opening(read.login, read.person, reason=read.reason)
    instance, office, actor = screen.instance, screen.id, whoever_asks(screen)
    plan = event_plan(screen, event, repeated(screen, asked, given))

    def act(via: Via) -> Secret:
        account = accounts.open_account(instance, office, event, actor, via)
        return Secret(account.person, one_time.invitation(instance, office, account.id, datetime.now(UTC)))

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _why_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return about(given), reason(screen)


def _changing(kind: Callable[..., o.AccountEvent]) -> Callable[[Screen, Typed], Plan]:
    """The plan of an event of an account that needs a reason and nothing else."""

    def planned(screen: Screen, given: Typed) -> Plan:
        known, actor = account(screen, given), whoever_asks(screen)
        read = body(b.ReasonBody, said((reason(screen),), given, screen.office.zone))
        event = kind(account=known.id, reason=read.reason)
        told = (whose(screen, known), *repeated(screen, (reason(screen),), given))
        plan = event_plan(screen, event, told)

        def act(via: Via) -> None:
            accounts.change(screen.instance, screen.id, event, actor, via)

        return Plan(said=plan.said, effects=(*plan.effects, *_ended(screen, known.id)), act=act)

    return planned


def _ended(screen: Screen, account: UUID) -> tuple[Effect, ...]:
    """The sessions that end with it."""
    found = len(sessions.of_account(screen.instance, account, datetime.now(UTC)))
    return (Effect(LOST, f"{found}个会话随即结束", f"{found} sessions end at once"),) if found else ()


def _reset_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    choices = (Choice(PASSWORD, screen.said("Password")), Choice(SECOND_FACTOR, screen.said("Second factor")))
    what = Control(name="what", kind=CHOICE, required=True, choices=choices, label=screen.said("What is reset"))
    return about(given), what, reason(screen)


def _reset(screen: Screen, given: Typed) -> Plan:
    known, actor = account(screen, given), whoever_asks(screen)
    asked = _reset_controls(screen, given)[1:]
    read = body(b.ResetBody, said(asked, given, screen.office.zone))
    event = o.CredentialReset(account=known.id, what=read.what, reason=read.reason)
    plan = event_plan(screen, event, (whose(screen, known), *repeated(screen, asked, given)))

    def act(via: Via) -> Secret | None:
        accounts.change(screen.instance, screen.id, event, actor, via)
        if read.what != PASSWORD:
            return None
        return Secret(known.person, one_time.invitation(screen.instance, screen.id, known.id, datetime.now(UTC)))

    return Plan(said=plan.said, effects=(*plan.effects, *_ended(screen, known.id)), act=act)


def _nothing_asked(_screen: Screen, given: Typed) -> tuple[Control, ...]:
    return (about(given),)


def _signed_out(screen: Screen, given: Typed) -> Plan:
    known = account(screen, given)

    def act(_via: Via) -> int:
        return sessions.revoke_all(screen.instance, known.id)

    return Plan(said=(whose(screen, known),), effects=_ended(screen, known.id), act=act, upon=False)


def _link_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    known = providers(screen.instance.settings.home)
    choices = tuple(Choice(each.name, each.title or each.name) for each in known)
    which = Control(name="provider", kind=CHOICE, required=True, choices=choices, label=screen.said("Provider"))
    subject = Control(name="subject", kind=LINE, required=True, label=screen.said("Its name for the person (sub)"))
    return about(given), which, subject, reason(screen)


def _linked(screen: Screen, given: Typed) -> Plan:
    known, actor = account(screen, given), whoever_asks(screen)
    asked = _link_controls(screen, given)[1:]
    read = body(b.LinkBody, said(asked, given, screen.office.zone))
    issuer = provider(screen.instance.settings.home, read.provider).issuer
    event = o.IdentityLinked(account=known.id, issuer=issuer, subject=read.subject, reason=read.reason)
    plan = event_plan(screen, event, (whose(screen, known), *repeated(screen, asked, given)))

    def act(via: Via) -> None:
        accounts.change(screen.instance, screen.id, event, actor, via)

    return Plan(said=plan.said, effects=plan.effects, act=act)


SAID_SCOPES = {"read": N_("reading"), "write": N_("recording"), "figures": N_("figures")}


def _token_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    scopes = tuple(Choice(each, screen.said(SAID_SCOPES.get(each, each))) for each in SCOPES)
    return (
        Control(name="name", kind=LINE, required=True, label=screen.said("What the program is called")),
        Control(name="unit", kind=LINE, required=True, suggests=UNITS, label=screen.said("Unit that it works for")),
        Control(name="scopes", kind=LINES, required=True, choices=scopes, label=screen.said("What it may be used for")),
        Control(
            name="expires_at",
            kind=DAY,
            required=True,
            label=screen.said("Holds until"),
            hint=screen.said("at most a year from now"),
        ),
        reason(screen),
    )


def _half_a_year(screen: Screen, _asked: Typed) -> Typed:
    return {"expires_at": (screen.now.date() + HOLDS).isoformat()}


def _issued(screen: Screen, given: Typed) -> Plan:
    asked = _token_controls(screen, given)
    content = said(asked, given, screen.office.zone)
    read = body(b.TokenBody, content | _midnight(screen, content.get("expires_at")))
    actor = whoever_asks(screen)
    event = machine.issuing(read.name, read.unit, read.scopes, read.expires_at, read.reason)
    plan = event_plan(screen, event, repeated(screen, asked, given))

    def act(via: Via) -> Secret:
        return Secret(event.name, machine.issue(screen.instance, screen.id, event, actor, via).token, token=True)

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _midnight(screen: Screen, day: str | None) -> dict[str, str]:
    """The end of that day in the office; what is no day is handed on to be refused at its field."""
    try:
        begins = datetime.fromisoformat(day or "").replace(tzinfo=screen.office.zone)
    except ValueError:
        return {}
    return {"expires_at": (begins + timedelta(1)).isoformat()}


def _token_why(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return Control(name="token", kind=HIDDEN, label="", default=given.get("token")), reason(screen)


def _revoked(screen: Screen, given: Typed) -> Plan:
    actor = whoever_asks(screen)
    token = UUID(given.get("token", "")) if _is_uuid(given.get("token", "")) else UUID(int=0)
    read = body(b.ReasonBody, said((reason(screen),), given, screen.office.zone))
    event = o.TokenRevoked(token=token, reason=read.reason)
    known = screen.office.state.accounts.tokens.get(token)
    told = (Said(screen.said("Token"), known.name if known else ""), *repeated(screen, (reason(screen),), given))
    plan = event_plan(screen, event, told)

    def act(via: Via) -> None:
        machine.revoke(screen.instance, screen.id, token, read.reason, actor, via)

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _is_uuid(said_: str) -> bool:
    try:
        return bool(UUID(said_))
    except ValueError:
        return False


def _simple(end: str, title: str, kind: Callable[..., o.AccountEvent]) -> Change:
    return Change(path=f"{ACCOUNTS}/{end}", title=title, back=ACCOUNTS, controls=_why_controls, planned=_changing(kind))


CHANGES: tuple[Change, ...] = (
    Change(
        path=f"{ACCOUNTS}/open",
        title=N_("Open an account"),
        back=ACCOUNTS,
        controls=_open_controls,
        planned=_opened,
        done=shown_once,
        hint=N_(
            "The person sets the password with a code that is shown once. What they may see their posts and grants say."
        ),
    ),
    _simple("block", N_("Block an account"), o.AccountBlocked),
    _simple("release", N_("Release an account"), o.AccountReleased),
    _simple("close", N_("Close an account for ever"), o.AccountClosed),
    Change(
        path=f"{ACCOUNTS}/reset",
        title=N_("Reset password or second factor"),
        back=ACCOUNTS,
        controls=_reset_controls,
        planned=_reset,
        done=shown_once,
    ),
    Change(
        path=f"{ACCOUNTS}/sessions/end",
        title=N_("End all sessions of an account"),
        back=ACCOUNTS,
        controls=_nothing_asked,
        planned=_signed_out,
    ),
    Change(
        path=f"{ACCOUNTS}/link",
        title=N_("Link an identity"),
        back=ACCOUNTS,
        controls=_link_controls,
        planned=_linked,
    ),
    Change(
        path=f"{ACCOUNTS}/tokens/issue",
        title=N_("Issue a token to a program"),
        back=ACCOUNTS,
        controls=_token_controls,
        planned=_issued,
        begun=_half_a_year,
        done=shown_once,
    ),
    Change(
        path=f"{ACCOUNTS}/tokens/revoke",
        title=N_("Revoke a token"),
        back=ACCOUNTS,
        controls=_token_why,
        planned=_revoked,
    ),
)
