"""Whether a parcel may be believed: signed by a known key, continuing what is known of that log, every event in it.

Nothing of a parcel is looked at further before all of it has been shown to stand in the sender's log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from domain import events as e
from domain import office as o
from domain import transfers as t
from domain.partners import Partner
from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.note import BadNote, Verifier
from service.ledger import entry as entries
from service.ledger import leaf, merkle
from service.ledger.application import MATTERS
from service.runtime import Instance
from service.transfers.parcel import BadParcel, Item, Parcel, Shown
from service.transfers.table import Book

SAYS: Mapping[str, tuple[type[Struct], ...]] = {
    t.PETITION: (e.Forwarded,),
    t.SIGNED: (e.Registered,),
    t.RESULT: (e.ResultReported,),
    t.RETURNED: (e.Returned,),
    t.DELAY: (e.DelayExplained,),
    t.PRESSED: (e.Pressed,),
    t.REPORT_RETURNED: (e.ReportReturned,),
    t.RECALLED: (e.Forwarded, e.Withdrawn, e.Voided),
    t.STATISTICS: (o.StatisticsSent,),
    t.RECEIPT: (e.TransferTaken, o.ItemTaken, o.ItemDeclined),
}
"""By which events each thing is said."""


class Proven(Struct, frozen=True):
    """An item whose event stands in the sender's log: its leaf hash in hex, the line that it says."""

    item: Item
    leaf: str
    line: e.Line | o.OfficeLine

    @property
    def recorded_at(self) -> datetime:
        return datetime.fromisoformat(self.item.event.recorded_at)


class Believed(Struct, frozen=True):
    """A parcel that may be believed, under the head that it was shown by."""

    parcel: Parcel
    head: Checkpoint
    items: tuple[Proven, ...]


def verifiers(partner: Partner) -> list[Verifier]:
    """The keys of the partner's log. Raises BadNote."""
    return [notes.verifier(key) for key in partner.verifiers]


def known_head(instance: Instance, book: Book, partner: Partner) -> Checkpoint | None:
    """The head of the partner's log by which something was taken last; None before that."""
    last = book.last(partner.office)
    if last is None:
        return None
    (line,) = instance.ledger.log(book.office).at([last.own])
    cited = getattr(line.event, "checkpoint", "")
    return checkpoint.of(notes.read(cited))


def believed(parcel: Parcel, office: str, partner: Partner, known: Checkpoint | None) -> Believed:
    """The parcel with everything in it shown. Raises BadParcel, saying the first thing that is wrong."""
    if (parcel.sender, parcel.receiver) != (partner.office, office):
        en = f"it is from {parcel.sender!r} for {parcel.receiver!r}"
        raise BadParcel("receiver", f"内容由{parcel.sender}寄往{parcel.receiver}", en)
    head = _signed(parcel, partner)
    _continuing(parcel, head, known)
    _in_order(parcel)
    return Believed(parcel, head, tuple(_proven(item, partner.office, head) for item in parcel.items))


def _signed(parcel: Parcel, partner: Partner) -> Checkpoint:
    try:
        note = notes.read(parcel.checkpoint)
        keys = notes.verified(note, verifiers(partner))
        head = checkpoint.of(note)
    except BadNote as bad:
        raise BadParcel("checkpoint", f"检查点不可信：{bad}", f"the checkpoint cannot be believed: {bad}") from None
    if any(key.name != head.origin for key in keys):
        raise BadParcel("checkpoint", "检查点属于另一日志", "the checkpoint is of another log than its key")
    return head


def _continuing(parcel: Parcel, head: Checkpoint, known: Checkpoint | None) -> None:
    """The log that was known grew into this one. One that was older says nothing new, and is taken as such."""
    if known is None or known.origin != head.origin or head.size < known.size:
        return
    shown = next((each for each in parcel.continues if each.old == known.size), None)
    if head.size == known.size:
        grown = head.root
    elif shown is None:
        zh, en = f"缺少自{known.size}条起的接续证明", f"no proof that it continues the {known.size} events known here"
        raise BadParcel("unproved", zh, en)
    else:
        grown = _grown(shown.old, head, known, shown.path)
    expected = known.root if head.size == known.size else head.root
    if grown != expected:
        zh = f"对方日志与此前所见的{known.size}条不一致"
        raise BadParcel("contradicts", zh, f"its log contradicts the {known.size} events of it that are known here")


def _grown(old: int, head: Checkpoint, known: Checkpoint, path: tuple[bytes, ...]) -> bytes:
    try:
        return merkle.continued(old, head.size, known.root, path)
    except ValueError:
        return b""


def _in_order(parcel: Parcel) -> None:
    """Each item names the one before it, so that none can be left out of the middle."""
    before: int | None = None
    for item in parcel.items:
        if item.after >= item.event.position or (before is not None and item.after != before):
            at = item.event.position
            raise BadParcel("order", f"第{at}位的次序不符", f"the item at position {at} does not follow the one before")
        before = item.event.position


def _proven(item: Item, office: str, head: Checkpoint) -> Proven:
    shown = item.event
    hash_ = _leaf(shown, office)
    if _root(shown, head, hash_) != head.root or not _is_stamped(shown):
        at = shown.position
        raise BadParcel("leaf", f"第{at}位的事件不在对方日志中", f"the event at position {at} is not in its log")
    line = _line(shown)
    if not isinstance(line.event, SAYS.get(item.what, ())):
        zh, en = f"事件（{shown.topic}）不是“{item.what}”", f"{shown.topic} is no {item.what!r}"
        raise BadParcel("kind", zh, en)
    return Proven(item, hash_.hex(), line)


def _leaf(shown: Shown, office: str) -> bytes:
    identity = leaf.Identity(office, MATTERS, shown.stream, shown.version, shown.topic)
    try:
        return leaf.leaf(identity, shown.recorded_at, shown.content, shown.stamp, shown.mac)
    except ValueError:
        return b""


def _root(shown: Shown, head: Checkpoint, hash_: bytes) -> bytes:
    try:
        return merkle.included(shown.position - 1, head.size, hash_, shown.path)
    except ValueError:
        return b""


def _is_stamped(shown: Shown) -> bool:
    """Whether the stamp says that position and time too."""
    try:
        said = json.loads(shown.stamp)
        return (said["position"], said["recorded_at"]) == (shown.position, shown.recorded_at)
    except (ValueError, KeyError, TypeError):
        return False


def _line(shown: Shown) -> e.Line | o.OfficeLine:
    """What the event says. Raises BadParcel for one of a kind that is not known here, or of another stream."""
    try:
        line = entries.decoded(shown.topic, shown.content).line
    except (ValueError, KeyError):
        raise BadParcel("kind", f"不识事件（{shown.topic[:60]}）", f"{shown.topic[:60]!r} is not known here") from None
    if not isinstance(line, e.Line | o.OfficeLine) or (
        entries.stream_of(line),
        line.version,
        entries.topic_of(line),
    ) != (
        shown.stream,
        shown.version,
        shown.topic,
    ):
        raise BadParcel("kind", "事件内容与其所在不符", "the event says that it stands elsewhere")
    return line
