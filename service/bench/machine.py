"""What was measured on: processors and memory, versions of everything that counts."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

import psycopg

from service.database import Database

SETTINGS = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_version')"


def machine() -> dict[str, object]:
    """Architecture, processors that this process may use, memory in bytes, load of the last minute."""
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": round(os.getloadavg()[0], 2),
    }


def versions(database: Database) -> dict[str, str]:
    """Versions of program, interpreter, server and drivers, and whether the server waits for the disk."""
    with psycopg.connect(database.conninfo) as connection:
        fsync, synchronous_commit, server = connection.execute(SETTINGS).fetchone() or ("", "", "")
    packages = {name: version(name) for name in ("zhuoluo", "psycopg", "eventsourcing")}
    return {
        **packages,
        "python": platform.python_version(),
        "postgresql": server,
        "fsync": fsync,
        "synchronous_commit": synchronous_commit,
    }
