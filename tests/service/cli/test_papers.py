"""`zhuoluo office checklists` and `analyses`, for people and for scripts."""

from __future__ import annotations

import pytest

from tests.service.api.callers import Caller
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

ADMINISTRATOR = {"name": "管理员"}


@pytest.fixture
def association(desk: Desk) -> Caller:
    """An office under R3 beside the one under R5."""
    office = Caller.founded(desk.client, "xiehui", "R3", replayed=True)
    body = {
        "actor": ADMINISTRATOR,
        "recorded_at": "2026-01-05T17:00:00+08:00",
        "form": "reception_room",
        "day": "2026-01-05",
        "items": {"开水": 4},
    }
    assert office.client.post(office.path("checklists"), json=body).status_code == 200
    return office


@pytest.mark.clause("R3.3.2")
def test_the_checks_of_a_month_are_printed_with_the_days_without_one(association: Caller, run: Run) -> None:
    """2026: Sunday 4 January is worked."""
    del association
    words = ("office", "checklists", "xiehui", "--month", "2026-01", "--on", "2026-01-07")
    said = run(*words)
    assert said.code == 0, said.err
    assert "检查与评价 checklists 2026-01" in said.out
    assert "4.00" in said.out
    assert "未填 not filled: 接待室每日检查 2026-01-04、2026-01-06\n" in said.out
    found = run(*words, "--format", "json").json
    assert (found["month"], [each["day"] for each in found["filled"]]) == ("2026-01", ["2026-01-05"])


@pytest.mark.clause("R3.2.4")
def test_the_analyses_that_are_owed_are_printed(association: Caller, run: Run) -> None:
    del association
    words = ("office", "analyses", "xiehui", "--year", "2026", "--on", "2026-04-16")
    assert "2026-Q1" in run(*words).out
    owed = run(*words, "--format", "json").json["owed"]
    assert [(each["due"], each["standing"]) for each in owed][:2] == [
        ("2026-04-15", "missed"),
        ("2026-07-15", "coming"),
    ]
    assert run("office", "analyses", "xiehui", "--year", "1").code == 2


def test_an_office_that_there_is_none_of_is_named(run: Run) -> None:
    for command in ("checklists", "analyses"):
        said = run("office", command, "nowhere")
        assert (said.code, said.out) == (1, "")
        assert "nowhere" in said.err
