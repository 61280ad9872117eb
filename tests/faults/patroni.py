"""Three PostgreSQL nodes under Patroni, with etcd, on loopback: Debian's packages, strict synchronous mode.

One etcd stands for three here, and the three nodes share one machine and its disk: what is tried is the change of the
leader, not the loss of a site.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from service.postgres.account import ENVIRONMENT, choose
from tests.service.processes import children

BINARIES = Path("/usr/lib/postgresql/15/bin")
PROGRAMS = ("patroni", "etcd", str(BINARIES / "postgres"))
NODES = ("one", "two", "three")
NAME = "zhuoluo"
PATIENCE = 600
TIMES = {"ttl": 20, "loop_wait": 2, "retry_timeout": 5, "master_start_timeout": 0}
"""Seconds: when the key of a silent leader runs out, between two looks, for etcd to answer; 0: fail over at once."""
REACHED: Mapping[str, Any] = {
    "target_session_attrs": "read-write",
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def lacking() -> list[str]:
    """Programs that are not installed here."""
    return [each for each in PROGRAMS if shutil.which(each) is None]


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def awaited(true: Callable[[], Any], what: str) -> None:
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, what
        sleep(0.05)


class Member:
    """One node: Patroni, and the PostgreSQL that it runs."""

    def __init__(self, name: str, folder: Path, etcd: int) -> None:
        self.name = name
        self.folder = folder
        self.port, self.rest = free_port(), free_port()
        self._etcd = etcd
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])

    def start(self) -> None:
        file = self.folder / "patroni.json"
        file.write_text(json.dumps(self._said()), encoding="utf-8")
        self._process = started(["/usr/bin/patroni", str(file)], self.folder / "patroni.log")

    def kill_postmaster(self) -> None:
        """Kill -9 of the postmaster alone; its children see it and end."""
        os.kill(self.postmaster, signal.SIGKILL)

    def kill(self) -> None:
        """Kill -9 of all that runs on the node, Patroni first, so that it sees nothing of it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=PATIENCE)
        with suppress(FileNotFoundError, ProcessLookupError):
            postmaster = self.postmaster
            os.kill(postmaster, signal.SIGSTOP)
            for pid in [*children(postmaster), postmaster]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """In good order, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=60)
        self.kill()

    def asked(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.rest, timeout=PATIENCE)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _said(self) -> dict[str, Any]:
        """The settings of Patroni; JSON is YAML too."""
        return {
            "scope": NAME,
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"hosts": [f"127.0.0.1:{self._etcd}"]},
            "bootstrap": {
                "dcs": {
                    **TIMES,
                    "maximum_lag_on_failover": 0,
                    "synchronous_mode": True,
                    "synchronous_mode_strict": True,
                    "postgresql": {
                        "use_pg_rewind": True,
                        "parameters": {"synchronous_commit": "on", "max_connections": 60, "wal_log_hints": "on"},
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}",
                "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self.data),
                "bin_dir": str(BINARIES),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres", "password": "of-one-run"},
                    "replication": {"username": "follower", "password": "of-one-run"},
                    "rewind": {"username": "rewinder", "password": "of-one-run"},
                },
                "parameters": {"unix_socket_directories": str(self.folder)},
                "pg_hba": [
                    "local all all trust",
                    "host all all 127.0.0.1/32 trust",
                    "host replication follower 127.0.0.1/32 trust",
                ],
            },
        }


class Cluster:
    """The three nodes, seen from the test."""

    def __init__(self, folder: Path, etcd: int) -> None:
        self.members = [Member(name, folder / name, etcd) for name in NODES]

    @cached_property
    def conninfo(self) -> str:
        """All nodes in one string, as for ZHUOLUO_DATABASE_URL: whichever takes writes is found."""
        ports = ",".join(str(each.port) for each in self.members)
        hosts = ",".join("127.0.0.1" for _ in self.members)
        return make_conninfo(host=hosts, port=ports, user="postgres", dbname=NAME, **REACHED)

    def maintenance(self) -> str:
        return make_conninfo(self.conninfo, dbname="postgres")

    def states(self) -> dict[str, tuple[str, str]]:
        """Role and state by name, as a node that answers tells it."""
        for each in self.members:
            with suppress(OSError, ValueError):
                told = json.loads(each.asked("GET", "/cluster")[1])
                return {one["name"]: (one["role"], one["state"]) for one in told["members"]}
        return {}

    def whole(self) -> bool:
        """A leader, a synchronous standby and another one, all of them at work."""
        found = list(self.states().values())
        roles = sorted(role for role, _ in found)
        return roles == ["leader", "replica", "sync_standby"] and all(
            state in {"running", "streaming"} for _, state in found
        )

    def leader(self) -> Member:
        return self._with("leader")

    def synchronous(self) -> Member:
        return self._with("sync_standby")

    def writable(self, *, but: Member) -> bool:
        """Whether another node than `but` takes writes."""
        return any(each is not but and _takes_writes(each) for each in self.members)

    def _with(self, role: str) -> Member:
        names = [name for name, (has, _) in self.states().items() if has == role]
        return next(each for each in self.members if [each.name] == names)


def _takes_writes(member: Member) -> bool:
    try:
        return member.asked("GET", "/primary")[0] == 200
    except OSError:
        return False


def started(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """As the account that may run PostgreSQL, apart from signals of the terminal."""
    account = choose(None)
    with log.open("ab") as out:
        return subprocess.Popen(
            command, cwd="/", env=ENVIRONMENT, stdout=out, stderr=out, start_new_session=True, **account.switch
        )


def _folder(path: Path) -> None:
    path.mkdir(parents=True, mode=0o700)
    choose(None).own(path)


@contextmanager
def _etcd(folder: Path) -> Iterator[int]:
    client, peer = free_port(), free_port()
    _folder(folder)
    at, among = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
    command = ["/usr/bin/etcd", "--name", "only", "--data-dir", str(folder / "data"), "--listen-client-urls", at]
    command += ["--advertise-client-urls", at, "--listen-peer-urls", among, "--initial-advertise-peer-urls", among]
    process = started([*command, "--initial-cluster", f"only={among}"], folder / "etcd.log")
    try:
        yield client
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@contextmanager
def cluster(home: Path) -> Iterator[Cluster]:
    """Such a cluster below `home`, with an empty database; all of it is ended afterwards."""
    with _etcd(home / "etcd") as port:
        made = Cluster(home, port)
        try:
            for each in made.members:
                _folder(each.folder)
                each.start()
            awaited(made.whole, "three nodes are up")
            with psycopg.connect(made.maintenance(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            yield made
        finally:
            for each in reversed(made.members):
                each.stop()
