"""What happens to the personal data of a subject: restricted, proposed for erasure, decided, erased.

A subject is a person or the narrative of a petition (domain/subjects.py). These are events of the office, not of a
petition: a person may be named in many petitions, and whoever restores a backup reads one list.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct


class ProcessingRestricted(Struct, frozen=True, kw_only=True, tag="ProcessingRestricted/1"):
    """限制处理: from here on what is sealed of the subject is stored, and opened for nobody but data protection."""

    subject: str
    reason: str


class RestrictionLifted(Struct, frozen=True, kw_only=True, tag="RestrictionLifted/1"):
    """解除限制处理."""

    subject: str
    reason: str


class RetentionTermSet(Struct, frozen=True, kw_only=True, tag="RetentionTermSet/1"):
    """设定保管期限: how long the office keeps petitions of an archive class; None = for ever. Its own setting."""

    archive_class: str
    years: int | None
    reason: str


class ErasureProposed(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ErasureProposed/1"):
    """提请删除: the subjects, on which basis (`retention_ended` or `legal_ground`) and why.

    `term_ended_on`: the last day of the term of the petition's archive class, for what rests on it.
    """

    subjects: tuple[str, ...]
    basis: str
    reason: str
    petition: UUID | None = None
    archive_class: str = ""
    term_ended_on: date | None = None


class ErasureApproved(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ErasureApproved/1"):
    """同意删除, of the proposal of this number; two are needed, of two people who did not propose it."""

    erasure: int
    reason: str = ""


class ErasureRefused(Struct, frozen=True, kw_only=True, tag="ErasureRefused/1"):
    """不同意删除: the proposal of this number is at its end."""

    erasure: int
    reason: str


class SubjectErased(Struct, frozen=True, kw_only=True, tag="SubjectErased/1"):
    """已删除: written before the keys are destroyed. From here on nothing sealed under `kids` opens for anybody.

    `basis` and `approvers` are those of the proposal. Whoever restores keys destroys these again.
    """

    erasure: int
    kids: tuple[str, ...]
    basis: str
    approvers: tuple[str, ...]


ErasureEvent = (
    ProcessingRestricted
    | RestrictionLifted
    | RetentionTermSet
    | ErasureProposed
    | ErasureApproved
    | ErasureRefused
    | SubjectErased
)
