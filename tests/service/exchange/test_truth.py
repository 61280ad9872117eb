"""Real registers, against figures that were computed from other files of the same sources.

The shipped month is always tried; the others lie in a directory named by ZHUOLUO_TRUTH_DATA, or beside the
checkout, and are skipped where there are none.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from service.exchange.samples import sample
from service.readmodels.statistics.behind import all_facts
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.figures import figures
from tests.service.exchange.conftest import Desk

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
DATA = Path(os.environ.get("ZHUOLUO_TRUTH_DATA", BESIDE))
SHIPPED = "2024-09"


def months() -> list[str]:
    path = DATA / "uk_wpq" / "truth.json"
    return sorted(json.loads(path.read_bytes())["months"]) if path.is_file() else []


def digest(ids: Iterable[str]) -> str:
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()


def needed(name: str) -> Path:
    """A file of the real data, or the test is skipped."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no {name}: say where it is in ZHUOLUO_TRUTH_DATA")
    return path


def as_observed(desk: Desk, position: int, snapshot: dict[str, Any]) -> dict[str, Any]:
    """The same figures as the snapshot's, asked of the register as it was known then."""
    asked = desk.asked(position=position, on=date.fromisoformat(snapshot["as_of_date"]))
    there = [row for row in desk.listed("register", asked) if row.state != "withdrawn"]
    opened, overdue = (desk.listed(kind, asked) for kind in ("open", "overdue"))
    questions, open_, late = (Counter(row.unit for row in rows) for rows in (there, opened, overdue))
    return {
        "open_ids_sha256": digest(row.external_id for row in opened),
        "overdue_ids_sha256": digest(row.external_id for row in overdue),
        "questions": len(there),
        "open": len(opened),
        "overdue": len(overdue),
        "by_body": {body: [questions[body], open_[body], late[body]] for body in questions},
    }


def expected(snapshot: dict[str, Any]) -> dict[str, Any]:
    names = ("open_ids_sha256", "overdue_ids_sha256", "questions", "open", "overdue")
    bodies = {body: [said["questions"], said["open"], said["overdue"]] for body, said in snapshot["by_body"].items()}
    return {name: snapshot[name] for name in names} | {"by_body": bodies}


def is_true(desk: Desk, changes: Path, month: dict[str, Any]) -> None:
    done = desk.take("uk-written-questions", changes)
    assert done.counts == (month["changes_rows"], 0, 0, 0)
    snapshots = month["snapshots"]
    assert [at for at, _ in done.reached] == [snapshot["observed_at"] for snapshot in snapshots]
    for (_, position), snapshot in zip(done.reached, snapshots, strict=True):
        assert as_observed(desk, position, snapshot) == expected(snapshot)
    size = desk.size()
    again = desk.take("uk-written-questions", changes)
    assert (again.counts, again.summary.events) == ((0, month["changes_rows"], 0, 0), 0)
    assert (again.reached, desk.size()) == (done.reached, size)


@pytest.mark.slow
def test_the_shipped_month_is_at_every_observation_what_it_was_and_is_imported_once(desk: Desk) -> None:
    truth = json.loads(sample(f"uk_wpq/{SHIPPED}.truth.json").read_bytes())
    is_true(desk, sample(f"uk_wpq/{SHIPPED}.changes.csv"), truth["months"][SHIPPED])


@pytest.mark.slow
@pytest.mark.parametrize("month", months() or ["other months"])
def test_any_month_is_at_every_observation_what_it_was(desk: Desk, month: str) -> None:
    truth = json.loads(needed("uk_wpq/truth.json").read_bytes())
    is_true(desk, needed(f"uk_wpq/{month}.changes.csv"), truth["months"][month])


@pytest.mark.slow
def test_boston_is_late_where_the_city_says_so(desk: Desk) -> None:
    """The city's own flag: OVERDUE iff there is a target, and it was closed after it or is still open."""
    truth = json.loads(needed("boston311_100/truth.json").read_bytes())
    assert desk.take("boston-311", needed("boston311_100/boston311-100.csv")).counts == (100, 0, 0, 0)
    for moment in truth["as_of"]:
        day = date.fromisoformat(moment["as_of_end_of"]) + timedelta(days=1)
        end = datetime.combine(day, time(), ZoneInfo("America/New_York")) - timedelta(microseconds=1)
        found = [len(desk.listed(kind, desk.asked(on=end))) for kind in ("register", "open", "overdue")]
        assert found == [moment["received"], moment["open"], moment["overdue"]]
    figures = all_figures(desk, range(2022, 2024))
    assert figures["closed"] == truth["closed"]
    assert figures["settled_in_time"] == truth["closed_by_target"]
    assert figures["settled_late"] == truth["closed_after_target"]
    assert figures["settled_late"] + len(desk.ids("overdue")) == truth["published_ontime_flag"]["OVERDUE"]
    units = Counter(row.unit for row in desk.listed("register", desk.asked()))
    assert units == truth["by_department"]


@pytest.mark.slow
def test_st_louis_closes_as_the_bureau_recorded(desk: Desk) -> None:
    """One case an id: 13 exact copies and 9 rows that differ from the first of their id are left out."""
    truth = json.loads(needed("stl_csb_2018_01/truth.json").read_bytes())
    done = desk.take("stlouis-csb", needed("stl_csb_2018_01/requests_no_address.csv"))
    repeated = truth["duplicate_rows_beyond_first"] - truth["exact_duplicate_rows"]
    assert done.counts == (truth["cases"], 0, truth["exact_duplicate_rows"], repeated)
    for moment in truth["as_of"]:
        on = date.fromisoformat(moment["as_of"])
        assert len(desk.ids("register", on)) == moment["received_to_date"]
        assert len(desk.ids("open", on)) == moment["open"]
        assert desk.ids("overdue", on) == sorted(moment["overdue_ids_due"])
    figures = all_figures(desk, range(2018, 2020))
    measures = ("received", "closed", "withdrawn", "settled_in_time", "settled_late")
    names = ("cases", "closed", "cancelled", "closed_by_planned_date", "closed_late")
    assert [figures[measure] for measure in measures] == [truth[name] for name in names]
    took = days_taken(desk, range(2018, 2020))
    assert median(took) == truth["median_days"]
    assert [sum(days <= limit for days in took) for limit in (15, 30, 60)] == [
        truth[f"within_{limit}d"] for limit in (15, 30, 60)
    ]


@pytest.mark.slow
def test_the_letters_of_a_board_are_received_and_answered_as_their_file_says(desk: Desk) -> None:
    """The file as it is, by the mapping that comes with the program; with limits: test_truth_of_figures.py."""
    truth = json.loads(needed("taidi2020c/truth.json").read_bytes())["dev_received_before_2019"]
    done = desk.take("letters-board", needed("taidi2020c/letters_dev_2011_2018.csv"))
    assert done.counts == (truth["rows"], 0, 0, 0)
    figures = all_figures(desk, range(2011, 2020))
    assert (figures["received"], figures["answered"]) == (truth["rows"], truth["rows"])


def all_figures(desk: Desk, years: Iterable[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    with desk.instance.pool.connection() as connection:
        for month in (f"{year}-{month:02}" for year in years for month in range(1, 13)):
            for figure in figures(connection, desk.asked(), period(month)):
                found[figure.measure] += figure.count
    return found


def days_taken(desk: Desk, years: Iterable[int]) -> list[int]:
    with desk.instance.pool.connection() as connection:
        return [
            fact.days
            for year in years
            for fact in all_facts(connection, desk.asked(), period(str(year)), {"measure": "closed"})
        ]
