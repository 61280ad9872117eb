"""Where the service keeps its data and which database it uses, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT_HOME = Path("/var/lib/zhuoluo")
"""Default home for root: the unprivileged account of the database cannot enter root's own home directory."""
LAST_PORT = 65535


class SettingsError(ValueError):
    """An environment variable holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Without `database_url` the service starts a PostgreSQL below `home`."""

    home: Path
    database_url: str | None = None
    pg_bin: Path | None = None
    pg_osuser: str | None = None
    port: int = 8000

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process; an empty variable counts as not set.

        Raises: SettingsError naming the variable.
        """
        given = {name: text for name, text in (os.environ if environ is None else environ).items() if text.strip()}
        home = given.get("ZHUOLUO_HOME")
        pg_bin = given.get("ZHUOLUO_PG_BIN")
        return cls(
            home=_path("ZHUOLUO_HOME", home) if home else _default_home(),
            database_url=given.get("ZHUOLUO_DATABASE_URL"),
            pg_bin=_path("ZHUOLUO_PG_BIN", pg_bin) if pg_bin else None,
            pg_osuser=given.get("ZHUOLUO_PG_OSUSER"),
            port=_port(given.get("ZHUOLUO_PORT", "8000")),
        )


def _default_home() -> Path:
    return ROOT_HOME if os.geteuid() == 0 else Path.home() / ".zhuoluo"


def _path(variable: str, text: str) -> Path:
    """Refuses a relative path: it would name another directory in each place the program is started from."""
    path = Path(text).expanduser()
    if not path.is_absolute():
        message = f"{variable}={text!r} is a relative path; give it in full, beginning with /"
        raise SettingsError(message)
    return path


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        message = f"ZHUOLUO_PORT={text!r} is not a port number; give one from 1 to 65535"
        raise SettingsError(message)
    return int(text)
