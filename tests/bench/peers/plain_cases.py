"""The plain application of the library: one aggregate, one application, one register kept by a projection.

What somebody writes in an afternoon who takes `eventsourcing` as its documentation shows it: its defaults, no proofs,
no keys, no rules.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection
from psycopg.sql import SQL, Identifier

TABLE = (
    "CREATE TABLE IF NOT EXISTS {0} (id uuid PRIMARY KEY, title text, reporter text, channel text, unit text,"
    " owner text, status text, due date, created timestamptz)"
)
OPEN = "CREATE INDEX IF NOT EXISTS register_open ON {0} (created DESC) WHERE status = 'open'"
DUE = "CREATE INDEX IF NOT EXISTS register_due ON {0} (due) WHERE status = 'open'"


class PlainCase(Aggregate):
    @event("Registered")
    def __init__(self, title: str, body: str, reporter: str, channel: str, unit: str, due: str) -> None:
        self.title, self.body, self.reporter, self.channel = title, body, reporter, channel
        self.unit, self.owner, self.due, self.status = unit, "", due, "open"
        self.notes: list[tuple[str, str]] = []

    @event("Commented")
    def comment(self, text: str) -> None:
        self.notes.append(("comment", text))

    @event("Forwarded")
    def forward(self, unit: str, owner: str) -> None:
        self.unit, self.owner = unit, owner

    @event("Extended")
    def extend(self, due: str) -> None:
        self.due = due

    @event("Replied")
    def reply(self, text: str) -> None:
        self.notes.append(("reply", text))

    @event("Closed")
    def close(self, text: str) -> None:
        self.status = "closed"
        self.notes.append(("close", text))


ACTS = ("comment", "forward", "extend", "reply", "close")


class Cases(Application[UUID]):
    def register(self, said: dict[str, str]) -> UUID:
        made = PlainCase(**said)
        self.save(made)
        return made.id

    def act(self, case: UUID, name: str, said: dict[str, str]) -> None:
        found: PlainCase = self.repository.get(case)
        getattr(found, name)(**said)
        self.save(found)

    def history(self, case: UUID) -> list[dict[str, Any]]:
        return [{"version": each.originator_version, "type": type(each).__name__} for each in self.events.get(case)]


class Register(PostgresTrackingRecorder):
    """One row for each case, written in the transaction that moves the position of the projection."""

    def __init__(self, datastore: PostgresDatastore, **given: Any) -> None:
        super().__init__(datastore, **{"tracking_table_name": "register_tracking", **given})
        self.table = Identifier(self.datastore.schema, "register_case")
        self.sql_create_statements += [SQL(each).format(self.table) for each in (TABLE, OPEN, DUE)]

    def write(self, tracking: Tracking, statement: Any = None, values: tuple[Any, ...] = ()) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            if statement is not None:
                cursor.execute(SQL(statement).format(self.table), values)

    def rows(self, statement: Any) -> list[dict[str, Any]]:
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(SQL(statement).format(self.table))
            return list(cursor.fetchall())


class RegisterProjection(Projection[Register]):
    name = "register"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ARG002 - as the library calls it
        self.view.write(tracking)

    @process_event.register
    def _(self, said: PlainCase.Registered, tracking: Tracking) -> None:  # type: ignore[name-defined]
        values = (said.originator_id, said.title, said.reporter, said.channel, said.unit, said.due, said.timestamp)
        self.view.write(tracking, "INSERT INTO {0} VALUES (%s, %s, %s, %s, %s, '', 'open', %s, %s)", values)

    @process_event.register
    def _(self, said: PlainCase.Forwarded, tracking: Tracking) -> None:  # type: ignore[name-defined]
        values = (said.unit, said.owner, said.originator_id)
        self.view.write(tracking, "UPDATE {0} SET unit = %s, owner = %s WHERE id = %s", values)

    @process_event.register
    def _(self, said: PlainCase.Extended, tracking: Tracking) -> None:  # type: ignore[name-defined]
        self.view.write(tracking, "UPDATE {0} SET due = %s WHERE id = %s", (said.due, said.originator_id))

    @process_event.register
    def _(self, said: PlainCase.Closed, tracking: Tracking) -> None:  # type: ignore[name-defined]
        self.view.write(tracking, "UPDATE {0} SET status = 'closed' WHERE id = %s", (said.originator_id,))
