"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from service.client.types.shared import Officer

__all__ = (
    "Issue",
)  # fmt: skip


class Issue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which document is issued by whom."""

    document: Literal[
        "registration",
        "reception",
        "special_report",
        "acceptance",
        "refusal",
        "no_longer_accepted",
        "whereto",
        "slip",
        "pressing",
        "supervision",
        "extension",
        "opinion",
        "review1",
        "review2",
        "approval",
        "service",
        "closure",
        "catalogue",
    ]
    actor: Officer
    of: int = 0
