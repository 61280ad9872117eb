"""What an item of another office leads to here: the commands that carry it out, in the words of the domain.

A petition comes in; what the office that got it says becomes the act of that unit here; what who sent it says becomes
an act on the petition that came. Each is judged by the rules of this office, and may be declined by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain import transfers as t
from domain.partners import ABOVE, Partner
from domain.petition import Petition
from domain.roles import COORDINATING
from domain.values import Actor, Details, Person
from service.offices import KnownOffice
from service.transfers.parcel import BadParcel, Carried
from service.transfers.verifying import Proven

EXCHANGE = "exchange"
"""How an actor is known who acts in another office; and the channel of what comes from there."""
BY_SERVICE = "zhuoluo"
NO_WORDS = "（对方未写明）"


def stream_here(office: str, partner: str, stream: UUID, version: int) -> UUID:
    """As which petition what was sent by that event comes in here: the same one, however often it arrives."""
    return uuid5(NAMESPACE_URL, f"zhuoluo:exchange:{office}:{partner}:{stream}:{version}")


def receiving(known: KnownOffice, partner: Partner, found: Proven) -> list[c.Command]:
    """The commands by which a petition comes in."""
    carried, event = found.item.carried or Carried(), found.line.event
    assert isinstance(event, e.Forwarded)  # noqa: S101 - verifying.py holds that
    if carried.letter is None:
        raise BadParcel("kind", "转来的信访件没有内容", "a petition was sent without what it says")
    letter = carried.letter
    details = replace(
        _own_people(letter.details, known.profile.id, partner.office),
        assigner=partner.name,
        assigner_number=letter.number or None,
        reply_by=event.reply_by or event.due_on,
    )
    source = _source(partner, found.item.sent_as)
    number = letter.number or found.item.event.stream
    came = c.Receive(channel=letter.channel, source=source, external_id=f"{partner.office}:{number}", details=details)
    said = [c.Comment(text=carried.text)] if carried.text else []
    return [came, *said]


def _source(partner: Partner, sent_as: str) -> str:
    if partner.relation != ABOVE:
        return "other_department"
    return "superior_assigned" if sent_as == "assign" else "superior_forwarded"


def _own_people(details: Details, office: str, partner: str) -> Details:
    """The same people under ids of this office, so that they are sealed under keys of its own."""

    def own(person: Person | None) -> Person | None:
        if person is None:
            return None
        return replace(person, id=uuid5(NAMESPACE_URL, f"zhuoluo:exchange:{office}:{partner}:{person.id}"))

    def all_of(people: tuple[Person, ...] | None) -> tuple[Person, ...] | None:
        return None if people is None else tuple(filter(None, map(own, people)))

    return replace(
        details,
        petitioner=own(details.petitioner),
        representatives=all_of(details.representatives),
        accused=all_of(details.accused),
    )


def home(known: KnownOffice) -> str:
    """The unit that what comes in lies with."""
    return known.profile.roles.get(COORDINATING) or known.profile.name


def _signed(_state: Petition, partner: Partner, _found: Proven, _text: str) -> list[c.Command]:
    return [c.SignFor(unit=partner.unit)]


def _result(_state: Petition, partner: Partner, _found: Proven, text: str) -> list[c.Command]:
    return [c.ReportResult(text=text, to="office", unit=partner.unit)]


def _returned(_state: Petition, partner: Partner, _found: Proven, text: str) -> list[c.Command]:
    return [c.Return(reason=text, unit=partner.unit)]


def _delay(_state: Petition, partner: Partner, _found: Proven, text: str) -> list[c.Command]:
    return [c.Comment(text=f"{partner.name}说明情况：{text}")]


def _pressed(state: Petition, partner: Partner, _found: Proven, text: str) -> list[c.Command]:
    holder = state.routing.holder or state.routing.on_the_way_to
    return [c.Press(to=holder, text=f"{partner.name}催办：{text}")]


def _report_returned(state: Petition, partner: Partner, found: Proven, text: str) -> list[c.Command]:
    """A result that is sent back: what was closed is taken up again, what is open is told so."""
    event = found.line.event
    by = event.reply_by if isinstance(event, e.ReportReturned) else None
    if state.ending.closed:
        return [c.Reopen(reason=f"{partner.name}退回报告：{text}", redo_by=by)]
    until = f"，限{by}前重新报告" if by else ""
    return [c.Comment(text=f"{partner.name}退回报告：{text}{until}")]


def _recalled(_state: Petition, partner: Partner, _found: Proven, text: str) -> list[c.Command]:
    return [c.Withdraw(reason=f"{partner.name}撤回：{text}")]


Acts = Callable[[Petition, Partner, Proven, str], list[c.Command]]
UPWARD: Mapping[str, Acts] = {t.SIGNED: _signed, t.RESULT: _result, t.RETURNED: _returned, t.DELAY: _delay}
"""What the office says to which a petition of ours went."""
DOWNWARD: Mapping[str, Acts] = {
    t.PRESSED: _pressed,
    t.REPORT_RETURNED: _report_returned,
    t.RECALLED: _recalled,
}
"""What the office says from which a petition came here."""


def acts(state: Petition, partner: Partner, found: Proven) -> list[c.Command]:
    """The commands that an item about a petition known here leads to."""
    carried = found.item.carried
    text = (carried.text if carried else None) or NO_WORDS
    make = UPWARD.get(found.item.what) or DOWNWARD[found.item.what]
    return make(state, partner, found, text)


def actor(known: KnownOffice, partner: Partner, found: Proven) -> Actor:
    """Who acts: the officer there, as of the unit that stands for that office here; what comes in lies at home."""
    if found.item.what == t.PETITION:
        return Actor(BY_SERVICE, unit=home(known), authenticated=EXCHANGE)
    return Actor(found.line.actor.name, unit=partner.unit, authenticated=EXCHANGE)


def citing(partner: Partner, found: Proven, origin: str, note: str) -> dict[str, Any]:
    """The fields by which an event here names the event there."""
    shown = found.item.event
    return {
        "what": found.item.what,
        "partner": partner.office,
        "origin": origin,
        "stream": shown.stream,
        "version": shown.version,
        "position": shown.position,
        "leaf": found.leaf,
        "checkpoint": note,
    }
