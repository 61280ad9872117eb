"""What a commit is worth where a standby must have it first (synchronous replication).

PostgreSQL lets nobody wait for the standby against their will: whoever cancels a commit that waits (pg_cancel_backend,
a cancel request, an administrator who ends the session) makes it answer *success*, with no more than a warning that
the standby may lack it (PostgreSQL documentation, "Synchronous Replication"; src/backend/replication/syncrep.c).
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import Connection
from psycopg.errors import Diagnostic

WAITING = "SyncRepWaitForLSN"
"""The function of the server that waits for the standby; what it warns of it says in the language of the server."""
BARRIER = """
SELECT CASE WHEN current_setting('synchronous_standby_names') <> ''
    THEN pg_logical_emit_message(true, 'zhuoluo', '') IS NOT NULL END
"""
"""A commit of nothing: when the standby has it, it has all that was visible here before."""


class NotReplicated(psycopg.OperationalError):
    """The commit stands on this server, and perhaps on no other: its outcome is not known yet."""

    def __init__(self) -> None:
        super().__init__("the commit did not wait for the standby to have it (提交未等到备用服务器确认)")


class Watch:
    """Notices what the server warns of on one connection."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._cancelled = False
        connection.add_notice_handler(self._noticed)

    def _noticed(self, said: Diagnostic) -> None:
        if said.source_function == WAITING:
            self._cancelled = True

    def check(self) -> None:
        """To be called behind each commit. Raises NotReplicated."""
        if self._cancelled:
            raise NotReplicated


def settle(connection: Connection[Any]) -> None:
    """Returns once the standby has all that was visible before; at once where there is none to wait for.

    The connection commits by itself (autocommit). Raises NotReplicated.
    """
    noticed: list[str | None] = []

    def notice(said: Diagnostic) -> None:
        noticed.append(said.source_function)

    connection.add_notice_handler(notice)
    try:
        connection.execute(BARRIER)
    finally:
        connection.remove_notice_handler(notice)
    if WAITING in noticed:
        raise NotReplicated
