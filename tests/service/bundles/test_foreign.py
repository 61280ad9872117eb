"""Bundles before programs that are not ours: Go's sumdb, tlog-scales and aics-tlog in Python."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service.evidence.note import Verifier
from service.runtime import Instance
from tests.service.bundles.conftest import bundle, key_of, lay, report_bundle, unpacked, witnessed
from tests.service.foreign import built
from tests.service.reports.bureau import Bureau

Files = dict[str, bytes]
Judge = Callable[[Path, str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def by_go(tmp_path: Path) -> Judge:
    """check.go as it lies in a bundle, built."""
    source = Path(sys.modules["service.bundles"].__path__[0]) / "along" / "check.go"
    program = built(source, tmp_path)
    return lambda folder, key: ran([str(program), str(folder), key])


@pytest.fixture
def by_scales() -> Judge:
    """check_scales.py as it lies in a bundle."""
    pytest.importorskip("tlog_scales", reason="needs tlog-scales")
    return lambda folder, key: ran([sys.executable, str(folder / "check_scales.py"), str(folder), key])


def ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def flipped(content: bytes, nth: int) -> bytes:
    return content[:nth] + bytes([content[nth] ^ 1]) + content[nth + 1 :]


def holds(judge: Judge, given: Files, key: str, where: Path) -> None:
    """It is accepted by its key, and refused once anything signed or proved was changed, or by another key."""
    found = judge(lay(where / "given", given), key)
    assert (found.returncode, f"{count(given)} proofs" in found.stdout) == (0, True), found.stderr
    names = [name for name in given if name.startswith(("events/", "office/"))]
    for name in [*names[::3], "checkpoint", *({"consistency"} & set(given))]:
        place = len(given[name]) // 2 if name != "checkpoint" else given[name].index(b"\n") + 4
        changed = {**given, name: flipped(given[name], place if not name.endswith("-proof") else 30)}
        assert judge(lay(where / name.replace("/", "-"), changed), key).returncode != 0, name
    other = str(Verifier(key.split("+", maxsplit=1)[0], bytes(31) + b"\x02"))
    assert judge(where / "given", other).returncode != 0


def count(given: Files) -> int:
    return sum(name.endswith(".tlog-proof") for name in given)


@pytest.fixture
def of_petition(instance: Instance, visit: str) -> Files:
    witnessed(instance)
    return unpacked(bundle(instance, visit))


def test_go_accepts_a_petition_and_refuses_what_was_changed(
    of_petition: Files, by_go: Judge, instance: Instance, tmp_path: Path
) -> None:
    holds(by_go, of_petition, key_of(instance), tmp_path)


def test_go_accepts_a_report_and_refuses_what_was_changed(bureau: Bureau, by_go: Judge, tmp_path: Path) -> None:
    holds(by_go, unpacked(report_bundle(bureau)), key_of(bureau.instance), tmp_path)


def test_tlog_scales_accepts_a_petition_and_refuses_what_was_changed(
    of_petition: Files, by_scales: Judge, instance: Instance, tmp_path: Path
) -> None:
    holds(by_scales, of_petition, key_of(instance), tmp_path)


def test_tlog_scales_accepts_a_report_and_refuses_what_was_changed(
    bureau: Bureau, by_scales: Judge, tmp_path: Path
) -> None:
    holds(by_scales, unpacked(report_bundle(bureau)), key_of(bureau.instance), tmp_path)


def test_aics_tlog_accepts_what_the_readme_has_it_check(of_petition: Files, instance: Instance, tmp_path: Path) -> None:
    """The commands are those of the README, word by word."""
    if shutil.which("aics-tlog") is None:
        pytest.skip("needs aics-tlog, which needs Python 3.12")
    folder = lay(tmp_path / "bundle", of_petition)
    readme = of_petition["README.md"].decode()
    commands = readme[readme.index("pip install aics-tlog") :].split("\n\n")[0].split("\n")[1:]
    script = re.sub(r"KEY OF THE LOG", key_of(instance), "\n".join(commands))

    def run() -> subprocess.CompletedProcess[str]:
        shell = ["sh", "-e", "-c", script]
        return subprocess.run(shell, cwd=folder, capture_output=True, text=True, check=False)

    assert run().stdout.count('"ok": true') == 2
    (folder / "events" / "000001.record").write_bytes(of_petition["events/000002.record"])
    assert run().returncode != 0
