"""R2, a supply and marketing cooperative: one department in charge, every delay explained, closures registered."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.rulebook_loader import parse
from domain.schedule import periods
from domain.values import Actor, Details, Person
from tests.clauses.ends import ended
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, PERSON, Scenario, under

HELPER = Actor("林涛", unit="财务科", post="section_head")
STRANGER = Actor("葛明", unit="资产科", post="section_head")

WORKER = Person(id=PERSON, name="孙玉成")
KNOWN = Details(petitioner=WORKER, problem="经济补偿金计算年限少计六年", procedure="petition")
ASSIGNED = replace(KNOWN, assigner="市信访局", reply_by=date(2025, 9, 21))
"""What a body above assigned, to be reported on by a Sunday that is no working day."""

TO_SECTION = c.Forward(target="后扶科", assisting=("财务科",))
ANSWER = c.Answer(reply_kind="result", text="已补计六年", delivered=True)
INTERIM = c.Answer(reply_kind="interim", text="正在核实", delivered=True)
CLOSE = c.Close(outcome="supported", legal_basis="经济补偿办法")
TO_LEADER = c.ExplainDelay(reason="需调取1998年档案", to="leader")
TO_ASSIGNER = c.ExplainDelay(reason="需调取1998年档案", to="assigner")


def registered(case: Scenario, known: Details = KNOWN, *, source: str = "direct") -> Scenario:
    case.when(c.Receive(channel="letter", source=source, details=known), "2025-08-01 09:00")
    case.when(c.Register(), "2025-08-01 09:20")
    return case


def accepted(case: Scenario, known: Details = KNOWN, *, source: str = "direct") -> Scenario:
    """Accepted on 4 August 2025: the sixtieth day is 3 October, the first working day after the holiday 9 October."""
    registered(case, known, source=source).when(c.Accept(), "2025-08-04")
    return case


def with_section(case: Scenario) -> Scenario:
    """Accepted, and with one section that another one assists."""
    accepted(case).when(TO_SECTION, "2025-08-05")
    case.when(c.SignFor(unit="后扶科"), "2025-08-06", by=HANDLER)
    return case


# ---- 一、严肃对待，认真办理


@pytest.mark.clause("R2.1")
def test_what_has_come_in_stays_on_the_leaders_page_with_its_unit_until_it_is_closed(R2: Scenario) -> None:
    """来信来访工作是一项重要的经常性工作，严肃对待，认真办理。"""
    with_section(R2)
    assert (R2.state.open, R2.state.routing.holder) == (True, "后扶科")
    R2.when(ANSWER, "2025-08-20", by=HANDLER)
    assert (R2.state.open, R2.state.ending.answered is None) == (True, False)
    R2.when(CLOSE, "2025-08-21")
    assert (R2.state.open, R2.state.ending.outcome) == (False, "supported")
    assert R2.book.settings.proved_by["R2.1"]


# ---- 二、归口管理，分工协作


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize("act", [TO_SECTION, c.Assign(target="后扶科", reply_by=date(2025, 8, 29))])
def test_one_department_is_in_charge_and_passes_it_to_another(R2: Scenario, act: c.Act) -> None:
    """信访工作由安全储运处归口管理，各处室分工协作，共同办理。"""
    registered(R2).when(act, "2025-08-05")
    assert R2.state.routing.on_the_way_to == "后扶科"


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize(
    "act",
    [c.Register(), TO_SECTION, c.Assign(target="后扶科", reply_by=date(2025, 8, 29))],
    ids=["register", "forward", "assign"],
)
def test_where_no_department_is_in_charge_nothing_is_registered_or_passed_on(R2: Scenario, act: c.Act) -> None:
    nobody = Scenario(R2.book, R2.calendar, {"head": "钟山"})
    nobody.when(c.Receive(channel="letter", details=KNOWN), "2025-08-01 09:00")
    words = "nobody is named as coordinating_department"
    assert nobody.refused(act, "2025-08-05") == {"R2.2": words}
    line = nobody.when(act, "2025-08-05", already_done="当日已办，补录")
    assert [breach.clause for breach in line.breaches] == ["R2.2"]


BEFORE_ACCEPTANCE = (
    c.Comment(text="意见"),
    c.Accept(),
    c.RefuseAcceptance(ground="not_competent", competent_body="市场监管局", way_there="政务大厅"),
    c.Object(reason="不属本科", unit="后扶科"),
)
AFTER_ACCEPTANCE = (
    c.Report(finding="少计属实"),
    c.Draft(text="拟补计六年"),
    ANSWER,
    c.ReportResult(text="已补计", to="office", unit="后扶科"),
    TO_LEADER,
    c.RequestExtension(duty="handle", reason="调取档案", days=30),
)
ACTS = (*BEFORE_ACCEPTANCE, *AFTER_ACCEPTANCE)


def before(case: Scenario, act: c.Act) -> Scenario:
    """With the section, at the point of its life at which the act makes sense."""
    if act in AFTER_ACCEPTANCE:
        return with_section(case)
    registered(case).when(TO_SECTION, "2025-08-05")
    case.when(c.SignFor(unit="后扶科"), "2025-08-06", by=HANDLER)
    return case


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_a_department_that_neither_has_it_nor_assists_takes_no_part(R2: Scenario, act: c.Act) -> None:
    """各处室分工协作: each does its own part."""
    words = "the unit neither handles nor assists this petition"
    before(R2, act)
    assert R2.refused(act, "2025-08-07", by=STRANGER) == {"R2.2": words}
    assert R2.refused(act, "2025-08-07", by=STRANGER, already_done="已办，补录") == {"R2.2": words}


DISPOSING = (
    c.Classify(details=Details(urgent=True)),
    c.Instruct(text="请速办"),
    TO_SECTION,
    c.Assign(target="后扶科", reply_by=date(2025, 8, 29)),
    c.Exempt(reason="住址不清"),
    c.Withdraw(),
    c.Void(reason="误登"),
)


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize("act", DISPOSING, ids=lambda act: type(act).__name__)
def test_nor_does_it_dispose_of_what_it_was_not_given(R2: Scenario, act: c.Act) -> None:
    """各处室分工协作."""
    registered(R2)
    assert R2.refused(act, "2025-08-04", by=STRANGER).keys() == {"R2.2"}
    assert R2.refused(act, "2025-08-04", by=STRANGER, already_done="已办，补录").keys() == {"R2.2"}
    R2.when(act, "2025-08-04", by=DEPUTY)


@pytest.mark.clause("R2.2")
def test_nor_does_it_register_what_another_received_or_close_what_another_answered(R2: Scenario) -> None:
    R2.when(c.Receive(channel="letter", details=KNOWN), "2025-08-01 09:00")
    assert R2.refused(c.Register(), "2025-08-01 09:20", by=STRANGER).keys() == {"R2.2"}
    R2.when(c.Register(), "2025-08-01 09:20")
    R2.when(ANSWER, "2025-08-04")
    assert R2.refused(CLOSE, "2025-08-05", by=STRANGER).keys() == {"R2.2"}
    R2.when(CLOSE, "2025-08-05")


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize("who", [STRANGER, CLERK, HELPER, HEAD], ids=lambda who: who.unit)
def test_a_department_signs_itself_for_what_was_sent_to_it(R2: Scenario, who: Actor) -> None:
    registered(R2).when(TO_SECTION, "2025-08-05")
    sign = c.SignFor(unit="后扶科")
    assert R2.refused(sign, "2025-08-06", by=who).keys() == {"R2.2"}
    assert R2.refused(sign, "2025-08-06", by=who, already_done="已签，补录").keys() == {"R2.2"}
    R2.when(sign, "2025-08-06", by=HANDLER)


@pytest.mark.clause("R2.2")
@pytest.mark.parametrize("who", [HANDLER, HELPER, CLERK, HEAD, DEPUTY], ids=lambda who: who.unit)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_who_has_it_who_assists_the_department_in_charge_and_the_leaders_take_part(
    R2: Scenario, act: c.Act, who: Actor
) -> None:
    """各处室分工协作，共同办理。"""
    before(R2, act).when(act, "2025-08-07", by=who)
    assert R2.lines[-1].actor == who


@pytest.mark.clause("R2.2")
def test_a_department_to_which_it_is_on_the_way_takes_part_before_it_signs(R2: Scenario) -> None:
    accepted(R2).when(TO_SECTION, "2025-08-05")
    R2.when(c.Comment(text="材料缺页"), "2025-08-05", by=HANDLER)
    assert R2.lines[-1].event == e.Commented(text="材料缺页")


# ---- 三、时限、说明情况、结案登记


@pytest.mark.clause("R2.3")
def test_forwarding_and_handling_keep_the_limits_of_the_regulation(R2: Scenario) -> None:
    """严格按照信访条例规定的时限批转办理信访件。 The fifteenth day is a Saturday, the sixtieth lies in the holiday."""
    accepted(R2)
    assert (R2.owed()["notice_direct"], R2.owed()["handle"]) == (date(2025, 8, 18), date(2025, 10, 9))


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize(("on", "how"), [("2025-10-09", "met"), ("2025-10-10", "late")])
def test_what_cannot_be_closed_in_time_is_explained_to_the_leaders_within_the_limit(
    R2: Scenario, on: str, how: str
) -> None:
    """到期不能结案的，要在规定期限内向市社领导说明情况。 The day is that of the limit; no calendar decides it again."""
    accepted(R2)
    assert R2.duty("explain_to_leader").due == e.Due(date(2025, 10, 9), date(2025, 10, 9))
    R2.when(TO_LEADER, on)
    assert ended(R2, "explain_to_leader") == how


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize("source", ["superior_assigned", "city_petition_office"])
@pytest.mark.parametrize(("on", "how"), [("2025-09-21", "met"), ("2025-09-22", "late")])
def test_and_to_who_assigned_it_by_the_day_that_was_set(R2: Scenario, source: str, on: str, how: str) -> None:
    """到期不能结案的，要在规定期限内向交办单位说明情况。 A day that somebody set stands, working day or not."""
    registered(R2, ASSIGNED, source=source)
    assert R2.duty("explain_to_assigner").due == e.Due(date(2025, 9, 21), date(2025, 9, 21))
    R2.when(TO_ASSIGNER, on)
    assert ended(R2, "explain_to_assigner") == how


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize(
    ("said", "met", "owed"),
    [
        (TO_LEADER, "explain_to_leader", "explain_to_assigner"),
        (TO_ASSIGNER, "explain_to_assigner", "explain_to_leader"),
    ],
)
def test_the_one_explanation_is_not_the_other_and_neither_moves_a_date(
    R2: Scenario, said: c.Act, met: str, owed: str
) -> None:
    accepted(R2, ASSIGNED, source="city_petition_office").when(said, "2025-09-19")
    assert (ended(R2, met), ended(R2, owed)) == ("met", "")
    R2.when(c.ExplainDelay(reason="在办", to="petitioner"), "2025-09-19")
    assert ended(R2, owed) == ""
    assert (R2.owed()["handle"], R2.owed()["assigned_result"]) == (date(2025, 10, 9), date(2025, 9, 21))


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize("source", ["direct", "leader", "own_case", "other_department", "superior_forwarded"])
def test_what_nobody_assigned_is_explained_to_the_leaders_alone(R2: Scenario, source: str) -> None:
    accepted(R2, ASSIGNED, source=source)
    assert "explain_to_leader" in R2.owed()
    assert "explain_to_assigner" not in R2.owed()


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize(("on", "how"), [("2025-10-09", "cancelled"), ("2025-10-10", "late")])
def test_what_is_answered_in_time_needs_no_explanation_and_a_silent_delay_stays_a_breach(
    R2: Scenario, on: str, how: str
) -> None:
    accepted(R2).when(ANSWER, on)
    assert ended(R2, "explain_to_leader") == how


@pytest.mark.clause("R2.3")
@pytest.mark.parametrize(("on", "how"), [("2025-09-21", "cancelled"), ("2025-09-22", "late")])
def test_what_is_reported_in_time_to_who_assigned_it_needs_no_explanation_there(
    R2: Scenario, on: str, how: str
) -> None:
    registered(R2, ASSIGNED, source="superior_assigned").when(c.ReportResult(text="已补计", to="assigner"), on)
    assert ended(R2, "explain_to_assigner") == how


@pytest.mark.clause("R2.3")
def test_an_extension_moves_the_explanation_with_the_limit(R2: Scenario) -> None:
    """Thirty days more end on Sunday 2 November."""
    accepted(R2).when(c.Extend(duty="handle", reason="调取档案", days=30), "2025-09-29", by=HEAD)
    assert (R2.owed()["handle"], R2.owed()["explain_to_leader"]) == (date(2025, 11, 3), date(2025, 11, 3))


@pytest.mark.clause("R2.3")
def test_who_has_the_matter_explains_to_the_leaders_the_department_in_charge_to_who_assigned_it(R2: Scenario) -> None:
    accepted(R2, ASSIGNED, source="superior_assigned")
    holders = {entry: R2.duty(entry).holder for entry in ("explain_to_leader", "explain_to_assigner")}
    assert set(holders.values()) == {"信访科"}
    R2.when(TO_SECTION, "2025-08-05")
    assert R2.duty("explain_to_leader").holder == "后扶科"
    assert R2.duty("explain_to_assigner").holder == "信访科"


@pytest.mark.clause("R2.3")
def test_what_turns_out_to_be_no_petition_and_then_one_again_is_explained_by_the_same_day(R2: Scenario) -> None:
    accepted(R2).when(c.Classify(details=Details(procedure="arbitration")), "2025-08-06")
    assert ended(R2, "explain_to_leader") == "cancelled"
    R2.when(c.Classify(details=Details(procedure="petition")), "2025-08-07")
    assert R2.owed()["explain_to_leader"] == date(2025, 10, 9)


OWN = """
[book]
id = "R2"
valid_from = 2024-01-01
extends = "R2"
zh = "本社"

