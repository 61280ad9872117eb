"""Facts to be counted: what happened, on which day, how often; corrected, classified anew, voided."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from domain import commands as c
from domain import words
from domain.rulebook import Extension
from domain.values import Details
from projections.measures import MEASURES
from projections.statistics import Fact, facts
from projections.track import track
from tests.domain.rules import at, case, rule
from tests.domain.scenario import HEAD, ZONE, Scenario, under

ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)


def counted(told: Scenario) -> frozenset[Fact]:
    return facts(track(told.lines, ZoneInfo(ZONE)))


def measures(told: Scenario) -> Counter[str]:
    return Counter(fact.measure for fact in counted(told))


def registered(told: Scenario) -> Scenario:
    details = Details(content_class="0101", people=3)
    told.when(c.Receive(channel="visit", details=details), "2026-01-05")
    told.when(c.Register(), "2026-01-06")
    return told


def test_received_and_registered_count_once_with_all_persons() -> None:
    assert {
        (f.measure, f.day, f.unit, f.channel, f.content_class, f.persons) for f in counted(registered(under("plain")))
    } == {
        ("received", date(2026, 1, 5), "信访科", "visit", "0101", 3),
        ("opened", date(2026, 1, 5), "信访科", "visit", "0101", 3),
        ("registered", date(2026, 1, 6), "信访科", "visit", "0101", 3),
    }


def test_an_interim_answer_is_none_and_a_second_final_one_counts_no_more() -> None:
    told = registered(under("plain"))
    told.when(c.Answer(reply_kind="interim", text="在办", delivered=True), "2026-01-07")
    assert not measures(told)["answered"]
    told.when(c.Answer(reply_kind="policy", text="解释"), "2026-01-08")
    assert (measures(told)["answered"], measures(told)["delivered"]) == (1, 0)
    told.when(c.Serve(document="answer"), "2026-01-09")
    told.when(ANSWER, "2026-01-10")
    assert {(f.measure, f.day, f.days) for f in counted(told) if f.measure in ("answered", "delivered")} == {
        ("answered", date(2026, 1, 8), 3),
        ("delivered", date(2026, 1, 9), 4),
    }


def test_what_a_unit_did_counts_for_it_though_it_passed_the_petition_on_the_same_day() -> None:
    """Of acts entered by the day alone no hour is known; they count in the order in which they were entered."""
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Forward(target="后扶科"), "2026-01-05")
    assert {(f.measure, f.unit) for f in counted(told)} == {
        ("received", "信访科"),
        ("opened", "信访科"),
        ("registered", "信访科"),
        ("forwarded", "后扶科"),
        ("passed_on", "信访科"),
        ("held", "信访科"),
    }


def test_a_copy_is_no_forwarding_and_each_forwarding_counts_for_its_target() -> None:
    told = registered(under("plain"))
    told.when(c.Forward(target="规划科", mode="copy"), "2026-01-07")
    told.when(c.Forward(target="规划科"), "2026-01-08")
    told.when(c.Assign(target="后扶科", reply_by=date(2026, 2, 1)), "2026-01-09")
    assert {(f.unit, f.outcome) for f in counted(told) if f.measure == "forwarded"} == {
        ("规划科", "forward"),
        ("后扶科", "assign"),
    }


def test_a_limit_that_the_answer_meets_counts_as_kept_or_missed() -> None:
    """Ten days from the sixth end on the sixteenth."""
    for day, measure in (("2026-01-16", "settled_in_time"), ("2026-01-17", "settled_late")):
        told = registered(case(rule()))
        told.when(ANSWER, day)
        (fact,) = (fact for fact in counted(told) if fact.measure.startswith("settled"))
        assert (fact.measure, fact.clause, fact.unit) == (measure, "T.1", told.duty("d").holder)


def test_an_extension_counts_for_the_duty_that_got_it() -> None:
    told = registered(case(rule(extension=Extension(mode="additional", days=30, by=("head",))), rule(id="other")))
    told.when(c.Extend(duty="d", reason="鉴定", days=20), "2026-01-10", by=HEAD)
    assert [(f.duty, f.day) for f in counted(told) if f.measure == "extended"] == [("d  2", date(2026, 1, 10))]


def test_classified_anew_all_facts_of_the_petition_move_to_the_new_class() -> None:
    told = registered(under("plain"))
    told.when(c.Classify(details=Details(content_class="0202", people=5)), "2026-02-03")
    assert {(fact.content_class, fact.persons) for fact in counted(told)} == {("0202", 5)}


def test_a_void_petition_has_no_facts_and_a_withdrawn_one_keeps_them() -> None:
    told = registered(under("plain"))
    told.when(c.Withdraw(), "2026-01-07")
    assert measures(told) == dict.fromkeys(("received", "opened", "registered", "withdrawn", "ended", "held"), 1)
    told.when(c.Void(reason="重复录入"), "2026-01-08")
    assert counted(told) == frozenset()


def test_a_corrected_day_moves_the_fact() -> None:
    told = registered(under("plain"))
    told.correct(1, c.Receive(channel="visit"), "2026-01-03", "2026-01-09")
    assert {f.day for f in counted(told) if f.measure == "received"} == {date(2026, 1, 3)}


def test_a_repeat_belongs_to_the_matter_of_the_first_until_it_is_told_apart() -> None:
    told, first = registered(under("plain")), UUID(int=3)
    told.when(c.Join(to=first), "2026-01-07")
    assert {(f.repeat, f.matter) for f in counted(told)} == {(True, first)}
    told.when(c.Unjoin(to=first, reason="并非同一事项"), "2026-01-08")
    assert {(f.repeat, f.matter) for f in counted(told)} == {(False, told.petition)}


def test_days_are_told_both_ways_by_the_calendar_and_from_instant_to_instant() -> None:
    """One minute before midnight to one minute after is a day by the calendar and two minutes in truth."""
    told = under("plain")
    told.when(c.Receive(channel="visit"), "2026-01-05 23:59")
    told.when(c.Register(), "2026-01-06 00:01")
    told.when(c.Withdraw(), "2026-01-09")
    taken = {f.measure: (f.days, f.elapsed) for f in counted(told)}
    assert (taken["registered"], taken["withdrawn"]) == ((1, 120), (4, None))


def test_who_held_it_for_how_long_and_who_passed_it_on() -> None:
    told = registered(under("plain"))
    told.when(c.Forward(target="后扶科"), "2026-01-08")
    told.when(c.SignFor(unit="后扶科"), "2026-01-10")
    told.when(c.Return(reason="不属本科", unit="后扶科"), "2026-01-15")
    told.when(c.Withdraw(), "2026-01-16")
    found = counted(told)
    assert {(f.unit, f.days) for f in found if f.measure == "held"} == {("信访科", 3), ("后扶科", 5), ("信访科", 1)}
    assert {(f.unit, f.outcome) for f in found if f.measure == "passed_on"} == {
        ("信访科", "Forwarded"),
        ("后扶科", "Returned"),
    }


def test_what_is_opened_again_was_opened_twice_and_ended_twice() -> None:
    told = registered(under("plain"))
    told.when(c.Withdraw(), "2026-01-07")
    told.when(c.Reopen(reason="信访人又来"), "2026-01-09")
    told.when(ANSWER, "2026-01-12")
    turns = sorted((f.day.day, f.measure, f.outcome) for f in counted(told) if f.measure in ("opened", "ended"))
    assert [(day, measure) for day, measure, _ in turns] == [(5, "opened"), (7, "ended"), (9, "opened"), (12, "ended")]


def test_a_limit_missed_is_a_breach_of_its_clause_and_so_is_a_rule_broken() -> None:
    told = registered(case(rule()))
    told.when(ANSWER, "2026-01-17")
    assert [(f.clause, f.outcome) for f in counted(told) if f.measure == "breached"] == [("T.1", "Answered")]


def test_a_limit_that_an_act_of_an_earlier_day_ended_counts_on_that_day() -> None:
    """Registered late, while the withdrawal, entered afterwards, had come before: ten days from the third were over."""
    told = case(rule(start="received", cancelled_by=at("Withdrawn")))
    told.when(c.Receive(channel="letter"), "2026-01-03")
    told.when(c.Register(), "2026-01-22")
    told.when(c.Withdraw(), "2026-01-17", recorded="2026-01-23")
    broken = [(f.day, f.act, f.outcome, f.clause) for f in counted(told) if f.measure == "breached"]
    assert broken == [(date(2026, 1, 17), 3, "Withdrawn", "T.1")]


def test_every_measure_has_its_chinese_word() -> None:
    assert set(words.MEASURES) == set(MEASURES)
    assert len(set(words.MEASURES.values())) == len(MEASURES)


def apart(fact: Fact) -> set[object]:
    return {
        getattr(fact, name) for name in ("unit", "channel", "source", "purpose", "content_class", "place", "clause")
    }


def totals(told: Scenario) -> Counter[object]:
    return Counter((f.measure, f.act, f.day, f.matter, f.visit, f.persons, f.days, f.elapsed) for f in counted(told))


def test_what_accuses_somebody_is_told_apart_by_nothing_and_counts_in_every_total() -> None:
    told = registered(under("plain"))
    told.when(c.Withdraw(), "2026-01-07")
    before = totals(told)
    told.when(c.Restrict(restricted=True, reason="检举"), "2026-01-08")
    assert all(apart(fact) == {"restricted"} and not fact.repeat for fact in counted(told))
    assert totals(told) == before
    assert {fact.visit for fact in counted(told)} == {True}


def test_what_is_restricted_no_more_is_told_apart_again() -> None:
    told = registered(under("plain"))
    before = counted(told)
    told.when(c.Restrict(restricted=True, reason="检举"), "2026-01-07")
    assert counted(told).isdisjoint(before)
    told.when(c.Restrict(restricted=False, reason="查无此事"), "2026-01-08")
    assert counted(told) == before
