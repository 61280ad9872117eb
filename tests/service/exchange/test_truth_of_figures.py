"""Statistics of real registers, against figures that were computed from the same files without this program.

What the files say lies in a directory named by ZHUOLUO_TRUTH_DATA, or beside the checkout; where it is absent these
tests are skipped. Of the letters nothing is kept here: nobody has said that they may be handed on.

Not asked: how many questions had a holding answer, since interim answers are no measure; the status of a request at
the source, which is not read; and times of day, since a fact has its day and the seconds since the receipt.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import psycopg
import pytest

from domain.periods import Period
from service.bundled import bundled_calendar
from service.database import Database
from service.readmodels import register
from service.readmodels.statistics.behind import StatedFact, all_facts
from service.readmodels.statistics.counting import period
from service.readmodels.statistics.figures import figures
from service.readmodels.statistics.taking import CALENDAR, ELAPSED, Taken, taken
from service.readmodels.statistics.whole import statistics
from service.runtime import assembled
from service.settings import Settings
from tests.servers import AnyServer, private_home
from tests.service.exchange.conftest import OFFICE, Desk
from tests.service.exchange.test_truth import needed

HERE = Path(__file__).parent
LIMITS = (15, 30, 60)
ALL_YEARS = period("2011-01-01..2025-12-31")
NOTHING_TAKEN = [0, 0, 0, 0, None, None]

pytestmark = pytest.mark.slow


class Asking(NamedTuple):
    """One office, asked through its read models only."""

    desk: Desk
    office: str = OFFICE

    def count(self, measure: str, of: Period = ALL_YEARS, **cell: object) -> int:
        return sum(figure.count for figure in self._figures(measure, of, (), cell))

    def counts(self, measure: str, by: str, of: Period = ALL_YEARS) -> dict[str, int]:
        return {str(figure.by[by]): figure.count for figure in self._figures(measure, of, (by,), {})}

    def _figures(self, measure: str, of: Period, by: Sequence[str], cell: dict[str, object]) -> Any:
        with self.desk.instance.pool.connection() as connection:
            return figures(connection, self.desk.asked(self.office), of, by, {**cell, "measure": measure})

    def taken(
        self, measure: str, of: Period = ALL_YEARS, by: Sequence[str] = (), counting: str = CALENDAR
    ) -> list[Taken]:
        with self.desk.instance.pool.connection() as connection:
            return taken(connection, self.desk.asked(self.office), of, by, {"measure": measure}, counting)

    def facts(self, measure: str) -> list[StatedFact]:
        with self.desk.instance.pool.connection() as connection:
            return list(all_facts(connection, self.desk.asked(self.office), ALL_YEARS, {"measure": measure}))

    def source_ids(self) -> dict[Any, str]:
        return {row.petition: row.external_id for row in self.desk.listed("register", self.desk.asked(self.office))}

    def listed(self, kind: str, on: str, **filters: object) -> list[str]:
        """The ids in a list at the end of a day."""
        asked = self.desk.asked(self.office, on=date.fromisoformat(on))
        with self.desk.instance.pool.connection() as connection:
            return sorted(row.external_id for row in register.whole(connection, asked, kind, filters))

    def open_for_more_than_60_days(self, on: str) -> list[str]:
        return self.listed("open", on, received_to=date.fromisoformat(on) - timedelta(61))


def spread(found: Sequence[Taken]) -> list[Any]:
    """How many, how many of them within 15, 30 and 60 days, median and 90th percentile."""
    if not found:
        return NOTHING_TAKEN
    (one,) = found
    return [one.count, *(one.within[str(limit)] for limit in LIMITS), one.median, last_digit(one.p90)]


def days_of(asking: Asking, measure: str) -> list[str]:
    """The first and the last day of its facts."""
    days = [fact.day.isoformat() for fact in asking.facts(measure)]
    return [min(days), max(days)]


def last_digit(days: float) -> float:
    """A tenth of whole days has one decimal; what lies behind the ninth is the machine's."""
    return round(days, 9)


# ---- written questions to ministers


