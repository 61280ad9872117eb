"""What keeps a database that was put back from being written to: until it is found sound, and what it lacks is stated.

The schema `restoring` is there from before the first row comes until then; whoever opens the database looks for it
(service/database.py), on whatever computer. It is never part of a backup.
"""

from __future__ import annotations

from typing import Any

import psycopg
from msgspec import Struct
from psycopg import Connection

from service.database import CONNECT_SECONDS
from service.hosts import within

SCHEMA = "restoring"
LOST, UNKNOWN, UNASKED, FORKED = "lost", "unknown", "unasked", "forked"
"""Why a log is held: events are missing; nothing outside tells; a witness did not answer; it is another log."""
MAKE = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.backup (name text NOT NULL, began_at timestamptz NOT NULL, sound boolean NOT NULL);
CREATE TABLE IF NOT EXISTS {SCHEMA}.hold (
    office text COLLATE "C", log text COLLATE "C", have bigint NOT NULL, kind text NOT NULL, seen bigint NOT NULL,
    who text NOT NULL, note text NOT NULL, PRIMARY KEY (office, log)
);
TRUNCATE {SCHEMA}.backup, {SCHEMA}.hold;
"""
PRESENT = "SELECT to_regclass('restoring.hold') IS NOT NULL"
HELD = f"SELECT office, log, have, kind, seen, who, note FROM {SCHEMA}.hold ORDER BY office, log"  # noqa: S608 - constant
ENTER = f"INSERT INTO {SCHEMA}.hold VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - a constant
BEGUN = f"INSERT INTO {SCHEMA}.backup VALUES (%s, %s, false)"  # noqa: S608 - a constant
SOUND = f"UPDATE {SCHEMA}.backup SET sound = true"  # noqa: S608 - a constant
IS_SOUND = f"SELECT bool_and(sound) FROM {SCHEMA}.backup"  # noqa: S608 - a constant
RELEASE = f"DELETE FROM {SCHEMA}.hold WHERE office = %s AND log = %s"  # noqa: S608 - a constant
NOBODY = f"TRUNCATE {SCHEMA}.hold"
FORGET = f"DROP SCHEMA {SCHEMA} CASCADE"


class Hold(Struct, frozen=True):
    """A log of `have` events that is not to be written to yet, and why.

    `seen`: how many events somebody outside has seen, `who` that is, `note` the signed head that shows it.
    """

    office: str
    log: str
    have: int
    kind: str
    seen: int = 0
    who: str = ""
    note: str = ""

    @property
    def missing(self) -> int:
        """How many events are known to be missing: those behind `have`."""
        return max(self.seen - self.have, 0) if self.kind == LOST else 0


class NotRestoring(Exception):
    """This database is not held."""


class AlreadyRestored(Exception):
    """What is here was put back, and is sound."""


def begin(conninfo: str, name: str, began_at: Any) -> None:
    """Says that a backup is about to be put back here."""
    with _connected(conninfo) as connection:
        connection.execute(MAKE.encode())
        connection.execute(BEGUN, (name, began_at))


def is_held(conninfo: str) -> bool:
    """Whether a restore was begun here and is not settled."""
    with _connected(conninfo) as connection:
        return connection.execute(PRESENT).fetchone() == (True,)


def settle(conninfo: str, holds: list[Hold]) -> None:
    """What was put back was found sound: these logs stay held. Without any the database is free after `free`."""
    with _connected(conninfo) as connection, connection.transaction():
        connection.execute(SOUND)
        connection.execute(NOBODY)
        for each in holds:
            connection.execute(ENTER, (each.office, each.log, each.have, each.kind, each.seen, each.who, each.note))


def free(conninfo: str) -> None:
    """Lets the database be used where no log is held."""
    with _connected(conninfo) as connection:
        if connection.execute(PRESENT).fetchone() == (True,):
            _free(connection)


def held(conninfo: str) -> list[Hold]:
    """The logs that are held. Raises NotRestoring, also where what was put back was never found sound."""
    with _connected(conninfo) as connection:
        if connection.execute(PRESENT).fetchone() != (True,):
            message = "no restore waits to be settled here (没有待处理的恢复)"
            raise NotRestoring(message)
        if connection.execute(IS_SOUND).fetchone() != (True,):
            message = (
                "what was put back here was not found sound: empty the database, or remove ZHUOLUO_HOME/postgres, and "
                "restore again (恢复未通过核验，请清空后重新恢复)"
            )
            raise NotRestoring(message)
        return [Hold(*row) for row in connection.execute(HELD)]


def refuse_sound(conninfo: str) -> None:
    """Raises AlreadyRestored where what was put back was found sound, and waits to be settled."""
    with _connected(conninfo) as connection:
        if connection.execute(IS_SOUND).fetchone() == (True,):
            message = "a backup was put back here, and is sound: run 'zhuoluo resume' (已恢复，请运行 zhuoluo resume)"
            raise AlreadyRestored(message)


def release(conninfo: str, office: str, log: str) -> None:
    """This log is held no more; after the last one the database is free. Nothing happens where none is held."""
    with _connected(conninfo) as connection, connection.transaction():
        if connection.execute(PRESENT).fetchone() == (True,):
            connection.execute(RELEASE, (office, log))
            _free(connection)


def _free(connection: Connection[Any]) -> None:
    if connection.execute(IS_SOUND).fetchone() == (True,) and not connection.execute(HELD).fetchall():
        connection.execute(FORGET)


def _connected(conninfo: str) -> Connection[Any]:
    return psycopg.connect(within(conninfo, CONNECT_SECONDS), autocommit=True)
