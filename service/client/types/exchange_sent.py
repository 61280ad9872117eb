"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = (
    "Dismissal", "Partner",
)  # fmt: skip


class Dismissal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """撤销交换机构, and why."""

    reason: str


class Partner(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """指定交换机构: an office by its card; what is sent to its unit from here on goes there.

    `relation`: whether it stands above, below or beside. `unit`: what it is called as a unit here, its name if that is
    not said. `url`: where packages are posted; without one they are carried, or moved within the installation.
    """

    office: str
    name: str
    verifiers: tuple[str, ...]
    sealing: str
    relation: Literal["above", "below", "beside"]
    unit: str = ""
    url: str = ""
    reason: str
