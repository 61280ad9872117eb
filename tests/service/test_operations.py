"""The operator's guide has a run-book for whatever calls for somebody; what other programs are handed is sound."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.cli import status as told
from service.cli.configuring import deployed
from service.doctor.checks import Check, Service
from service.doctor.examining import examined
from service.runtime import Instance
from service.status import ALARMS
from tests.service.cli.conftest import Run, run
from tests.service.cli.promised import WANTED, lines

__all__ = ["run"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BOOKS = dict(re.findall(r"(?ms)^### ([a-z-]+)\n(.*?)(?=^##)", PAGE))
RULES: list[dict[str, Any]] = yaml.safe_load(deployed("alerts.yml"))["groups"][0]["rules"]
CHECKS = {
    name: row for name, row in re.findall(r"(?m)^\| `([a-z_]+)` \|(.*)$", PAGE) if not name.startswith("zhuoluo_")
}


def test_every_alarm_has_a_run_book_that_says_what_to_do() -> None:
    raised = {*ALARMS, *told.ALARMS, *(rule["annotations"]["runbook"] for rule in RULES)}
    assert set(BOOKS) == raised
    for name, text in BOOKS.items():
        assert re.match(r"\n\*[^*]*[一-鿿][^*]*\*", text), f"{name}: what it means, in Chinese too"
        assert re.search(r"(?m)^1\. ", text), f"{name}: steps"


def test_every_check_of_the_doctor_has_its_line(instance: Instance) -> None:
    with instance.pool.connection() as connection:
        found = examined(connection, Service(embedded=True, login="zhuoluo"), instance.settings.home)
    assert {check.name for check in found} == set(CHECKS)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "service" / "doctor").glob("*.py"))
    named = set(re.findall(r'(?:missing|skipped|ok)\(\s*"([a-z_]+)"', sources))
    assert named <= set(CHECKS)
    assert isinstance(found[0], Check)


def test_every_rule_asks_for_numbers_that_there_are() -> None:
    metrics = set(re.findall(r"(?m)^\| `(zhuoluo_[a-z_]+)", PAGE))
    for rule in RULES:
        named = {each.removesuffix("_bucket") for each in re.findall(r"zhuoluo_[a-z_]+", rule["expr"])}
        assert named <= metrics, rule["alert"]
        assert named or rule["alert"] == "ZhuoluoDown"
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_every_command_of_a_run_book_is_one() -> None:
    """Of `zhuoluo jobs retry JOB`, `zhuoluo backup … --keep`: the command, and each option of it."""
    known = {line.removesuffix(WANTED) for line in lines()}
    for said in re.findall(r"`(?:ZHUOLUO_\w+=\S+ )?(zhuoluo [^`]+)`", PAGE):
        words = said.replace("\n", " ").split()
        options = [word.split("=")[0] for word in words if word.startswith("--")]
        command = next((c for n in (3, 2) if (c := " ".join(words[:n])) in known and " -" not in c), None)
        assert command is not None, said
        assert [option for option in options if f"{command} {option}" not in known] == [], said


def test_what_calls_for_somebody_is_told_with_its_run_book(run: Run, instance: Instance) -> None:
    assert run("status", "--format", "json").json["alarms"] == []
    (instance.settings.home / "backup.json").write_text(
        '{"place": "/mnt/backup", "began_at": "2026-01-01T00:00:00Z", "tried": true}', encoding="utf-8"
    )
    assert run("status", "--format", "json").json["alarms"] == ["backup-old"]
    assert "处置 run-book: backup-old，见 in docs/operations.md" in run("status").out


def test_the_unit_and_the_rules_are_printed(run: Run) -> None:
    assert run("config", "unit").out == deployed("zhuoluo.service")
    assert run("config", "alerts").out == deployed("alerts.yml")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_takes_the_unit_and_would_find_a_fault_in_it(tmp_path: Path) -> None:
    def verified(text: str) -> str:
        unit = tmp_path / "zhuoluo.service"
        unit.write_text(text.replace("/opt/zhuoluo/bin/zhuoluo", "/bin/true"), encoding="utf-8")
        command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        return "\n".join(line for line in said.stderr.splitlines() if "zhuoluo.service" in line)

    text = deployed("zhuoluo.service")
    assert verified(text) == ""
    assert "ProtectSystme" in verified(text.replace("ProtectSystem=", "ProtectSystme=")), "the control"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool")
def test_prometheus_takes_the_rules(tmp_path: Path) -> None:
    rules = tmp_path / "alerts.yml"
    rules.write_text(deployed("alerts.yml"), encoding="utf-8")
    said = subprocess.run(["promtool", "check", "rules", str(rules)], capture_output=True, text=True, check=False)  # noqa: S607
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_container_copies_what_the_wheel_is_made_of() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    for name in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", text):
        assert [each for each in name.split() if not (ROOT / each).exists()] == []
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for needed in ("domain", "projections", "service", "migrations", "tests/data/uk_wpq", "sbom.cdx.json"):
        assert needed in project
        assert needed in text
