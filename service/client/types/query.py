"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "QueryAnswer",
)  # fmt: skip


class QueryAnswer(Struct, frozen=True, kw_only=True):
    """What the petitioner is told, and nothing else. `since`: when the status began; `due`: as last told by notice.

    `status` is received, in_progress, extended, answered, closed, withdrawn or refused. `reply` is the text that the
    office published. Of some petitions only the day received and the status are told.
    """

    number: str
    received: date
    status: str
    channel: str | UnsetType = UNSET
    since: date | UnsetType = UNSET
    due: date | UnsetType = UNSET
    reply: str | UnsetType = UNSET