@pytest.mark.parametrize("month", ["2024-08", "2024-09"])
def test_the_questions_of_a_month_are_counted_at_last_as_their_file_says(desk: Desk, month: str) -> None:
    truth = json.loads(needed("uk_wpq/truth.json").read_bytes())["finals"][month]
    done = desk.take(str(HERE / "uk-written-questions-final.toml"), needed(f"uk_wpq/{month}.final.csv"))
    assert done.counts == (truth["questions"], 0, 0, 0)
    asking = Asking(desk)
    assert asking.count("received") == truth["questions"]
    assert days_of(asking, "received") == [truth["tabled_first"], truth["tabled_last"]]
    in_time, late = asking.count("settled_in_time"), asking.count("settled_late")
    assert [in_time, late] == [truth["answered_by_due"], truth["answered_late"]]
    assert len(asking.listed("open", "2025-12-31")) == truth["unanswered"]
    assert asking.count("commented") == truth["corrected"]
    named = [asking.count(measure, clause="named day") for measure in ("settled_in_time", "settled_late")]
    assert sum(named) == truth["named_day"]
    names = ("answered", "within_15d", "within_30d", "within_60d", "median_days", "p90_days")
    assert spread(asking.taken("answered")) == [truth[name] for name in names]
    assert sum(fact.days > 60 for fact in asking.facts("answered")) == truth["late_over_60_calendar_days"]
    assert by_body(asking) == truth["by_body"]
    for week in truth["as_of_weekly"]:
        assert at_the_end_of(asking, week["as_of"]) == week


def by_body(asking: Asking) -> dict[str, dict[str, Any]]:
    came, in_time = asking.counts("received", "unit"), asking.counts("settled_in_time", "unit")
    medians = {each.by["unit"]: each.median for each in asking.taken("answered", by=("unit",))}
    return {
        body: {"questions": came[body], "answered_by_due": in_time.get(body, 0), "median_days": medians[body]}
        for body in came
    }


def at_the_end_of(asking: Asking, day: str) -> dict[str, Any]:
    return {
        "as_of": day,
        "tabled_to_date": len(asking.listed("register", day)),
        "open": len(asking.listed("open", day)),
        "overdue": len(asking.listed("overdue", day)),
        "open_over_60_calendar_days": len(asking.open_for_more_than_60_days(day)),
    }


# ---- requests of a city


def test_the_requests_of_a_week_are_counted_as_the_bureau_recorded_them(desk: Desk) -> None:
    truth = json.loads(needed("stl_csb_2018_01/truth.json").read_bytes())
    desk.take("stlouis-csb", needed("stl_csb_2018_01/requests_no_address.csv"))
    asking = Asking(desk)
    measures = ("received", "closed", "withdrawn", "settled_in_time", "settled_late")
    names = ("cases", "closed", "cancelled", "closed_by_planned_date", "closed_late")
    assert [asking.count(measure) for measure in measures] == [truth[name] for name in names]
    spreads = ("closed", "within_15d", "within_30d", "within_60d", "median_days", "p90_days")
    assert spread(asking.taken("closed")) == [truth[name] for name in spreads]
    ends = ("received_first", "received_last", "closed_last")
    assert [*days_of(asking, "received"), days_of(asking, "closed")[1]] == [truth[name][:10] for name in ends]
    called = sum(truth["by_callertype"][kind] for kind in ("PHONE", "CSB VCML"))
    assert asking.counts("received", "channel") == {"call": called, "online": truth["cases"] - called}
    for moment in truth["as_of"]:
        day = moment["as_of"]
        ended = asking.count("ended", period(f"2018-01-01..{day}"))
        assert [len(asking.listed("register", day)), ended] == [moment["received_to_date"], moment["answered_to_date"]]
        assert len(asking.listed("open", day)) == moment["open"]
        assert asking.listed("overdue", day) == sorted(moment["overdue_ids_due"])
        assert asking.open_for_more_than_60_days(day) == sorted(moment["overdue_ids_due60"])
    in_all = asking.count("ended", ALL_YEARS)
    assert len(asking.listed("open", "2025-12-31")) == truth["neither"] == truth["cases"] - in_all


# ---- letters on a board


