"""The server as a program of its own: on loopback only, and gone cleanly when it is told to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from service.api.server import HOST, PortTaken, serve
from service.database import Database
from service.runtime import Instance
from tests.service.api.callers import CLERK, V1

PROGRAM = """
import sys
from pathlib import Path
from service.api.server import serve
from service.database import Database
from service.runtime import assembled
from service.settings import Settings

home, conninfo = sys.argv[1:]
with assembled(Settings(Path(home)), Database(conninfo)) as instance:
    serve(instance, port=0, announce=lambda said: print(said, flush=True))
print("stopped", flush=True)
"""
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def program(home: Path, database: Database) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running server and where it says that it is."""
    command = [sys.executable, "-c", PROGRAM, str(home), database.conninfo]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.stdout.readline()
        try:
            assert "仅限本机" in said, process.communicate(timeout=5)
            yield process, said.split()[1]
        finally:
            process.kill()


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_when_it_is_told(database: Database, home: Path, way: signal.Signals) -> None:
    with program(home, database) as (process, place):
        with httpx2.Client(base_url=place) as client:
            office = {"actor": CLERK, "id": "desk", "name": "局", "rulebook": "plain"}
            assert client.post(f"{V1}/offices", json=office).status_code == 201
            made = client.post(f"{V1}/offices/desk/petitions", json={"actor": CLERK, "channel": "call"})
            assert client.get(made.headers["Location"]).json()["channel"] == "call"
            rows = client.get(f"{V1}/offices/desk/register").json()["rows"]
            assert [row["petition"] for row in rows] == [made.json()["petition"]]
        process.send_signal(way)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_it_listens_on_one_address_of_this_computer(database: Database, home: Path) -> None:
    with program(home, database) as (_, place):
        port = int(place.rsplit(":", 1)[1])
        with socket.create_connection((HOST, port), timeout=2):
            pass
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", port), timeout=2):
            pass


def test_a_request_that_is_no_http_and_one_that_stalls_keep_nobody_from_stopping_it(
    database: Database, home: Path
) -> None:
    with program(home, database) as (process, place):
        port = int(place.rsplit(":", 1)[1])
        with (
            socket.create_connection((HOST, port), timeout=5) as stalled,
            socket.create_connection((HOST, port)) as bad,
        ):
            stalled.sendall(b"POST /api/v1/offices HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
            stalled.sendall(b"Content-Length: 100\r\n\r\n{")
            bad.sendall(b"\x16\x03\x01 hello\r\n\r\n")
            assert bad.recv(100).startswith(b"HTTP/1.1 400")
            process.terminate()
            out, _ = process.communicate(timeout=15)
            assert (process.returncode, out) == (0, "stopped\n")


def test_several_servers_over_one_database_read_what_each_other_writes(database: Database, home: Path) -> None:
    with program(home, database) as (_, one), program(home, database) as (_, two):
        office = {"actor": CLERK, "id": "desk", "name": "局", "rulebook": "plain"}
        assert httpx2.post(f"{one}{V1}/offices", json=office).status_code == 201
        for place, other in ((one, two), (two, one)):
            body = json.dumps({"actor": CLERK, "channel": "call"}).encode()
            headers = {"Content-Type": "application/json"}
            made = httpx2.post(f"{place}{V1}/offices/desk/petitions", content=body, headers=headers).json()["petition"]
            rows = httpx2.get(f"{other}{V1}/offices/desk/register").json()["rows"]
            assert made in [row["petition"] for row in rows]


def test_a_port_that_is_taken_is_named_and_nothing_is_started(instance: Instance) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)) as refused:
            serve(instance, port=port)
    assert refused.value.port == port
