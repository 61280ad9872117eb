"""What the commands of a witness answer: exit codes that tell evidence from mistakes, one server, plain times."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service.api.app import create_app
from service.database import Database
from service.evidence import calling
from service.runtime import assembled
from service.settings import Settings
from service.witness import home as homes
from tests.service.cli.conftest import Run, run
from tests.service.evidence.witnessed import Bureau, put_back, saved, served
from tests.service.witness.invented import InventedLog
from tests.service.witness.test_commands import NAME, ROOT, serving

__all__ = ("run",)

SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def known(run: Run, tmp_path: Path) -> tuple[str, str]:
    """The option for the home of a witness."""
    where = ("--home", str(tmp_path / "witness"))
    assert run("witness", "init", NAME, *where).code == 0
    return where


def serve(home: str, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "service.cli.main", "witness", "serve", "--home", home, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_a_port_that_is_taken_is_said_to_be_taken(known: tuple[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = serve(known[1], "--port", str(port))
    assert (code, f"port {port} on 127.0.0.1 is taken by another program (端口已被占用)" in said) == (3, True)
    code, said = serve(known[1], "--port", "0", "--host", "192.0.2.1")
    assert (code, "cannot listen on 192.0.2.1" in said) == (1, True)
    with serving(Path(known[1])) as (url, _):
        assert calling.asked(f"{url}/none/checkpoint").status == 404


def test_a_witness_is_served_once_at_a_time(known: tuple[str, str]) -> None:
    with serving(Path(known[1])) as (_, process):
        code, said = serve(known[1], "--port", "0")
        assert (code, "is served by another process already (该见证方已在运行)" in said) == (3, True)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(Path(known[1])) as (url, _):
        assert calling.asked(f"{url}/none/checkpoint").status == 404, "the lock ends with the process"


@pytest.mark.parametrize("url", ["nonsense", "file:///etc/passwd", "ftp://log.example", "http://"])
def test_an_address_that_is_none_is_refused_first(run: Run, known: tuple[str, str], tmp_path: Path, url: str) -> None:
    file = tmp_path / "receipt"
    file.write_text("no receipt", encoding="utf-8")
    refused = run("witness", "check", str(file), "--log", url, *known)
    assert (refused.code, "地址无效" in refused.err) == (2, True)
    asked = run("witness", "check", str(file), "--log", "http://127.0.0.1:1", *known)
    assert (asked.code, "no proof of a log" in asked.err) == (2, True)


def test_times_of_a_witness_are_told_to_the_second_in_utc(run: Run, known: tuple[str, str]) -> None:
    log = InventedLog(40)
    run("witness", "trust", str(log.verifier), *known)
    with serving(Path(known[1])) as (url, _):
        assert calling.asked(f"{url}/add-checkpoint", log.body(0, 20)).status == 200
        assert calling.asked(f"{url}/add-checkpoint", log.body(0, 8)).status == 409
    (row,) = run("witness", "list", *known, "--format", "json").json
    (refused,) = run("witness", "refused", *known, "--format", "json").json
    for instant in (row["cosigned_at"], refused["first_at"], refused["last_at"]):
        assert SECONDS.fullmatch(instant)
    assert row["cosigned_at"] in run("witness", "list", *known).out


def test_receipts_of_a_log_that_was_restored_are_answered_by_what_was_kept(
    run: Run, known: tuple[str, str], database: Database, home: Path, tmp_path: Path
) -> None:
    file, kept, lost = (tmp_path / name for name in ("succession", "kept", "lost"))
    of = ("-o", "linye")
    with assembled(Settings(home), database) as instance:
        head = Bureau.founded(instance).signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    vkey = str(homes.opened(Path(known[1])).verifier)
    assert run("witness", "trust", key, *known).code == 0
    with serving(Path(known[1])) as (url, _):
        assert run("log", "witness-name", url, vkey, "--body", "市档案馆", *of).code == 0
        assert run("log", "submit", *of).code == 0
        saved(database)
        with assembled(Settings(home), database) as instance:
            Bureau(instance).grow(5)
        assert run("log", "submit", *of).code == 0
        size = run("log", "head", *of, "--format", "json").json["size"]
        kept.write_text(run("log", "receipt", "2", *of).out, encoding="utf-8")
        lost.write_text(run("log", "receipt", str(size), *of).out, encoding="utf-8")
        put_back(database)
        assert run("log", "restored", "--reason", "磁盘损坏", *of).code == 0
        file.write_text(run("log", "succession", *of).out, encoding="utf-8")
        assert run("witness", "succeed", str(file), *known).code == 0
    goes_on = f"closed after a restore, goes on as {head.origin}/2: kept up to {size - 5}"
    with assembled(Settings(home), database) as instance, served(create_app(instance)) as place:
        log = f"{place}/api/v1/offices/linye/log"
        for receipt, code, words in ((kept, 0, "一致 consistent"), (lost, 4, "MISSING, stated as lost")):
            said = run("witness", "check", str(receipt), "--log", log, *known)
            assert (said.code, words in said.out, goes_on in said.out) == (code, True, True)
        verdict = run("witness", "check", str(lost), "--log", log, *known, "--format", "json").json
        assert (verdict["consistent"], verdict["outcome"], verdict["kept"]) == (False, "lost", size - 5)
