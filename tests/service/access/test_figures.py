"""In totals what is restricted counts for everybody; broken down it is one row, for everybody the same."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.readmodels.statistics.counting import DIMENSIONS
from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import ACCUSED, CLEARED, CLERK, UNCLEARED
from tests.service.api.callers import V1

MONTH = f"{V1}/offices/yimin/statistics/2026-03"
COUNTS = ("count", "petitions", "batches", "visitors", "persons")
OWN = {"unit": "信访科", "channel": "visit", "content_class": "城建", "place": "标记乡", "purpose": "accusation"}
"""What the accusation would be told apart by, if it were: its own unit, channel, class and place."""
FIGURES = ("", "/days", "/comparison", "/rates", "/trends")
STATISTICIAN = "舒统"


def asked(client: TestClient, path: str, **said: Any) -> Any:
    answer = client.get(path, params=said)
    assert answer.status_code == 200, (path, said, answer.text)
    return answer.json()


def cells(client: TestClient, by: str, position: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(client, MONTH, by=by, position=position)["figures"]
    return found


def sums(found: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    totals: dict[tuple[str, str], int] = {}
    for each in found:
        for name in COUNTS:
            key = (each["measure"], name)
            totals[key] = totals.get(key, 0) + each[name]
    return totals


def known_at(client: TestClient) -> range:
    """Every position from the first on at which the accusation was received."""
    head = asked(client, MONTH)["basis"]["position"]
    return range(next(n for n in range(1, head + 1) if received(client, n) == 4), head + 1)


def received(client: TestClient, position: int) -> int:
    found = cells(client, "", position)
    return sum(each["count"] for each in found if each["measure"] == "received")


@pytest.mark.clause("R3.3.6")
@pytest.mark.usefixtures("told")
def test_at_no_position_any_breakdown_tells_it_apart_and_the_sums_are_the_totals(
    client: TestClient, door: Door
) -> None:
    with door.console():
        for position in known_at(client):
            total = {key: count for key, count in sums(cells(client, "", position)).items() if key[1] != "petitions"}
            for by in DIMENSIONS:
                found = cells(client, by, position)
                broken = {key: count for key, count in sums(found).items() if key[1] != "petitions"}
                assert broken == total, (position, by)
                if by != "repeat":
                    row = [each for each in found if each["by"][by] == "restricted" and each["measure"] == "received"]
                    assert [(each["count"], each["batches"]) for each in row] == [(1, 1)], (position, by)
            assert [each["by"] for each in cells(client, "channel", position) if each["by"]["channel"] == "visit"] == []
            assert all(each["by"]["place"] != OWN["place"] for each in cells(client, "place", position))


@pytest.mark.parametrize("name", sorted(OWN))
def test_no_cell_of_its_own_opens_it(client: TestClient, door: Door, told: dict[str, Any], name: str) -> None:
    with door.console():
        for position in known_at(client):
            own = asked(client, f"{MONTH}/facts", position=position, limit=1000, **{name: OWN[name]})
            under = asked(client, f"{MONTH}/facts", position=position, limit=1000, **{name: "restricted"})
            assert str(told["accusation"]) not in {fact["petition"] for fact in own["facts"]}
            assert {fact["petition"] for fact in under["facts"]} == {str(told["accusation"])}
            assert len(under["facts"]) == under["count"]


@pytest.mark.usefixtures("told")
def test_every_figure_is_the_same_byte_for_byte_whoever_asks(client: TestClient, door: Door) -> None:
    def every() -> dict[str, str]:
        found = {}
        for position in positions:
            for path in FIGURES:
                said = {"position": position} | ({} if path in ("/rates", "/trends") else {"by": "unit,content_class"})
                found[f"{path} {position}"] = client.get(MONTH + path, params=said).text
        for days in ("2026-03-06", "2026-03-31"):
            found[days] = client.get(f"{V1}/offices/yimin/accountability", params={"on": days}).text
        return found

    with door.console():
        head = asked(client, MONTH)["basis"]["position"]
        positions = [known_at(client)[0], head]
        by_console = every()
        assert "restricted" in by_console[f" {positions[0]}"]
    for person in (ACCUSED, UNCLEARED, CLEARED, STATISTICIAN):
        with door.signed_in(person):
            assert every() == by_console, person


@pytest.mark.usefixtures("told")
def test_what_is_open_stands_by_unit_as_restricted(client: TestClient, door: Door) -> None:
    with door.console():
        for position in known_at(client):
            said = asked(client, MONTH, position=position)
            stocks = {each["unit"]: each["open"] for each in said["stocks"]}
            assert stocks["restricted"] == 1
            assert sum(stocks.values()) == said["balance"]["closing"]
            assert {each["channel"] for each in said["stock_figures"]} == {"letter", "restricted"}
        where = asked(client, f"{V1}/offices/yimin/accountability")
        for name in ("units", "leaders", "clauses"):
            assert sum(each["petitions"] for each in where[name]) == where["register"]
            assert [each["petitions"] for each in where[name] if each["name"] == "restricted"] == [1]
        assert "纪检组" not in {each["name"] for each in where["units"]}


@pytest.mark.usefixtures("told")
def test_a_drill_down_says_how_many_facts_are_not_shown(client: TestClient, door: Door) -> None:
    cell = {"measure": "received", "limit": 1000}
    with door.signed_in(STATISTICIAN):
        said = asked(client, f"{MONTH}/facts", **cell)
        since = asked(client, f"{MONTH}/since", since=0)
        assert (said["count"], len(said["facts"]), said["restricted"]) == (4, 3, 1)
        assert since["restricted"] > 0
    with door.console():
        said = asked(client, f"{MONTH}/facts", **cell)
        assert (len(said["facts"]), said["restricted"]) == (4, 0)
        assert asked(client, f"{MONTH}/since", since=0)["restricted"] == 0


def test_a_report_that_was_frozen_before_still_verifies(
    instance: Instance, client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    """It told February, with a letter that only afterwards is known to accuse somebody; the figures tell it no more."""
    desk, details = told["desk"], {"title": "旧信", "petitioner": {"name": "王一"}, "content_class": "农村农业"}
    with door.console():
        old = desk.do("receive", on="2026-03-20", by=CLERK, channel="fax", details=details)["petition"]
        desk.do("register", old, "2026-03-20", by=CLERK)
        body = {"actor": {"name": "舒统"}, "period": "2026-03", "recorded_at": "2026-04-01T09:00:00+08:00"}
        answer = client.post(f"{V1}/offices/yimin/reports", json=body)
        assert answer.status_code == 200, answer.text
        report = instance.offices.get("yimin").state.reports[-1]
        before = cells(client, "content_class", report.position)
        assert "农村农业" in {each["by"]["content_class"] for each in before}
        desk.do("classify", old, "2026-04-02", by=CLERK, details={"purpose": "accusation"})
        after = cells(client, "content_class", report.position)
        assert "农村农业" not in {each["by"]["content_class"] for each in after}
        verdict = asked(client, f"{V1}/offices/yimin/reports/{report.report}/verification")
        assert verdict["sound"], [each for each in verdict["verified"]["checks"] if each["standing"] != "equal"]
        frozen = {row["key"][1] for row in _table(client, report.report, "content")}
        assert frozen == {"城建", "农村农业", "restricted"}


def _table(client: TestClient, report: str, name: str) -> list[dict[str, Any]]:
    tables = asked(client, f"{V1}/offices/yimin/reports/{report}")["tables"]
    (found,) = [table["rows"] for table in tables if table["id"] == name]
    return [row if isinstance(row, dict) else {"key": row[0]} for row in found]
