"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from msgspec import Struct

__all__ = (
    "Query",
)  # fmt: skip


class Query(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Number and query code as they stand on the slip that the petitioner was given; and which office gave it."""

    office: str
    number: str
    code: str
