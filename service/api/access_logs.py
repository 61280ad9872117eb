"""The logs of access records as others check them: each year's is a log of its own, at an address of its own."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from domain.access_record import log_of, year_of
from service.api import described, log, problems
from service.api.access import TAG
from service.api.log import LogKeysSaid, Nothing, Octets, Text
from service.api.offices import OFFICE
from service.api.places import known_office
from service.api.querying import NoQuery
from service.evidence.receipts import Receipt
from service.evidence.signing import NothingToSign
from service.evidence.tiles import MissingTile
from service.ledger import tables
from service.ledger.head import UnknownLog
from service.runtime import Instance

YEAR = f"{OFFICE}/access-log/{{year}}"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    signed = "检查点 The newest signed checkpoint of a year of access records (C2SP tlog-checkpoint)"
    tiles = "树的块 A tile of a year of access records (C2SP tlog-tiles)"
    keys = described.reading("公钥 Name and keys of the log", TAG, NoQuery, LogKeysSaid, missing=(problems.NO_LOG,))
    missing = (problems.NO_LOG, problems.NO_POSITION, problems.CONTRADICTED)
    receipt = described.reading("回执 The receipt of a record", TAG, NoQuery, Receipt, missing=missing)
    for address, name, tell, words in (
        (f"{YEAR}/checkpoint", "access-log-checkpoint", _checkpoint, log.raw(signed, Text, TAG)),
        (f"{YEAR}/tile/{{tile:path}}", "access-log-tile", _tile, log.raw(tiles, Octets, TAG)),
        (f"{YEAR}/keys", "access-log-keys", _keys, keys),
        (f"{YEAR}/receipts/{{log_position}}", "access-log-receipt", _receipt, receipt),
    ):
        routes.add_api_route(address, tell(instance), methods=["GET"], name=name, **words)
    return routes


def _checkpoint(instance: Instance) -> Callable[..., Response]:
    def told(office: str, year: str, _said: Nothing) -> Response:
        return log.checkpoint_of(instance, office, _log(instance, office, year))

    return told


def _tile(instance: Instance) -> Callable[..., Response]:
    def told(office: str, year: str, tile: str, _said: Nothing) -> Response:
        named = _log(instance, office, year)
        with instance.pool.connection() as connection:
            if not tables.exists(connection, office, named):
                raise MissingTile(f"the records of {year} were dropped (已销毁)")
        return log.tile_of(instance, office, named, tile)

    return told


def _keys(instance: Instance) -> Callable[..., Response]:
    def told(office: str, year: str, _said: Nothing) -> Response:
        return log.keys_of(instance, office, _log(instance, office, year))

    return told


def _receipt(instance: Instance) -> Callable[..., Response]:
    def told(office: str, year: str, log_position: str, _said: Nothing) -> Response:
        return log.receipt_of(instance, office, _log(instance, office, year), log_position)

    return told


def _log(instance: Instance, office: str, year: str) -> str:
    """The log of that year. Raises UnknownOffice, and NothingToSign when there is none."""
    known_office(instance, office)
    name = f"access-{year}"
    found = year_of(name)
    message = f"{office} has no records of reads of {year} (没有该年度的查阅日志)"
    if found is None:
        raise NothingToSign(message)
    try:
        instance.ledger.head(office, log_of(found))
    except UnknownLog:
        raise NothingToSign(message) from None
    return name