[[override]]
kind = "duty"
id = "handle"
clause = "R2.3"
roll = "none"
"""


@pytest.mark.clause("R2.3")
def test_where_the_limit_itself_ends_on_a_rest_day_the_explanation_does(R2: Scenario) -> None:
    """An office's own version may leave the sixtieth day where it falls: 3 October."""
    own = accepted(under(parse(OWN, "own version", {"R2": R2.book})))
    due = own.duty("explain_to_leader").due
    assert (due.nominal, due.effective) == (own.owed()["handle"], date(2025, 10, 3))


@pytest.mark.clause("R2.3")
def test_closure_is_registered_by_the_department_in_charge(R2: Scenario) -> None:
    """处理完毕后，做好结案登记。"""
    with_section(R2).when(ANSWER, "2025-08-20", by=HANDLER)
    assert set(R2.refused(c.RegisterClosure(), "2025-08-20")) == {"structure"}
    R2.when(CLOSE, "2025-08-21")
    duty = R2.duty("register_closure")
    assert (duty.opened.nature, duty.opened.word, duty.holder, duty.due.effective) == ("aim", "登记", "信访科", None)
    R2.when(c.RegisterClosure(text="结案登记簿第12号"), "2025-08-22")
    assert ended(R2, "register_closure") == "met"


