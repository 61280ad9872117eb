"""The log of an office as others check it: its checkpoint and tiles as C2SP tlog-tiles has them, keys, receipts.

The prefix of the log is `/api/v1/offices/OFFICE/log`. Entries are leaf records (docs/ledger.md): they say of which
stream, version and topic an event is, and hold digests of its content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from service.api import described, problems
from service.api.basis import json
from service.api.offices import OFFICE
from service.api.places import known_office
from service.api.querying import NoQuery, asked_by
from service.evidence import receipts, serving, store
from service.evidence.receipts import NoSuchPosition, Receipt
from service.evidence.signing import NothingToSign
from service.evidence.store import Stored
from service.ledger.application import MATTERS
from service.runtime import Instance

TAG = "log"
LOG = f"{OFFICE}/log"
PLAIN = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"
BRIEFLY = {"Cache-Control": "no-cache"}
LARGEST = 2**53

Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class WitnessSaid(Struct, frozen=True):
    """Who cosigns the heads of the log, and with which key."""

    body: str
    verifier: str
    url: str


class SignedSaid(Struct, frozen=True):
    """How far the log of an office is signed: by its newest checkpoint, and who has cosigned that."""

    size: int
    signed_at: datetime
    witnesses: tuple[str, ...]


class LogKeysSaid(Struct, frozen=True, kw_only=True):
    """日志公钥: the name of the log, and the keys (C2SP verifier keys) with which its checkpoints can be checked.

    `generation`: how often the log has begun a new name, as it does when an older backup was put back. Ask for the
    keys by another way too: whoever gives you a forged log gives you a forged key.
    """

    office: str
    log: str
    origin: str
    generation: int
    verifiers: tuple[str, ...]
    witnesses: tuple[WitnessSaid, ...]
    restored: tuple[str, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    signed = "最新检查点 The newest signed checkpoint, with its cosignatures (C2SP tlog-checkpoint)"
    tiles = "树的块 A tile of the tree or of its entries (C2SP tlog-tiles)"
    keys = described.reading("日志公钥 Name and keys of the log", TAG, NoQuery, LogKeysSaid, missing=(problems.NO_LOG,))
    receipt = described.reading(
        "回执 The receipt of an event", TAG, NoQuery, Receipt, missing=(problems.NO_POSITION, problems.CONTRADICTED)
    )
    for address, name, tell, words in (
        (f"{LOG}/checkpoint", "log-checkpoint", _checkpoint, raw(signed, Text)),
        (f"{LOG}/tile/{{tile:path}}", "log-tile", _tile, raw(tiles, Octets)),
        (f"{LOG}/keys", "log-keys", _keys, keys),
        (f"{LOG}/receipts/{{log_position}}", "log-receipt", _receipt, receipt),
    ):
        routes.add_api_route(address, tell(instance), methods=["GET"], name=name, **words)
    return routes


class Text(Response):
    """Described as what it is."""

    media_type = PLAIN


class Octets(Response):
    """Described as what it is."""

    media_type = OCTETS


def raw(summary: str, kind: type[Response], tag: str = TAG) -> dict[str, Any]:
    """The description of an answer that is no JSON."""
    words = described.reading(
        summary, tag, NoQuery, NoQuery, missing=(problems.NO_LOG, problems.NO_TILE, problems.CONTRADICTED)
    )
    words["description"] = summary
    schema = {"type": "string", **({"format": "binary"} if kind is Octets else {})}
    words["responses"][200] = {"description": "as asked", "content": {kind.media_type: {"schema": schema}}}
    return {**words, "response_class": kind}


def _signed(instance: Instance, office: str, log: str) -> Stored:
    """Raises UnknownOffice, and what signing raises."""
    known_office(instance, office)
    return instance.checkpoints.recent(office, log)


def _checkpoint(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        return checkpoint_of(instance, office, MATTERS)

    return told


def _tile(instance: Instance) -> Callable[..., Response]:
    def told(office: str, tile: str, _said: Nothing) -> Response:
        return tile_of(instance, office, MATTERS, tile)

    return told


def _keys(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        return keys_of(instance, office, MATTERS)

    return told


def _receipt(instance: Instance) -> Callable[..., Response]:
    def told(office: str, log_position: str, _said: Nothing) -> Response:
        return receipt_of(instance, office, MATTERS, log_position)

    return told


def checkpoint_of(instance: Instance, office: str, log: str) -> Response:
    """The newest checkpoint of a log with its cosignatures."""
    newest = _signed(instance, office, log)
    with instance.pool.connection() as connection:
        note = store.cosigned(connection, office, log, newest)
    return Text(str(note), headers=BRIEFLY)


def signed_said(instance: Instance, office: str) -> SignedSaid | None:
    """The newest checkpoint of the petitions' log, signed now where it was not lately; None while there is nothing."""
    try:
        newest = _signed(instance, office, MATTERS)
    except NothingToSign:
        return None
    with instance.pool.connection() as connection:
        note = store.cosigned(connection, office, MATTERS, newest)
    others = (each.name for each in note.signatures if each.name != newest.head.origin)
    return SignedSaid(newest.size, newest.signed_at, tuple(dict.fromkeys(others)))


def tile_of(instance: Instance, office: str, log: str, tile: str) -> Response:
    """A tile of a log. Raises MissingTile."""
    wanted = serving.asked(tile)
    size = _signed(instance, office, log).size
    with instance.pool.connection() as connection:
        found = serving.tile(connection, office, log, wanted, size)
    return Octets(found)


def keys_of(instance: Instance, office: str, log: str) -> Response:
    """Name and keys of a log, as an answer."""
    return json(keys_said(instance, office, log))


def keys_said(instance: Instance, office: str, log: str) -> LogKeysSaid:
    """Name and keys of a log. Witnesses and restores are those of the office; only its matters are cosigned."""
    newest = _signed(instance, office, log)
    evidence = known_office(instance, office).state.evidence
    named = evidence.witnesses if log == MATTERS else ()
    return LogKeysSaid(
        office=office,
        log=log,
        origin=newest.head.origin,
        generation=newest.generation,
        verifiers=tuple(map(str, instance.checkpoints.known(office, newest.head.origin))),
        witnesses=tuple(WitnessSaid(each.body, each.verifier, each.url) for each in named),
        restored=tuple(each.origin for each in evidence.restored if each.log == log),
    )


def receipt_of(instance: Instance, office: str, log: str, position: str) -> Response:
    """The receipt of an event, as an answer. Raises NoSuchPosition."""
    return json(receipt_said(instance, office, log, position))


def receipt_said(instance: Instance, office: str, log: str, position: str) -> Receipt:
    """The receipt of an event. Raises NoSuchPosition."""
    known_office(instance, office)
    if not position.isascii() or not position.isdigit() or int(position) > LARGEST:
        raise NoSuchPosition(f"{position!r} is no position (没有该位置)")
    with instance.pool.connection() as connection:
        return receipts.receipt(connection, instance.checkpoints, office, log, int(position))
