"""Bundles by the command line and over HTTP, for those who may know of the petition."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.database import Database
from tests.service.access.hiding import hide
from tests.service.api.callers import Caller, problem
from tests.service.bundles.conftest import CONSISTENT, NAME, Auditor, unpacked, with_a_changed_leaf
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run, desk, run
from tests.service.reports.bureau import Bureau

__all__ = ("desk", "run")

ZIP = "application/zip"


def test_over_http_it_is_the_zip_that_verifies(office: Caller, visit: str, auditor: Auditor) -> None:
    answer = office.ask("petitions", visit, "bundle")
    assert (answer.status_code, answer.headers["content-type"]) == (200, ZIP)
    assert answer.headers["content-disposition"] == 'attachment; filename="bundle.zip"'
    assert auditor.verify(answer.content).code == CONSISTENT
    assert NAME not in unpacked(answer.content)["history.txt"].decode()
    opened = office.ask("petitions", visit, "bundle", opened="true")
    assert NAME in unpacked(opened.content)["history.txt"].decode()


def test_over_http_it_is_asked_as_of_a_position_and_nonsense_is_named(office: Caller, visit: str) -> None:
    then = office.ask("petitions", visit, "bundle", position=7)
    assert "events/000004.content" not in unpacked(then.content)
    assert "events/000003.content" in unpacked(then.content)
    for wrong in ({"position": 1000}, {"opened": "perhaps"}, {"what": "x"}, {"on": "2026-01-01"}):
        problem(office.ask("petitions", visit, "bundle", **wrong), 422, "invalid")
    problem(office.ask("petitions", "信〔2026〕9999", "bundle"), 404, "no-such-petition")
    problem(office.ask("reports", "2026-01-1", "bundle"), 404, "no-such-report")


def test_who_may_not_know_of_a_petition_gets_no_bundle(
    office: Caller, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch)
    problem(office.ask("petitions", visit, "bundle"), 404, "no-such-petition")


def test_before_it_was_received_it_is_said_to_be_not_yet_there_by_the_number_given(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = desk.read("petitions", desk.visit("2026-01-20"))["number"]
    asked = ("bundle", number, "-o", "yimin", "--out", str(tmp_path / "b.zip"), "--position")
    said = run(*asked, "1")
    assert said.code == 1
    assert f"petition '{number}' was not yet there at position 1 (位置 1 时尚无此件 '{number}')" in said.err
    assert run(*asked, "3").code == 0
    problem(desk.ask("petitions", number, "bundle", position=1), 404, "no-such-petition")
    hide(monkeypatch)
    hidden = run(*asked, "1")
    assert (hidden.code, f"there is no petition '{number}'" in hidden.err) == (1, True)


def test_a_report_over_http(bureau: Bureau, client: TestClient, auditor: Auditor) -> None:
    answer = client.get(f"/api/v1/offices/{bureau.id}/reports/2026-01-1/bundle")
    assert (answer.status_code, answer.headers["content-type"]) == (200, ZIP)
    assert auditor.verify(answer.content).code == CONSISTENT


def test_of_a_log_that_was_changed_none_is_given_out(office: Caller, visit: str, database: Database) -> None:
    assert office.ask("petitions", visit, "bundle").status_code == 200
    with_a_changed_leaf(database)
    problem(office.ask("petitions", visit, "bundle"), 503, "log-contradicts")


# ---- at a terminal


def test_at_a_terminal_it_is_written_to_a_file(desk: Desk, run: Run, tmp_path: Path, auditor: Auditor) -> None:
    visit = desk.visit("2026-01-20")
    number = desk.read("petitions", visit)["number"]
    file = tmp_path / "evidence.zip"
    said = run("bundle", number, "-o", "yimin", "--out", str(file), "--as", "审计员")
    assert (said.code, str(file) in said.out) == (0, True), said.err
    assert auditor.verify(file.read_bytes()).code == CONSISTENT
    assert "审计员" in unpacked(file.read_bytes())["manifest.json"].decode()
    assert NAME not in unpacked(file.read_bytes())["history.txt"].decode()
    opened = run("bundle", visit, "-o", "yimin", "--out", str(file), "--opened")
    assert opened.code == 0
    assert NAME in unpacked(file.read_bytes())["history.txt"].decode()


def test_without_a_name_it_is_called_after_the_number(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = desk.read("petitions", desk.visit("2026-01-20"))["number"]
    assert run("bundle", number, "-o", "yimin").code == 0
    assert [each.name for each in tmp_path.glob("*.zip")] == ["bundle-yimin-信-2026-0001.zip"]
    missing = run("bundle", "信〔2026〕0009", "-o", "yimin")
    assert (missing.code, "没有此件" in missing.err) == (1, True)
    assert run("bundle", number, "-o", "yimin", "--out", "/nowhere/x.zip").code == 1


def test_a_report_at_a_terminal_and_the_checkpoint_that_covers_it(
    desk: Desk, run: Run, tmp_path: Path, auditor: Auditor
) -> None:
    desk.letter("2026-01-05 09:00")
    at = ("-o", "yimin", "--as", "周静", "--at", "2026-03-02T09:00:00+08:00")
    assert run("report", "draft", "2026-01", *at).code == 0
    shown = run("report", "show", "2026-01-1", "-o", "yimin")
    assert (shown.code, "检查点 checkpoint" in shown.out) == (0, False), "nothing was signed yet"
    file = tmp_path / "report.zip"
    said = run("report", "bundle", "2026-01-1", "-o", "yimin", "--out", str(file))
    assert (said.code, str(file) in said.out) == (0, True), said.err
    assert auditor.verify(file.read_bytes()).code == CONSISTENT
    shown = run("report", "show", "2026-01-1", "-o", "yimin")
    origin, size, _ = unpacked(file.read_bytes())["checkpoint"].decode().split("\n", 2)
    assert f"检查点 checkpoint {origin} · {size} · " in shown.out
    assert run("report", "bundle", "2026-09-1", "-o", "yimin", "--out", str(file)).code == 1


def test_a_bundle_asked_for_twice_says_the_same_of_the_petition(office: Caller, visit: str) -> None:
    one, other = (unpacked(office.ask("petitions", visit, "bundle").content) for _ in range(2))
    assert {name for name in one if one[name] != other[name]} <= {"manifest.json", "manifest.sha256"}
