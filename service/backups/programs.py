"""The programs of PostgreSQL that dump a database and put it back: of the server's major version where there are such.

An older pg_dump refuses a newer server, and what a newer pg_restore says an older server does not always understand.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.postgres.binaries import DEBIAN, shipped
from service.settings import Settings

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
SAID = 2000
"""Characters of what a program says that are repeated."""


class NoTools(Exception):
    """There is no pg_dump for this server."""


class ToolFailed(Exception):
    """pg_dump or pg_restore has ended with an error; the message is its own."""


class Tools(Struct, frozen=True):
    """A folder with pg_dump and pg_restore of one major version."""

    folder: Path
    major: int

    def run(self, program: str, conninfo: str, *arguments: str) -> None:
        """Runs a program on a database; a password goes by the environment, where other accounts cannot read it.

        Raises ToolFailed.
        """
        given = conninfo_to_dict(conninfo)
        password = given.pop("password", None)
        environment = {**os.environ, "LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})
        database = make_conninfo("", **{name: str(each) for name, each in given.items()})
        command = [str(self.folder / program), "--no-password", f"--dbname={database}", *arguments]
        self._run(command, environment)

    def listed(self, dump: Path) -> str:
        """The table of contents of a dump. Raises ToolFailed."""
        return self._run([str(self.folder / "pg_restore"), "--list", str(dump)], {**os.environ, "LC_ALL": "C"})

    def _run(self, command: Sequence[str], environment: dict[str, str]) -> str:
        done = subprocess.run(  # noqa: S603 - fixed programs, arguments as a list, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment, text=True
        )
        if done.returncode:
            message = f"{Path(command[0]).name} 失败 has failed: {done.stderr.strip()[-SAID:]}"
            raise ToolFailed(message)
        return done.stdout


def tools(settings: Settings, conninfo: str, least: int = 0) -> Tools:
    """The programs for the server of this database, no older than `least`. Raises NoTools."""
    with psycopg.connect(conninfo) as connection:
        server = connection.info.server_version // 10000
    fitting = [each for each in _found(settings.pg_bin) if each.major >= max(server, least)]
    if not fitting:
        message = (
            f"no pg_dump and pg_restore for PostgreSQL {max(server, least)}: install its client programs, or "
            "set ZHUOLUO_PG_BIN to their folder (没有适用的 pg_dump)"
        )
        raise NoTools(message)
    return min(fitting, key=lambda each: each.major)


def _found(pg_bin: Path | None) -> Iterator[Tools]:
    """Those named by ZHUOLUO_PG_BIN alone; else those of the system, then those of the wheel, which know no TLS."""
    system = sorted(path.parent for path in DEBIAN.glob("*/bin/pg_dump"))
    for folder in [pg_bin] if pg_bin else [*system, *filter(None, [shipped()])]:
        if (folder / "pg_restore").is_file() and (major := _major(folder / "pg_dump")):
            yield Tools(folder, major)


def _major(program: Path) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False, text=True)  # noqa: S603 - as above
    except OSError:
        return 0
    version = VERSION.search(said.stdout)
    return int(version[1]) if version else 0