@pytest.mark.clause("R2.3")
def test_what_is_taken_up_again_is_registered_when_it_is_closed_again(R2: Scenario) -> None:
    accepted(R2).when(ANSWER, "2025-08-20")
    R2.when(CLOSE, "2025-08-21")
    R2.when(c.Reopen(reason="计算有误"), "2025-08-25")
    assert ended(R2, "register_closure") == "cancelled"
    R2.when(ANSWER, "2025-08-26")
    R2.when(CLOSE, "2025-08-27")
    assert ended(R2, "register_closure") == ""


@pytest.mark.clause("R2.3")
def test_afterwards_the_papers_are_kept_together(R2: Scenario) -> None:
    """处理完毕后，有关资料统一保存。"""
    filed = c.Archive(file_number="社信2025-01", location="档案室", catalogue=("来信", "答复"), retention="10年")
    accepted(R2).when(ANSWER, "2025-08-20")
    assert set(R2.refused(filed, "2025-08-20")) == {"structure"}
    R2.when(CLOSE, "2025-08-21")
    R2.when(filed, "2025-08-22")
    assert R2.state.ending.archived


# ---- 四、有规定的及时办理，超出规定的解释清楚

UNSOLVED = ("beyond_policy", "not_now")


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
def test_what_the_rules_provide_for_is_handled_soon_until_it_is_answered(R2: Scenario, kind: str) -> None:
    """法律和政策有明文规定可办理的应及时给予办理: the text has no number of days."""
    accepted(R2)
    duty = R2.duty("handle_promptly")
    assert (duty.opened.nature, duty.opened.word, duty.holder, duty.due.effective) == ("aim", "及时", "信访科", None)
    R2.when(INTERIM, "2025-08-05")
    assert ended(R2, "handle_promptly") == ""
    R2.when(replace(ANSWER, reply_kind=kind), "2025-12-01")
    assert ended(R2, "handle_promptly") == "met"


