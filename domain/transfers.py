"""What of a petition goes to other offices: which events do, to whom, and what they ask for there. Pure.

The log is the outbox: an event that says where the petition goes, or that answers who had sent it, is the thing sent.
Nothing else decides what leaves, so that what an office has sent can be told from its log alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain.deciding import Context, Refused
from domain.lifecycle import NOT_RECEIVED
from domain.making import line_of
from domain.partners import ABOVE, Partner
from domain.petition import Petition
from domain.routing import UNMOVED

PETITION, SIGNED, RESULT, RETURNED, DELAY = "petition", "signed", "result", "returned", "delay"
"""A petition that is sent; what the office that got it answers: signed for, its result, its return, its delay."""
PRESSED, REPORT_RETURNED, RECALLED = "pressed", "report_returned", "recalled"
"""What who has sent it says afterwards: it presses, it sends the report back, it takes the petition back."""
STATISTICS, RECEIPT = "statistics", "receipt"
"""A report of figures that goes upward; and that something was taken, or was not."""
ITEMS = (PETITION, SIGNED, RESULT, RETURNED, DELAY, PRESSED, REPORT_RETURNED, RECALLED, STATISTICS)
"""What is answered with a receipt."""
ASSIST = "assist"
"""How a petition is sent to an office that is to help the one that handles it; otherwise by the mode of Forwarded."""
MOVING = ("forward", "assign")
"""Sent so, the petition is on its way there until it is signed for."""
TO_THE_SENDER = ("assigner", "superior")
"""Whom a result is reported to that goes to the office that had sent the petition."""

PartnersAt = Callable[[int], Mapping[str, Partner]]
"""The offices exchanged with as they stood at a position of the log, by their ids."""


class Sending(Struct, frozen=True):
    """That an event goes to another office: which office, what it is there, and how a petition is sent."""

    partner: str
    what: str
    sent_as: str = ""


class _Known(Struct):
    """What the lines so far have made known: who sent the petition here, and how, and who was sent it from here."""

    came: e.TransferTaken | None = None
    sent: dict[str, str] = {}


def sendings(lines: Sequence[e.Line], partners: PartnersAt) -> Iterator[tuple[e.Line, Sending]]:
    """What of a petition goes where, line by line; `lines` are its whole stream as it was written."""
    known = _Known()
    for line in lines:
        by_office = partners(line.position)
        for each in _of(line.event, known, by_office):
            yield line, each
        _learn(known, line.event, by_office)


def _of(event: e.Event, known: _Known, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    match event:
        case e.TransferTaken():
            yield from _to(event.partner, RECEIPT, partners)
        case e.Forwarded():
            yield from _forwarded(event, known, partners)
        case e.Withdrawn() | e.Voided():
            for office in known.sent:
                yield from _to(office, RECALLED, partners)
        case e.Pressed(to=unit):
            yield from _below(unit, PRESSED, known, partners)
        case e.ReportReturned(unit=unit):
            yield from _below(unit, REPORT_RETURNED, known, partners)
        case _ if known.came is not None:
            yield from _answer(event, known.came, partners)
        case _:
            pass


def _answer(event: e.Event, came: e.TransferTaken, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    """What goes back to the office that had sent the petition."""
    match event:
        case e.Registered() if came.sent_as in MOVING:
            yield from _to(came.partner, SIGNED, partners)
        case e.ResultReported(to=to) if to in TO_THE_SENDER:
            yield from _to(came.partner, RESULT, partners)
        case e.Returned(back_to=back_to) if back_to == came.partner_name:
            yield from _to(came.partner, RETURNED, partners)
        case e.DelayExplained(to="assigner"):
            yield from _to(came.partner, DELAY, partners)
        case _:
            pass


def _forwarded(event: e.Forwarded, known: _Known, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    """To whom it goes, who is to help; and that it is taken back from who had it until now."""
    if event.mode not in UNMOVED:
        for office, sent_as in known.sent.items():
            if sent_as in MOVING:
                yield from _to(office, RECALLED, partners)
    for partner in partners.values():
        if partner.unit == event.target:
            yield Sending(partner.office, PETITION, event.mode)
        elif partner.unit in event.assisting:
            yield Sending(partner.office, PETITION, ASSIST)


def _below(unit: str, what: str, known: _Known, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    for office in known.sent:
        if office in partners and partners[office].unit == unit:
            yield Sending(office, what)


def _to(office: str, what: str, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    if office in partners:
        yield Sending(office, what)


def _learn(known: _Known, event: e.Event, partners: Mapping[str, Partner]) -> None:
    """What a line makes known for those behind it."""
    match event:
        case e.TransferTaken(what="petition"):
            known.came = event
        case e.Forwarded():
            if event.mode not in UNMOVED:
                known.sent = {office: how for office, how in known.sent.items() if how not in MOVING}
            for each in _forwarded(event, _Known(), partners):
                known.sent[each.partner] = each.sent_as
        case e.Returned(unit=unit):
            known.sent = {office: how for office, how in known.sent.items() if not _is(office, unit, partners)}
        case e.Withdrawn() | e.Voided():
            known.sent = {}
        case _:
            pass


def _is(office: str, unit: str, partners: Mapping[str, Partner]) -> bool:
    return office in partners and partners[office].unit == unit


def statistics_sent(to: str, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    """To which offices above a report of figures goes that is sent to a body of that name."""
    for partner in partners.values():
        if partner.relation == ABOVE and to in (partner.name, partner.unit):
            yield Sending(partner.office, STATISTICS)


def recorded(state: Petition, asked: c.Asked, command: c.Transfer, context: Context) -> e.Line:
    """The line that cites the event of the other log. Raises Refused when there is no such petition."""
    if state.received is None:
        raise Refused((NOT_RECEIVED,))
    kind: Any = e.TransferTaken if isinstance(command, c.TakeTransfer) else e.TransferAcknowledged
    said = {name: getattr(command, name) for name in command.__struct_fields__}
    return line_of(state, asked, kind(**said), context)
