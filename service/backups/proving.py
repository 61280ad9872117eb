"""Whether what was put back is what was taken: every log verified from its events, and held against the manifest."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from service.backups.manifest import LogTaken
from service.evidence.dropped import verify_log
from service.evidence.rotating import public_keys
from service.evidence.whole import Fault, Outside
from service.instance_keys import InstanceKeys
from service.ledger import head as heads
from service.runtime import Instance

CHECKPOINT = "the signed head in the backup"


class Proved(Struct, frozen=True):
    """A log: `damage` is what is wrong with its events, "" for nothing; `faults` with what was said of them."""

    office: str
    log: str
    size: int
    root: str
    damage: str = ""
    faults: tuple[Fault, ...] = ()


def proved(instance: Instance, logs: Sequence[LogTaken]) -> list[Proved]:
    """One verdict for each log of the manifest, and for each that it does not name. Cost: reads every event."""
    with instance.pool.connection() as connection:
        there = set(heads.logs(connection))
    named = {(each.office, each.log) for each in logs}
    strangers = [Proved(*of, 0, "", "it is not in the manifest (清单中没有)") for of in sorted(there - named)]
    return [*(_proved(instance, each) for each in logs), *strangers]


def _proved(instance: Instance, log: LogTaken) -> Proved:
    keys = InstanceKeys(instance.keys)
    note = ((CHECKPOINT, log.note),) if log.note else ()
    known = Outside(macs=keys.macs(), keys=public_keys(keys), heads=note)
    with instance.pool.connection() as connection:
        whole, _ = verify_log(connection, log.office, log.log, known)
    found = whole.verified
    damage = f"{found.fault} ({found.position})" if found.fault else ""
    if not damage and (found.size, found.root) != (log.size, log.root):
        damage = f"{found.size} events, the manifest says {log.size}; or another root (与清单不符)"
    return Proved(log.office, log.log, found.size, found.root, damage, whole.faults)
