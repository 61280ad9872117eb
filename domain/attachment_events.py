"""What has become of an attachment 附件, as events of its petition; asked for in events.py, with the others."""

from __future__ import annotations

from domain.verbs.attaching import Attach, RejectAttachment, ReleaseAttachment, RemoveAttachment


class Attached(Attach, frozen=True, tag="Attached/1"):
    """添加附件."""


class AttachmentReleased(ReleaseAttachment, frozen=True, tag="AttachmentReleased/1"):
    """放行附件."""


class AttachmentRejected(RejectAttachment, frozen=True, tag="AttachmentRejected/1"):
    """拒收附件."""


class AttachmentRemoved(RemoveAttachment, frozen=True, tag="AttachmentRemoved/1"):
    """撤下附件."""
