"""R4, a township service centre: at once what is urgent or collective, secrecy, leaders who receive petitioners."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import office
from domain.conditions import facts_of
from domain.organisation import Posting
from domain.schedule import days
from domain.values import Actor, Details
from tests.clauses.centre import (
    ACCUSED,
    CROWD,
    KNOWN,
    ORDER,
    PASSED_ON,
    RESULT,
    SPEAKERS,
    URGENT,
    received,
    registered,
    variant,
)
from tests.clauses.ends import ended
from tests.clauses.offices import ToldOffice
from tests.domain.scenario import Scenario

# ---- 四、重大紧急问题、集体上访


TOLD = [("notify_unit", "unit", "leader"), ("tell_leader", "leader", "unit")]


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize(("entry", "to", "other"), TOLD)
@pytest.mark.parametrize(
    ("known", "channel"), [(URGENT, "call"), (URGENT, "letter"), (CROWD, "visit"), (replace(CROWD, people=8), "letter")]
)
def test_what_is_urgent_or_collective_is_told_at_once_to_the_unit_and_to_the_leader(
    R4: Scenario, entry: str, to: str, other: str, known: Details, channel: str
) -> None:
    """凡上访人员反映重大紧急问题、集体上访的来信来访，应立即通知有关单位，并向领导汇报。"""
    received(R4, known, channel=channel)
    opened = R4.duty(entry).opened
    assert (opened.nature, opened.word, opened.priority, opened.due.effective) == ("aim", "立即", 3, None)
    assert opened.holder == "信访科"
    R4.when(c.TellBody(to=other, name="某某"), "2026-01-06 09:05")
    assert entry in R4.owed()
    R4.when(c.TellBody(to=to, name="某某"), "2026-01-06 09:06")
    R4.when(c.Register(), "2026-01-06 09:20")
    assert not {"notify_unit", "tell_leader"} & R4.owed().keys()
    assert len([duty for duty in R4.state.duties if duty.key.id == entry]) == 1


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize(
    ("known", "channel"), [(replace(CROWD, people=4), "visit"), (KNOWN, "visit"), (CROWD, "online"), (CROWD, "call")]
)
def test_four_people_or_an_ordinary_matter_open_neither(R4: Scenario, known: Details, channel: str) -> None:
    registered(R4, known, channel=channel)
    assert not {"notify_unit", "tell_leader", "order_origin"} & R4.owed().keys()


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize(("entry", "to", "_other"), TOLD)
def test_found_to_be_urgent_later_it_is_told_from_then_on_and_counted_from_the_receipt(
    R4: Scenario, entry: str, to: str, _other: str
) -> None:
    registered(R4).when(c.Classify(details=Details(urgent=True)), "2026-01-08")
    assert R4.duty(entry).opened.start == date(2026, 1, 6)
    R4.when(c.TellBody(to=to, name="某某"), "2026-01-08")
    assert entry not in R4.owed()


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize(("entry", "to", "_other"), TOLD)
def test_who_was_told_before_it_was_registered_as_urgent_has_been_told(
    R4: Scenario, entry: str, to: str, _other: str
) -> None:
    received(R4).when(c.TellBody(to=to, name="某某"), "2026-01-06 09:06")
    R4.when(c.Register(details=Details(urgent=True)), "2026-01-06 09:20")
    assert entry not in R4.owed()
    assert {"notify_unit", "tell_leader"} & R4.owed().keys()


@pytest.mark.clause("R4.4")
def test_the_registration_that_says_so_opens_both(R4: Scenario) -> None:
    received(R4).when(c.Register(details=Details(urgent=True)), "2026-01-06 09:20")
    assert {"notify_unit", "tell_leader"} <= R4.owed().keys()
    R4.when(c.Join(to=UUID(int=9)), "2026-01-06")
    assert {"notify_unit", "tell_leader"} <= R4.owed().keys()


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize("act", [c.Classify(details=Details(urgent=False)), c.Withdraw(reason="误报")])
def test_what_turns_out_not_to_be_urgent_or_is_withdrawn_need_not_be_told(R4: Scenario, act: c.Act) -> None:
    registered(R4, URGENT).when(act, "2026-01-06")
    assert not {"notify_unit", "tell_leader"} & R4.owed().keys()


PROMPTLY = '[settings.promptly]\n"立即" = { unit = "same_day", nature = "duty" }\n'


@pytest.mark.clause("R4.4")
@pytest.mark.parametrize(("entry", "to", "_other"), TOLD)
@pytest.mark.parametrize(("on", "how"), [("2026-01-06 23:59", "met"), ("2026-01-07 08:40", "late")])
def test_an_office_may_read_at_once_as_the_day_of_receipt(
    R4: Scenario,
    entry: str,
    to: str,
    _other: str,
    on: str,
    how: str,
) -> None:
    case = registered(variant(R4.book, PROMPTLY), CROWD)
    opened = case.duty(entry).opened
    assert (opened.nature, opened.due.effective) == ("duty", date(2026, 1, 6))
    assert case.duty("order_origin").opened.nature == "aim"
    case.when(c.TellBody(to=to, name="某某"), on)
    assert ended(case, entry) == how


# ---- 五、集体上访


@pytest.mark.clause("R4.5")
@pytest.mark.parametrize(("field", "empty"), [("representatives", None), ("problem_place", None)])
def test_a_collective_visit_carries_its_representatives_and_its_place_of_origin(
    R4: Scenario, field: str, empty: None
) -> None:
    """对集体上访，要本着“四宜”原则迅速处理。"""
    received(R4, replace(CROWD, **{field: empty}))
    assert R4.refused(c.Register(), "2026-01-06") == {"R4.5": f"it needs {field}"}
    assert set(R4.refused(c.Register(), "2026-01-06", already_done="已接待")) == {"R4.5"}
    R4.when(c.Register(details=CROWD), "2026-01-06")


@pytest.mark.clause("R4.5")
def test_known_to_be_collective_only_later_it_carries_them_from_then_on(R4: Scenario) -> None:
    """对集体上访。"""
    registered(R4)
    assert R4.refused(c.Classify(details=Details(people=30)), "2026-01-07").keys() == {"R4.5"}
    R4.when(c.Classify(details=Details(people=4)), "2026-01-07")
    more = Details(people=30, representatives=SPEAKERS[:2], problem_place="西河村")
    R4.when(c.Classify(details=more), "2026-01-07")


@pytest.mark.clause("R4.5")
@pytest.mark.parametrize(("people", "channel"), [(4, "visit"), (5, "letter")])
def test_four_visitors_or_a_letter_that_many_signed_need_no_representatives(
    R4: Scenario, people: int, channel: str
) -> None:
    registered(R4, replace(KNOWN, people=people), channel=channel)


@pytest.mark.clause("R4.5")
def test_they_speak_through_five_representatives_at_most(R4: Scenario) -> None:
    """S1.20 holds beside it."""
    received(R4, replace(CROWD, people=8, representatives=SPEAKERS))
    assert set(R4.refused(c.Register(), "2026-01-06")) == {"S1.20"}
    R4.when(c.Register(details=Details(representatives=SPEAKERS[:5])), "2026-01-06")


@pytest.mark.clause("R4.5")
@pytest.mark.parametrize("known", [CROWD, KNOWN])
def test_the_place_of_origin_is_ordered_quickly_to_solve_it(R4: Scenario, known: Details) -> None:
    """迅速处理并责成问题发生地限期解决。"""
    received(R4, known)
    assert ("order_origin" in R4.owed()) == (known is CROWD)
    R4.when(c.Register(), "2026-01-07")
    if known is KNOWN:
        R4.when(c.Classify(details=CROWD), "2026-01-07")
    opened = R4.duty("order_origin").opened
    assert (opened.nature, opened.word, opened.priority, opened.start) == ("aim", "迅速", 2, date(2026, 1, 6))
    assert opened.holder == "信访科"
    R4.when(c.Forward(target="民政办", mode="copy"), "2026-01-07")
    assert "order_origin" in R4.owed()
    R4.when(ORDER, "2026-01-07")
    assert "order_origin" not in R4.owed()


@pytest.mark.clause("R4.5")
def test_the_registration_that_says_so_opens_the_order_and_the_closing_ends_it(R4: Scenario) -> None:
    received(R4).when(c.Register(details=CROWD), "2026-01-06")
    R4.when(RESULT, "2026-01-06")
    assert ended(R4, "order_origin") == ""
    R4.when(c.Close(outcome="supported", legal_basis="水法"), "2026-01-06")
    assert ended(R4, "order_origin") == "cancelled"


@pytest.mark.clause("R4.5")
@pytest.mark.parametrize(
    "act", [c.Classify(details=Details(people=2)), c.Withdraw(reason="已协商"), c.Join(to=UUID(int=9))]
)
def test_no_order_is_due_on_what_is_not_collective_withdrawn_or_a_repeat(R4: Scenario, act: c.Act) -> None:
    registered(R4, CROWD).when(act, "2026-01-06")
    assert "order_origin" not in R4.owed()


@pytest.mark.clause("R4.5")
def test_an_order_sets_its_limit(R4: Scenario) -> None:
    registered(R4, CROWD)
    without = replace(ORDER, due_on=None)
    assert R4.refused(without, "2026-01-06") == {"R4.5": "it needs due_on"}
    line = R4.when(without, "2026-01-06", already_done="已电话责成")
    assert [breach.entry for breach in line.breaches] == ["order_limit"]
    assert R4.owed()["origin_solves"] is None
    R4.when(c.Withdraw(reason="已协商"), "2026-01-07")
    assert ended(R4, "origin_solves") == "cancelled"


@pytest.mark.clause("R4.5")
@pytest.mark.parametrize(("on", "how"), [("2026-01-18", "met"), ("2026-01-19", "late")])
def test_the_place_ordered_reports_by_the_day_set_rest_day_or_not(
    R4: Scenario,
    on: str,
    how: str,
) -> None:
    """18 January 2026 is a Sunday: a day that somebody set stands."""
    registered(R4, CROWD).when(ORDER, "2026-01-06")
    duty = R4.duty("origin_solves", "西河村村委会")
    assert (duty.holder, duty.due.nominal, duty.due.effective) == ("西河村村委会", date(2026, 1, 18), date(2026, 1, 18))
    assert R4.state.routing.holder == "信访科"
    R4.when(c.ReportResult(text="渠道已恢复", to="office", unit="西河村村委会"), on)
    assert ended(R4, "origin_solves", "西河村村委会") == how


@pytest.mark.clause("R4.5")
def test_two_places_ordered_report_each_for_itself_though_the_petitioners_were_answered(R4: Scenario) -> None:
    registered(R4, CROWD).when(ORDER, "2026-01-06")
    R4.when(replace(ORDER, target="东岗村村委会", due_on=date(2026, 1, 20)), "2026-01-06")
    R4.when(c.ReportResult(text="已恢复", to="office", unit="东岗村村委会"), "2026-01-10")
    R4.when(RESULT, "2026-01-10")
    R4.when(c.Close(outcome="supported", legal_basis="水法"), "2026-01-10")
    assert R4.owed()["origin_solves"] == date(2026, 1, 18)
    assert R4.duty("origin_solves", "东岗村村委会").end is not None
    R4.when(c.Reopen(reason="未落实", unit="民政办"), "2026-01-11")
    assert R4.duty("origin_solves", "西河村村委会").holder == "西河村村委会"


# ---- 六、保密


ACCUSATION = replace(
    KNOWN, purpose="accusation", accused=(ACCUSED,), accused_units=("西河村村委会",), secrecy="confidential"
)


@pytest.mark.clause("R4.6")
@pytest.mark.parametrize("target", ["西河村村委会", "丁旺"])
@pytest.mark.parametrize("done", [None, "已转出"])
def test_an_accusation_is_kept_from_the_person_and_the_unit_complained_of(
    R4: Scenario, target: str, done: str | None
) -> None:
    """严格执行《信访条例》有关规定，为群众的控告、检举保守秘密。"""
    registered(R4, ACCUSATION, channel="letter")
    acts = (
        c.Forward(target=target),
        replace(ORDER, target=target),
        c.Assign(target=target, reply_by=date(2026, 2, 10)),
    )
    for act in acts:
        assert set(R4.refused(act, "2026-01-08", already_done=done)) == {"R4.6"}
    R4.when(c.Forward(target="镇纪委"), "2026-01-08")
    assert set(R4.refused(c.SignFor(unit="镇纪委"), "2026-01-08", by=Actor("丁旺", unit="镇纪委"))) == {"R4.6"}


@pytest.mark.clause("R4.6")
@pytest.mark.parametrize(
    "act",
    [
        c.Submit(to="丁旺"),
        c.SpecialReport(to="丁旺", text="全文"),
        c.TellBody(to="unit", name="西河村村委会"),
        c.Appoint(leader="丁旺", appointed_on=date(2026, 2, 10)),
        c.Suggest(to_body="西河村村委会", text="改进"),
        c.Press(to="西河村村委会"),
    ],
    ids=lambda act: type(act).__name__,
)
def test_nor_do_they_get_to_know_of_it_in_any_other_way(R4: Scenario, act: c.Act) -> None:
    """为群众的控告、检举保守秘密。"""
    registered(R4, ACCUSATION, channel="letter")
    assert "R4.6" in R4.refused(act, "2026-01-08")


@pytest.mark.clause("R4.6")
def test_nor_is_it_given_back_or_handed_over_to_them_or_reopened_there(R4: Scenario) -> None:
    clerk = Actor("祁兵", unit="西河村村委会")
    registered(R4).when(c.Forward(target="西河村村委会"), "2026-01-06")
    R4.when(c.SignFor(unit="西河村村委会"), "2026-01-07", by=clerk)
    R4.when(c.Forward(target="镇纪委"), "2026-01-07", by=clerk)
    R4.when(c.Classify(details=Details(purpose="accusation", accused_units=("西河村村委会",))), "2026-01-08")
    assert set(R4.refused(c.Return(reason="退回"), "2026-01-08", by=Actor("严正", unit="镇纪委"))) == {"R4.6"}
    over = c.HandOver(giver="镇纪委", taker="西河村村委会", reason="移交")
    assert set(R4.refused(over, "2026-01-08")) == {"R4.6"}
    R4.when(RESULT, "2026-01-09")
    R4.when(c.Close(outcome="supported", legal_basis="村民委员会组织法"), "2026-01-09")
    assert set(R4.refused(c.Reopen(reason="重办", unit="西河村村委会"), "2026-01-10")) == {"R4.6"}


@pytest.mark.clause("R4.6")
@pytest.mark.parametrize("act", PASSED_ON)
def test_an_accusation_is_passed_on_with_the_accused_named_or_marked_as_not_known(R4: Scenario, act: c.Act) -> None:
    registered(R4, replace(KNOWN, purpose="accusation"))
    words = "accused_named lacks accused_or_unit (or the reason why it cannot be given)"
    assert R4.refused(act, "2026-01-08") == {"R4.6": words}
    R4.when(c.Classify(details=Details(not_given={"accused_or_unit": "unknown"})), "2026-01-08")
    R4.when(act, "2026-01-08")


@pytest.mark.clause("R4.6")
def test_an_accusation_is_restricted_from_its_receipt_and_carries_its_secrecy_level(R4: Scenario) -> None:
    received(R4, ACCUSATION, channel="letter")
    assert facts_of(R4.state, R4.lines[-1].event, R4.book.settings)["restricted"]
    assert R4.state.details.secrecy == "confidential"


# ---- 七、领导接待


SINCE = date(2022, 6, 1)
LEADERS = (
    Posting(person="孔令华", post="head", since=SINCE),
    Posting(person="贺洲", post="deputy_head", since=SINCE),
    Posting(person="乔安", post="section_head", since=SINCE),
)


@pytest.mark.clause("R4.7")
@pytest.mark.parametrize(("who", "missing"), [("孔令华", ()), ("贺洲", ()), ("乔安", ("missing: deputy_head 贺洲",))])
def test_leaders_receive_petitioners_themselves(R4: Scenario, who: str, missing: tuple[str, ...]) -> None:
    """实行领导信访接待制度。"""
    told = ToldOffice(R4.book, *LEADERS)
    line = told.when(
        office.ReceptionHeld(schedule="leaders_reception", day=date(2026, 1, 22), presided_by=who), "2026-01-22"
    )
    assert [(breach.clause, breach.detail) for breach in line.breaches] == [("R4.7", words) for words in missing]


@pytest.mark.clause("R4.7")
def test_the_rota_names_a_leader_for_each_day(R4: Scenario) -> None:
    told = ToldOffice(R4.book, *LEADERS)
    rota = office.RotaPublished(schedule="leaders_reception", slots={date(2026, 1, 22): "乔安"})
    assert set(told.refused(rota, "2026-01-05")) == {"R4.7"}
    told.when(replace(rota, slots={date(2026, 1, 22): "贺洲"}), "2026-01-05")


LEADERS_DAY = """
[[override]]
kind = "schedule"
id = "leaders_reception"
clause = "R4.7"
on = "thursday"
which = "first"
holiday = "next_working_day"
"""


@pytest.mark.clause("R4.7")
def test_the_office_sets_the_day_of_the_month_on_which_leaders_receive(R4: Scenario) -> None:
    """The text fixes none. 1 January 2026 is the first Thursday and a holiday, Sunday 4 January is worked."""
    rule = R4.book.schedules_by_id["leaders_reception"]
    assert (rule.holder, list(days(rule, 2026, 1, R4.calendar))) == ("head", [])
    own = variant(R4.book, LEADERS_DAY)
    months = [days(own.book.schedules_by_id["leaders_reception"], 2026, month, own.calendar) for month in (1, 2)]
    assert [[session.day for session in found] for found in months] == [[date(2026, 1, 4)], [date(2026, 2, 5)]]
