"""`zhuoluo witness` and `zhuoluo log`, as the two bodies type them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.database import Database
from service.evidence import calling
from service.runtime import assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.cli.conftest import Run, run
from tests.service.evidence.witnessed import Bureau, put_back, saved, served
from tests.service.witness.invented import InventedLog

__all__ = ("run",)

ROOT = Path(__file__).parents[3]
NAME = "witness.example/w1"


@contextmanager
def serving(home: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`zhuoluo witness serve` as a process; its address as it announces it."""
    command = [sys.executable, "-m", "service.cli.main", "witness", "serve", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        try:
            yield found[0], process
        finally:
            process.kill()


@pytest.fixture
def home_of_witness(tmp_path: Path) -> Path:
    return tmp_path / "witness"


def test_two_bodies_set_a_witness_up_and_it_cosigns(
    run: Run, database: Database, home: Path, home_of_witness: Path
) -> None:
    where = ("--home", str(home_of_witness), "--format", "json")
    vkey = run("witness", "init", NAME, *where).json["verifier"]
    assert vkey.startswith(NAME)
    assert run("witness", "init", NAME, *where).code == 1
    with assembled(Settings(home), database) as instance:
        head = Bureau.founded(instance).signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    of = ("-o", "linye", "--format", "json")
    with serving(home_of_witness) as (url, _):
        named = run("log", "witness-name", url, vkey, "--body", "市档案馆", *of)
        assert (named.code, named.json["witness"]) == (0, NAME)
        refused = run("log", "submit", *of)
        assert (refused.code, refused.json[0]["outcome"]) == (1, "refused")
        assert run("witness", "trust", key, *where).json == {"origin": head.origin, "keys": 1}
        said = run("log", "submit", *of)
        assert (said.code, said.json[0]["outcome"]) == (0, "cosigned")
        seen = run("log", "seen", *of)
        assert (seen.code, seen.json[0]["standing"], seen.json[0]["seen"]) == (0, "same", said.json[0]["size"])
        assert run("verify", "--ask-witnesses").code == 0
    (row,) = run("witness", "list", *where).json
    assert (row["origin"], row["size"]) == (head.origin, said.json[0]["size"])
    (told,) = run("log", "witnesses", *of).json
    assert (told["witness"], told["body"], told["size"]) == (NAME, "市档案馆", row["size"])
    assert told["reason"].startswith("404")
    gone = run("log", "seen", *of)
    assert (gone.code, gone.json[0]["standing"]) == (1, "unreached")
    unreached = run("log", "submit", *of)
    assert (unreached.code, unreached.json[0]["outcome"]) == (1, "unreached")
    assert run("log", "witness-dismiss", vkey, "--reason", "换机构", *of).code == 0
    nobody = run("log", "submit", *of)
    assert (nobody.code, "has named no witness" in nobody.err) == (1, True)


def test_an_office_names_no_key_of_a_log_as_its_witness(run: Run, database: Database, home: Path) -> None:
    with assembled(Settings(home), database) as instance:
        head = Bureau.founded(instance).signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    said = run("log", "witness-name", "https://witness.example", key, "--body", "市档案馆", "-o", "linye")
    assert said.code == 1
    assert "0x04" in said.err


def test_a_restored_log_is_followed_by_its_file(
    run: Run, database: Database, home: Path, home_of_witness: Path, tmp_path: Path
) -> None:
    where = ("--home", str(home_of_witness))
    vkey = json.loads(run("witness", "init", NAME, *where, "--format", "json").out)["verifier"]
    with assembled(Settings(home), database) as instance:
        head = Bureau.founded(instance).signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    run("witness", "trust", key, *where)
    with serving(home_of_witness) as (url, _):
        assert run("log", "witness-name", url, vkey, "--body", "市档案馆", "-o", "linye").code == 0
        assert run("log", "submit", "-o", "linye").code == 0
        saved(database)
        with assembled(Settings(home), database) as instance:
            Bureau(instance).grow(5)
        assert run("log", "submit", "-o", "linye").code == 0
        put_back(database)
        refused = run("log", "submit", "-o", "linye")
        assert refused.code == 1
        assert "refused" in refused.out
        assert run("witness", "refused", *where).code == 1
        none = run("log", "succession", "-o", "linye")
        assert (none.code, none.out) == (1, "")
        (row,) = run("log", "seen", "-o", "linye", "--format", "json").json
        assert (row["seen"] - row["signed"], row["standing"]) == (5, "ahead")
        damaged = run("verify", "--ask-witnesses")
        assert (damaged.code, f"states {row['seen']} events" in damaged.out) == (1, True)
        assert run("log", "restored", "--reason", "磁盘损坏", "-o", "linye").code == 0
        assert run("log", "submit", "-o", "linye").code == 1
        file = tmp_path / "succession.json"
        file.write_text(run("log", "succession", "-o", "linye").out, encoding="utf-8")
        followed = run("witness", "succeed", str(file), *where, "--format", "json")
        assert (followed.code, followed.json["successor"]) == (0, f"{head.origin}/2")
        assert (followed.json["kept"], followed.json["lost"]) == (row["signed"], row["seen"])
        assert f"kept up to {row['signed']}, lost {row['signed'] + 1}…{row['seen']}" in followed.err
        old, new = run("witness", "list", *where, "--format", "json").json
        assert (old["kept"], new["kept"], new["size"] is None) == (row["signed"], None, False)
        assert run("log", "submit", "-o", "linye").code == 0
        again = run("witness", "succeed", str(file), *where)
        assert (again.code, "goes on as" in again.err) == (1, True)
        assert run("witness", "trust", key, *where).code == 1


def test_a_receipt_is_checked_against_the_log_that_is_served(
    run: Run, database: Database, home: Path, home_of_witness: Path, tmp_path: Path
) -> None:
    where = ("--home", str(home_of_witness), "--format", "json")
    run("witness", "init", NAME, *where)
    receipt, other = tmp_path / "receipt.json", tmp_path / "other.tlog-proof"
    with assembled(Settings(home), database) as instance, served(create_app(instance)) as url:
        bureau = Bureau.founded(instance)
        bureau.grow(5)
        first = bureau.signed()
        with TestClient(create_app(instance), base_url=HERE) as client:
            receipt.write_bytes(client.get("/api/v1/offices/linye/log/receipts/3").content)
        bureau.grow(300)
        newest = bureau.signed()
        key = str(instance.checkpoints.verifiers(first.head.origin)[0])
        run("witness", "trust", key, *where)
        tree = f"{url}/api/v1/offices/linye/log"
        early = run("witness", "check", str(receipt), "--log", tree, *where)
        assert (early.code, "cosigned here yet" in early.err) == (2, True)
        with serving(home_of_witness) as (address, _):
            calling.asked(f"{address}/add-checkpoint", f"old 0\n\n{newest.text}".encode())
        verdict = run("witness", "check", str(receipt), "--log", tree, *where).json
        assert (verdict["consistent"], verdict["position"], verdict["leaf"]) == (True, 3, True)
        assert (verdict["size"], verdict["seen"]) == (first.size, newest.size)
        forged = InventedLog(9, origin=first.head.origin, signer=instance.checkpoints._signers[0])
        other.write_text(str(forged.receipt(3, 9)), encoding="utf-8")
        missing = run("witness", "check", str(other), "--log", tree, "--home", str(home_of_witness))
        assert (missing.code, "MISSING" in missing.out) == (1, True)
        wrong = run("witness", "check", str(receipt), "--log", url, *where)
        assert (wrong.code, "no log is served at this address" in wrong.err) == (2, True)
    gone = run("witness", "check", str(receipt), "--log", tree, *where)
    assert (gone.code, "does not answer" in gone.err) == (3, True)


def test_heads_travel_between_offices_as_files(run: Run, database: Database, home: Path, tmp_path: Path) -> None:
    with assembled(Settings(home), database) as instance:
        Bureau.founded(instance, "shi")
        head = Bureau.founded(instance, "xian").signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    file = tmp_path / "head"
    file.write_text(run("log", "export-head", "-o", "xian").out, encoding="utf-8")
    assert run("log", "record", str(file), "-o", "shi").code == 1
    said = run("log", "record", str(file), "-o", "shi", "--verifier", key, "--format", "json")
    assert (said.code, said.json["origin"], said.json["size"]) == (0, head.origin, head.size)
    again = run("log", "record", str(file), "-o", "shi")
    assert (again.code, "the same head" in again.err) == (1, True)
    file.write_text("nonsense", encoding="utf-8")
    assert run("log", "record", str(file), "-o", "shi").code == 1


@pytest.mark.faults
def test_a_witness_that_was_killed_goes_on_from_what_it_has_cosigned(run: Run, home_of_witness: Path) -> None:
    where = ("--home", str(home_of_witness), "--format", "json")
    log = InventedLog(40)
    run("witness", "init", NAME, *where)
    run("witness", "trust", str(log.verifier), *where)
    with serving(home_of_witness) as (url, process):
        assert calling.asked(f"{url}/add-checkpoint", log.body(0, 20)).status == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(home_of_witness) as (url, process):
        reply = calling.asked(f"{url}/add-checkpoint", log.body(0, 8))
        assert (reply.status, reply.kind, reply.body) == (409, "text/x.tlog.size", b"20\n")
        assert calling.asked(f"{url}/add-checkpoint", log.body(20, 40)).status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert run("witness", "list", *where).json[0]["size"] == 40


def test_a_home_that_is_none_and_a_key_that_is_none_are_said_to_be_none(run: Run, home_of_witness: Path) -> None:
    nowhere = run("witness", "list", "--home", str(home_of_witness))
    assert (nowhere.code, "not the home of a witness" in nowhere.err) == (1, True)
    vkey = run("witness", "init", NAME, "--home", str(home_of_witness), "--format", "json").json["verifier"]
    for wrong, said in ((vkey, "no key of a log"), ("nonsense", "no verifier key")):
        told = run("witness", "trust", wrong, "--home", str(home_of_witness))
        assert (told.code, said in told.err) == (1, True)
    key = str(InventedLog(1).verifier)
    assert run("witness", "trust", key, "--home", str(home_of_witness)).code == 0
    assert run("witness", "distrust", key, "--home", str(home_of_witness)).code == 0
    assert run("witness", "distrust", key, "--home", str(home_of_witness)).code == 1


def test_a_whole_machine_that_was_put_back_states_what_its_witness_has_seen(
    run: Run, database: Database, home: Path, home_of_witness: Path, tmp_path: Path
) -> None:
    where = ("--home", str(home_of_witness))
    vkey = run("witness", "init", NAME, *where, "--format", "json").json["verifier"]
    with assembled(Settings(home), database) as instance:
        head = Bureau.founded(instance).signed().head
        key = str(instance.checkpoints.verifiers(head.origin)[0])
    run("witness", "trust", key, *where)
    with serving(home_of_witness) as (url, _):
        run("log", "witness-name", url, vkey, "--body", "市档案馆", "-o", "linye")
        assert run("log", "submit", "-o", "linye").code == 0
        saved(database)
        remembered = (home / "heads" / "linye" / "matters").read_bytes()
        with assembled(Settings(home), database) as instance:
            Bureau(instance).grow(5)
        assert run("log", "submit", "-o", "linye").code == 0
        put_back(database)
        (home / "heads" / "linye" / "matters").write_bytes(remembered)
        assert run("log", "head", "-o", "linye").code == 0, "the signer has forgotten too"
        assert run("log", "submit", "-o", "linye").code == 1
        assert run("log", "restored", "--reason", "整机恢复", "-o", "linye").code == 1
        shown = tmp_path / "seen"
        shown.write_text(run("log", "seen", "-o", "linye", "--format", "json").json[0]["note"], encoding="utf-8")
        stated = run("log", "restored", "--reason", "整机恢复", "--seen", str(shown), "-o", "linye", "--format", "json")
        assert (stated.code, stated.json["origin"]) == (0, f"{head.origin}/2")
        file = tmp_path / "succession.json"
        file.write_text(run("log", "succession", "-o", "linye").out, encoding="utf-8")
        assert run("witness", "succeed", str(file), *where).code == 0
        assert run("log", "submit", "-o", "linye").code == 0
