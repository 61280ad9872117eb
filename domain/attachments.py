"""The attachments 附件 of a petition, as its lines make them; how each stands, and what may become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Reason, structural
from domain.petition import Petition, effective
from domain.values import Moment, Narrative

WAITING = ("quarantined", "unscanned")
"""How an attachment stands that nobody has found anything in, nor found clean."""
AS_FOUND = ("attachment", "media_type", "size", "digest", "plain_digest", "scan")
"""What was found in the file is as it was; what was said of it can be corrected."""


class Attachment(Struct, frozen=True, kw_only=True):
    """One attachment. `standing` is quarantined, unscanned, clean, rejected or removed."""

    id: UUID
    file_name: Narrative
    paper: str
    media_type: str
    size: int
    digest: str
    standing: str
    attached: Moment
    version: int
    pages: int | None = None


def attachments(lines: Iterable[e.Line]) -> dict[UUID, Attachment]:
    """The attachments by their ids, in the order in which they came; corrections applied."""
    found: dict[UUID, Attachment] = {}
    for line in effective(tuple(lines)):
        match line.event:
            case e.Attached() as event:
                found[event.attachment] = _attached(event, line)
            case e.AttachmentReleased(attachment=of):
                _stands(found, of, "clean")
            case e.AttachmentRejected(attachment=of):
                _stands(found, of, "rejected")
            case e.AttachmentRemoved(attachment=of):
                _stands(found, of, "removed")
            case _:
                pass
    return found


def _attached(event: e.Attached, line: e.Line) -> Attachment:
    return Attachment(
        id=event.attachment,
        file_name=event.file_name,
        paper=event.paper,
        media_type=event.media_type,
        size=event.size,
        digest=event.digest,
        standing=event.scan,
        attached=line.occurred,
        version=line.version,
        pages=event.pages,
    )


def _stands(found: dict[UUID, Attachment], of: UUID, standing: str) -> None:
    """What was removed stays removed, whatever a scanner finds later."""
    known = found.get(of)
    if known is not None and known.standing != "removed":
        found[of] = replace(known, standing=standing)


# ---- what each act asks for


def is_new(state: Petition, act: c.Attach) -> Reason | None:
    known = act.attachment in attachments(state.lines)
    return structural("此附件已存在", "there is such an attachment already") if known else None


def is_sound(state: Petition, act: c.Attach) -> Reason | None:
    """A size, and a number of pages where one is said, above nothing."""
    del state
    if act.size < 1 or (act.pages is not None and act.pages < 1):
        return structural("字节数、页数至少为1", "its bytes, and its pages where they are said, are at least 1")
    return None


def waits(state: Petition, act: c.ReleaseAttachment) -> Reason | None:
    known = attachments(state.lines).get(act.attachment)
    if known is None:
        return NO_ATTACHMENT
    if known.standing in WAITING:
        return None
    return structural("此附件不在待查状态", "the attachment does not wait to be released")


def can_be_rejected(state: Petition, act: c.RejectAttachment) -> Reason | None:
    known = attachments(state.lines).get(act.attachment)
    if known is None:
        return NO_ATTACHMENT
    if known.standing in (*WAITING, "clean"):
        return None
    return structural("此附件已拒收或者撤下", "the attachment was rejected or removed already")


def can_be_removed(state: Petition, act: c.RemoveAttachment) -> Reason | None:
    known = attachments(state.lines).get(act.attachment)
    if known is None:
        return NO_ATTACHMENT
    return structural("此附件已撤下", "the attachment was removed already") if known.standing == "removed" else None


NO_ATTACHMENT = structural("没有此附件", "the petition has no such attachment")


def correction_faults(old: e.Event, act: c.Act) -> Iterator[Reason]:
    """A correction names the file that was attached, not another one."""
    if isinstance(act, c.Attach) and any(getattr(act, name) != getattr(old, name) for name in AS_FOUND):
        yield structural(
            "附件本身不能更正，只能更正文件名、材料类别和页数",
            "the file itself is not corrected: only its name, what it is, and its pages",
        )