class Board(NamedTuple):
    """The letters twice: owed within 60 days, and within 15 working days with the times as they were written."""

    sixty: Asking
    working: Asking
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def board(
    server: AnyServer, template: str, database_names: Iterator[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Board]:
    letters = rows(needed("taidi2020c/letters_dev_2011_2018.csv"))
    truth = json.loads(needed("taidi2020c/truth.json").read_bytes())["dev_received_before_2019"]
    name, home, folder = next(database_names), private_home("zhuoluo-home-"), tmp_path_factory.mktemp("letters")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        with assembled(Settings(home), Database(server.conninfo(name))) as instance:
            desk = Desk(instance, folder)
            sixty, working = Asking(desk, "sixty"), Asking(desk, "working")
            take(sixty, folder / "sixty.csv", [letter | {"due": after_60_days(letter)} for letter in letters])
            take(working, folder / "working.csv", [as_written(letter) for letter in letters])
            yield Board(sixty, working, truth)
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(home, ignore_errors=True)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def take(asking: Asking, path: Path, letters: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["letter_id", "received", "answered", "due"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(letters)
    done = asking.desk.take(str(HERE / "letters-board.toml"), path, office=asking.office)
    assert done.counts == (len(letters), 0, 0, 0)


def received_on(letter: dict[str, str]) -> date:
    return datetime.fromisoformat(letter["received"]).date()


def after_60_days(letter: dict[str, str]) -> str:
    return (received_on(letter) + timedelta(60)).isoformat()


def as_written(letter: dict[str, str]) -> dict[str, str]:
    due = bundled_calendar().add_working_days(received_on(letter), 15).day
    return letter | {"received": letter["received_raw"], "answered": letter["answered_raw"], "due": due.isoformat()}


def test_the_letters_of_all_years_are_counted_as_their_file_says(board: Board) -> None:
    truth = board.truth
    for asking in (board.sixty, board.working):
        names = ("rows", *(f"answered_within_{limit}d" for limit in LIMITS), "median_days", "p90_days")
        assert spread(asking.taken("answered")) == [truth[name] for name in names]
        (answered,) = asking.taken("answered")
        assert answered.longest == truth["max_days"]
        assert sum(fact.days == 0 for fact in asking.facts("answered")) == truth["same_day"]
        ends = ("received_first", "received_last", "answered_last")
        assert [*days_of(asking, "received"), days_of(asking, "answered")[1]] == [truth[name][:10] for name in ends]
    late = [asking.count("settled_late") for asking in (board.sixty, board.working)]
    assert late == [truth["answered_late_60_calendar_days"], truth["answered_late_15_working_days"]]
    in_time = [asking.count("settled_in_time") for asking in (board.sixty, board.working)]
    assert in_time == [truth["rows"] - each for each in late]


def test_every_month_of_the_letters_is_counted_as_their_file_says(board: Board) -> None:
    cohorts = [by_month_of_receipt(asking) for asking in (board.sixty, board.working)]
    assert cohorts[0] == cohorts[1]
    for said in board.truth["by_month"]:
        assert month_of(board, said["month"]) | cohort(cohorts[0].get(said["month"], [])) == said


def month_of(board: Board, month: str) -> dict[str, Any]:
    of = period(month)
    received = board.sixty.count("received", of)
    answered, *within, middle, p90 = spread(board.sixty.taken("answered", of))
    assert [answered, *within, middle, p90] == spread(board.working.taken("answered", of))
    balances = [balance_of(asking, of) for asking in (board.sixty, board.working)]
    assert {balance.closing for balance in balances} == {balances[0].opening + received - answered}
    return {
        "month": month,
        "received": received,
        "answered_in_month": answered,
        **{f"answered_in_month_within_{limit}d": n for limit, n in zip(LIMITS, within, strict=True)},
        "answered_in_month_median_days": middle,
        "answered_in_month_p90_days": p90,
        "open_at_month_end": balances[0].closing,
        "overdue_at_month_end_due60": balances[0].overdue,
        "overdue_at_month_end_due15wd": balances[1].overdue,
    }


def balance_of(asking: Asking, of: Period) -> Any:
    with asking.desk.instance.pool.connection() as connection:
        return statistics(connection, asking.desk.asked(asking.office), of).balance


def by_month_of_receipt(asking: Asking) -> dict[str, list[int]]:
    """The days that answers took, by the month in which the letter came in.

    Taken from the facts: a period of figures is that of the answer.
    """
    found: dict[str, list[int]] = {}
    for fact in sorted(asking.facts("answered"), key=lambda fact: fact.days):
        found.setdefault((fact.day - timedelta(fact.days)).isoformat()[:7], []).append(fact.days)
    return found


def cohort(days: Sequence[int]) -> dict[str, Any]:
    p90 = quantiles(days, n=10, method="inclusive")[8] if len(days) > 1 else float(days[0]) if days else None
    return {
        "cohort_answered_ever": len(days),
        **{f"cohort_answered_within_{limit}d": sum(day <= limit for day in days) for limit in LIMITS},
        "cohort_median_days": median(days) if days else None,
        "cohort_p90_days": p90 if p90 is None else last_digit(p90),
    }


def test_on_any_day_the_open_and_overdue_letters_are_those_of_their_file(board: Board) -> None:
    for said in board.truth["as_of"]:
        day = said["as_of"]
        until = period(f"2011-01-01..{day}")
        found = [board.sixty.count("received", until), board.sixty.count("answered", until)]
        assert found == [said["received_to_date"], said["answered_to_date"]]
        assert len(board.sixty.listed("register", day)) == said["received_to_date"]
        assert len(board.sixty.listed("open", day)) == said["open"] == len(board.working.listed("open", day))
        for asking, limit in ((board.sixty, "due60"), (board.working, "due15wd")):
            assert sorted(map(int, asking.listed("overdue", day))) == sorted(said[f"overdue_ids_{limit}"])
            assert len(said[f"overdue_ids_{limit}"]) == said[f"overdue_{limit}"]
        assert board.sixty.open_for_more_than_60_days(day) == board.sixty.listed("overdue", day)


def test_elapsed_days_are_those_that_others_counted_and_calendar_days_are_not(board: Board) -> None:
    """Others who had the same letters counted whole spans of 24 hours, and called them the speed of the reply.

    By the dates fewer than half of the letters took as many days; a figure must say which of both it is.
    """
    others = {row["留言编号"]: int(row["回复速度"]) for row in rows(needed("taidi2020c/third_party_reply_days.csv"))}
    ids, answered = board.sixty.source_ids(), board.sixty.facts("answered")
    assert {ids[fact.petition]: elapsed_days(fact) for fact in answered} == others
    by_date = {ids[fact.petition]: fact.days for fact in answered}
    assert {day - others[id_] for id_, day in by_date.items()} == {0, 1}
    assert sum(day == others[id_] for id_, day in by_date.items()) == same_by_hand(others) < len(others) / 2
    (calendar,) = board.sixty.taken("answered")
    (elapsed,) = board.sixty.taken("answered", counting=ELAPSED)
    assert [calendar.counting, elapsed.counting] == ["calendar_days", "elapsed_days"]
    assert (elapsed.count, elapsed.sum, elapsed.median) == (len(others), sum(others.values()), median(others.values()))
    assert last_digit(elapsed.p90) == last_digit(quantiles(others.values(), n=10, method="inclusive")[8])
    assert calendar.sum - elapsed.sum == len(others) - same_by_hand(others)


def elapsed_days(fact: StatedFact) -> int | None:
    return None if fact.elapsed is None else fact.elapsed // 86400


def same_by_hand(others: dict[str, int]) -> int:
    """Letters of which the difference of the two dates is what the others counted."""
    letters = rows(needed("taidi2020c/letters_dev_2011_2018.csv"))
    answered_on = {letter["letter_id"]: datetime.fromisoformat(letter["answered"]).date() for letter in letters}
    took = {letter["letter_id"]: (answered_on[letter["letter_id"]] - received_on(letter)).days for letter in letters}
    return sum(others[id_] == days for id_, days in took.items())


def test_what_is_known_by_the_day_only_has_no_elapsed_days(board: Board) -> None:
    """Of one letter the file gives the day of the answer alone: read as midnight it would be 35, but nobody knows."""
    letters = rows(needed("taidi2020c/letters_dev_2011_2018.csv"))
    by_day = [letter["letter_id"] for letter in letters if ":" not in letter["answered_raw"]]
    ids, answered = board.working.source_ids(), board.working.facts("answered")
    assert [ids[fact.petition] for fact in answered if fact.elapsed is None] == by_day != []
    (calendar,) = board.working.taken("answered")
    (elapsed,) = board.working.taken("answered", counting=ELAPSED)
    assert calendar.count - elapsed.count == len(by_day)
