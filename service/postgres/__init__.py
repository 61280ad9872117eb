"""A PostgreSQL server of one's own: started on first use, shared by processes, stopped by the last one."""

from service.postgres.errors import (
    DiskFull,
    NoBinaries,
    PostgresError,
    ServerStuck,
    Unreachable,
    WrongMajor,
)
from service.postgres.keeping import kept_up
from service.postgres.launcher import Server, embedded, exit_on_sigterm

__all__ = [
    "DiskFull",
    "NoBinaries",
    "PostgresError",
    "Server",
    "ServerStuck",
    "Unreachable",
    "WrongMajor",
    "embedded",
    "exit_on_sigterm",
    "kept_up",
]
