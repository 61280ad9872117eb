"""Trends of a period: what has grown beside the same weeks before, what comes in clusters, and what is behind each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import asdict, replace

from domain import commands as c
from domain import events as e
from domain.trends import trend
from domain.values import Details
from service.database import Database
from service.readmodels.asking import BadQuestion
from service.readmodels.statistics.behind import all_facts
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.drafting import draft
from service.readmodels.statistics.trending import Least, Trends, Unusual, trending
from tests.domain.scenario import Scenario, under
from tests.service.readmodels.test_lists import Place, now, opened

MONDAY = date(2026, 3, 16)
SUNDAY = MONDAY + timedelta(6)
WEEK = period(f"{MONDAY}..{SUNDAY}")
AFTER = date(2026, 4, 1)
PLANNING, BUILDING = "0301", "0302"


def letter(nth: int, day: date, channel: str = "letter", **known: Any) -> Scenario:
    """One petition, received that day."""
    told = under("plain")
    told.petition = UUID(int=nth)
    told.when(c.Receive(channel=channel, details=Details(**known)), str(day))
    return told


def flat(weeks: int, each: int, **known: Any) -> list[tuple[date, dict[str, Any]]]:
    """So many on each Tuesday of the weeks before, and of this one."""
    return [(MONDAY + timedelta(1 - 7 * nth), known) for nth in range(weeks + 1) for _ in range(each)]


def told_of(received: list[tuple[date, dict[str, Any]]]) -> list[e.Line]:
    """The lines in the order of their days."""
    inside = enumerate(sorted(received, key=lambda each: each[0]), 1)
    return [line for nth, (day, known) in inside for line in letter(nth, day, **known).lines]


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Iterator[Place]:
    """Fifteen weeks: two on planning in each, nine in the last, three on building; of place A three, then ten."""
    received = flat(14, 2, content_class=PLANNING, problem_place="B")
    received += flat(14, 3, content_class=BUILDING, problem_place="A")
    received += [(MONDAY + timedelta(nth), {"content_class": PLANNING, "problem_place": "A"}) for nth in range(7)]
    received += [(MONDAY, {"title": "积水"})]
    with opened(database, tmp_path, told_of(received)) as made:
        yield made


def found(place: Place, **said: Any) -> Trends:
    return trending(place.connection, now(place, AFTER), WEEK, **said)


def test_what_has_grown_is_told_with_what_was_to_be_expected_and_nothing_else_is(place: Place) -> None:
    """2 in each of 12 weeks: of 24 and x in 13 weeks 6 or more in the last has a chance of 3.2, 7 of 1.2 per cent."""
    said = found(place)
    assert (said.formula, len(said.windows), said.windows[0]) == ("trend/1", 12, "2026-03-09..2026-03-15")
    by_class, by_place = sorted(grown(said), key=lambda each: "place" in each.cell)
    assert by_class.cell == {"measure": "received", "content_class": PLANNING}
    assert by_class.trend == trend(9, [2] * 12)
    assert (by_class.trend.low, by_class.trend.high) == (0, 5)
    assert by_place.cell == {"measure": "received", "place": "A"}
    assert by_place.trend == trend(10, [3] * 12)
    assert said.judged == 5, "two classes, the one above them, and two places"
    assert said.without == {"content_class": 1, "place": 1}


def test_each_number_opens_by_its_cell_in_this_period_and_in_each_before(place: Place) -> None:
    said, asked = found(place), now(place, AFTER)
    for each in said.unusual:
        behind = [
            sum(len(list(all_facts(place.connection, asked, period(name), cell))) for cell in each.cells)
            for name in (said.basis.period, *said.windows)
        ]
        assert behind == [each.trend.observed, *each.trend.before]


def test_fewer_than_asked_for_are_not_told(place: Place) -> None:
    assert sorted(each.trend.observed for each in found(place, least=Least(grown=10)).unusual) == [10, 12]
    assert found(place, least=Least(grown=13)).unusual == []


def test_the_classes_below_one_of_the_first_level_are_judged_together_too(place: Place) -> None:
    """Two and three in each of twelve weeks, nine and three now: 12 after a mean of 5, of which 1 to 10 are usual."""
    (above,) = [each for each in found(place).unusual if each.classes]
    assert (above.cell, above.classes) == ({"measure": "received", "class_above": "03"}, (PLANNING, BUILDING))
    assert above.trend == trend(12, [5] * 12)
    assert found(place, cell={"place": "B"}).judged == 2, "one class alone is not judged twice"


def grown(said: Trends) -> list[Unusual]:
    """What has grown of the classes and places themselves."""
    return [each for each in said.unusual if not each.classes]


def test_only_what_is_of_the_cell_is_looked_at(place: Place) -> None:
    (only,) = found(place, cell={"content_class": PLANNING, "place": "A"}).unusual[:1]
    assert only.trend == trend(7, [0] * 12)
    assert found(place, cell={"channel": "visit"}).judged == 0
    with pytest.raises(BadQuestion):
        found(place, cell={"colour": "red"})


def test_while_the_week_lasts_it_is_compared_with_the_same_days_of_the_weeks_before(place: Place) -> None:
    """Monday to Wednesday: two as each Tuesday, and three more."""
    wednesday = MONDAY + timedelta(2)
    said = trending(place.connection, now(place, wednesday), WEEK, least=Least(grown=1))
    assert (said.windows[0], said.basis.counted_to) == ("2026-03-09..2026-03-11", wednesday)
    assert [each.trend for each in said.unusual] == []
    assert trend(5, [2] * 12).high == 5, "five are inside the interval"
    with pytest.raises(BadQuestion, match="has not begun"):
        trending(place.connection, now(place, MONDAY - timedelta(1)), WEEK)


def test_as_of_an_earlier_position_it_is_told_as_it_was_known(place: Place) -> None:
    """At the end of the week before nothing of this one was known; the letters stand in the order of their days."""
    earlier = replace(now(place, AFTER), position=5 * 14)
    assert trending(place.connection, earlier, WEEK).unusual == []
    assert trending(place.connection, earlier, WEEK).judged == 5
    nothing = trending(place.connection, replace(earlier, position=0), WEEK)
    assert (nothing.windows, nothing.judged) == ([], 0)


def test_nothing_is_compared_with_weeks_of_which_nobody_knows_what_came_in(database: Database, tmp_path: Path) -> None:
    """The register begins on the Tuesday four weeks before: three whole weeks are known."""
    with opened(database, tmp_path, told_of(flat(4, 6, content_class=PLANNING))) as place:
        said = found(place)
        assert (len(said.windows), said.windows[-1], said.unusual) == (3, "2026-02-23..2026-03-01", [])


def test_in_any_history_the_rule_finds_what_the_facts_say(database: Database, tmp_path: Path) -> None:
    """Four hundred days of a seeded office; counted here from all facts, cell by cell and window by window."""
    random, first = Random(7), MONDAY - timedelta(400)
    received = [
        (
            first + timedelta(random.randrange(407)),
            {"content_class": random.choice("abcd"), "problem_place": "xy"[nth % 2]},
        )
        for nth in range(250)
    ]
    received += [(MONDAY + timedelta(nth % 7), {"content_class": "d", "problem_place": "x"}) for nth in range(8)]
    with opened(database, tmp_path, told_of(received)) as place:
        asked, whole = now(place, AFTER), period(f"{first}..{SUNDAY}")
        facts = list(all_facts(place.connection, asked, whole, {"measure": "received"}))
        said = found(place, least=Least(grown=1))
        assert len(said.windows) == 13
        expected = {}
        for name in ("content_class", "place"):
            for value in sorted({getattr(fact, name) for fact in facts}):
                counts = [
                    sum(fact.day in period(window) and getattr(fact, name) == value for fact in facts)
                    for window in (said.basis.period, *said.windows)
                ]
                expected[name, value] = trend(counts[0], counts[1:], 1)
        told = {(name, value): each.trend for each in said.unusual for name, value in each.cell.items()}
        assert {key: each for key, each in told.items() if key[0] in ("content_class", "place")} == {
            key: each for key, each in expected.items() if each.unusual
        }
        assert ("content_class", "d") in told


# ---- clusters


@pytest.fixture
def clustered(database: Database, tmp_path: Path) -> Iterator[Place]:
    """Three letters of one matter, two visits of another, one alone; visits of 4, 5 and 30 people."""
    first = [letter(nth, MONDAY + timedelta(nth), content_class=PLANNING) for nth in (1, 2, 3)]
    second = [letter(nth, MONDAY + timedelta(nth - 4), "visit", people=2) for nth in (4, 5)]
    for one, *others in (first, second):
        for other in others:
            other.when(c.Join(to=one.petition), str(SUNDAY))
    crowds = [
        letter(7, MONDAY, "visit", people=4, content_class=BUILDING, problem_place="A"),
        letter(8, MONDAY, "visit", people=5, content_class=BUILDING, problem_place="A"),
        letter(9, SUNDAY, "visit", people=30, content_class=BUILDING, problem_place="A"),
        letter(10, SUNDAY, "letter", people=30, content_class=BUILDING, problem_place="A"),
    ]
    lines = [line for each in (*first, *second, letter(6, MONDAY), *crowds) for line in each.lines]
    with opened(database, tmp_path, lines) as made:
        yield made


def test_matters_that_come_again_and_again_are_told_with_their_petitions(clustered: Place) -> None:
    three, two = found(clustered).repeat
    assert asdict(three) == {
        "matter": UUID(int=1),
        "petitions": 3,
        "visits": 0,
        "persons": 3,
        "named": [UUID(int=nth) for nth in (1, 2, 3)],
    }
    assert (two.matter, two.petitions, two.visits, two.persons) == (UUID(int=4), 2, 2, 4)
    assert found(clustered, least=Least(repeated=4, visited=3)).repeat == []
    assert found(clustered, least=Least(repeated=2, visited=9, most=1)).repeat == [three]
    monday = trending(clustered.connection, now(clustered, MONDAY + timedelta(1)), WEEK)
    assert [each.matter.int for each in monday.repeat] == [4], "by then one letter and both visits had come"


def test_visits_of_as_many_as_the_book_calls_collective_are_told_by_class_and_place(clustered: Place) -> None:
    """Four are not collective, nor is a letter that thirty have signed."""
    (crowd,) = found(clustered).collective
    assert asdict(crowd) == {
        "content_class": BUILDING,
        "place": "A",
        "petitions": 2,
        "visits": 2,
        "persons": 35,
        "named": [UUID(int=8), UUID(int=9)],
    }
    assert found(clustered, cell={"content_class": PLANNING}).collective == []


def test_what_is_void_is_in_no_cluster(database: Database, tmp_path: Path) -> None:
    told = letter(1, MONDAY, "visit", people=9)
    told.when(c.Void(reason="误登"), str(SUNDAY))
    with opened(database, tmp_path, told.lines) as place:
        assert found(place).collective == []


# ---- the draft


def test_the_draft_cites_each_number_by_what_opens_it(place: Place) -> None:
    asked, said = now(place, AFTER), found(place)
    drafted = draft(asked, said)
    assert drafted.period == WEEK.name
    assert list(drafted.figures) == ["[1]", "[2]", "[3]"]
    assert Counter(mark in drafted.text for mark in drafted.figures) == {True: 3}
    marks = {mark: mark in line for line in drafted.text.splitlines() for mark in drafted.figures if "0301" in line}
    (first,) = (drafted.figures[mark] for mark, here in marks.items() if here)
    assert len(first) == 13
    assert first[0] == (
        f"statistics/{WEEK.name}/facts?measure=received&content_class={PLANNING}&position={asked.position}&on=2026-04-01"
    )
    assert (
        "内容分类“城乡规划（0301）”收到9件，此前12个同长时段平均2.0件、最多2件，95%区间0至5件，明显偏多["
        in drafted.text
    )
    assert drafted.text.endswith("口径：trend/1，比较5项，无内容分类1件、无属地1件未比较。")


def test_the_draft_names_the_petitions_of_clusters(clustered: Place) -> None:
    drafted = draft(now(clustered, AFTER), found(clustered))
    assert drafted.figures["[1]"] == tuple(str(UUID(int=nth)) for nth in (1, 2, 3))
    assert drafted.figures["[3]"] == tuple(str(UUID(int=nth)) for nth in (8, 9))
    assert "内容分类“建设管理（0302）”、属地“A”集体访2批35人次[3]。" in drafted.text
    assert drafted.text.endswith("口径：trend/1，此前没有可比时段，未比较增长；无内容分类3件、无属地6件。")


def test_a_draft_without_anything_unusual_says_so(place: Place) -> None:
    drafted = draft(now(place, AFTER), found(place, cell={"channel": "visit"}))
    assert "未见异常增长和聚集。" in drafted.text
    assert drafted.figures == {}
