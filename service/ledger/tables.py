"""In which table the events of a log stand.

The matters of all offices stand in one. Each year's log of access records has a table of its own, so that the whole of
it can be dropped when it has been kept long enough; it is made when the log is (migration 0070).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from psycopg import Connection

from domain.access_record import year_of

EVENTS = "ledger.event"
"""What stands in the statements of the ledger in the place of the table."""
OFFICE = re.compile(r"[a-z0-9-]{1,32}")
EXISTS = "SELECT to_regclass(%s) IS NOT NULL"
CREATE = "SELECT ledger.open_access_log(%s, %s)"
ACCESS = """
SELECT split_part(relname, '/', 2), split_part(relname, '/', 1) FROM pg_class
WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r' AND relname ~ '^access-[0-9]{4}/'
"""
"""Office and log of each table of access records."""


@lru_cache(maxsize=4096)
def over(statement: str, office: str, log: str) -> str:
    """The statement over the table of this log."""
    return statement.replace(EVENTS, table_of(office, log))


def table_of(office: str, log: str) -> str:
    """The table, qualified and quoted. Raises ValueError for an office that cannot be."""
    if year_of(log) is None:
        return EVENTS
    if OFFICE.fullmatch(office) is None:
        message = f"{office!r} is no id of an office"
        raise ValueError(message)
    return f'ledger."{log}/{office}"'


def exists(connection: Connection[Any], office: str, log: str) -> bool:
    """Whether the events of the log have a table: those of a year that was dropped have none."""
    return connection.execute(EXISTS, (table_of(office, log),)).fetchone() == (True,)


def create(connection: Connection[Any], office: str, log: str) -> None:
    """Makes the table of a log of access records whose head is there and empty; else nothing."""
    if year_of(log) is not None:
        connection.execute(CREATE, (office, log))
