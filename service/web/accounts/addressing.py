"""The address for reminders of an account, set or taken away by an administrator, who thereby vouches for it."""

from __future__ import annotations

from service.api import signin_bodies as b
from service.ledger.entry import Via
from service.signin import mailboxes
from service.web.accounts.administering import ACCOUNTS, about, account, reason, whose
from service.web.changes.change import Change, Control, Plan
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import LINE
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen


def _controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return about(given), _address(screen), reason(screen)


def _address(screen: Screen) -> Control:
    hint = screen.said("the person's own, of the office; empty: reminders go out by e-mail no more")
    return Control(name="address", kind=LINE, label=screen.said("E-mail address"), hint=hint)


def _planned(screen: Screen, given: Typed) -> Plan:
    known, actor = account(screen, given), whoever_asks(screen)
    asked = _controls(screen, given)[1:]
    address = mailboxes.checked(given.get("address", ""))
    read = body(b.ReasonBody, said((reason(screen),), given, screen.office.zone))
    event = mailboxes.setting(known.id, address, read.reason)
    plan = event_plan(screen, event, (whose(screen, known), *repeated(screen, asked, given)))

    def act(via: Via) -> None:
        # Without the digest of the request: by it the address could be guessed from the log.
        mailboxes.set_address(screen.instance, screen.id, event, address, actor, Via(channel=via.channel))

    return Plan(said=plan.said, effects=plan.effects, act=act)


def _known(screen: Screen, given: Typed) -> Typed:
    """The address as it is, where the form is about an account."""
    box = mailboxes.mailbox(screen.instance, account(screen, given).id) if given.get("account") else None
    return {"address": box.address} if box else {}


CHANGE = Change(
    path=f"{ACCOUNTS}/mail",
    title=N_("Address for reminders"),
    back=ACCOUNTS,
    controls=_controls,
    planned=_planned,
    begun=_known,
    hint=N_("You vouch that the address is the person's own. It stands in no log, only that it was set."),
)