@pytest.mark.clause("R2.4")
def test_whoever_gets_it_is_to_handle_it_soon(R2: Scenario) -> None:
    assert with_section(R2).duty("handle_promptly").holder == "后扶科"


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("last", [c.Withdraw(reason="已自行解决"), CLOSE])
def test_what_is_over_is_not_waited_for(R2: Scenario, last: c.Act) -> None:
    accepted(R2).when(c.Exempt(reason="地址不清"), "2025-08-05")
    assert ended(R2, "handle_promptly") == ""
    R2.when(last, "2025-08-06")
    assert ended(R2, "handle_promptly") == "cancelled"


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("outcome", UNSOLVED)
def test_what_goes_beyond_policy_or_cannot_be_solved_now_is_closed_with_the_explanation(
    R2: Scenario, outcome: str
) -> None:
    """超出法律和现行政策规定的问题，或因受客观条件限制，一时难以解决的问题，应向信访者说明情况，解释清楚。"""
    accepted(R2).when(replace(ANSWER, reply_kind="policy"), "2025-08-20")
    assert R2.refused(c.Close(outcome=outcome), "2025-08-21") == {"R2.4": f"{outcome} needs explanation"}
    R2.when(c.Close(outcome=outcome, explanation="无安置政策依据"), "2025-08-21")
    assert R2.state.ending.outcome == outcome


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("outcome", UNSOLVED)
def test_it_is_closed_so_only_after_it_was_explained_to_the_petitioner(R2: Scenario, outcome: str) -> None:
    """应向信访者说明情况，解释清楚: neither a receipt nor an interim word nor an explanation to others is one."""
    closing = c.Close(outcome=outcome, explanation="无安置政策依据")
    accepted(R2, ASSIGNED, source="superior_assigned").when(c.Notify(notice="receipt"), "2025-08-05")
    R2.when(INTERIM, "2025-08-05")
    R2.when(TO_LEADER, "2025-08-05")
    R2.when(c.ReportResult(text="无政策依据", to="assigner"), "2025-08-05")
    assert set(R2.refused(closing, "2025-08-06")) == {"R2.4"}
    R2.when(replace(ANSWER, reply_kind="policy"), "2025-08-06")
    R2.when(closing, "2025-08-06")


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("outcome", UNSOLVED)
@pytest.mark.parametrize("kind", ["result", "policy", "opinion"])
def test_it_is_explained_in_whatever_final_answer(R2: Scenario, outcome: str, kind: str) -> None:
    accepted(R2).when(replace(ANSWER, reply_kind=kind), "2025-08-20")
    R2.when(c.Close(outcome=outcome, explanation="资金一时无法到位"), "2025-08-21")


