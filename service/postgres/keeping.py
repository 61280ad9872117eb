"""Keeps a server up while it is in use: one that was killed is started again by whoever notices first."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from service.postgres.errors import PostgresError
from service.postgres.launcher import Server

LOGGER = logging.getLogger("zhuoluo.postgres")
INTERVAL = 0.5
"""Seconds between two looks at the server."""


@contextmanager
def kept_up(server: Server) -> Iterator[None]:
    """Looks after the server until the `with` ends."""
    ended = Event()
    keeper = Thread(target=_keep, args=(server, ended), name="postgres keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(server: Server, ended: Event) -> None:
    said = ""
    while not ended.wait(INTERVAL):
        if server.answers:
            continue
        try:
            LOGGER.warning("PostgreSQL does not answer and is started again (数据库重新启动)")
            server.revive()
            said = ""
        except PostgresError as error:
            if str(error) != said:
                LOGGER.error("PostgreSQL cannot be started again (数据库无法启动): %s", error)  # noqa: TRY400 - its words say all
            said = str(error)
