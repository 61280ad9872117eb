"""Comparing the store of attachments with the ledger: missing, mismatched, left over and orphaned files.

Nothing is opened: the digest is of the ciphertext. The digests that events name are kept in a temporary file on disk,
so that memory stays bounded however many there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from uuid import UUID

from msgspec import Struct

from domain.attachments import attachments
from domain.events import Attached
from service.attachments.sealed import Ref
from service.attachments.store import GRACE, Missing, Store, digest_of
from service.runtime import Instance

PAGE = 500
TOPIC = (str(Attached.__struct_config__.tag),)
LARGEST_POSITION = 2**62
MISSING, MISMATCH, LEFT, ORPHAN = "missing", "mismatch", "left over", "orphan"
WORDS = {MISSING: "缺失", MISMATCH: "内容不符", LEFT: "已删除案件的残留文件", ORPHAN: "无人引用"}


class Problem(Struct, frozen=True):
    """A file that is not as the ledger says. An orphan belongs to nobody: it is no damage, and can be swept away."""

    what: str
    digest: str
    office: str = ""
    petition: str = ""
    attachment: str = ""

    @property
    def zh(self) -> str:
        return WORDS[self.what]


class Checked(Struct, frozen=True):
    """What the comparison found; `young` files are not named by an event and still within the grace period."""

    offices: tuple[str, ...]
    attachments: int
    sound_files: int
    erased: int
    young: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return all(each.what == ORPHAN for each in self.problems)


def check(instance: Instance, office: str | None = None) -> Checked:
    """The attachments of one office, or of all; orphans can be told only when all are looked at.

    Cost: reads every file once.
    """
    store = Store(instance.settings.attachment_folder)
    offices = tuple(each for each in instance.ledger.offices() if office in (None, each))
    counts = {"sound": 0, "erased": 0}
    problems: list[Problem] = []
    with closing(_digests()) as known:
        for ref, digest in _named(instance, offices):
            known.execute("INSERT OR IGNORE INTO named VALUES (?)", (digest,))
            verdict = _verdict(instance, store, ref, digest)
            if verdict in counts:
                counts[verdict] += 1
            else:
                problems.append(Problem(verdict, digest, ref.office, str(ref.petition), str(ref.attachment)))
        young = 0
        if office is None:
            for name, age in _nameless(store, known):
                young += age <= GRACE
                problems += [Problem(ORPHAN, name)] if age > GRACE else []
    seen = counts["sound"] + counts["erased"] + sum(each.what != ORPHAN for each in problems)
    return Checked(offices, seen, counts["sound"], counts["erased"], young, tuple(problems))


def standing(instance: Instance, office: str, wanted: Sequence[str]) -> Iterator[tuple[UUID, UUID]]:
    """The attachments of an office that stand so: petition and attachment. Cost: each petition that has any, folded."""
    seen: set[UUID] = set()
    for ref, _ in _named(instance, (office,)):
        if ref.petition not in seen:
            seen.add(ref.petition)
            found = attachments(instance.desk.petition(office, ref.petition).lines)
            yield from ((ref.petition, each.id) for each in found.values() if each.standing in wanted)


def sweep(instance: Instance) -> tuple[str, ...]:
    """Deletes what no event names and is older than the grace period; the names of what was deleted."""
    store = Store(instance.settings.attachment_folder)
    with closing(_digests()) as known:
        # The files are listed before the events are read: an event is later than its file, so none is missed.
        old = [kept for kept in store.files() if kept.age > GRACE]
        for _, digest in _named(instance, instance.ledger.offices()):
            known.execute("INSERT OR IGNORE INTO named VALUES (?)", (digest,))
        gone = [kept for kept in old if not _is_named(known, kept.name)]
    for kept in gone:
        kept.path.unlink(missing_ok=True)
    return tuple(kept.name for kept in gone)


def _digests() -> sqlite3.Connection:
    """An empty list of digests, in a temporary file that goes with the connection."""
    known = sqlite3.connect("", isolation_level=None)
    known.execute("CREATE TABLE named (digest text PRIMARY KEY) WITHOUT ROWID")
    return known


def _is_named(known: sqlite3.Connection, digest: str) -> bool:
    return known.execute("SELECT 1 FROM named WHERE digest = ?", (digest,)).fetchone() is not None


def _named(instance: Instance, offices: Iterable[str]) -> Iterator[tuple[Ref, str]]:
    """Every attachment that an event names, with its digest, a page at a time."""
    for office in offices:
        for line in instance.ledger.log(office).of_topics(TOPIC, LARGEST_POSITION, PAGE):
            if isinstance(line.event, Attached):
                yield Ref(office, line.petition, line.event.attachment), line.event.digest


def _verdict(instance: Instance, store: Store, ref: Ref, digest: str) -> str:
    erased = instance.keys.find(ref.kid) is None
    try:
        with store.opened(digest) as file:
            if erased:
                return LEFT
            return "sound" if digest_of(file) == digest else MISMATCH
    except Missing:
        return "erased" if erased else MISSING


def _nameless(store: Store, known: sqlite3.Connection) -> Iterator[tuple[str, float]]:
    for kept in store.files():
        if not _is_named(known, kept.name):
            yield kept.name, kept.age
