"""The regulation of 2022 (S1): notices in fifteen days, sixty days from acceptance, assigned matters, accusations."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest

from domain import commands as c
from domain.values import Actor, Details, Person
from tests.domain.scenario import CLERK, HANDLER, HEAD, Scenario

LETTER = c.Receive(channel="letter", details=Details(title="宅基地纠纷"))
PETITION = Details(procedure="petition")


def registered(case: Scenario, on: str, receipt: c.Receive = LETTER) -> Scenario:
    case.when(receipt, on)
    case.when(c.Register(), on)
    return case


def people(*names: str) -> tuple[Person, ...]:
    """Persons of these names, the same name being the same person."""
    return tuple(Person(id=uuid5(NAMESPACE_OID, name), name=name) for name in names)


def accepted(case: Scenario, on: str) -> Scenario:
    registered(case, on)
    case.when(c.Classify(details=PETITION), on)
    case.when(c.Accept(), on)
    return case


@pytest.mark.clause("S1.20")
def test_a_group_names_at_most_five_representatives(s1: Scenario) -> None:
    six = people("甲一", "乙二", "丙三", "丁四", "戊五", "己六")
    s1.when(c.Receive(channel="visit", details=Details(people=8, representatives=six)), "2026-01-12")
    assert set(s1.refused(c.Register(), "2026-01-12")) == {"S1.20"}
    line = s1.when(c.Register(), "2026-01-12", already_done="六人已接谈")
    assert [breach.clause for breach in line.breaches] == ["S1.20"]


@pytest.mark.clause("S1.20")
def test_five_representatives_are_enough_and_may_be_named_twice(s1: Scenario) -> None:
    five = people("甲一", "乙二", "丙三", "丁四", "戊五", "戊五")
    s1.when(c.Receive(channel="visit", details=Details(people=8, representatives=five)), "2026-01-12")
    assert s1.when(c.Register(), "2026-01-12").breaches == ()


@pytest.mark.clause("S1.22")
def test_what_comes_in_is_registered_once(s1: Scenario) -> None:
    registered(s1, "2026-01-12")
    assert s1.state.number
    assert s1.refused(c.Register(), "2026-01-12") == {"S1.22": "it has been registered already"}


@pytest.mark.clause("S1.22")
def test_the_result_of_an_assigned_matter_is_reported_by_the_day_set_which_never_rolls(s1: Scenario) -> None:
    # 28 February 2026 is a Saturday, worked; 1 March is a Sunday off: the date stands as it was set.
    receipt = c.Receive(
        channel="letter",
        source="superior_assigned",
        details=Details(reply_by=date(2026, 3, 1), assigner="省局"),
    )
    registered(s1, "2026-01-19", receipt)
    due = s1.duty("assigned_result").due
    assert (due.nominal, due.effective) == (date(2026, 3, 1), date(2026, 3, 1))
    s1.when(c.ReportResult(text="已办结", to="assigner"), "2026-03-02")
    end = s1.duty("assigned_result").end
    assert end
    assert end.late


@pytest.mark.clause("S1.22")
def test_an_assigned_unit_owes_its_own_report_and_only_its_report_meets_it(s1: Scenario) -> None:
    registered(s1, "2026-01-19")
    s1.when(c.Assign(target="后扶科", reply_by=date(2026, 2, 6)), "2026-01-20")
    s1.when(c.SignFor(unit="后扶科"), "2026-01-20", by=HANDLER)
    assert (s1.duty("unit_result").holder, s1.owed()["unit_result"]) == ("后扶科", date(2026, 2, 6))
    s1.when(c.ReportResult(text="他科意见", to="office", unit="规划科"), "2026-01-28")
    assert "unit_result" in s1.owed()
    s1.when(c.ReportResult(text="已维修", to="office"), "2026-01-29", by=HANDLER)
    assert "unit_result" not in s1.owed()


@pytest.mark.clause("S1.22")
def test_a_matter_is_not_assigned_to_a_day_that_is_past(s1: Scenario) -> None:
    registered(s1, "2026-01-19")
    assert "structure" in s1.refused(c.Assign(target="后扶科", reply_by=date(2026, 1, 18)), "2026-01-19")


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize(
    ("received", "nominal", "effective"),
    [
        ("2025-01-10", "2025-01-25", "2025-01-26"),  # a Sunday that is worked
        ("2025-01-13", "2025-01-28", "2025-02-05"),  # the Spring Festival
        ("2025-09-16", "2025-10-01", "2025-10-09"),  # National Day and Mid-Autumn
        ("2026-01-30", "2026-02-14", "2026-02-14"),  # a Saturday that is worked
        ("2026-02-01", "2026-02-16", "2026-02-24"),
    ],
)
def test_the_petitioner_is_told_within_fifteen_days_rolled_to_a_working_day(
    s1: Scenario, received: str, nominal: str, effective: str
) -> None:
    due = registered(s1, received).duty("notice_direct").due
    assert (due.nominal, due.effective) == (date.fromisoformat(nominal), date.fromisoformat(effective))
    s1.when(c.Notify(notice="receipt"), effective)
    end = s1.duty("notice_direct").end
    assert end
    assert (end.kind, end.late) == ("met", False)


@pytest.mark.clause("S1.23")
def test_a_notice_to_somebody_else_does_not_count(s1: Scenario) -> None:
    registered(s1, "2026-01-12").when(c.Notify(notice="receipt", to="superior"), "2026-01-13")
    assert "notice_direct" in s1.owed()


@pytest.mark.clause("S1.23")
def test_what_was_handed_down_is_told_by_the_handling_unit(s1: Scenario) -> None:
    registered(s1, "2026-01-12", c.Receive(channel="letter", source="superior_forwarded"))
    assert set(s1.owed()) == {"notice_forwarded"}


@pytest.mark.clause("S1.23")
def test_a_return_within_the_office_does_not_end_the_notice_of_what_was_handed_down(s1: Scenario) -> None:
    registered(s1, "2026-01-12", c.Receive(channel="letter", source="superior_forwarded"))
    s1.when(c.Forward(target="后扶科"), "2026-01-13")
    s1.when(c.Return(reason="不属我科"), "2026-01-14", by=HANDLER)
    assert set(s1.owed()) == {"notice_forwarded"}


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("known", [Details(anonymous=True), Details(reachable=False, not_given={"address": "unknown"})])
def test_nobody_is_told_who_cannot_be_reached_but_that_is_put_on_record(s1: Scenario, known: Details) -> None:
    registered(s1, "2026-01-12", c.Receive(channel="letter", details=known))
    assert set(s1.owed()) == {"notice_direct"}
    close = c.Close(outcome="explained", explanation="无法答复")
    assert "S1.23" in s1.refused(close, "2026-01-20")
    s1.when(c.Exempt(reason="匿名"), "2026-01-20")
    assert s1.owed() == {}
    s1.when(close, "2026-01-20")


@pytest.mark.clause("S1.23")
def test_an_exemption_ends_the_notice_that_was_owed(s1: Scenario) -> None:
    registered(s1, "2026-01-12").when(c.Exempt(reason="地址不详"), "2026-01-13")
    end = s1.duty("notice_direct").end
    assert end
    assert (end.kind, end.late) == ("met", False)


@pytest.mark.clause("S1.23")
def test_only_the_unit_it_is_on_the_way_to_signs_and_only_what_was_sent_is_returned(s1: Scenario) -> None:
    registered(s1, "2026-01-12")
    assert "S1.23.3" in s1.refused(c.SignFor(unit="后扶科"), "2026-01-12", by=HANDLER)
    assert "S1.23.3" in s1.refused(c.Return(reason="不属我科"), "2026-01-12", by=HANDLER)
    s1.when(c.Forward(target="后扶科"), "2026-01-12")
    assert "S1.23.3" in s1.refused(c.SignFor(unit="规划科"), "2026-01-12")
    s1.when(c.SignFor(unit="后扶科"), "2026-01-13", by=HANDLER)
    assert (s1.state.routing.holder, s1.state.routing.senders) == ("后扶科", ("信访科",))


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("already_done", [None, "纸质件已送出"])
@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="规划科"),
        c.Forward(target="后扶科", assisting=("规划科",)),
        c.Assign(target="规划科", reply_by=date(2026, 3, 2)),
    ],
)
def test_an_accusation_goes_neither_to_the_accused_nor_to_the_unit(
    s1: Scenario, act: c.Act, already_done: str | None
) -> None:
    accused = Details(accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("规划科",), purpose="accusation")
    registered(s1, "2026-01-12", c.Receive(channel="letter", details=accused))
    refusal = s1.refused(act, "2026-01-13", already_done=already_done)
    assert refusal == {"S1.30": "it may not be passed to this unit or person"}, "the words must not say why"
    assert "S1.30" in s1.refused(c.Forward(target="卫东"), "2026-01-13")


@pytest.mark.clause("S1.31")
def test_the_procedure_is_told_apart_before_acceptance(s1: Scenario) -> None:
    registered(s1, "2026-01-12").when(c.Classify(details=Details(procedure="unknown")), "2026-01-12")
    assert s1.refused(c.Accept(), "2026-01-12") == {"S1.31": "it needs procedure"}
    s1.when(c.Classify(details=Details(procedure="litigation")), "2026-01-13")
    s1.when(c.Accept(), "2026-01-13")
    assert "handle" not in s1.owed()


@pytest.mark.clause("S1.34")
@pytest.mark.parametrize(
    ("on", "nominal", "effective"),
    [("2025-08-04", "2025-10-03", "2025-10-09"), ("2025-12-03", "2026-02-01", "2026-02-02")],
)
def test_a_matter_is_finished_within_sixty_days_of_its_acceptance(
    s1: Scenario, on: str, nominal: str, effective: str
) -> None:
    due = accepted(s1, on).duty("handle").due
    assert (due.nominal, due.effective) == (date.fromisoformat(nominal), date.fromisoformat(effective))


@pytest.mark.clause("S1.34")
def test_an_extension_counts_from_the_original_last_day(s1: Scenario) -> None:
    """60 days from 4 August 2025 end on 3 October; 30 more on Sunday 2 November, so on Monday the 3rd."""
    accepted(s1, "2025-08-04").when(c.Extend(duty="handle", reason="勘验", days=30), "2025-10-02", by=HEAD)
    due = s1.duty("handle").due
    assert (due.nominal, due.effective) == (date(2025, 11, 2), date(2025, 11, 3))
    assert "extension_notice" in s1.owed()
    s1.when(c.Notify(notice="extension"), "2025-10-08")
    assert "extension_notice" not in s1.owed()


@pytest.mark.clause("S1.34")
def test_the_roll_gives_a_few_more_days_to_ask_for_it_but_none_to_count_from(s1: Scenario) -> None:
    accepted(s1, "2025-08-04").when(c.Extend(duty="handle", reason="勘验"), "2025-10-09", by=HEAD)
    assert s1.duty("handle").due.nominal == date(2025, 11, 2)


@pytest.mark.clause("S1.34")
def test_it_is_at_most_thirty_days_by_the_head_and_before_the_end(s1: Scenario) -> None:
    accepted(s1, "2025-08-04")
    ask = c.Extend(duty="handle", reason="勘验", days=31)
    assert s1.refused(ask, "2025-10-02", by=HEAD) == {"S1.34": "at most 30 more days (to 2025-11-02), not 31"}
    good = c.Extend(duty="handle", reason="勘验", days=30)
    assert s1.refused(good, "2025-10-02", by=CLERK) == {"S1.34": "only head may extend it"}
    assert "S1.34" in s1.refused(good, "2025-10-10", by=HEAD)


@pytest.mark.clause("S1.34")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
def test_a_final_answer_of_any_kind_finishes_it_and_an_interim_one_does_not(s1: Scenario, kind: str) -> None:
    accepted(s1, "2025-08-04").when(c.Answer(reply_kind="interim", text="在办"), "2025-09-01", by=HANDLER)
    assert "handle" in s1.owed()
    s1.when(c.Answer(reply_kind=kind, text="已办"), "2025-10-09", by=HANDLER)
    end = s1.duty("handle").end
    assert end
    assert (end.kind, end.late) == ("met", False)


@pytest.mark.clause("S1.34")
def test_a_petition_is_accepted_once(s1: Scenario) -> None:
    assert "S1.34" in accepted(s1, "2025-08-04").refused(c.Accept(), "2025-08-05")


def test_an_acting_head_extends_like_the_head(s1: Scenario) -> None:
    accepted(s1, "2025-08-04")
    acting = Actor("倪虹", unit="局领导", post="deputy_head", acting_for="head")
    assert s1.when(c.Extend(duty="handle", reason="勘验"), "2025-09-30", by=acting).duties.redated
