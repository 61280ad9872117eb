"""A month is played through the API of a real installation, and compared with what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import json

from service.cli.scenarios import scenarios
from service.database import Database
from service.runtime import assembled
from service.scenarios import running
from service.scenarios.comparing.whole import played_and_compared
from service.scenarios.installation import served
from service.scenarios.reading import BadScenario, Scenario, files, read
from service.scenarios.running import run_in
from service.scenarios.scoring import Compared, Score
from service.scenarios.transport import Api
from service.settings import Settings
from tests.service.scenarios.made_up import CLERK, FILE, HANDLER, line, told

GOLDEN = Path(__file__).parents[4] / "shared" / "data" / "scenarios"
FOLDER = [pytest.param(path, id=path.stem) for path in sorted(GOLDEN.glob("*.json"))]


@pytest.fixture
def api(database: Database, home: Path) -> Iterator[Api]:
    with assembled(Settings(home), database) as instance, served(instance) as made:
        yield made


def score(found: Compared, kind: str) -> Score:
    return next(each for each in found.scores if each.kind == kind)


LINES = (
    line(1, "received", channel="letter", persons=1, text="反映路灯不亮。"),
    line(2, "registered", number="信〔2025〕0001"),
    line(3, "signed_for", by=HANDLER, expect={"refused": "S1.23.3", "why": "nobody has sent it there"}),
    line(4, "forwarded", to_unit="城建科"),
    line(5, "signed_for", by=HANDLER),
    line(6, "replied", by=HANDLER, kind="result", text="已修复。", delivered=True),
    line(7, "closed", outcome="supported", basis="办法"),
)
DUTY = {
    "id": "D01",
    "petition": "P01",
    "clause": "N1",
    "kind": "step",
    "opened_by": 1,
    "start": "2025-03-01",
    "nominal": "2025-03-16",
    "effective": "2025-03-17",
    "status": "met",
    "met_by": 4,
    "met_on": "2025-03-04",
}
AT_NOON = {
    "as_known_at": "2025-03-04T12:00",
    "judged_on": "2025-03-04",
    "open": {"P01": {"state": "in_transit", "holder": None, "on_the_way_to": "城建科"}},
    "overdue": [],
    "if_asked_by_occurred": "no difference",
}
AT_THE_END = AT_NOON | {"as_known_at": "2025-03-20T12:00", "judged_on": "2025-03-20", "open": {}}
ENDED = {"numbers": ["信〔2025〕0001"], "state": "closed", "outcome": "supported", "holder": None, "passed_on": 1}
ACCOUNTABILITY = {
    "judged_on": "2025-03-04",
    "not_landed": [{"petition": "P01", "on_the_way_to": "城建科"}],
    "without_open_duty": ["P01"],
    "passed_on": {"P01": 1},
}
EXPECT: dict[str, Any] = {
    "duties": [DUTY],
    "register": [AT_NOON, AT_THE_END],
    "petitions": {"P01": ENDED},
    "register_numbers": {"信〔2025〕": [{"number": "信〔2025〕0001", "petition": "P01", "voided": False}]},
    "breaches": [],
    "accountability": ACCOUNTABILITY,
    "statistics": [
        {
            "period": "2025-03",
            "from": "2025-03-01",
            "to": "2025-03-31",
            "as_known_at": "2025-04-02T09:00",
            "received": {
                "total_items": 1,
                "by_channel": {"letter": {"items": 1, "batches": 0, "persons": 0}},
                "first": 1,
                "repeat": 0,
            },
            "forwarded": {"petitions": 1, "acts": 1},
            "instructed": 0,
            "answered": {
                "petitions": 1,
                "limits_met_in_time": 0,
                "limits_met_late": 0,
                "sum_days": 5,
                "mean_days": "5.0",
            },
            "closed_by_outcome": {"supported": 1},
            "open_at_end": {"count": 0, "petitions": []},
            "overdue_at_end": {"petitions": [], "duties": 0},
            "comparison": {"year_on_year": None},
        }
    ],
}


def test_a_month_that_is_as_it_should_be_shows_no_difference(api: Api) -> None:
    found = played_and_compared(told(*LINES, expect=EXPECT), api)
    assert found.differences == []
    matched = {each.kind: f"{each.matched}/{each.total}" for each in found.scores if each.total}
    assert matched["lines"] == "6/6"
    assert matched["refusals"] == "1/1"
    assert matched["unchanged"] == "1/1"
    assert matched["duties"] == "1/1"
    assert matched["register"] == "1/1"
    assert matched["accountability"] == "3/3"
    assert matched["statistics"] == "8/8"


def test_each_thing_that_is_otherwise_is_a_difference_of_its_kind(api: Api) -> None:
    wrong = EXPECT | {
        "duties": [DUTY | {"met_by": 5}],
        "register": [AT_NOON | {"open": {}, "if_asked_by_occurred": {"open_only_by_occurred": ["P01"]}}, AT_THE_END],
        "petitions": {"P01": ENDED | {"passed_on": 2}},
        "breaches": [{"petition": "P01", "clause": "N1", "line": 4, "days_late": 3}],
        "register_numbers": {"信〔2025〕": []},
        "statistics": [{**EXPECT["statistics"][0], "instructed": 1}],
        "accountability": ACCOUNTABILITY | {"not_landed": [], "passed_on": {}, "nothing_of_the_kind": []},
    }
    found = played_and_compared(told(*LINES, expect=wrong), api)
    kinds = {difference.kind for difference in found.differences}
    played = {"duties", "register", "by-occurred", "petitions", "breaches", "numbers", "statistics", "accountability"}
    assert kinds == played
    assert score(found, "accountability").matched == 1


def test_a_line_that_is_refused_against_expectation_says_what_was_sent_and_what_came_back(api: Api) -> None:
    found = played_and_compared(told(LINES[0], line(2, "forwarded", to_unit="城建科"), line(3, "registered")), api)
    assert found.differences == []
    unlawful = told(LINES[0], line(2, "archived", file_number="1"), id="unlawful")
    (difference,) = played_and_compared(unlawful, api).differences
    assert difference.where == "line 2 P01 archived"
    assert "archive" in difference.found
    assert "409" in difference.found


def test_a_line_that_is_carried_out_against_expectation_is_a_difference(api: Api) -> None:
    lines = (LINES[0], line(2, "registered", expect={"refused": "N20"}))
    (difference,) = score(played_and_compared(told(*lines), api), "refusals").differences
    assert difference.expected == "refused N20"
    assert difference.found.startswith("accepted")


def test_a_line_that_cannot_be_translated_leaves_the_others_alone(api: Api) -> None:
    found = played_and_compared(told(LINES[0], line(2, "sung", text="啦"), line(3, "registered")), api)
    assert [each.where for each in found.differences] == ["line 2 P01 sung"]
    assert score(found, "lines").matched == 2


def test_an_office_under_a_book_that_is_not_there_is_not_set_up(api: Api) -> None:
    (difference,) = played_and_compared(told(*LINES, rulebook="R99"), api).differences
    assert difference.kind == "set-up"
    assert "R99" in difference.found


def test_two_offices_keep_their_petitions_apart_and_act_on_each_others(api: Api) -> None:
    clerk = {"name": "辛八", "post": "办信员", "unit": "来信科"}
    lines = (
        *LINES[:2],
        line(3, "received", "P02", by=clerk, channel="letter", persons=1, text="移送。"),
        line(4, "registered", "P02", by=clerk, number="移信〔2025〕0001"),
        line(5, "assigned", to_unit="来信科", reply_by="2025-03-30"),
        line(6, "signed_for", by=clerk),
    )
    units = [*FILE["units"], {"name": "来信科", "office": "某县局"}]
    other = [{"name": "某县局", "rulebook": "R5"}]
    scenario = told(*lines, rulebook="N+R5", units=units, people=[*FILE["people"], clerk], other_offices=other)
    found = played_and_compared(scenario, api)
    assert found.differences == []
    assert score(found, "set-up").total == 2


ROTA = {
    "weekly_duty": {"2025-03": ["2025-03-03", "2025-03-10", "2025-03-17", "2025-03-24", "2025-03-31"]},
    "skipped_for_holiday": [],
    "chiefs_day": {"2025-03": "2025-03-31"},
    "gaps": ["2025-03-17"],
}


def on_the_rota(expected: dict[str, Any], **slots: str) -> Scenario:
    """A month of an office under R5 with these on the rota; March 2025 has five Mondays."""
    days = {f"2025-03-{day.removeprefix('d')}": who for day, who in slots.items()}
    published = line(1, "rota_published", None, by=CLERK, slots=days)
    return told(published, LINES[0], rulebook="R5", expect={"rota": expected})


def test_the_calendar_of_receptions_is_compared_day_by_day(api: Api) -> None:
    month = on_the_rota(ROTA, d03="乙二", d10="丙三", d24="乙二", d31="丙三")
    assert score(played_and_compared(month, api), "rota") == Score("rota", 4, 4)


def test_a_gap_that_is_none_and_a_chiefs_day_elsewhere_are_differences(api: Api) -> None:
    wrong = ROTA | {"chiefs_day": {"2025-03": {"nominal": "2025-03-31", "held": "2025-04-01"}}}
    month = on_the_rota(wrong, d03="乙二", d10="丙三", d17="丙三", d24="乙二", d31="丙三")
    found = score(played_and_compared(month, api), "rota")
    assert [(each.where, each.found) for each in found.differences] == [
        ("chiefs_day", "{2025-03: 2025-03-31}"),
        ("gaps", "[]"),
    ]


# ---- files and the command


def test_a_file_that_is_none_of_the_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"id": "x"}', encoding="utf-8")
    with pytest.raises(BadScenario, match=r"x\.json"):
        read(tmp_path / "x.json")


def test_a_folder_without_files_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="no scenario files"):
        files(tmp_path)


def test_the_command_prints_a_table_and_each_difference(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = FILE | {"lines": list(LINES), "expect": EXPECT}
    bad = good | {"id": "other", "expect": EXPECT | {"petitions": {"P01": ENDED | {"passed_on": 9}}}}
    for name, file in (("a", good), ("b", bad)):
        (tmp_path / f"{name}.json").write_bytes(json.encode(file))

    def here(folder: Path, _progress: object, *, only: tuple[str, ...]) -> list[Compared]:
        return run_in(api, [each for each in map(read, files(folder)) if not only or each.id in only])

    monkeypatch.setattr("service.cli.scenarios.run", here)
    printed = CliRunner().invoke(scenarios, [str(tmp_path), "--differences"], standalone_mode=False)
    assert printed.return_value == 1
    assert "12/12" in printed.output  # lines of both
    assert "other petitions P01: expected" in printed.output


def test_the_command_is_content_with_a_month_that_is_as_it_should_be(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_bytes(json.encode(FILE | {"lines": list(LINES), "expect": EXPECT}))
    monkeypatch.setattr(
        "service.cli.scenarios.run",
        lambda folder, _progress, **_only: run_in(api, [read(each) for each in files(folder)]),
    )
    assert CliRunner().invoke(scenarios, [str(tmp_path)], standalone_mode=False).return_value == 0


def test_each_run_has_an_installation_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.encode(FILE | {"lines": list(LINES), "expect": EXPECT}))
    for _ in range(2):  # the office of the file would exist already
        (found,) = running.run(tmp_path)
        assert found.differences == []


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="the golden months are not at hand")
@pytest.mark.parametrize("path", FOLDER)
def test_golden_month(path: Path, api: Api) -> None:
    found = played_and_compared(read(path), api)
    assert [each for each in found.differences if each.kind != "beyond"] == []
