"""What can keep the database server from running, each with what to do about it."""

from __future__ import annotations

import errno

INSTEAD = "or set ZHUOLUO_DATABASE_URL to a PostgreSQL server (15 or newer) that is run for you"


class PostgresError(Exception):
    """The database server of one's own cannot be used; the message says why and what to do."""


class NoBinaries(PostgresError):
    """No PostgreSQL programs were found."""


class Unreachable(PostgresError):
    """The account that runs the server cannot get at a directory or program, or does not exist."""


class WrongMajor(PostgresError):
    """The data were written by another major version of PostgreSQL."""


class DiskFull(PostgresError):
    """There is no space left where the data lie."""


class ServerStuck(PostgresError):
    """The server neither starts nor stops; the message carries the end of its log."""


def failed(what: str, error: OSError) -> PostgresError:
    """The right error for an operating-system error."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"{what}: no space left on the disk; make room and start again")
    kind = Unreachable if isinstance(error, PermissionError) else PostgresError
    return kind(f"{what}: {error.strerror or error}; correct ZHUOLUO_HOME, {INSTEAD}")
