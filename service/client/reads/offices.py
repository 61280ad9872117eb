"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.offices import OnDay
from service.client.types.offices import (
    CodeListSaid,
    CodeListsSaid,
    ErasuresSaid,
    OfficeSaid,
    OfficesSaid,
    ReadingsSaid,
)

__all__ = (
    "code_list", "codes", "erasures", "office", "offices", "readings",
)  # fmt: skip


def offices() -> Call[OfficesSaid]:
    """机构 All offices."""
    return asked("/offices", (), OfficesSaid)


def office(office: str, query: OnDay | None = None) -> Call[OfficeSaid]:
    """机构 An office."""
    return asked("/offices/{office}", (office,), OfficeSaid, query)


def erasures(office: str) -> Call[ErasuresSaid]:
    """删除与限制 Restrictions and erasures."""
    return asked("/offices/{office}/erasures", (office,), ErasuresSaid)


def codes(office: str, query: OnDay | None = None) -> Call[CodeListsSaid]:
    """代码表 Code lists."""
    return asked("/offices/{office}/codes", (office,), CodeListsSaid, query)


def code_list(office: str, code_list: str, query: OnDay | None = None) -> Call[CodeListSaid]:
    """代码表 One code list."""
    return asked("/offices/{office}/codes/{code_list}", (office, code_list), CodeListSaid, query)


def readings(office: str, query: OnDay | None = None) -> Call[ReadingsSaid]:
    """规则的理解 How an office reads its rules."""
    return asked("/offices/{office}/readings", (office,), ReadingsSaid, query)
