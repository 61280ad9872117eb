"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from uuid import UUID

from service.client.call import Call, asked
from service.client.queries.access import AccessUnusualQuery, PetitionSeenByQuery, ReadsOfPersonQuery
from service.client.types.access import ReadsOfPerson, ReadsOfPetition, SeenBySaid, UnusualSaid
from service.client.types.shared import LogKeysSaid, Receipt

__all__ = (
    "access_unusual", "petition_seen_by", "reads_of_person", "reads_of_petition", "year_checkpoint", "year_keys",
    "year_log_position", "year_tile",
)  # fmt: skip


def reads_of_petition(office: str, petition: str | UUID) -> Call[ReadsOfPetition]:
    """查阅记录 Who has read this petition."""
    return asked("/offices/{office}/petitions/{petition}/access", (office, petition), ReadsOfPetition)


def access_unusual(office: str, query: AccessUnusualQuery | None = None) -> Call[UnusualSaid]:
    """异常查阅 Unusual reading."""
    return asked("/offices/{office}/access/unusual", (office,), UnusualSaid, query)


def reads_of_person(office: str, query: ReadsOfPersonQuery | None = None) -> Call[ReadsOfPerson]:
    """查阅记录 What somebody has read."""
    return asked("/offices/{office}/access", (office,), ReadsOfPerson, query)


def year_checkpoint(office: str, year: str) -> Call[bytes]:
    """检查点 The newest signed checkpoint of a year of access records (C2SP tlog-checkpoint)."""
    return asked("/offices/{office}/access-log/{year}/checkpoint", (office, year), bytes)


def year_tile(office: str, year: str, tile: str) -> Call[bytes]:
    """树的块 A tile of a year of access records (C2SP tlog-tiles)."""
    return asked("/offices/{office}/access-log/{year}/tile/{tile}", (office, year, tile), bytes)


def year_keys(office: str, year: str) -> Call[LogKeysSaid]:
    """公钥 Name and keys of the log."""
    return asked("/offices/{office}/access-log/{year}/keys", (office, year), LogKeysSaid)


def year_log_position(office: str, year: str, log_position: str) -> Call[Receipt]:
    """回执 The receipt of a record."""
    return asked("/offices/{office}/access-log/{year}/receipts/{log_position}", (office, year, log_position), Receipt)


def petition_seen_by(office: str, petition: str | UUID, query: PetitionSeenByQuery) -> Call[SeenBySaid]:
    """能否查阅 May somebody see it, and why."""
    return asked("/offices/{office}/petitions/{petition}/seen-by", (office, petition), SeenBySaid, query)
