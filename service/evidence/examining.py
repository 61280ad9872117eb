"""A log examined with all that is known of it here: what `zhuoluo verify` says, and the page of the auditor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from service.evidence.dropped import verify_log
from service.evidence.kept import Heads
from service.evidence.receipts import Held
from service.evidence.remembered import Remembered
from service.evidence.rotating import public_keys
from service.evidence.whole import Outside, Whole
from service.instance_keys import InstanceKeys
from service.ledger.verify import FROM_THE_START
from service.runtime import Instance

HEADS = "heads"


class Remembrance(Struct, frozen=True):
    """How far a log was found sound the last time, and when that was."""

    size: int
    at: datetime


def examined(
    instance: Instance,
    office: str,
    log: str,
    *,
    heads: tuple[tuple[str, str], ...] = (),
    receipts: tuple[Held, ...] = (),
    since_last: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Whole:
    """The verdict on one log; what is sound is remembered, so that the next time only what came since is looked at.

    `heads` and `receipts` are held by somebody; with these the whole log is looked at, whatever `since_last` says.
    Cost: reads every event looked at, some ten thousand a second.
    """
    folder, keys = instance.settings.home / HEADS, InstanceKeys(instance.keys)
    outside = Outside(macs=keys.macs(), keys=public_keys(keys), kept=Heads(folder), heads=heads, receipts=receipts)
    remembered, generation = Remembered(folder), instance.checkpoints.generation_kept(office, log)
    with instance.pool.connection() as connection:
        going_on = since_last and not heads and not receipts
        begun = remembered.read(connection, office, log, generation) if going_on else FROM_THE_START
        whole, reached = verify_log(connection, office, log, outside, progress, begun)
    if whole.sound and not whole.dropped:
        remembered.write(office, log, generation, whole, reached)
    return whole


def last_sound(instance: Instance, office: str, log: str) -> Remembrance | None:
    """How far the log was found sound the last time; None when nothing fit to go on from is remembered."""
    remembered = Remembered(instance.settings.home / HEADS)
    generation = instance.checkpoints.generation_kept(office, log)
    with instance.pool.connection() as connection:
        size = remembered.read(connection, office, log, generation).size
    written = remembered.written_at(office, log)
    return Remembrance(size, written) if size and written else None
