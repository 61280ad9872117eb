"""Trends over the API: what has grown and comes in clusters, each number opened by what it cites (R3.2.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.api.callers import Caller, problem

MONDAY = date(2026, 3, 2)
WEEK = "2026-03-02..2026-03-08"


def counted(office: Caller, question: str) -> int:
    """What a cited question finds; it is asked as it stands."""
    answer = office.client.get(office.path(question))
    assert answer.status_code == 200, answer.text
    return int(answer.json()["count"])


@pytest.fixture
def association(client: TestClient) -> Caller:
    """An office under R3: one letter on market fees a week since 5 January, seven visits now, one by twenty people."""
    office = Caller.founded(client, "xiehui", "R3", replayed=True)
    for nth in range(8, 0, -1):
        told = {"title": "摊位费", "content_class": "市场收费", "problem_place": "东街&北段"}
        office.do("receive", on=f"{MONDAY - timedelta(7 * nth)} 09:00", channel="letter", details=told)
    for nth in range(7):
        said: dict[str, Any] = {"title": "涨价", "content_class": "市场收费", "people": 20 if nth == 3 else 1}
        office.do("receive", on=f"{MONDAY + timedelta(nth)} 09:00", channel="visit", details=said)
    return office


@pytest.fixture
def trends(association: Caller) -> Any:
    return association.read(f"statistics/{WEEK}/trends", on="2026-03-09")


@pytest.mark.clause("R3.2.4")
def test_what_has_grown_unusually_is_told_with_the_counts_it_comes_from(trends: Any) -> None:
    """One in each of eight weeks, seven now: of fifteen in nine weeks seven or more in the last, 6 in 10,000."""
    said = trends["trends"]
    (only,) = said["unusual"]
    assert only["cell"] == {"measure": "received", "content_class": "市场收费"}
    assert only["trend"] == {
        "observed": 7,
        "before": [1] * 8,
        "expected": "1.0",
        "low": 0,
        "high": 4,
        "chance": 0.000597,
        "unusual": True,
    }
    assert (said["formula"], len(said["windows"]), said["judged"]) == ("trend/1", 8, 2)
    assert said["without"] == {"content_class": 0, "place": 7}
    (crowd,) = said["collective"]
    assert (crowd["content_class"], crowd["place"], crowd["persons"], len(crowd["named"])) == ("市场收费", "", 20, 1)
    assert said["basis"]["formula"] == "facts-of-the-period/2"


@pytest.mark.clause("R3.2.4")
def test_the_draft_is_submitted_as_it_stands_and_every_figure_it_cites_is_found_again(
    association: Caller, trends: Any
) -> None:
    """应及时进行综合分析，提供给领导参考: and the leader can look at what each number is made of."""
    body = {"actor": {"name": "管理员"}, "recorded_at": "2026-03-09T09:00:00+08:00", "to": "党组", **trends["draft"]}
    answer = association.client.post(association.path("analyses"), json=body)
    assert answer.status_code == 200, answer.text
    association.do("receive", on="2026-03-09 10:00", channel="letter", occurred="2026-03-03", details={"title": "迟录"})
    (sent,) = association.read("analyses")["submitted"]
    (grown,) = trends["trends"]["unusual"]
    opened = [counted(association, question) for question in sent["figures"]["[1]"]]
    assert opened == [grown["trend"]["observed"], *grown["trend"]["before"]]
    (petition,) = sent["figures"]["[2]"]
    assert association.read("petitions", petition)["petition"] == petition
    assert all(mark in sent["text"] for mark in sent["figures"])


def test_a_place_with_signs_in_its_name_is_cited_so_that_it_opens(association: Caller) -> None:
    """Looked at are the letters alone, those of a week in which there were none of this class before."""
    for nth in range(5):
        said = {"content_class": "其他", "problem_place": "A&B=50% +#号"}
        association.do("receive", on=f"2026-03-{10 + nth} 09:00", channel="letter", details=said)
    said = association.read("statistics/2026-03-09..2026-03-15/trends", on="2026-03-16", channel="letter")
    assert [each["trend"]["observed"] for each in said["trends"]["unusual"]] == [5, 5]
    for cited in said["draft"]["figures"].values():
        assert [counted(association, question) for question in cited] == [5, *[0] * 9]


def test_from_how_many_on_something_is_told_can_be_said(association: Caller) -> None:
    path = f"statistics/{WEEK}/trends"
    assert association.read(path, on="2026-03-09", at_least=8)["trends"]["unusual"] == []
    alone = association.read(path, on="2026-03-09", repeated=1, limit=3)["trends"]["repeat"]
    assert [(each["petitions"], len(each["named"])) for each in alone] == [(1, 1)] * 3
    for wrong in ({"at_least": 0}, {"repeated": 0}, {"visited": "x"}, {"limit": 0}, {"colour": "red"}):
        problem(association.ask(path, **wrong), 422)


def test_trends_are_told_as_they_were_known(association: Caller, trends: Any) -> None:
    before = trends["basis"]["position"]
    association.do("receive", on="2026-03-09 10:00", channel="letter", occurred="2026-03-03", details={"title": "迟录"})
    path = f"statistics/{WEEK}/trends"
    assert association.read(path, on="2026-03-09", position=before) == trends
    assert association.read(path, on="2026-03-09")["trends"]["without"] == {"content_class": 1, "place": 8}
