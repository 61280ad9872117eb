"""An official document is issued, and a number that was given is made void (domain.md 7.3)."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from domain.values import Narrative


class IssueDocument(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """出具文书: drawn up, numbered and kept as it left the house.

    `document_kind` is the code of its kind (documents/kinds.py), `rests_on` the version of the event on which it rests,
    0 for a form that is filled in by hand, `attachment` the file as it was printed, `template`
    SHA-256 of what it was set by (hex).
    `ordinal` is the number of its series that is printed on it, 0 for a document without one: the committer gives that
    number or refuses.
    """

    document_kind: str
    rests_on: int = 0
    attachment: UUID
    template: str
    ordinal: int = 0


class VoidDocument(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """文书作废 (废号): its number stays used and is never given again; the file stays."""

    attachment: UUID
    reason: Narrative
