"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.accountability import (
    AccountabilityListQuery,
    AccountabilityOfOfficesQuery,
    AccountabilityQuery,
)
from service.client.types.accountability import AccountabilitySaid, AccountList, SeveralSaid

__all__ = (
    "accountability", "accountability_list", "accountability_of_offices",
)  # fmt: skip


def accountability(office: str, query: AccountabilityQuery | None = None) -> Call[AccountabilitySaid]:
    """着落与结果 Where everything stands."""
    return asked("/offices/{office}/accountability", (office,), AccountabilitySaid, query)


def accountability_list(office: str, what: str, query: AccountabilityListQuery | None = None) -> Call[AccountList]:
    """着落与结果清单 The list behind a sum."""
    return asked("/offices/{office}/accountability/{what}", (office, what), AccountList, query)


def accountability_of_offices(query: AccountabilityOfOfficesQuery | None = None) -> Call[SeveralSaid]:
    """多机构着落与结果 Several offices."""
    return asked("/accountability", (), SeveralSaid, query)
