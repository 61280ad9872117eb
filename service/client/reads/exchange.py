"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from uuid import UUID

from service.client.call import Call, asked
from service.client.queries.exchange import ExchangeQuery
from service.client.types.exchange import BookSaid, CardSaid, PartnersSaid, RefusalsSaid, StagesSaid

__all__ = (
    "exchange", "exchange_card", "exchange_partners", "exchange_refusals", "petition_exchange",
)  # fmt: skip


def exchange_partners(office: str) -> Call[PartnersSaid]:
    """交换机构 The offices exchanged with."""
    return asked("/offices/{office}/exchange/partners", (office,), PartnersSaid)


def exchange_card(office: str) -> Call[CardSaid]:
    """交换名片 The card of the office."""
    return asked("/offices/{office}/exchange/card", (office,), CardSaid)


def exchange_refusals(office: str) -> Call[RefusalsSaid]:
    """拒收记录 What was refused."""
    return asked("/offices/{office}/exchange/refusals", (office,), RefusalsSaid)


def exchange(office: str, query: ExchangeQuery | None = None) -> Call[BookSaid]:
    """交换台账 The exchange book."""
    return asked("/offices/{office}/exchange", (office,), BookSaid, query)


def petition_exchange(office: str, petition: str | UUID) -> Call[StagesSaid]:
    """跨机构追踪 Across offices."""
    return asked("/offices/{office}/petitions/{petition}/exchange", (office, petition), StagesSaid)
