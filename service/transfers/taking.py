"""Takes what another office sent, each item once: in one command with the event that cites where it stands there.

The command key is made of the event there (origin of its log, stream, version) and the digest of its leaf: whatever is
killed in between, and however often a parcel comes, the ledger holds each item once. What the rules of this office
refuse is declined by an event of its own, under the same key, so that the sender learns of it and the next is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain import office as o
from domain import transfers as t
from domain.deciding import Reason, Refused
from domain.partners import Partner
from domain.report_content import BadReport
from domain.values import Actor, Moment
from projections.exchange import Entry
from service.desk import Request, Step
from service.ledger.entry import Via
from service.ledger.submission import KeyReused
from service.offices import KnownOffice
from service.reports.receiving import received
from service.runtime import Instance
from service.transfers import acts
from service.transfers.parcel import BadParcel
from service.transfers.table import Book
from service.transfers.verifying import Believed, Proven

REQUEST = b"zhuoluo exchange item/1\n"


class Took(Struct):
    """What became of a parcel: how many items were taken, had been taken before, were declined."""

    taken: int = 0
    repeated: int = 0
    declined: int = 0


class _Case(Struct, frozen=True):
    """One item in hand."""

    instance: Instance
    known: KnownOffice
    partner: Partner
    found: Proven
    citing: dict[str, object]
    at: datetime | None

    @property
    def office(self) -> str:
        return self.known.profile.id

    @property
    def via(self) -> Via:
        shown = self.found.item.event
        key = f"exchange {self.citing['origin']} {shown.stream} {shown.version}"
        return Via(acts.EXCHANGE, key=key, request=sha256(REQUEST + bytes.fromhex(self.found.leaf)).digest())

    @property
    def now(self) -> datetime:
        return self.at or datetime.now(UTC)


def take(instance: Instance, office: str, partner: Partner, given: Believed) -> Took:
    """Takes each item that was not taken yet. Raises BadParcel at the first that cannot be placed; LedgerError."""
    took = Took()
    origin, note = given.head.origin, given.parcel.checkpoint
    for found in given.items:
        known = instance.offices.get(office)
        at = instance.ledger.head(office).recorded_at if known.replayed else None
        case = _Case(instance, known, partner, found, acts.citing(partner, found, origin, note), at)
        if _was_taken(case):
            took.repeated += 1
        elif _taken(case):
            took.taken += 1
        else:
            took.declined += 1
    return took


def _was_taken(case: _Case) -> bool:
    """Whether the ledger holds the item. Raises BadParcel for another event in the place of one that was taken."""
    try:
        return case.instance.ledger.answered(case.office, case.via.key, case.via.request) is not None
    except KeyReused:
        at = case.found.item.event.position
        zh, en = f"第{at}位与已接收的事件不同", f"the event at position {at} is another than the one taken before"
        raise BadParcel("contradicts", zh, en) from None


def _taken(case: _Case) -> bool:
    """Whether the item was taken; if not it is declined, on record. Raises BadParcel."""
    with case.instance.exchange.book(case.office) as book:
        _placed(book, case)
        if case.found.item.what == t.RECEIPT:
            _acknowledge(case, _answered(book, case))
            return True
        petition = _petition(book, case)
    try:
        _carry_out(case, petition)
    except Refused as refused:
        _decline(case, refused.reasons)
        return False
    return True


def _placed(book: Book, case: _Case) -> None:
    """The item before it was taken. Raises BadParcel: an earlier parcel is missing."""
    after = case.found.item.after
    if after and book.came(case.partner.office, after) is None:
        zh, en = (
            f"缺少第{after}位的交换件，须先接收此前的交换包",
            f"the item at position {after} is missing: take earlier ones first",
        )
        raise BadParcel("gap", zh, en)


def _petition(book: Book, case: _Case) -> UUID | None:
    """Of which petition here the item speaks; None: of the office, or of none that is known here."""
    shown, office = case.found.item.event, case.partner.office
    if case.found.item.what == t.PETITION:
        return acts.stream_here(case.office, office, shown.stream, shown.version)
    upward = case.found.item.what in acts.UPWARD
    entry = book.sent_as(office, shown.stream) if upward else book.taken_as(office, shown.stream)
    return entry.petition if entry else None


def _carry_out(case: _Case, petition: UUID | None) -> None:
    """Raises Refused, BadParcel, LedgerError."""
    if case.found.item.what == t.STATISTICS:
        _receive_report(case)
        return
    if petition is None:
        raise Refused((Reason("exchange", "exchange", "本机构没有相应的信访件", "there is no such petition here"),))
    if case.found.item.what == t.PETITION:
        commands = acts.receiving(case.known, case.partner, case.found)
    else:
        state = case.instance.desk.opened(case.office, petition)
        commands = acts.acts(state, case.partner, case.found)
    letter = case.found.item.carried.letter if case.found.item.carried else None
    cited = c.TakeTransfer(
        **case.citing,  # type: ignore[arg-type] # fields of its own
        partner_name=case.partner.name,
        sent_as=case.found.item.sent_as,
        number=letter.number if letter else "",
    )
    _write(case, petition, [*commands, cited], acts.actor(case.known, case.partner, case.found))


def _write(case: _Case, petition: UUID, commands: Sequence[c.Command], actor: Actor) -> None:
    steps = [Step(command=each, occurred=_occurred(case, petition, each)) for each in commands]
    case.instance.desk.handle(
        Request(office=case.office, petition=petition, steps=steps, actor=actor, via=case.via, recorded_at=case.at)
    )


def _occurred(case: _Case, petition: UUID, command: c.Command) -> Moment | None:
    """What the other office did with ours happened when its log says, not before it was sent nor in the future."""
    if case.found.item.what not in acts.UPWARD or isinstance(command, c.TakeTransfer):
        return None
    lines = case.instance.ledger.log(case.office).stream(petition)
    last = max((line.recorded_at for line in lines if line.recorded_at), default=case.now)
    return case.known.moment(max(last, min(case.found.recorded_at, case.now)))


def _receive_report(case: _Case) -> None:
    """Raises Refused where the file is no report, or does not hold what it says."""
    carried = case.found.item.carried
    try:
        event = received((carried.report if carried else None) or b"")
    except BadReport as bad:
        raise Refused(
            (Reason("exchange", "exchange", f"报表文件有误：{bad}", f"the file is no report: {bad}"),)
        ) from None
    if event.sender != case.partner.office:
        zh, en = f"报表属于{event.sender}", f"the report is of {event.sender!r}"
        raise Refused((Reason("exchange", "exchange", zh, en),))
    taken = o.ItemTaken(**case.citing)  # type: ignore[arg-type] # fields of its own
    case.instance.offices.add_all(case.office, [event, taken], _service(), case.via, at=case.at)


def _decline(case: _Case, reasons: Sequence[Reason]) -> None:
    said = "；".join(f"{each.zh} {each.en}" for each in reasons)
    event = o.ItemDeclined(**case.citing, reasons=said)  # type: ignore[arg-type] # fields of its own
    case.instance.offices.add(case.office, event, _service(), case.via, at=case.at)


def _service() -> Actor:
    return Actor(acts.BY_SERVICE, authenticated=acts.EXCHANGE)


def _answered(book: Book, case: _Case) -> Entry:
    """What of ours a receipt is for. Raises BadParcel where it is for nothing that went there, or for another event."""
    event = case.found.line.event
    assert isinstance(event, e.TransferTaken | o.ItemTaken | o.ItemDeclined)  # noqa: S101 - verifying.py holds that
    entry = book.sent(case.partner.office, event.position)
    (own,) = case.instance.ledger.log(case.office).leaves(event.position, 1) or [b""]
    if event.partner != case.office or entry is None or event.leaf != own.hex():
        zh, en = (
            f"回执所指的第{event.position}位不是本机构发出的",
            f"position {event.position} is nothing that was sent there",
        )
        raise BadParcel("receipt", zh, en)
    return entry


def _acknowledge(case: _Case, entry: Entry) -> None:
    """Enters the receipt; what was returned to who had sent it, and was taken back there, is done with here."""
    event = case.found.line.event
    declined = event.reasons if isinstance(event, o.ItemDeclined) else ""
    said = {**case.citing, "what": entry.what, "of": entry.version, "declined": declined}
    if entry.petition is None:
        case.instance.offices.add(case.office, o.ItemAcknowledged(**said), _service(), case.via, at=case.at)  # type: ignore[arg-type]
        return
    cited = c.AcknowledgeTransfer(**said, partner_name=case.partner.name)  # type: ignore[arg-type] # its own fields
    if entry.what == t.RETURNED and not declined:
        over = c.Withdraw(reason=f"已退回{case.partner.name}")
        try:
            _write(case, entry.petition, [cited, over], _service())
        except Refused:
            pass
        else:
            return
    _write(case, entry.petition, [cited], _service())
