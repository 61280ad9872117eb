"""The exchange book 交换台账: what went to other offices and what came from them, with its receipts.

Read off the events of one stream: what an event sends (domain/transfers.py), what was taken, what was acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain import office as o
from domain.partners import Partner, Partners, after
from domain.transfers import RECEIPT, PartnersAt, Sending, sendings, statistics_sent

NAME = "exchange"
VERSION = 1


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the book.

    `position` is that of the event sent, in its sender's log; `own` that of the event of this office that says so.
    `petition` None: it is about the office. `stream` is the petition in the other office, where that is known, `leaf`
    (hex) the event there. `answered`: the position of the receipt in the log of who took it, "" `declined`: it was
    taken; None: it waits.
    """

    outgoing: bool
    partner: str
    position: int
    what: str
    sent_as: str = ""
    petition: UUID | None
    version: int
    own: int
    recorded_at: datetime | None
    stream: UUID | None = None
    leaf: str = ""
    answered: int | None = None
    answered_at: datetime | None = None
    declined: str = ""


class History(Struct, frozen=True):
    """The offices exchanged with, from each position at which that changed, oldest first."""

    turns: tuple[tuple[int, Mapping[str, Partner]], ...] = ()

    def at(self, position: int) -> Mapping[str, Partner]:
        """Those that held before the event at that position."""
        return next((known for since, known in reversed(self.turns) if since < position), {})


def history(lines: Sequence[o.OfficeLine]) -> History:
    """The history of the offices exchanged with, from the whole stream of an office."""
    state, turns = Partners(), []
    for line in lines:
        if isinstance(line.event, o.PartnerNamed | o.PartnerDismissed):
            state = after(state, line.event)
            turns.append((line.position, state.known))
    return History(tuple(turns))


def of_petition(lines: Sequence[e.Line], partners: PartnersAt) -> list[Entry]:
    """The entries of a petition, from its whole stream as it was written."""
    sent = {(line.version, each.partner): _sent(line, line.petition, each) for line, each in sendings(lines, partners)}
    came = []
    for line in lines:
        match line.event:
            case e.TransferTaken() as event:
                came.append(_came(line, line.petition, event, event.sent_as))
            case e.TransferAcknowledged() as event:
                came.append(replace(_came(line, line.petition, event), what=RECEIPT))
                _answer(sent, line, event)
            case _:
                pass
    return [*sent.values(), *came]


def of_office(lines: Sequence[o.OfficeLine], partners: PartnersAt) -> list[Entry]:
    """The entries of the office itself: reports sent and received, what it declined."""
    sent: dict[tuple[int, str], Entry] = {}
    came = []
    for line in lines:
        for each in _office_sendings(line, partners(line.position)):
            sent[line.version, each.partner] = _sent(line, None, each)
        match line.event:
            case o.ItemTaken() as event:
                came.append(_came(line, None, event))
            case o.ItemDeclined() as event:
                came.append(replace(_came(line, None, event), declined=event.reasons))
            case o.ItemAcknowledged() as event:
                came.append(replace(_came(line, None, event), what=RECEIPT))
                _answer(sent, line, event)
            case _:
                pass
    return [*sent.values(), *came]


def _office_sendings(line: o.OfficeLine, partners: Mapping[str, Partner]) -> Iterator[Sending]:
    match line.event:
        case o.StatisticsSent(to=to):
            yield from statistics_sent(to, partners)
        case o.ItemTaken(partner=office) | o.ItemDeclined(partner=office) if office in partners:
            yield Sending(office, RECEIPT)
        case _:
            pass


def _sent(line: e.Line | o.OfficeLine, petition: UUID | None, each: Sending) -> Entry:
    return Entry(
        outgoing=True,
        partner=each.partner,
        position=line.position,
        what=each.what,
        sent_as=each.sent_as,
        petition=petition,
        version=line.version,
        own=line.position,
        recorded_at=line.recorded_at,
    )


def _came(line: e.Line | o.OfficeLine, petition: UUID | None, event: Any, sent_as: str = "") -> Entry:
    return Entry(
        outgoing=False,
        partner=event.partner,
        position=event.position,
        what=event.what,
        sent_as=sent_as,
        petition=petition,
        version=line.version,
        own=line.position,
        recorded_at=line.recorded_at,
        stream=event.stream,
        leaf=event.leaf,
    )


def _answer(sent: dict[tuple[int, str], Entry], line: e.Line | o.OfficeLine, event: Any) -> None:
    """Marks what was sent as acknowledged; of several receipts the first counts."""
    key = (event.of, event.partner)
    known = sent.get(key)
    if known is not None and known.answered is None:
        sent[key] = replace(
            known,
            answered=event.position,
            answered_at=line.recorded_at,
            stream=event.stream,
            leaf=event.leaf,
            declined=event.declined,
        )
