"""Handing attachments out: which there are, and the content of one.

The whole ciphertext is compared with the digest in the ledger before the first byte leaves, and each chunk is
authenticated again as it is opened. Chunk by chunk alone would be enough to hand out nothing forged, but a damage in
the middle could then only be answered by breaking off a download that had begun well. It costs reading the file twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID

from msgspec import Struct

from domain.access import Viewer
from domain.attachments import Attachment, attachments
from domain.events import Line
from domain.petition import Petition, replay
from service.attachments.sealed import Damaged, OpenedFile, Ref
from service.attachments.store import Store, digest_of
from service.ledger.barred import NOBODY
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance


class UnknownAttachment(LookupError):
    """The petition has no such attachment."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the petition has no attachment {said!r} (此件没有附件 {said!r})")


class NotReleased(Exception):
    """The attachment is not handed out: it waits to be looked at, was rejected, or removed."""

    def __init__(self, standing: str) -> None:
        self.standing = standing
        super().__init__(f"the attachment is not handed out: it is {standing} (附件不予提供：{WORDS[standing]})")


class Erased(Exception):
    """The key of the petition was destroyed, and with it the attachment."""

    def __init__(self) -> None:
        super().__init__("the attachment was erased (附件已删除)")


WORDS = {
    "restricted": "限制处理",
    "quarantined": "待查毒",
    "unscanned": "未查毒",
    "rejected": "已拒收",
    "removed": "已撤下",
}

MayOpen = Callable[[Instance, Viewer, str, Petition, Attachment | None], None]
"""Asked before anything leaves: (instance, viewer, office, petition, attachment; None for the list of them).

Raises UnknownPetition where the viewer may not know of it. What has to be on record of a read is written here too.
"""


def may_open(instance: Instance, viewer: Viewer, office: str, petition: Petition, _asked: Attachment | None) -> None:
    """Whoever may see the petition may open what is attached to it."""
    instance.gate.current(office)
    with instance.pool.connection() as connection:
        seen = instance.gate.seeing(viewer, office).among(connection, [petition.id])
    if petition.received is None or not seen:
        raise UnknownPetition(str(petition.id))


class HandedOut(Struct, frozen=True):
    """An attachment and its plaintext, which closes its file at its end, or when it is closed."""

    attachment: Attachment
    blocks: Iterator[bytes]


def listed(
    instance: Instance, viewer: Viewer, office: str, petition: UUID, allow: MayOpen = may_open
) -> tuple[Attachment, ...]:
    """The attachments of a petition in order, their names open. Raises UnknownPetition and what `allow` raises."""
    state = _state(instance, office, petition)
    allow(instance, viewer, office, state, None)
    return tuple(attachments(state.lines).values())


def handed_out(
    instance: Instance, viewer: Viewer, office: str, petition: UUID, said: str, allow: MayOpen = may_open
) -> HandedOut:
    """The content of an attachment, by its id or the beginning of its id.

    Raises: UnknownPetition, UnknownAttachment, NotReleased, Erased, Missing, Damaged, and what `allow` raises.
    """
    state = _state(instance, office, petition)
    allow(instance, viewer, office, state, None)
    found = named(state, said)
    allow(instance, viewer, office, state, found)
    scanned = instance.settings.attachments.scanner is not None
    if found.standing != "clean" and (scanned or found.standing != "unscanned"):
        raise NotReleased(found.standing)
    return HandedOut(found, opened(instance, Ref(office, petition, found.id), found.digest, found.size))


def named(state: Petition, said: str) -> Attachment:
    """Raises UnknownAttachment, also when several begin so."""
    begin = [each for each in attachments(state.lines).values() if said and str(each.id).startswith(said.lower())]
    if len(begin) != 1:
        raise UnknownAttachment(said)
    return begin[0]


def opened(instance: Instance, ref: Ref, digest: str, size: int) -> Iterator[bytes]:
    """The plaintext behind a digest, compared as a whole before this returns. Raises Erased, Missing, Damaged."""
    barred = instance.ledger.log(ref.office).sealer.barred
    names = barred.names() if barred else NOBODY
    case_key = None if ref.kid in names.erased else instance.keys.find(ref.kid)
    if case_key is None:
        raise Erased
    if ref.kid in names.restricted:
        raise NotReleased("restricted")
    with ExitStack() as stack:
        file = stack.enter_context(Store(instance.settings.attachment_folder).opened(digest))
        if digest_of(file) != digest:
            raise Damaged("its digest")
        content = OpenedFile(file, case_key, ref)
        if content.size != size:
            raise Damaged("its length")
        kept = stack.pop_all()
    return _streamed(content, kept)


def _streamed(content: OpenedFile, kept: ExitStack) -> Iterator[bytes]:
    with kept:
        yield from content.blocks()


def _state(instance: Instance, office: str, petition: UUID) -> Petition:
    log = instance.ledger.log(office)
    return replay(log.sealer.opened(line) for line in log.stream(petition) if isinstance(line, Line))
