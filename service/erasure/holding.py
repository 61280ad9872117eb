"""Whether anything of a subject is recorded in an office, and where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import Connection

from service.ledger.concerned import concerned
from service.runtime import Instance

HOLDS = """
SELECT EXISTS (SELECT FROM ledger.event WHERE office = %s AND log = 'matters' AND position(%s::bytea IN content) > 0)
"""


def holds(instance: Instance, office: str, subject: str) -> bool:
    """Whether something is sealed for the subject. Cost: looks through the log until it is found."""
    with instance.pool.connection() as connection:
        row = connection.execute(HOLDS, (office, subject.encode())).fetchone()
    return bool(row and row[0])


def petitions_of(connection: Connection[Any], office: str, subject: str) -> list[UUID]:
    """The petitions in which something is sealed for the subject."""
    return concerned(connection, office, [subject])
