"""Keeps the exchange book up with the ledger: nothing that is sealed is opened for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import events as e
from domain import office as o
from domain.petition import Petition
from projections import exchange
from service.edge.following import EdgeIndex
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.projector import schema
from service.transfers import table
from service.transfers.table import Book

TELLING = tuple(
    str(kind.__struct_config__.tag)
    for kind in (
        e.Forwarded, e.Registered, e.Returned, e.ResultReported, e.DelayExplained, e.Pressed, e.ReportReturned,
        e.Withdrawn, e.Voided, e.TransferTaken, e.TransferAcknowledged,
        o.StatisticsSent, o.ItemTaken, o.ItemDeclined, o.ItemAcknowledged,
    )
)  # fmt: skip
"""The events that are sent, taken or acknowledged; a test holds that no other is."""


class ExchangeIndex(EdgeIndex):
    """The exchange books of all offices of one database."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger) -> None:
        super().__init__(pool, ledger, table.INDEX, TELLING)

    def write(
        self, connection: Connection[Any], office: str, states: Sequence[Petition], known: Sequence[UUID]
    ) -> None:
        """Nothing is kept of states: see `_index`."""

    def _index(self, connection: Connection[Any], office: str, ids: Sequence[UUID], after: int) -> None:
        """The entries of these streams; what was sent stays sent, so events count as they were written."""
        del after
        own = o.office_stream(office)
        told = reading.streams(connection, office, MATTERS, [own], 2**62).get(own, [])
        lines = [line for line in told if isinstance(line, o.OfficeLine)]
        partners = exchange.history(lines)
        if not partners.turns:
            return
        if own in ids:
            table.write(connection, office, exchange.of_office(lines, partners.at))
        for stream in reading.streams(connection, office, MATTERS, [one for one in ids if one != own], 2**62).values():
            petition = [line for line in stream if isinstance(line, e.Line)]
            table.write(connection, office, exchange.of_petition(petition, partners.at))

    @contextmanager
    def book(self, office: str) -> Iterator[Book]:
        """The book with all that the office has recorded by now. Raises Behind, UnknownLog."""
        self.current(office)
        with self._pool.connection() as connection:
            upto = schema.come_to(connection, office, MATTERS, [self._schema])
            yield Book(connection, office, upto)
