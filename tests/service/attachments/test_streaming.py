"""Over a real connection: what is too large is refused while it comes, who hangs up or falls silent leaves nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from service.attachments.store import Store
from service.database import Database
from tests.service.api.callers import CLERK, V1
from tests.service.attachments import files
from tests.service.processes import until

PROGRAM = """
import sys
from pathlib import Path
from service.api import attachments
from service.api.server import serve
from service.database import Database
from service.runtime import assembled
from service.settings import Attaching, Settings

attachments.SILENCE = 0.5
home, conninfo = sys.argv[1:]
settings = Settings(Path(home), attachments=Attaching(largest=1_000_000))
with assembled(settings, Database(conninfo)) as instance:
    serve(instance, port=0, announce=lambda said: print(said, flush=True))
"""
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def place(home: Path, database: Database) -> Iterator[str]:
    """Where the server is."""
    command = [sys.executable, "-c", PROGRAM, str(home), database.conninfo]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.kill()


@pytest.fixture
def address(place: str) -> str:
    """Where a file is put to a petition."""
    office = {"actor": CLERK, "id": "desk", "name": "局", "rulebook": "plain"}
    assert httpx2.post(f"{place}{V1}/offices", json=office).status_code == 201
    made = httpx2.post(f"{place}{V1}/offices/desk/petitions", json={"actor": CLERK, "channel": "call"})
    return f"{place}{made.headers['Location']}/attachments"


@contextmanager
def sending(address: str) -> Iterator[socket.socket]:
    """A connection on which the head of a request stands, its body to come in pieces."""
    parts = urlsplit(address)
    head = f"POST {parts.path}?paper=letter&officer=x HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    head += "X-File-Name: a.txt\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), 30) as connection:
        connection.sendall(head.encode())
        yield connection


def piece(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_a_file_beyond_the_limit_is_refused_before_its_end(address: str, home: Path) -> None:
    with sending(address) as connection:
        for _ in range(25):
            connection.sendall(piece(b"a" * 50_000))
        answer = connection.recv(4096)  # its end was never sent
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert until(lambda: not list(Store(home / "attachments").files()))


def test_a_caller_that_hangs_up_leaves_nothing_and_the_next_is_served(address: str, home: Path) -> None:
    store = Store(home / "attachments")
    with sending(address) as connection:
        connection.sendall(piece(b"a" * 300_000))
        assert until(lambda: any(store.files()))  # it is being written aside
    assert until(lambda: not list(store.files()))
    assert httpx2.get(address).json()["attachments"] == []
    said = {"paper": "letter", "officer": "x"}
    made = httpx2.post(address, params=said, headers={"X-File-Name": "a.pdf"}, content=files.pdf())
    assert (made.status_code, len(list(store.files()))) == (201, 1)
    got = httpx2.get(f"{address.split('/api/', maxsplit=1)[0]}{made.headers['Location']}")
    assert (got.content, got.headers["content-type"]) == (files.pdf(), "application/pdf")


def test_a_caller_that_falls_silent_is_cut_off(address: str, home: Path) -> None:
    with sending(address) as connection:
        connection.sendall(piece(b"a" * 1000))
        assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")
    assert until(lambda: not list(Store(home / "attachments").files()))
