"""A year of access records that was dropped: its events are gone, its head has to stay, and the drop be on record.

A year whose events are gone without that is damage. Everything else is verified as it stands (whole.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from domain.access_record import year_of
from domain.evidence_events import AccessLogDropped
from service.evidence.chaining import says
from service.evidence.stated import stated
from service.evidence.whole import (
    KEPT,
    Fault,
    Outside,
    Progress,
    Said,
    Whole,
    kept_head,
    stored_checkpoints,
    verify_whole,
)
from service.ledger import head as heads
from service.ledger import tables
from service.ledger.checking import Reached
from service.ledger.head import Head, UnknownLog
from service.ledger.verify import FROM_THE_START, Verified, snapshot

INDEXED = "SELECT count(*) FROM access_log.read WHERE office = %s AND log = %s"
GONE = "its events are gone, and no drop of it is on record (事件缺失，且未登记销毁)"
HEADLESS = "its events are gone, and so is its head (事件与日志头均缺失)"


def verify_log(
    connection: Connection[Any],
    office: str,
    log: str,
    outside: Outside,
    progress: Progress = lambda _: None,
    begun: Reached = FROM_THE_START,
) -> tuple[Whole, Reached]:
    """Verifies a log as `verify_whole`; of one of access records whose events are gone, whether that is on record."""
    if year_of(log) is None or tables.exists(connection, office, log):
        return verify_whole(connection, office, log, outside, progress, begun)
    return _verify_dropped(connection, office, log, outside), FROM_THE_START


def _verify_dropped(connection: Connection[Any], office: str, log: str, outside: Outside) -> Whole:
    with snapshot(connection):
        state = stated(connection, office, outside.macs)
        record = next((each for each in state.dropped if each.log == log), None)
        try:
            head = heads.read(connection, office, log)
        except UnknownLog:
            return Whole(Verified(office, log, 0, "", 1, HEADLESS))
        verified = Verified(office, log, head.size, head.root.hex())
        if record is None:
            return Whole(Verified(office, log, head.size, head.root.hex(), 1, GONE))
        keys = {*outside.keys, *(key.public for key in state.keys if key.public)}
        faults: list[Fault] = []
        kept = kept_head(outside, office, log, faults)
        stored = stored_checkpoints(connection, office, log, faults)
        said = Said(keys, faults)
        for each in stored:
            said.stored(each, office, log, kept)
        if kept is not None:
            said.text(KEPT, kept.note)
        if not says(record.checkpoint, record.size, record.root, keys):
            what = "the checkpoint in the record of the drop is not its last one (销毁记录所载检查点无效)"
            faults.append(Fault("drop", record.size, what))
        faults += _against(record, head, said)
        faults += _still_indexed(connection, office, log)
    return Whole(verified, tuple(faults), len(stored), dropped=True)


def _against(record: AccessLogDropped, head: Head, said: Said) -> Iterator[Fault]:
    """The head and all that was signed say of the log what the record of its drop says."""
    if (head.size, head.root.hex()) != (record.size, record.root):
        yield Fault("head", head.size, "it is not the one in the record of the drop (日志头与销毁记录不符)")
    for size, roots in said.roots.items():
        for root, who in roots:
            if size > record.size or (size == record.size and root.hex() != record.root):
                yield Fault(who, size, "it says otherwise than the record of the drop (与销毁记录不符)")


def _still_indexed(connection: Connection[Any], office: str, log: str) -> Iterator[Fault]:
    row = connection.execute(INDEXED, (office, log)).fetchone()
    if row and row[0]:
        what = f"{row[0]} of its records are named there still: run 'zhuoluo access drop' again (索引尚存)"
        yield Fault("index of reads", 0, what)
