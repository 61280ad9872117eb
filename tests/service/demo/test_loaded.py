"""The year of the invented offices as it is shown once it is loaded: once, with reminders, and codes in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec import Struct

from domain.access import CONSOLE
from domain.codelist import FIELDS
from service.codes import lists_on
from service.demo.year.generating import LAST
from service.demo.year.loading import load_year
from service.demo.year.reading import offices
from service.readmodels import period_reminders, petition, reminders
from service.readmodels.asking import Question, question, today
from service.readmodels.orphaned import orphaned
from service.readmodels.reminders import ReminderListed
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.demos import copied
from tests.servers import AnyServer

pytestmark = pytest.mark.xdist_group("demo-year")
"""One worker loads the year for all of them."""
WRITTEN = "SELECT (SELECT count(*) FROM jobs.reminder), (SELECT count(*) FROM jobs.period_reminder)"


class Loaded(Struct, frozen=True):
    """The offices that were loaded, with what was told of the progress."""

    instance: Instance
    offices: list[str]
    told: list[tuple[int, int]]

    def asked(self, office: str, on: date | None = None) -> Question:
        return question(self.instance, CONSOLE, office, on=on)

    def reminders(self, office: str, on: date | None = None) -> tuple[ReminderListed, ...]:
        with self.instance.pool.connection() as connection:
            return tuple(reminders.reminders(connection, self.asked(office, on), limit=500).rows)

    def written(self) -> tuple[object, ...] | None:
        """How many reminders of either kind there are."""
        with self.instance.pool.connection() as connection:
            row: tuple[object, ...] | None = connection.execute(WRITTEN).fetchone()
        return row


@pytest.fixture(scope="module")
def year(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[Loaded]:
    with (
        copied(server, template, next(database_names)) as copy,
        assembled(Settings(copy.home), copy.database) as instance,
    ):
        yield Loaded(instance, [told.office.id for told in offices()], copy.told)


def test_the_year_is_carried_out_once_and_ends_with_its_last_day(year: Loaded) -> None:
    assert year.told[-1][0] == year.told[-1][1] > 3000
    sizes = {office: year.instance.ledger.head(office).size for office in year.offices}
    written = year.written()
    assert load_year(year.instance, lambda _done, _total: pytest.fail("carried out again")) == year.offices
    assert {office: year.instance.ledger.head(office).size for office in year.offices} == sizes
    assert year.written() == written
    assert all(today(year.instance, year.instance.offices.get(office)) <= LAST for office in year.offices)


def test_each_office_is_reminded_of_what_it_owes_on_its_own_last_day(year: Loaded) -> None:
    shown = {office: year.reminders(office) for office in year.offices}
    for office, rows in shown.items():
        assert "overdue" in {row.why for row in rows}, office
        assert all(row.goes_out_at.date() <= LAST for row in rows)
        assert len({row.goes_out_at for row in rows}) > 3, "not all of them on one day"
    assert sum(row.why == "due-soon" for rows in shown.values() for row in rows) >= 5


def test_a_reminder_comes_back_at_the_tiers_of_the_rulebook_as_the_year_goes_on(year: Loaded) -> None:
    days = (date(2025, 3, 1) + timedelta(days) for days in range(0, 300, 15))
    tiers = Counter(row.tier for day in days for office in year.offices for row in year.reminders(office, day))
    assert {-7, 0, 7, 30} <= set(tiers)


def test_what_somebody_who_has_left_still_owes_is_put_before_the_department(year: Loaded) -> None:
    office = "binjiang-zhengwu"
    with year.instance.pool.connection() as connection:
        owed = orphaned(connection, year.asked(office))
    assert {duty.holder for duty in owed} == {"邵峰"}
    (row,) = [row for row in year.reminders(office) if row.why == "orphaned"]
    assert (row.recipient, row.holder, row.clause) == ("综合科", "邵峰", "R1.1.3")
    assert all(row.why != "orphaned" for row in year.reminders(office, date(2025, 12, 18))), "he was still there"


def test_an_association_is_reminded_of_the_reports_and_checks_that_it_has_not_made(year: Loaded) -> None:
    asked = year.asked("jiangzhou-getixie")
    with year.instance.pool.connection() as connection:
        shown = period_reminders.period_reminders(year.instance, connection, asked)
    assert [row.period for row in shown if row.clause == "R3.2.4"] == ["2025-Q3"], "the first two were submitted"
    forgotten = [row.due_on for row in shown if row.clause == "R3.3.2"]
    assert len(forgotten) in range(1, 5), "most days had their check"


def test_the_lists_of_each_office_hold_in_its_year(year: Loaded) -> None:
    for office in year.offices:
        held = lists_on(year.instance.offices.get(office), date(2025, 6, 30))
        assert set(FIELDS) <= {name for name, each in held.items() if each.origin == "office" and each.binding}


def test_a_petition_names_its_codes_in_chinese(year: Loaded) -> None:
    asked = year.asked("yunling-bianmin")
    found = petition.seen(year.instance, asked, "信〔2025〕0012")
    named = {each.field: each for each in petition.case(year.instance, asked, found).codes}
    assert set(named) == {"channel", "source", "importance", "purpose", "content_class", "occupation"}
    assert all("\u4e00" <= each.zh[0] <= "\u9fff" for each in named.values())
    assert named["content_class"].above
