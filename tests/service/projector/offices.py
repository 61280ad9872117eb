"""Offices whose log tells a story, and what the read models hold of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection, sql

from domain import events as e
from domain import office as o
from domain.access import CONSOLE
from domain.values import Actor, Moment
from projections.instants import judged_on
from service.access.predicate import Seeing
from service.access.table import INDEX
from service.bundled import bundled_books, bundled_calendar, newest
from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.projector.advancing import LogProjector
from service.projector.schema import Table
from service.readmodels.asking import Question
from tests.domain.scenario import ROLES, ZONE
from tests.domain.stories import FIRST_DAY

CLERK = Actor("李文", unit="信访科", post="petition_section")
RECORDED = datetime(2027, 6, 1, tzinfo=UTC)


class Told(NamedTuple):
    """An office, and the lines of its petitions as the ledger gives them back."""

    office: KnownOffice
    lines: tuple[e.Line, ...]

    @property
    def id(self) -> str:
        return self.office.profile.id

    @property
    def last(self) -> int:
        return self.lines[-1].position if self.lines else 2

    def upto(self, position: int) -> dict[UUID, list[e.Line]]:
        """The lines of each petition at or before a position."""
        found: dict[UUID, list[e.Line]] = {}
        for line in self.lines:
            if line.position <= position:
                found.setdefault(line.petition, []).append(line)
        return found

    def asked(self, position: int, on: Any) -> Question:
        on_day = judged_on(on, self.office.zone)
        return Question(CONSOLE, self.office, position, on_day, Seeing(CONSOLE, self.office.profile.id))


@contextmanager
def a_ledger(database: Database, home: Path) -> Iterator[Ledger]:
    with connection_pool(database, 8) as pool:
        ledger = Ledger(database.conninfo, pool, KeyFolder(home / "keys"))
        with pool.connection() as connection:
            INDEX.opened(connection)  # figures ask the gate what is restricted today
        yield ledger
        ledger.close()


def founded(office: str) -> list[o.OfficeLine]:
    """The first lines of an office's log; its time is that of the lines."""
    event = o.OfficeCreated(id=office, name="移民局", time_zone=ZONE, time="replayed", roles=ROLES)
    first = o.decide(o.Office(), event, CLERK, Moment(FIRST_DAY))
    book = newest("R5")
    adopted = o.RulebookAdopted(reference=book.reference, digest=book.digest, valid_from=book.valid_from)
    return [first, o.decide(o.evolve(o.Office(), first), adopted, CLERK, Moment(FIRST_DAY))]


def tell(ledger: Ledger, connection: Connection[Any], lines: Sequence[e.Line], office: str = "") -> Told:
    """A new office whose log holds these lines behind its own first one."""
    office = office or f"o{uuid4().hex[:12]}"
    log = ledger.create(office, replayed=True)
    first = founded(office)
    log.write([*first, *lines], Via(channel="test"), at=RECORDED)
    written = [line for line in reading.tail(connection, office, MATTERS, 0, 10**6) if isinstance(line, e.Line)]
    return Told(known(first), tuple(written))


def known(first: Sequence[o.OfficeLine]) -> KnownOffice:
    state = o.replay(first)
    return KnownOffice(state, state.profile(), bundled_calendar(), bundled_books())


def follow(
    connection: Connection[Any], office: str, tables: Sequence[Table], batch: int, *, remembered: int = 4096
) -> None:
    """Brings the read models to the head of the log, `batch` lines at a time."""
    projector = LogProjector(office, MATTERS, tables, remembered=remembered)
    while True:
        stretch = projector.advance(connection, batch, wait=True)
        assert stretch is not None
        if not stretch.more:
            return


def _reckoned(connection: Connection[Any], table: Table) -> list[str]:
    """The columns that the database reckons itself, which are none that a fold fills."""
    statement = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attgenerated <> '' ORDER BY 1"
    return [name for (name,) in connection.execute(statement, (f'"{table.schema}".{table.projection.name}',))]


def dump(connection: Connection[Any], office: str, table: Table, columns: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Every row that the table holds of the office, in an order that depends on nothing but the rows."""
    names = columns or (*table.types, *_reckoned(connection, table))
    chosen = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
    order = sql.SQL(", ").join(sql.Literal(nth + 1) for nth in range(len(names)))
    statement = sql.SQL("SELECT {} FROM {} WHERE office = %s ORDER BY {}").format(chosen, table.name, order)
    return connection.execute(statement, (office,)).fetchall()
