"""What is attached to a petition, and what becomes of it: released, rejected, removed from view."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from domain.values import Narrative


class Attach(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """添加附件: a file that lies beside the ledger, named by the SHA-256 of its ciphertext.

    `media_type` is what its content was found to be, `size` the bytes of its plaintext, `plain_digest` salt and SHA-256
    of salt and plaintext (hex, joined by a colon), `scan` whether it has been looked at: quarantined, clean, unscanned.
    """

    attachment: UUID
    file_name: Narrative
    paper: str
    media_type: str
    size: int
    digest: str
    plain_digest: Narrative
    scan: str
    pages: int | None = None


class ReleaseAttachment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """放行附件: a scanner or a person found nothing in it."""

    attachment: UUID
    reason: Narrative | None = None


class RejectAttachment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """拒收附件: something harmful was found in it; it is not handed out again."""

    attachment: UUID
    reason: Narrative


class RemoveAttachment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """撤下附件: withdrawn from view; its bytes stay until the petition is erased."""

    attachment: UUID
    reason: Narrative
