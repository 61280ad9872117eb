"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, keyed
from service.client.types.query import QueryAnswer
from service.client.types.query_sent import Query

__all__ = (
    "query",
)  # fmt: skip


def query(body: Query) -> Call[QueryAnswer]:
    """信访人查询 Where is my letter?."""
    return keyed("/query", (), QueryAnswer, body)
