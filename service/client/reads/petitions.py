"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from uuid import UUID

from service.client.call import Call, asked
from service.client.queries.petitions import (
    KnownAt,
    PetitionBundleQuery,
    PetitionCompareQuery,
    PetitionDocumentQuery,
    PetitionRepeatCandidatesQuery,
    PetitionReplayQuery,
)
from service.client.queries.shared import AsKnown
from service.client.types.petitions import Explanation, History, PetitionSaid, QueryCodeSaid, ReplaySaid
from service.client.types.petitions_parts import AttachmentList, CandidatesSaid, CompareSaid, DocumentList

__all__ = (
    "petition", "petition_attachment_content", "petition_attachments", "petition_bundle", "petition_compare",
    "petition_document", "petition_documents", "petition_duty_explanation", "petition_history",
    "petition_query_code", "petition_repeat_candidates", "petition_replay",
)  # fmt: skip


def petition(office: str, petition: str | UUID, query: AsKnown | None = None) -> Call[PetitionSaid]:
    """信访件 A petition."""
    return asked("/offices/{office}/petitions/{petition}", (office, petition), PetitionSaid, query)


def petition_duty_explanation(
    office: str, petition: str | UUID, duty: str, query: AsKnown | None = None
) -> Call[Explanation]:
    """期限由来 Why this date."""
    return asked(
        "/offices/{office}/petitions/{petition}/duties/{duty}/explanation", (office, petition, duty), Explanation, query
    )


def petition_history(office: str, petition: str | UUID, query: KnownAt | None = None) -> Call[History]:
    """全过程 Its history."""
    return asked("/offices/{office}/petitions/{petition}/history", (office, petition), History, query)


def petition_attachments(office: str, petition: str | UUID) -> Call[AttachmentList]:
    """附件 Attachments."""
    return asked("/offices/{office}/petitions/{petition}/attachments", (office, petition), AttachmentList)


def petition_attachment_content(office: str, petition: str | UUID, attachment: str) -> Call[bytes]:
    """附件内容 Content of an attachment."""
    return asked(
        "/offices/{office}/petitions/{petition}/attachments/{attachment}/content", (office, petition, attachment), bytes
    )


def petition_replay(office: str, petition: str | UUID, query: PetitionReplayQuery | None = None) -> Call[ReplaySaid]:
    """逐步重演 Step by step."""
    return asked("/offices/{office}/petitions/{petition}/replay", (office, petition), ReplaySaid, query)


def petition_compare(office: str, petition: str | UUID, query: PetitionCompareQuery | None = None) -> Call[CompareSaid]:
    """两个时点对比 At two moments."""
    return asked("/offices/{office}/petitions/{petition}/compare", (office, petition), CompareSaid, query)


def petition_repeat_candidates(
    office: str, petition: str | UUID, query: PetitionRepeatCandidatesQuery | None = None
) -> Call[CandidatesSaid]:
    """筛重 Repeat candidates."""
    return asked("/offices/{office}/petitions/{petition}/repeat-candidates", (office, petition), CandidatesSaid, query)


def petition_bundle(office: str, petition: str | UUID, query: PetitionBundleQuery | None = None) -> Call[bytes]:
    """证据包 Evidence of a petition."""
    return asked("/offices/{office}/petitions/{petition}/bundle", (office, petition), bytes, query)


def petition_documents(office: str, petition: str | UUID, query: AsKnown | None = None) -> Call[DocumentList]:
    """可出具的文书 Documents that can be drawn up."""
    return asked("/offices/{office}/petitions/{petition}/documents", (office, petition), DocumentList, query)


def petition_document(
    office: str, petition: str | UUID, document: str, query: PetitionDocumentQuery | None = None
) -> Call[bytes]:
    """文书 A document as PDF."""
    return asked(
        "/offices/{office}/petitions/{petition}/documents/{document}", (office, petition, document), bytes, query
    )


def petition_query_code(office: str, petition: str | UUID) -> Call[QueryCodeSaid]:
    """查询码 The petitioner's query code."""
    return asked("/offices/{office}/petitions/{petition}/query-code", (office, petition), QueryCodeSaid)
