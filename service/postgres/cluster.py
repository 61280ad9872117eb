"""The directory of the server: who owns it, what lies in it, how its data come to be."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from service.postgres import binaries
from service.postgres.account import Account, choose
from service.postgres.binaries import Programs
from service.postgres.errors import INSTEAD, PostgresError, Unreachable, WrongMajor, failed
from service.settings import Settings

ROLE = "zhuoluo"
PORT = 5432
PRIVATE = 0o700
PASSABLE = 0o711
FOR_SHELL = frozenset('"$`\\\n')
SOCKET_PATH_BYTES = 100
"""Longest path of a Unix socket that every system allows (Linux 107, macOS 103), with some room."""
BUILTIN_LOCALE_SINCE = 17
INITDB_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server: its directory (0700, owned by `account`), its programs and the directory of its socket."""

    directory: Path
    account: Account
    programs: Programs
    sockets: Path

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"


def prepare(settings: Settings) -> Cluster:
    """The cluster below the settings' home, its directories made; the data may be lacking yet.

    Raises: PostgresError.
    """
    account = choose(settings.pg_osuser)
    directory = settings.home / "postgres"
    _refuse_for_shell(directory)
    try:
        _make_home(settings.home, account)
        _make_private(directory, account)
        sockets = _make_sockets(directory, account)
    except OSError as error:
        raise failed(f"cannot make {error.filename or directory}", error) from error
    if not account.can_enter(directory):
        message = (
            f"the account {account.name!r}, which runs PostgreSQL, cannot get into {directory}: "
            "a directory above it is closed to that account. Set ZHUOLUO_HOME to a place it can reach, "
            f"ZHUOLUO_PG_OSUSER to an account that can, {INSTEAD}"
        )
        raise Unreachable(message)
    programs = binaries.find(settings.pg_bin, account, directory)
    _refuse_for_shell(programs.directory)
    return Cluster(directory, account, programs, sockets)


def _refuse_for_shell(path: Path) -> None:
    """pg_ctl puts paths between double quotes and hands them to the shell."""
    meant = sorted(FOR_SHELL.intersection(str(path)))
    if meant:
        raise Unreachable(f"PostgreSQL cannot use {path}: it contains {' '.join(map(repr, meant))}; choose another")


def _make_home(home: Path, account: Account) -> None:
    """Makes the home; open for passing through when the server's account is another than ours."""
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(PASSABLE if account.switch else PRIVATE)


def _make_private(directory: Path, account: Account) -> None:
    """Makes the directory for the account alone, or checks that it is one.

    Raises: Unreachable when something else is there: whoever can write into it could pose as the server.
    """
    if not os.path.lexists(directory):
        _place(directory, account)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Unreachable(f"{directory} is not a directory; move it away")
    if found.st_uid != account.uid or stat.S_IMODE(found.st_mode) != PRIVATE:
        raise Unreachable(
            f"{directory} must belong to {account.name!r} alone (uid {account.uid}, mode 0700), but has "
            f"uid {found.st_uid}, mode {stat.S_IMODE(found.st_mode):04o}; start as its owner, or mend it"
        )


def _place(directory: Path, account: Account) -> None:
    """Makes the directory under another name, so that nobody meets it before it belongs to the account."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{directory.name}.tmp", dir=directory.parent))
    account.own(fresh)
    try:
        fresh.rename(directory)
    except OSError:
        # Another process was quicker, and its directory is in use already.
        fresh.rmdir()


def _make_sockets(directory: Path, account: Account) -> Path:
    """The socket's directory: in the cluster's own, or one in /tmp when that path is too long for a socket.

    Or when it holds a comma, which parts host names in a connection string.
    """
    sockets = directory / "s"
    if len(os.fsencode(sockets / f".s.PGSQL.{PORT}.lock")) > SOCKET_PATH_BYTES or "," in str(sockets):
        mark = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
        sockets = Path("/tmp") / f"zhuoluo-{account.uid}-{mark}"  # noqa: S108 - owner and mode are checked
    _make_private(sockets, account)
    return sockets


def ensure_data(cluster: Cluster, gate: int) -> None:
    """Makes the data when there are none, else checks their major version.

    `gate`: the open file whose lock lets one process at a time do so.

    Raises: WrongMajor, DiskFull, PostgresError.
    """
    version = cluster.data / "PG_VERSION"
    if not cluster.data.exists():
        _initialise(cluster, gate)
        return
    major = version.read_text(encoding="ascii").strip() if version.exists() else "unknown"
    if major != str(cluster.programs.major):
        message = (
            f"the data in {cluster.data} are of PostgreSQL {major}, the programs in "
            f"{cluster.programs.directory} are {cluster.programs.major}. Set ZHUOLUO_PG_BIN to those "
            f"of {major}, or dump the data with them and load that into a new ZHUOLUO_HOME, {INSTEAD}"
        )
        raise WrongMajor(message)


def _initialise(cluster: Cluster, gate: int) -> None:
    """Runs initdb in a directory of another name, then renames: half-made data are never taken for data."""
    for left_over in cluster.directory.glob("data.tmp*"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="data.tmp", dir=cluster.directory))
    cluster.account.own(fresh)
    # An initdb that outlives us keeps the gate shut, so that nobody removes what it is writing.
    command = [str(cluster.programs.path("initdb")), *_initdb_options(cluster), "-D", str(fresh)]
    made = cluster.account.run(command, INITDB_SECONDS, holding=[gate])
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        what = f"initdb could not make the data in {cluster.data}"
        if "No space left on device" in made.stderr:
            raise failed(what, OSError(errno.ENOSPC, ""))
        message = f"{what}: {made.stderr.strip()}"
        raise PostgresError(message)
    fresh.rename(cluster.data)
    _sync(cluster.directory)


def _initdb_options(cluster: Cluster) -> list[str]:
    """Page checksums, UTF-8, and a sort order by code point that no update of the C library changes."""
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if cluster.programs.major >= BUILTIN_LOCALE_SINCE
        else ["--locale=C.UTF-8"]
    )
    # The 0700 directory of the socket is the guard; the network is shut.
    return [
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--data-checksums",
        "--auth-local=trust",
        "--auth-host=reject",
        *locale,
    ]


def _sync(directory: Path) -> None:
    """Makes a rename in the directory outlast a loss of power."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
