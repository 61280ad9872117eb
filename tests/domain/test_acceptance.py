"""The twenty acceptance tests of domain.md section 14, each by its number: what the field expects of such a register.

That numbers are never given twice under concurrency, and that the chain stays verifiable when a person's key is
destroyed, is shown on a real database in tests/service/ledger.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar, HolidayYear
from domain.conditions import facts_of as known_of
from domain.periods import period, year_before
from domain.petition import replay
from domain.recomputing import needs_recompute
from domain.rulebook_loader import parse
from domain.schedule import periods
from domain.values import Actor, Details, Person
from projections.statistics import Fact, facts
from projections.track import track
from service.bundled import bundled_calendar, newest
from tests.domain.rules import case as ruled
from tests.domain.rules import published, rule
from tests.domain.scenario import DEPUTY, HANDLER, HEAD, SHEET, ZONE, Scenario, under

BODY = Actor("复平", unit="县政府复查办", post="handler")
PETITION = Details(procedure="petition")
WRITER = Person(id=UUID(int=61), name="李秋生")
LETTER = c.Receive(channel="letter", details=Details(petitioner=WRITER, problem="补偿标准不一"))
DAY = date(2025, 4, 1)
DECEMBER = date(2025, 12, 21)
OPINION = c.Answer(reply_kind="opinion", text="处理意见", document_number="处〔2025〕1号")


def registered(case: Scenario, on: str, receipt: c.Receive = LETTER) -> Scenario:
    case.when(receipt, on)
    case.when(c.Register(), on)
    return case


def accepted(case: Scenario, on: str) -> Scenario:
    registered(case, on).when(c.Classify(details=PETITION), on)
    case.when(c.Accept(), on)
    return case


def served(case: Scenario, on: str) -> Scenario:
    """A written opinion that reached the petitioner on that day."""
    accepted(case, "2025-01-13").when(OPINION, "2025-02-10", by=HANDLER)
    case.when(c.Serve(document="opinion", mode="邮寄"), on)
    return case


def second_review(case: Scenario) -> Scenario:
    """The second review asked for on 10 April 2025."""
    served(case, "2025-03-01").when(c.RequestReview(level="1", against="答复", body="县政府"), "2025-03-03", by=BODY)
    case.when(c.DecideReview(level="1", result="maintain", delivered=True), "2025-03-25", by=BODY)
    case.when(c.RequestReview(level="2", against="复查意见", body="市政府"), "2025-04-10", by=BODY)
    return case


def facts_of(case: Scenario) -> frozenset[Fact]:
    return facts(track(case.lines, ZoneInfo(ZONE)))


def test_1_a_letter_opened_the_next_day_is_late_by_the_rules_name_and_not_kept_out() -> None:
    case = under("R1")
    case.when(LETTER, "2025-03-10 09:00")
    case.when(c.Open(envelope="完好", stamp="完好", bound_together=True), "2025-03-11 08:30")
    duty = case.duty("open_same_day")
    assert (duty.opened.clause, duty.end and duty.end.late) == ("R1.1.1", True)


def test_2_two_letters_of_one_matter_are_two_items_one_matter_and_one_clock() -> None:
    first, second = under("S1"), under("S1")
    accepted(first, "2025-03-03")
    second.petition = UUID(int=99)
    registered(second, "2025-03-23")
    second.when(c.Join(to=first.petition, kind="repeat"), "2025-03-24")
    second.when(c.Classify(details=PETITION), "2025-03-24")
    second.when(c.Accept(), "2025-03-24")
    assert (first.state.joined, second.state.joined) == (None, first.petition)
    assert ("handle" in first.owed(), "handle" in second.owed()) == (True, False)
    items = [fact for case in (first, second) for fact in facts_of(case) if fact.measure == "received"]
    assert sorted(fact.repeat for fact in items) == [False, True], "in the month's statistics: first 1, repeat 1"
    assert {fact.matter for fact in items} == {first.petition}


@pytest.mark.parametrize(("people", "is_collective"), [(4, False), (5, True), (8, True)])
def test_3_a_visit_of_five_is_collective_and_has_at_most_five_representatives(
    people: int, *, is_collective: bool
) -> None:
    named = tuple(Person(id=UUID(int=100 + n), name=f"代表{n}") for n in range(6))
    group = Details(problem="断水", people=people, representatives=named[:3])
    case = registered(under("S1"), "2025-03-03", c.Receive(channel="visit", details=group))
    received = next(fact for fact in facts_of(case) if fact.measure == "received")
    assert received.persons == people
    known = known_of(case.state, case.lines[-1].event, case.book.settings)
    assert known["collective"] is is_collective
    crowded = under("S1")
    crowded.when(c.Receive(channel="visit", details=replace(group, people=8, representatives=named)), "2025-03-03")
    assert crowded.refused(c.Register(), "2025-03-03") == {"S1.20": "at most 5 representatives, not 6"}


def test_4_an_anonymous_letter_is_closed_only_when_it_is_on_record_why_nobody_was_told() -> None:
    anonymous = c.Receive(channel="letter", details=Details(anonymous=True, problem="夜间施工"))
    case = registered(under("S1"), "2025-03-03", anonymous)
    case.when(c.Classify(details=PETITION), "2025-03-03")
    case.when(c.Accept(), "2025-03-04")
    case.when(c.Report(finding="属实，已责令停工"), "2025-03-10", by=HANDLER)
    close = c.Close(outcome="supported", legal_basis="噪声污染防治法")
    assert case.refused(close, "2025-03-11").keys() == {"S1.23", "S1.32"}
    case.when(c.Exempt(reason="姓名、住址不清"), "2025-03-11")
    assert "notice_direct" not in case.owed()
    case.when(close, "2025-03-11")


def test_5_an_accusation_is_not_passed_to_the_accused_and_the_refusal_does_not_say_why() -> None:
    accused = Details(purpose="accusation", accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("规划科",))
    case = registered(under("S1"), "2025-03-03", c.Receive(channel="letter", details=accused))
    words = {"S1.30": "it may not be passed to this unit or person"}
    for act in (
        c.Forward(target="规划科"),
        c.Forward(target="纪检组", handler="卫东"),
        c.Assign(target="规划科", reply_by=DAY),
    ):
        assert case.refused(act, "2025-03-04").items() >= words.items()


@pytest.mark.parametrize(("on", "in_time"), [("2025-02-07", True), ("2025-02-08", False)])
def test_6_five_working_days_to_object_from_24_january_end_on_7_february(on: str, *, in_time: bool) -> None:
    """8 February 2025 is a Saturday that is worked, one day too late."""
    case = registered(under("S1"), "2025-01-24")
    case.when(c.Forward(target="后扶科"), "2025-01-24")
    case.when(c.SignFor(unit="后扶科"), "2025-01-24", by=HANDLER)
    objection = c.Object(reason="应由财务处办理")
    if in_time:
        case.when(objection, on, by=HANDLER)
    else:
        assert case.refused(objection, on, by=HANDLER).keys() == {"S1.23.3"}


def test_7_sixty_days_from_4_august_end_behind_the_holiday_and_an_extension_counts_from_the_nominal_end() -> None:
    case = accepted(under("S1"), "2025-08-04")
    due = case.duty("handle").due
    assert (due.nominal, due.effective) == (date(2025, 10, 3), date(2025, 10, 9))
    case.when(c.Extend(duty="handle", reason="勘验", days=30), "2025-10-02", by=HEAD)
    due = case.duty("handle").due
    assert (due.nominal, due.effective) == (date(2025, 11, 2), date(2025, 11, 3))
    assert "extension_notice" in case.owed(), "incomplete until the petitioner has been told"


def test_8_only_the_head_extends_and_not_after_the_end() -> None:
    case = accepted(under("S1"), "2025-08-04")
    extend = c.Extend(duty="handle", reason="勘验", days=30)
    assert case.refused(extend, "2025-10-02", by=DEPUTY) == {"S1.34": "only head may extend it"}
    assert case.refused(extend, "2025-10-10", by=HEAD).keys() == {"S1.34"}
    assert case.refused(extend, "2025-10-10", by=HEAD, already_done="已口头同意").keys() == {"S1.34"}


def test_9_the_time_for_a_first_review_is_over_on_the_thirty_first_day() -> None:
    request = c.RequestReview(level="1", against="答复", body="县政府")
    served(under("S1"), "2025-03-01").when(request, "2025-03-31", by=BODY)
    case = served(under("S1"), "2025-03-01")
    assert case.refused(request, "2025-04-01", by=BODY) == {"S1.35": "may_review1: the time for it ended on 2025-03-31"}
    assert case.duty("may_review1").opened.nature == "right", "it lapses, nobody has missed anything"


def test_10_a_hearing_of_ten_days_moves_the_second_review_by_ten_days() -> None:
    case = second_review(under("S1"))
    before = case.duty("review2").due.nominal
    case.when(c.OpenHearing(), "2025-04-14", by=BODY)
    case.when(c.CloseHearing(), "2025-04-23", by=BODY)
    assert before == date(2025, 5, 10)
    assert case.duty("review2").due.nominal == before + timedelta(10)


def test_11_after_the_second_review_the_same_facts_are_accepted_no_more() -> None:
    case = second_review(under("S1"))
    case.when(c.DecideReview(level="2", result="maintain", delivered=True), "2025-05-09", by=BODY)
    case.when(c.Close(outcome="no_longer_accepted", legal_basis="条例第三十六条"), "2025-05-12")
    case.when(c.Reopen(reason="再次来访"), "2025-06-02")
    assert case.refused(c.Accept(), "2025-06-02") == {"S1.36.3": "it needs new_facts"}


def test_12_21_december_belongs_to_december_and_to_the_business_month_of_january() -> None:
    report = replace(newest("S1").schedules_by_id["annual_report"], every="month")

    def month(kind: str) -> str:
        years = (2025, 2026)
        every = (each for year in years for each in periods(report, year, bundled_calendar(), kind))
        return next(each.name for each in every if each.first <= DECEMBER <= each.last)

    assert (month("natural"), month("business")) == ("2025-12", "2026-01")
    assert [DECEMBER in period(name, style) for name, style in (("2025-12", "natural"), ("2026-01", "business"))] == [
        True,
        True,
    ]
    unfinished = year_before(period("2026"), date(2026, 3, 10))
    assert (unfinished.first, unfinished.last) == (date(2025, 1, 1), date(2025, 3, 10)), "up to the same cut-off"


def test_13_with_a_later_calendar_the_promise_stays_and_the_difference_is_reported() -> None:
    before = Calendar.of([published(2026), HolidayYear(2027)])
    after = before.with_year(published(2027, "2027-01-01", "2027-01-04"))
    case = ruled(rule(amount=14, roll="next_working_day"), calendar=before)
    registered(case, "2026-12-21")
    case.calendar = after
    assert case.duty("d").due.effective == date(2027, 1, 4), "replayed, it is what was promised"
    assert needs_recompute(case.state, after)
    line = case.when(c.Recompute(calendar=after.digest), "2026-12-28")
    assert [each.due.effective for each in line.duties.redated] == [date(2027, 1, 5)]
    assert [segment.due.effective for segment in case.duty("d").segments] == [date(2027, 1, 4), date(2027, 1, 5)]


def test_14_what_is_about_agriculture_counts_as_agriculture() -> None:
    for content, other in (("农业农村", "城乡建设"), ("城乡建设", "农业农村")):
        about = c.Receive(channel="letter", details=Details(problem="灌渠", content_class=content))
        counted = {fact.content_class for fact in facts_of(registered(under("S1"), "2025-03-03", about))}
        assert (content in counted, other in counted) == (True, False)


def test_15_no_opinion_goes_out_without_or_before_the_chiefs_approval() -> None:
    """R5.7: shown step by step in tests/clauses/test_r5.py; here the end of it."""
    case = under("R5")
    registered(case, "2026-03-02", c.Receive(channel="letter", source="own_case", details=SHEET))
    refused = case.refused(OPINION, "2026-03-03", by=HANDLER)
    assert "R5.7" in refused


def test_16_a_void_number_is_kept_and_given_to_nobody_else() -> None:
    case = registered(under("S1"), "2025-03-03")
    case.when(c.Void(reason="误登"), "2025-03-03")
    assert (case.state.number, case.state.ending.voided is None) == ("信〔2025〕0001", False)
    assert case.refused(c.Register(), "2025-03-04"), "the item has its number and gets no other"


def test_17_a_year_without_a_published_calendar_gives_provisional_limits() -> None:
    case = registered(under("S1"), "2031-03-03")
    assert case.duty("notice_direct").due.provisional
    case.when(c.Classify(details=PETITION), "2031-03-03")
    case.when(c.Accept(), "2031-03-04")
    assert case.duty("handle").due.provisional


@pytest.mark.parametrize(("unit", "last"), [("calendar", date(2026, 1, 2)), ("working", date(2026, 1, 5))])
def test_18_three_days_in_calendar_or_working_days_differ_around_a_holiday(unit: str, last: date) -> None:
    """The holiday is 1 to 3 January 2026, and Sunday 4 January is worked: 31 December, 4 and 5 January."""
    own = (
        '[book]\nid = "R4"\nvalid_from = 2024-01-01\nextends = "R4"\nzh = "本中心"\n'
        f'[[override]]\nkind = "duty"\nid = "answer_three_days"\nclause = "R4.3.2.1"\nunit = "{unit}"\n'
    )
    case = under(parse(own, "own version", {"R4": newest("R4")}))
    case.when(c.Receive(channel="visit", details=Details(petitioner=WRITER, problem="低保")), "2025-12-30")
    assert case.duty("answer_three_days").due.effective == last


def test_19_a_reception_by_one_person_is_on_record_as_a_breach() -> None:
    case = under("R5")
    case.when(c.Receive(channel="visit", place="hall", details=replace(SHEET, receivers=("田甜",))), "2026-01-20")
    assert case.refused(c.Register(), "2026-01-20").keys() == {"R5.3"}
    line = case.when(c.Register(), "2026-01-20", already_done="当日只有一人值班")
    assert [breach.clause for breach in line.breaches] == ["R5.3"]


def test_20_without_a_persons_text_the_petition_is_decided_on_as_before() -> None:
    """The chain itself is verified with the key destroyed in tests/service/ledger/test_sealing.py."""
    case = accepted(under("S1"), "2025-08-04")
    (received, *others) = case.lines
    assert isinstance(received.event, e.Received)
    erased = replace(received.event, details=replace(received.event.details, petitioner=None, problem=None))
    state = replay([replace(received, event=erased), *others])
    assert state.details.petitioner is None
    assert (state.duties, state.number, state.routing) == (case.state.duties, case.state.number, case.state.routing)


def test_each_of_the_twenty_has_its_test() -> None:
    numbers = {int(n) for n in re.findall(r"(?m)^def test_(\d+)_", Path(__file__).read_text(encoding="utf-8"))}
    assert numbers == set(range(1, 21))
