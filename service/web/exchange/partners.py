"""The page of the offices exchanged with, for whoever operates the system: the own card, naming and dismissing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from domain import office as o
from domain.partners import RELATIONS, Partner
from service.api.problems import Fault
from service.foreseen import foreseen
from service.ledger.entry import Via
from service.runtime import Instance
from service.transfers import listing, naming, passing
from service.transfers.naming import BadCard, Said
from service.web.accounts.administering import HIDDEN, reason
from service.web.changes import change as changes
from service.web.changes.change import Change, Control, Plan, Wrong
from service.web.changes.events import event_plan, repeated
from service.web.changes.routes import add_changes
from service.web.changes.sending import at, at_or_now, whoever_asks
from service.web.exchange.words import PACKAGE, RELATION_WORDS, WAYS
from service.web.forms.fields import CHOICE, LINE, TEXT, UNITS, Choice
from service.web.forms.reading import Typed
from service.web.marking import N_
from service.web.screen import Screen, screen

PARTNERS = "/office/partners"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PARTNERS, _page(instance), methods=["GET"], name="partners_page")
    routes.add_api_route(f"{PARTNERS}/card", _card(instance), methods=["GET"], name="partners_card")
    add_changes(routes, instance, CHANGES)
    return routes


def _page(instance: Instance) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        about = screen(instance, request)
        shown = {
            "partners": listing.partners(instance, about.id),
            "card": naming.card(instance, about.id),
            "relations": RELATION_WORDS,
            "ways": WAYS,
            "done": request.query_params.get("done"),
        }
        return about.page(PACKAGE, "partners.html", shown)

    return page


def _card(instance: Instance) -> Callable[..., Response]:
    """The own card as the file that another office names this one by."""

    def card(request: Request) -> Response:
        about = screen(instance, request)
        made = naming.card(instance, about.id)
        headers = {"Content-Disposition": f'attachment; filename="{about.id}.card"'}
        return Response(f"{naming.text_of(made)}\n", headers=headers, media_type="application/json")

    return card


# ---- forms


def _said_controls(screen: Screen) -> tuple[Control, ...]:
    said = screen.said
    relations = tuple(Choice(each, said(RELATION_WORDS[each])) for each in RELATIONS)
    unit = said("what is sent to this unit goes there; empty: the name that stands on the card")
    url = said("https://…/api/v1/offices/ID/exchange/packages; empty: on media, or in this installation")
    return (
        Control(name="relation", kind=CHOICE, required=True, choices=relations, label=said("It stands")),
        Control(name="unit", kind=LINE, suggests=UNITS, label=said("Unit that stands for it here"), hint=unit),
        Control(name="url", kind=LINE, label=said("Where packages are posted"), hint=url),
        reason(screen),
    )


def _card_control(screen: Screen) -> Control:
    hint = screen.said("the text of the file, or the file; compare its fingerprint by telephone")
    return Control(
        name="card", kind=TEXT, required=True, rows=10, file=True, label=screen.said("Card of the office"), hint=hint
    )


def _named_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return _card_control(screen), *_said_controls(screen)


def _dismissed_controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    return Control(name="partner", kind=HIDDEN, label="", default=given.get("partner")), reason(screen)


def _as_it_is(screen: Screen, given: Typed) -> Typed:
    """The form of a change as the office exchanged with is: its card made up again from what was named."""
    if not given.get("partner"):
        return {}
    known = _known(screen, given)
    card = naming.Card(office=known.office, name=known.name, verifiers=known.verifiers, sealing=known.sealing)
    return {"card": naming.text_of(card), "relation": known.relation, "unit": known.unit, "url": known.url}


def _known(screen: Screen, given: Typed) -> Partner:
    """The office that a form is about. Raises UnknownPartner (404)."""
    return passing.partner_of(screen.instance, screen.id, given.get("partner", ""))


# ---- what they would do


def _named(screen: Screen, given: Typed) -> Plan:
    """Names the office of the card, with the fingerprint to be compared before it is confirmed."""
    try:
        card = naming.read(given.get("card", "").encode())
    except BadCard as bad:
        raise Wrong("card", [Fault("card", "不是交换名片", str(bad))]) from None
    said = Said(**{name: given.get(name, "") for name in Said.__struct_fields__})
    events = naming.named(screen.office.profile, card, said)
    actor = whoever_asks(screen)
    found = foreseen(screen.instance, screen.office, events, actor, at_or_now(screen))
    told = (
        changes.Said(screen.said("Office"), f"{card.name} ({card.office})"),
        changes.Said(screen.said("Fingerprint"), card.fingerprint),
        *repeated(screen, _said_controls(screen), given),
    )

    def act(via: Via) -> None:
        screen.instance.offices.add_all(screen.id, events, actor, via, at=at(screen))

    return Plan(said=told, effects=found, act=act)


def _dismissed(screen: Screen, given: Typed) -> Plan:
    known = _known(screen, given)
    told = changes.Said(screen.said("Office"), f"{known.name} ({known.office})")
    event = o.PartnerDismissed(partner=known.office, reason=given.get("reason", ""))
    return event_plan(screen, event, (told, *repeated(screen, (reason(screen),), given)))


def _change(end: str, title: str, controls: Any, planned: Any, **more: Any) -> Change:
    return Change(path=f"{PARTNERS}/{end}", title=title, back=PARTNERS, controls=controls, planned=planned, **more)


CHANGES: tuple[Change, ...] = (
    _change(
        "name",
        N_("Name an office to exchange with"),
        _named_controls,
        _named,
        begun=_as_it_is,
        hint=N_("From then on what is sent to its unit goes to that office. Named again, it is as it is said anew."),
    ),
    _change("dismiss", N_("Dismiss an office exchanged with"), _dismissed_controls, _dismissed, grave=True),
)
