"""The roles of the database, and how this process comes to act as them (docs/walls.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.hosts import within

OWNER = "zhuoluo_owner"
"""Owns the ledger; nobody logs in as it."""
APP = "zhuoluo_app"
"""Appends to the ledger: the committer and the signer."""
PROJECTOR = "zhuoluo_projector"
"""Reads the ledger; owns the read models and writes the jobs."""
AUDITOR = "zhuoluo_auditor"
"""Reads all of it and writes nothing."""
READER = "zhuoluo_reader"
"""Reads the read models for a viewer, as the projector takes it on for one transaction; nobody logs in as it."""
ROLES = (OWNER, APP, PROJECTOR, AUDITOR, READER)

CONNECT_SECONDS = 10
LOCK = 0x77616C6C73
"""Advisory lock of those who let the roles in: "walls" in ASCII."""
SET_ROLE_SINCE = 160000
"""From 16 on a member of a role may be kept from acting as it."""

BARRED = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND NOT rolcanlogin"
# Both or neither: what one role has made, the other or the one that logs in could not go on with.
GRANTED = """
SELECT count(*) = 2 FROM pg_roles r WHERE r.rolname IN (%(app)s, %(projector)s)
    AND pg_has_role(r.oid, %(how)s) AND has_schema_privilege(r.oid, 'ledger', 'USAGE')
    AND (r.rolname = %(app)s OR has_database_privilege(r.oid, current_database(), 'CREATE'))
"""
MAY_READ = "SELECT coalesce(pg_has_role(session_user, to_regrole(%s)::oid, %s), false)"
OTHERS_OWN = """
SELECT EXISTS (
    SELECT FROM projector.projection p JOIN pg_namespace n ON n.nspname = p.schema
    WHERE n.nspowner <> to_regrole(%s)
)
"""


@dataclass(frozen=True, slots=True)
class Logins:
    """How to connect as each role."""

    app: str
    projector: str


def let_in(conninfo: str) -> None:
    """Lets the roles log in to a server of our own, whose private socket is the guard. `conninfo`: of a superuser."""
    with psycopg.connect(within(conninfo, CONNECT_SECONDS), autocommit=True) as connection:
        if _barred(connection):
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                for role in _barred(connection):
                    connection.execute(sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(role)))


def own_logins(conninfo: str) -> Logins | None:
    """The roles by logins of their own, which cannot become anybody else; None when this database lacks them."""
    if not _ready(conninfo):
        return None
    return Logins(make_conninfo(conninfo, user=APP), make_conninfo(conninfo, user=PROJECTOR))


def taken_on(conninfo: str) -> Logins | None:
    """The roles as whoever connects takes them on when a session begins; None when it may not."""
    if not _ready(conninfo):
        return None
    return Logins(with_options(conninfo, f"-c role={APP}"), with_options(conninfo, f"-c role={PROJECTOR}"))


def with_options(conninfo: str, options: str) -> str:
    """The connection string with these session options behind those that it has."""
    given = conninfo_to_dict(conninfo).get("options")
    return make_conninfo(conninfo, options=f"{given} {options}" if given else options)


def may_act(connection: Connection[Any]) -> bool:
    """Whether this login may act as both roles, and they may do what the service does."""
    named = {"app": APP, "projector": PROJECTOR, "how": right_to_act(connection)}
    granted = _scalar(connection, GRANTED, named)
    return bool(granted) and not _scalar(connection, OTHERS_OWN, [PROJECTOR])


def may_read(connection: Connection[Any]) -> bool:
    """Whether the session of this connection may take on the role of the reader."""
    return bool(_scalar(connection, MAY_READ, [READER, right_to_act(connection)]))


def right_to_act(connection: Connection[Any]) -> str:
    """What pg_has_role is to be asked for when somebody wants to act as a role."""
    return "SET" if connection.info.server_version >= SET_ROLE_SINCE else "MEMBER"


def _ready(conninfo: str) -> bool:
    with psycopg.connect(within(conninfo, CONNECT_SECONDS), autocommit=True) as connection:
        return may_act(connection)


def _barred(connection: Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute(BARRED, ([APP, PROJECTOR, AUDITOR],))]


def _scalar(connection: Connection[Any], query: str, values: Any = None) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None