@pytest.mark.clause("R2.4")
@pytest.mark.parametrize("outcome", UNSOLVED)
def test_whom_it_was_explained_to_on_the_spot_or_who_cannot_be_told_needs_no_further_answer(
    R2: Scenario, outcome: str
) -> None:
    closing = c.Close(outcome=outcome, explanation="资金一时无法到位")
    other = Scenario(R2.book, R2.calendar, R2.office.roles)
    other.when(c.Receive(channel="visit", details=KNOWN), "2025-08-01 09:00")
    other.when(c.Register(on_spot=True), "2025-08-01 09:20")
    other.when(closing, "2025-08-01")
    accepted(R2).when(c.Exempt(reason="地址不清"), "2025-08-05")
    R2.when(closing, "2025-08-06")


@pytest.mark.clause("R2.4")
def test_nothing_is_closed_without_an_outcome(R2: Scenario) -> None:
    accepted(R2).when(ANSWER, "2025-08-20")
    assert R2.refused(c.Close(outcome=""), "2025-08-21")["R2.4"].startswith("no outcome")


# ---- 五、热情、耐心，细致、准确、诚恳


@pytest.mark.clause("R2.5")
@pytest.mark.parametrize("item", ["热情耐心", "细致", "准确", "诚恳"])
def test_reception_and_answer_are_reviewed_point_by_point(R2: Scenario, item: str) -> None:
    """接待来访要热情、耐心，答复问题要细致、准确、诚恳。"""
    accepted(R2).when(ANSWER, "2025-08-20")
    R2.when(c.FillChecklist(form="answer_review", items={item: 5}), "2025-08-20")
    for items in ({item: 6}, {}, {"迅速": 5}):
        assert set(R2.refused(c.FillChecklist(form="answer_review", items=items), "2025-08-20")) == {"R2.5"}


