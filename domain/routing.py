"""Who has a petition, who gets it next, before whom it lies; and how passing it on changes that."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e

UNMOVED = ("copy", "order")
"""Modes of forwarding that leave the petition where it is: a copy to know of, an order to solve what it is about."""


class Routing(Struct, frozen=True):
    """Who has the petition: `holder` is "" between Forwarded and SignedFor, then `on_the_way_to` is set.

    `person` is who has it there, as far as somebody said so. `senders` is the way back, the last sender last.
    `assisting` are the units that help the one that has it, `reader` and `reader_unit` the leader before whom it
    lies. `passed_on` counts forwardings and returns.
    """

    holder: str = ""
    person: str = ""
    on_the_way_to: str = ""
    assisting: tuple[str, ...] = ()
    reader: str = ""
    reader_unit: str = ""
    senders: tuple[str, ...] = ()
    passed_on: int = 0


def routed(routing: Routing, event: e.Forwarded | e.SignedFor | e.Returned, line: e.Line) -> Routing:
    match event:
        case e.Forwarded():
            return _forwarded(routing, event)
        case e.SignedFor():
            return replace(routing, holder=event.unit, person=line.actor.name, on_the_way_to="")
        case e.Returned():
            return _returned(routing, event)


def _forwarded(routing: Routing, event: e.Forwarded) -> Routing:
    """A copy or an order moves nothing; anything else puts the petition on the way to its target.

    Sent elsewhere while still on the way, the way back stays: the first target never held it.
    """
    if event.mode in UNMOVED:
        return routing
    senders = routing.senders if routing.on_the_way_to else (*routing.senders, event.sender)
    return Routing(
        on_the_way_to=event.target,
        assisting=event.assisting,
        senders=senders,
        passed_on=routing.passed_on + 1,
    )


def _returned(routing: Routing, event: e.Returned) -> Routing:
    return Routing(holder=event.back_to, senders=routing.senders[:-1], passed_on=routing.passed_on + 1)


def before_leader(routing: Routing, event: e.Submitted | e.Instructed) -> Routing:
    if isinstance(event, e.Instructed):
        return replace(routing, reader="", reader_unit="")
    return replace(routing, reader=event.to, reader_unit=event.to_unit)
