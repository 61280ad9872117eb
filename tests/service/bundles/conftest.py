"""An office with petitions, a witness, and bundles of them; and verify.py run as an auditor runs it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from domain.access import CONSOLE
from domain.evidence_events import WitnessNamed
from domain.values import Actor
from service.bundles import petition as petitions
from service.bundles import report as reports
from service.bundles.packing import Made
from service.bundles.verifier import command
from service.bundles.verifier.files import Bundle
from service.bundles.verifier.heads import Key
from service.database import Database
from service.evidence import note as notes
from service.evidence import store
from service.evidence.note import COSIGNATURE, Verifier
from service.evidence.signing_key import SeedSigner
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.readmodels.asking import question
from service.runtime import Instance
from tests.service.api.callers import DEPUTY, HANDLER, HEAD, Caller
from tests.service.evidence.conftest import tampered
from tests.service.reports.bureau import JANUARY, Bureau, a_quarter

MADE = Made("审计员", datetime(2026, 4, 1, tzinfo=UTC))
NAME, PHONE, STORY = "焦桂英", "13800001111", "房屋漏水，多次维修未果"
SHEET = {
    "title": "安置房渗漏",
    "petitioner": {"name": NAME, "phone": PHONE},
    "problem": STORY,
    "receivers": ["田甜", "罗辉"],
}
WITNESS = SeedSigner(b"w" * 32)
WITNESS_KEY = Verifier("witness.example/w1", WITNESS.public, COSIGNATURE)

CONSISTENT = 2
"""The exit code of verify.py where everything fits together and no key of the log was given."""

Files = Mapping[str, bytes]


class Said(NamedTuple):
    """What verify.py printed, and its exit code."""

    code: int
    out: str


class Auditor:
    """Somebody with a bundle and a computer on which nothing of ours is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs = 0

    def verify(self, packed: bytes, *options: str) -> Said:
        """Runs the bundle's own verify.py in an empty folder, by an interpreter that has no packages."""
        self._runs += 1
        here = self._folder / str(self._runs)
        here.mkdir()
        (here / "bundle.zip").write_bytes(packed)
        (here / "verify.py").write_bytes(unpacked(packed)["verify.py"])
        return self.run(here / "verify.py", "bundle.zip", *options)

    def run(self, program: Path, *words: str) -> Said:
        """Runs it where it lies."""
        run = [sys.executable, "-I", "-S", program.name, *words]
        ran = subprocess.run(run, cwd=program.parent, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ran.stderr == ""
        return Said(ran.returncode, ran.stdout)


def lay(folder: Path, given: Files) -> Path:
    for name, content in given.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def packed(given: Files) -> bytes:
    """A zip of these files, made by anybody."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, content in given.items():
            zipped.writestr(name, content)
    return made.getvalue()


def resealed(given: Files, **told: Any) -> dict[str, bytes]:
    """The files with a manifest that fits them, as a forger makes it; `told` is what it says otherwise."""
    files = dict(given)
    manifest = json.loads(files["manifest.json"]) | told
    manifest["files"] = {name: digest(each) for name, each in files.items() if not name.startswith("manifest.")}
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    files["manifest.sha256"] = f"{digest(files['manifest.json'])}  manifest.json\n".encode()
    return files


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def fault(given: Files, *keys: str) -> str:
    """What verify.py finds first in these files, "" when nothing is wrong; run here, because it is run often."""
    return command.fault(Bundle(dict(given)), [Key.read(key, given=True) for key in keys])


def unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    made = tmp_path / "auditor"
    made.mkdir()
    return Auditor(made)


@pytest.fixture
def office(client: TestClient) -> Caller:
    """An office under R5, in replayed time."""
    return Caller.founded(client, "yimin", "R5", replayed=True)


@pytest.fixture
def visit(office: Caller) -> str:
    """A visit with a name and a story, put right once; events of another petition stand between its own."""
    p: str = office.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    other(office)
    office.do("register", p, "2026-01-20 09:20")
    office.do("submit", p, "2026-01-20 10:00", to="倪虹")
    office.do("instruct", p, "2026-01-21 09:00", by=DEPUTY, text="后扶科办理")
    office.do("forward", p, "2026-01-21 10:00", target="后扶科")
    office.do("sign-for", p, "2026-01-22 09:00", by=HANDLER, unit="后扶科")
    office.do("classify", p, occurred="2026-01-22", recorded_at="2026-01-26T09:00:00+08:00", details={"people": 3})
    act = {"verb": "receive", "channel": "visit", "place": "hall", "details": SHEET}
    office.do("correct", p, "2026-01-26 10:00", by=HEAD, of=1, act=act, occurred="2026-01-19", reason="录入有误")
    return p


def other(office: Caller, day: str = "2026-01-20") -> str:
    """Another petition, of two events."""
    p: str = office.do("receive", on=f"{day} 09:05", channel="letter", details={"title": "积水"})["petition"]
    office.do("register", p, f"{day} 09:10")
    return p


def bundle(instance: Instance, petition: str, *, opened: bool = False, position: int | None = None) -> bytes:
    asked = question(instance, CONSOLE, "yimin", position=position)
    return petitions.bundle(instance, asked, petition, MADE, opened=opened)


def key_of(instance: Instance, office: str = "yimin") -> str:
    """The verifier key of the log, as somebody has it who asked for it."""
    origin = instance.checkpoints.current(office, MATTERS).head.origin
    return str(instance.checkpoints.verifiers(origin)[0])


def witnessed(instance: Instance) -> None:
    """A body witnesses the log of the office from now on, and has cosigned its head."""
    named = WitnessNamed(verifier=str(WITNESS_KEY), url="https://witness.example", body="市档案局")
    last = instance.ledger.head("yimin").recorded_at
    instance.offices.add("yimin", named, Actor("管理员"), Via(channel="test"), at=last)
    head = instance.checkpoints.current("yimin", MATTERS)
    line = notes.cosignature(head.note.text, WITNESS_KEY.name, WITNESS, 1_800_000_000)
    with instance.ledger.connections.borrow() as connection:
        store.cosign(connection, "yimin", MATTERS, head, line)


def with_a_changed_leaf(database: Database) -> None:
    """The leaf of an event is another one than was signed."""
    tampered(database, "UPDATE ledger.event SET leaf = sha256('x') WHERE office = 'yimin' AND position = 4")


@pytest.fixture
def bureau(instance: Instance) -> Bureau:
    """An office with a report of January that was sent."""
    made = Bureau(instance)
    a_quarter(made)
    made.sent(JANUARY)
    return made


def report_bundle(bureau: Bureau) -> bytes:
    return reports.bundle(bureau.instance, bureau.asked(), bureau.report("2026-01-1"), MADE)
