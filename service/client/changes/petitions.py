"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from uuid import UUID

from service.client.call import Call, keyed
from service.client.types.petitions import Recorded
from service.client.types.petitions_sent import Issue

__all__ = (
    "issue_document",
)  # fmt: skip


def issue_document(office: str, petition: str | UUID, body: Issue) -> Call[Recorded]:
    """出具文书 Issue a document."""
    return keyed("/offices/{office}/petitions/{petition}/documents", (office, petition), Recorded, body)
