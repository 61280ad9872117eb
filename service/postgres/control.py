"""Starts, finds and stops the server of a cluster, also after it or its launcher was killed.

All functions but `state` are to be called with the gate of the cluster held.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from shutil import disk_usage
from time import monotonic, sleep

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from service.postgres.cluster import PORT, ROLE, Cluster
from service.postgres.errors import INSTEAD, DiskFull, PostgresError, ServerStuck

START_SECONDS = 600
"""Replaying the log after a crash may take minutes; the server says "starting up" all the while."""
STUCK_SECONDS = 15
"""A server that is "shutting down", or holds its lock file without answering, for so long has hung."""
STOP_SECONDS = {"fast": 30, "immediate": 30}
"""How long to wait for each way of stopping. At "immediate" PostgreSQL kills after 5 s what does not obey."""
MIB = 1024 * 1024
LOG_BYTES = 10 * MIB
TAIL_BYTES = 4000
IN_THE_WAY = re.compile(r"lock file \".+\" already exists|pre-existing shared memory block|Address already in use")

OPTIONS = {
    "cluster_name": "zhuoluo",
    "fsync": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    # No DETAIL or CONTEXT: they repeat the row that was refused.
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "port": str(PORT),
    "synchronous_commit": "on",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
}


class State(Enum):
    """What the server answers at its socket."""

    READY = "accepts connections"
    STARTING = "starting up or recovering"
    STOPPING = "shutting down"
    ABSENT = "no answer"


def conninfo(cluster: Cluster, dbname: str) -> str:
    return make_conninfo(host=str(cluster.sockets), port=PORT, user=ROLE, dbname=dbname)


def state(cluster: Cluster) -> State:
    """Asks at the socket, not the pid file: a killed server stays in the process table until it is reaped."""
    target = make_conninfo(conninfo(cluster, "postgres"), connect_timeout=5)
    answer = pq.PGconn.ping(target.encode())
    if answer == pq.Ping.OK:
        return State.READY
    if answer != pq.Ping.REJECT:
        return State.ABSENT
    try:
        psycopg.connect(target).close()
    except psycopg.OperationalError as error:
        return State.STOPPING if "is shutting down" in str(error) else State.STARTING
    return State.READY


def ensure_running(cluster: Cluster, options: Sequence[str] = ()) -> None:
    """Adopts the server that runs, or starts it; gets a dead or hanging one out of the way.

    `options`: further server settings, `name=value`. Raises: DiskFull, ServerStuck, PostgresError.
    """
    began = blocked_since = monotonic()
    while (now := state(cluster)) is not State.READY:
        if now is State.STARTING:
            blocked_since = monotonic()
        elif now is State.ABSENT and _start(cluster, options):
            return
        elif monotonic() - blocked_since > STUCK_SECONDS:
            _end(cluster, "immediate")
            blocked_since = monotonic()
        if monotonic() - began > START_SECONDS:
            message = f"PostgreSQL is {now.value} since {START_SECONDS} s; see {cluster.log}:\n{_tail(cluster, 0)}"
            raise ServerStuck(message)
        sleep(0.1)


def _start(cluster: Cluster, options: Sequence[str]) -> bool:
    """One attempt. False when a lock file, or what is left of a killed server, was in the way."""
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    began = cluster.log.stat().st_size if cluster.log.exists() else 0
    options_text = _server_options(cluster, options)
    started = _pg_ctl(cluster, START_SECONDS, "start", "-l", str(cluster.log), "-o", options_text)
    if started.returncode == 0:
        return True
    written = _tail(cluster, began)
    if IN_THE_WAY.search(written):
        _remove_stale_lock(cluster)
        return False
    # With no room at all the server cannot even write to its log why it ended.
    if "No space left on device" in written + started.stderr or disk_usage(cluster.directory).free < MIB:
        message = f"PostgreSQL cannot start: no space left in {cluster.directory}; make room and start again"
        raise DiskFull(message)
    message = f"PostgreSQL in {cluster.directory} did not start; correct it, {INSTEAD}:\n{started.stderr}{written}"
    raise PostgresError(message)


def _server_options(cluster: Cluster, options: Sequence[str]) -> str:
    """The server's command line, quoted for the shell of pg_ctl. The caller's options come last and win."""
    sockets = str(cluster.sockets).replace('"', '""')
    settings = {**OPTIONS, "unix_socket_directories": f'"{sockets}"'}
    given = [f"{name}={value}" for name, value in settings.items()]
    return " ".join(f"-c {shlex.quote(option)}" for option in (*given, *options))


def _tail(cluster: Cluster, began: int) -> str:
    """The end of the server's log, no further back than byte `began`."""
    if not cluster.log.exists():
        return ""
    with cluster.log.open("rb") as log:
        size = log.seek(0, 2)
        log.seek(max(min(began, size), size - TAIL_BYTES))
        return log.read().decode("utf-8", "replace")


def postmaster_pid(cluster: Cluster) -> int | None:
    """The process id in the server's lock file; the process may be long dead."""
    try:
        return int((cluster.data / "postmaster.pid").read_bytes().split(b"\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _remove_stale_lock(cluster: Cluster) -> None:
    """Removes the lock files when their process is a zombie or no PostgreSQL, and none works in the data.

    A container whose first process reaps nobody keeps zombies for ever; a restarted one gives the old process
    id to some other program. Without /proc nothing is removed: there the parent of all processes does reap.
    """
    pid = postmaster_pid(cluster)
    if pid is None or not Path("/proc/self").exists() or _is_live_postgres(pid) or _works_in(cluster.data):
        return
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    (cluster.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _is_live_postgres(pid: int) -> bool:
    try:
        name, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return not rest.split()[0].startswith(("Z", "X")) and "postgres" in name


def _works_in(data: Path) -> bool:
    """Whether a live process has the data as its working directory, as all processes of a server do."""
    wanted = str(data.resolve())
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if str(link.readlink()) == wanted:
                return True
    return False


def stop(cluster: Cluster) -> None:
    """Ends the server: fast, and if that hangs, at once. Nothing committed is lost: the next start recovers.

    Raises: ServerStuck.
    """
    if _end(cluster, "fast") or _end(cluster, "immediate") or state(cluster) is State.ABSENT:
        return
    pid, written = postmaster_pid(cluster), _tail(cluster, 0)
    message = f"PostgreSQL (process {pid}) does not stop; end it, then look at {cluster.log}:\n{written}"
    raise ServerStuck(message)


def _end(cluster: Cluster, mode: str) -> bool:
    """Whether the server has ended within the STOP_SECONDS of this way of stopping."""
    pid = postmaster_pid(cluster)
    if pid is None or (Path("/proc/self").exists() and not _is_live_postgres(pid)):
        return True
    return _pg_ctl(cluster, STOP_SECONDS[mode], "stop", "-m", mode).returncode == 0 or postmaster_pid(cluster) is None


def _pg_ctl(cluster: Cluster, seconds: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs pg_ctl, which waits up to `seconds` for what it was asked to bring about."""
    program, data = str(cluster.programs.path("pg_ctl")), str(cluster.data)
    command = [program, *arguments, "-D", data, "-s", "-w", "-t", str(seconds)]
    return cluster.account.run(command, timeout=seconds + 60)