# ---- 六、定期统计上报

Span = tuple[str, date, date, date]
"""The name of a period, its first and last day, and the day by which its figures are sent."""

SPANS: list[tuple[str, int, list[Span]]] = [
    (
        "monthly",
        12,
        [
            ("2025-01", date(2025, 1, 1), date(2025, 1, 31), date(2025, 2, 5)),
            ("2025-02", date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 5)),
        ],
    ),
    (
        "quarterly",
        4,
        [
            ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 10)),
            ("2025-Q2", date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 10)),
        ],
    ),
    ("yearly", 1, [("2025", date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 31))]),
]


@pytest.mark.clause("R2.6")
@pytest.mark.parametrize(("schedule", "count", "first"), SPANS)
def test_petitions_are_counted_each_month_quarter_and_year_and_the_figures_sent(
    R2: Scenario, schedule: str, count: int, first: list[Span]
) -> None:
    """定期统计，并做好向有关部门上报信访统计: how many days behind the period is the office's to set."""
    rule = R2.book.schedules_by_id[schedule]
    assert (rule.what, rule.holder, rule.met_by) == ("report", "coordinating_department", ("StatisticsSent",))
    found = [(period.name, period.first, period.last, period.due) for period in periods(rule, 2025, R2.calendar)]
    assert (len(found), found[: len(first)]) == (count, first)


@pytest.mark.clause("R2.6")
def test_a_month_of_the_office_runs_from_the_21st_to_the_20th_where_it_says_so(R2: Scenario) -> None:
    monthly = R2.book.schedules_by_id["monthly"]
    october = list(periods(monthly, 2025, R2.calendar, "business"))[9]
    assert (october.first, october.last, october.due) == (date(2025, 9, 21), date(2025, 10, 20), date(2025, 10, 25))
