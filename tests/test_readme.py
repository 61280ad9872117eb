"""Every command in README.md is carried out as it stands there, and its table says what the product says."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from service.database import Database
from tests.servers import end_left_server, private_home

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
SERVING = re.compile(r"http://127\.0\.0\.1:(\d+)")
EXAMPLE_URL = re.compile(r"postgresql://zhuoluo@db\.example\.org/[^']*")
STEPS = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d{4}-\d\d-\d\d) \| (.*) \|$", README, re.MULTILINE)


def test_the_two_commands_come_first() -> None:
    assert BLOCKS[:2] == ["make demo\n", "make test\n"]


def test_make_test_is_what_runs_everywhere() -> None:
    assert re.search(r"^make .*\btest$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    planned = subprocess.run(["make", "-n", "test"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607
    assert "pytest" in planned.stdout


pytestmark = pytest.mark.xdist_group("readme")
"""One worker runs the demo for all of them."""


@contextmanager
def demo(environment: Mapping[str, str]) -> Iterator[str]:
    """`make demo` until it serves; afterwards Ctrl-C, which ends server and database cleanly."""
    with subprocess.Popen(  # noqa: S602 - the words of the README
        "exec " + BLOCKS[0], shell=True, cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        try:
            yield _until_it_serves(running.stdout)
        finally:
            os.killpg(running.pid, signal.SIGINT)
            rest = running.stdout.read()
    assert "已结束" in rest
    assert "Traceback" not in rest
    assert not list(Path(environment["ZHUOLUO_HOME"]).glob("postgres/data/postmaster.pid"))


def _until_it_serves(output: IO[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if SERVING.search(line):
            return "".join(said)
    raise AssertionError("".join(said))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Told(NamedTuple):
    """What the demo printed, what the commands of the case printed, and the address of the office."""

    loaded: str
    ran: subprocess.CompletedProcess[str]
    office: str

    def asked(self, what: str, **query: str) -> Any:
        with urlopen(f"{self.office}/{what}?{urlencode(query)}") as answer:  # noqa: S310 - our own server
            return json.load(answer)


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The demo running, and the case of the README told to it."""
    home, port = private_home("zhuoluo-readme-"), free_port()
    environment = {**os.environ, "ZHUOLUO_HOME": str(home), "ZHUOLUO_PORT": str(port)}
    environment.pop("ZHUOLUO_DATABASE_URL", None)
    case = "".join(BLOCKS[2:-1]).replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    with demo(environment) as loaded:
        yield Told(loaded, bash(case, environment), f"http://127.0.0.1:{port}/api/v1/offices/hall")
    end_left_server(home)
    shutil.rmtree(home)


def bash(script: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_demo_loads_prints_a_summary_and_serves(told: Told) -> None:
    for words in ("超期 overdue", "统计 statistics", "树根 root", "uk-questions", "yimin-demo"):
        assert words in told.loaded


def test_every_command_of_the_case_is_carried_out(told: Told) -> None:
    assert told.ran.returncode == 0, told.ran.stderr
    refused = re.findall(r'"clause":"([^"]+)"', "".join(re.findall(r'"reasons":\[.*?\]', told.ran.stdout)))
    assert {"R5.8", "R5.12"} <= set(refused)


def test_the_table_of_the_case_says_what_the_lists_say(told: Told) -> None:
    assert len(STEPS) == 10
    for step, position, day, rest in STEPS:
        assert row(told, step, position, day) == f"| {step} | {position} | {day} | {rest} |"


def row(told: Told, step: str, position: str, day: str) -> str:
    """The line of the table after this step, from the register, the overdue list and the month's acts."""
    (listed,) = told.asked("register", position=position, on=day)["rows"]
    overdue = told.asked("overdue", position=position, on="2026-02-20")["rows"]
    figures = told.asked(f"statistics/{day[:7]}", position=position, on=day)["figures"]
    counts: Counter[str] = Counter()
    for figure in figures:
        if figure["measure"] not in ("opened", "ended", "held", "passed_on"):
            counts[figure["measure"]] += figure["count"]
    counted = ", ".join(f"{measure} {count}" for measure, count in sorted(counts.items()))
    limit = f"{listed['due']} {listed['clause']}" if listed["due"] else "none"
    late = "yes" if overdue else "no"
    return f"| {step} | {position} | {day} | {listed['state']}, {listed['unit']} | {limit} | {late} | {counted} |"


def test_on_a_postgresql_of_your_own_the_same_commands_work(database: Database, home: Path) -> None:
    commands = re.sub(r"(?m)^zhuoluo ", f"{sys.executable} -m service.cli.main ", BLOCKS[-1])
    script = EXAMPLE_URL.sub(database.conninfo, commands)
    environment = {**os.environ, "ZHUOLUO_HOME": str(home)}
    ran = bash(script, environment)
    assert ran.returncode == 0, ran.stderr
    assert "yimin-demo" in ran.stdout
