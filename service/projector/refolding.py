"""Folds pieces of the logs into fresh tables, in processes of their own where there is much to fold."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import tzinfo
from multiprocessing import get_context, parent_process
from threading import Thread

import psycopg
from msgspec import Struct

from domain.events import Line
from projections.catalog import ALL
from projections.spans import Spans
from projections.walking import walk
from service.projector.breaking_off import WorkerLost
from service.projector.encoding import Encoder
from service.projector.histories import Piece, read
from service.projector.schema import Table
from service.projector.writing import copy
from service.projector.zones import zone_of

NAME = "zhuoluo rebuild"
"""So the server knows the connections of those that fold."""
NOT_SAFE_YET = "SET synchronous_commit = off"
"""What a crash of the server loses is lost with the whole rebuild: only the exchange of the tables has to be safe."""


Folded = Generator[tuple[Piece, int], None, None]


class Fresh(Struct, frozen=True):
    """The tables to be filled: the schema of each read model, and the types of its columns."""

    conninfo: str
    tables: Sequence[tuple[str, Mapping[str, str]]]

    def opened(self) -> list[Table]:
        return [
            Table(projection, schema, dict(types)) for projection, (schema, types) in zip(ALL, self.tables, strict=True)
        ]


class Folder:
    """Folds pieces one after the other over a connection of its own."""

    def __init__(self, fresh: Fresh) -> None:
        self._connection = psycopg.connect(fresh.conninfo, autocommit=True, application_name=NAME)
        self._connection.execute(NOT_SAFE_YET)
        self._tables = [(table, Encoder(self._connection, table)) for table in fresh.opened()]
        self._zones: dict[str, tzinfo] = {}

    def close(self) -> None:
        self._connection.close()

    def fold(self, piece: Piece) -> int:
        """Writes every row of the petitions of the piece. Returns the number of lines, those of the office counted.

        Each petition is folded and encoded before the next: what the processor has just touched is used again.
        """
        zone, lines = self._zone(piece), 0
        said: list[list[bytes]] = [[] for _ in self._tables]
        for stream in read(self._connection, piece):
            lines += len(stream)
            spans = [Spans() for _ in self._tables]
            walk(ALL, [line for line in stream if isinstance(line, Line)], zone, spans)
            for (_, encoder), found, rows in zip(self._tables, spans, said, strict=True):
                rows.extend(encoder.rows(piece.office, found.new))
        with self._connection.transaction():
            for (table, encoder), rows in zip(self._tables, said, strict=True):
                copy(self._connection, table, encoder.columns, rows)
        return lines

    def _zone(self, piece: Piece) -> tzinfo:
        if piece.office not in self._zones:
            self._zones[piece.office] = zone_of(self._connection, piece.office, piece.log)
        return self._zones[piece.office]


def folded(fresh: Fresh, pieces: Sequence[Piece], processes: int) -> Folded:
    """Each piece once it is written, and its number of lines: by so many processes, by this one when there are none.

    To be closed: what waits is then given up, what is being folded is waited for. Raises WorkerLost.
    """
    return _beside(fresh, pieces, processes) if processes else _here(fresh, pieces)


def _here(fresh: Fresh, pieces: Sequence[Piece]) -> Folded:
    with closing(Folder(fresh)) as folder:
        for piece in pieces:
            yield piece, folder.fold(piece)


def _beside(fresh: Fresh, pieces: Sequence[Piece], processes: int) -> Folded:
    crew = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (fresh,))
    try:
        waited = {crew.submit(_fold, piece): piece for piece in pieces}
        for done in as_completed(waited):
            yield waited[done], done.result()
    except BrokenProcessPool as error:
        raise WorkerLost from error
    finally:
        crew.shutdown(cancel_futures=True)


# ---- in a process of the crew

_folders: list[Folder] = []
_fresh: list[Fresh] = []


def _begin(fresh: Fresh) -> None:
    """Ctrl-C is for the process that rebuilds; when that one is gone, so is this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()  # what is folded has no cycles, and looking for them took two thirds of the time (measured)
    _fresh.append(fresh)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _fold(piece: Piece) -> int:
    if not _folders:
        _folders.append(Folder(_fresh[0]))
    return _folders[0].fold(piece)
