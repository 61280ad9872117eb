"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, once
from service.client.types.exchange import PartnersSaid
from service.client.types.exchange_sent import Dismissal, Partner

__all__ = (
    "exchange_packages", "exchange_partner_dismissals", "exchange_partners",
)  # fmt: skip


def exchange_partners(office: str, body: Partner) -> Call[PartnersSaid]:
    """指定交换机构 Name."""
    return once("/offices/{office}/exchange/partners", (office,), PartnersSaid, body)


def exchange_partner_dismissals(office: str, partner: str, body: Dismissal) -> Call[PartnersSaid]:
    """撤销交换机构 Dismiss."""
    return once("/offices/{office}/exchange/partners/{partner}/dismissals", (office, partner), PartnersSaid, body)


def exchange_packages(office: str) -> Call[bytes]:
    """接收交换包 Take a package of another office."""
    return once("/offices/{office}/exchange/packages", (office,), bytes, None)
