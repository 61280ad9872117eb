"""The national regulation, Article 30: somebody who holds the matter turns out to be complained of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Actor, Details, Person
from tests.clauses.ends import ended
from tests.domain.scenario import CLERK, HANDLER, HEAD, Scenario, moment

ROLES = {"coordinating_department": "信访科", "head": "钟山", "leader_in_charge": "倪虹"}
COMPLAINED = Details(purpose="accusation", accused_units=("后扶科",))
PERSON = Details(purpose="accusation", accused=(Person(id=UUID(int=9), name="柳青"),))
NAMED = c.Classify(details=COMPLAINED)
ELSEWHERE = c.Forward(target="规划科")
NOT_TO_THEM = {"S1.30": "it may not be passed to this unit or person"}
BY_OTHERS = {"S1.28": "this correction is for somebody else to make"}


def correction(of: int, act: c.Act, occurred: str) -> c.Correct:
    return c.Correct(of=of, act=act, occurred=moment(occurred), reason="录入有误")


def complained(case: Scenario) -> Scenario:
    """A letter in which the section and its head are complained of, with the petition section."""
    told = Scenario(case.book, case.calendar, ROLES)
    both = Details(purpose="accusation", accused=PERSON.accused, accused_units=("后扶科",))
    told.when(c.Receive(channel="letter", details=both), "2025-08-04")
    told.when(c.Register(), "2025-08-04")
    return told


def held(case: Scenario, roles: dict[str, str] = ROLES) -> Scenario:
    """With the section that is complained of afterwards, and accepted there."""
    told = Scenario(case.book, case.calendar, roles)
    told.when(c.Receive(channel="letter"), "2025-08-04")
    told.when(c.Register(), "2025-08-04")
    told.when(c.Classify(details=Details(procedure="petition")), "2025-08-04")
    told.when(c.Forward(target="后扶科", handler="柳青"), "2025-08-05")
    told.when(c.SignFor(unit="后扶科"), "2025-08-05", by=HANDLER)
    told.when(c.Accept(), "2025-08-06", by=HANDLER)
    return told


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("named", [COMPLAINED, PERSON], ids=["unit", "person"])
def test_who_is_complained_of_and_holds_it_loses_it_and_whatever_was_owed_at_once(S1: Scenario, named: Details) -> None:
    """不得将检举、控告材料转给被检举、控告的人员或者单位。"""
    case = held(S1)
    assert case.duty("handle").holder == "后扶科"
    assert "take_from_accused" not in case.owed()
    case.when(c.Classify(details=named), "2025-08-11", by=HEAD)
    duty = case.duty("take_from_accused")
    assert (duty.opened.nature, duty.opened.priority, duty.holder) == ("aim", 3, "倪虹")
    those = set(named.accused_units or ()) | {person.name for person in named.accused or ()}
    assert those.isdisjoint({duty.holder for duty in case.state.duties if duty.end is None})
    case.when(ELSEWHERE, "2025-08-11", by=HEAD)
    assert ended(case, "take_from_accused") == "met"
    assert case.duty("handle").holder == "规划科"


@pytest.mark.clause("S1.30")
def test_what_stood_in_the_name_of_the_accused_unit_passes_to_the_leader_with_its_end(S1: Scenario) -> None:
    case = held(S1)
    before = case.duty("handle").due
    line = case.when(NAMED, "2025-08-11", by=HEAD)
    assert {moved.holder for moved in line.duties.moved} == {"倪虹"}
    assert (case.duty("handle").holder, case.duty("handle").due) == ("倪虹", before)


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize(
    ("roles", "holder"),
    [
        (ROLES, "倪虹"),
        ({**ROLES, "leader_in_charge": "柳青"}, "钟山"),
        ({"coordinating_department": "信访科"}, "信访科"),
        ({"coordinating_department": "信访科", "head": "柳青"}, "信访科"),
    ],
)
def test_it_passes_to_a_leader_who_is_not_complained_of_himself(
    S1: Scenario, roles: dict[str, str], holder: str
) -> None:
    case = held(S1, roles)
    case.when(
        c.Classify(details=Details(purpose="accusation", accused=PERSON.accused, accused_units=("后扶科",))),
        "2025-08-11",
        by=HEAD,
    )
    assert case.duty("handle").holder == holder


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("how", ["received", "registered"])
def test_an_accusation_of_the_unit_that_receives_it_is_taken_elsewhere_from_the_start(S1: Scenario, how: str) -> None:
    case = Scenario(S1.book, S1.calendar, ROLES)
    about = Details(purpose="accusation", accused_units=("信访科",))
    if how == "received":
        case.when(c.Receive(channel="letter", details=about), "2025-08-04")
    else:
        case.when(c.Receive(channel="letter"), "2025-08-04")
        case.when(c.Register(details=about), "2025-08-04")
    assert "take_from_accused" in case.owed()
    assert "信访科" not in {duty.holder for duty in case.state.duties}


@pytest.mark.clause("S1.30")
def test_giving_it_back_to_who_is_not_complained_of_takes_it_from_the_accused_too(S1: Scenario) -> None:
    case = held(S1)
    case.when(NAMED, "2025-08-11", by=HEAD)
    case.when(c.Return(reason="应当回避", unit="后扶科"), "2025-08-11", by=HEAD)
    assert ended(case, "take_from_accused") == "met"


@pytest.mark.clause("S1.30")
def test_a_copy_to_others_takes_it_from_nobody(S1: Scenario) -> None:
    case = held(S1)
    case.when(NAMED, "2025-08-11", by=HEAD)
    case.when(c.Forward(target="规划科", mode="copy"), "2025-08-11", by=HEAD)
    assert "take_from_accused" in case.owed()


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("how", ["mistaken", "withdrawn"])
def test_nothing_is_taken_back_when_they_are_not_complained_of_or_it_is_withdrawn(S1: Scenario, how: str) -> None:
    case = held(S1)
    case.when(NAMED, "2025-08-11", by=HEAD)
    if how == "mistaken":
        case.correct(case.state.version, c.Classify(details=Details(purpose="claim")), "2025-08-11", "2025-08-12")
        assert "take_from_accused" not in case.owed()
        assert case.duty("handle").holder == "后扶科", "as if they had never been named"
    else:
        case.when(c.Withdraw(reason="撤回"), "2025-08-12")
        assert ended(case, "take_from_accused") == "cancelled"


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("said", [(), ("规划科",)])
def test_who_was_once_named_stays_named_whatever_is_classified_later(S1: Scenario, said: tuple[str, ...]) -> None:
    case = held(S1)
    case.when(NAMED, "2025-08-11", by=HEAD)
    case.when(c.Classify(details=Details(purpose="claim", accused_units=said)), "2025-08-12", by=HEAD)
    assert "take_from_accused" in case.owed()
    case.when(c.Return(reason="应当回避", unit="后扶科"), "2025-08-12", by=HEAD)
    assert case.refused(c.Forward(target="后扶科"), "2025-08-12") == NOT_TO_THEM
    case.when(c.Forward(target="财务科"), "2025-08-12")


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("who", [HANDLER, Actor("苗禾", unit="后扶科"), Actor("钟山", acting_for="柳青")])
def test_neither_the_accused_nor_whoever_acts_for_them_corrects_anything(S1: Scenario, who: Actor) -> None:
    case = held(S1)
    both = Details(purpose="accusation", accused=PERSON.accused, accused_units=("后扶科",))
    case.when(c.Classify(details=both), "2025-08-11", by=HEAD)
    command = correction(case.state.version, c.Classify(details=Details(purpose="claim")), "2025-08-11")
    assert case.refused(command, "2025-08-12", by=who) == BY_OTHERS
    remark = correction(2, c.Register(details=Details(people=2)), "2025-08-04")
    assert case.refused(remark, "2025-08-12", by=who) == BY_OTHERS
    case.when(command, "2025-08-12")


@pytest.mark.clause("S1.28")
def test_who_has_withdrawn_from_it_corrects_nothing_in_it(S1: Scenario) -> None:
    """回避的经办人不得处理该信访事项。"""
    case = held(S1)
    case.when(c.Recuse(officer="田甜", stage="declared", reason="近亲属"), "2025-08-06", by=CLERK)
    command = correction(2, c.Register(details=Details(people=2)), "2025-08-04")
    assert case.refused(command, "2025-08-12", by=CLERK) == BY_OTHERS
    case.when(command, "2025-08-12", by=HEAD)


@pytest.mark.clause("S1.30")
def test_who_has_the_petition_takes_nobodys_name_out_of_it(S1: Scenario) -> None:
    case = Scenario(S1.book, S1.calendar, ROLES)
    case.when(c.Receive(channel="letter", details=COMPLAINED), "2025-08-04")
    plain = correction(1, c.Receive(channel="letter", details=Details(purpose="accusation")), "2025-08-04")
    assert case.refused(plain, "2025-08-05", by=CLERK) == BY_OTHERS
    spaced = replace(CLERK, unit=f"{CLERK.unit[0]} {CLERK.unit[1:]}")
    assert case.refused(plain, "2025-08-05", by=spaced) == BY_OTHERS, "however the unit is spelled"
    more = replace(COMPLAINED, accused_units=("后扶 科", "规划科"))
    case.correct(1, c.Receive(channel="letter", details=more), "2025-08-04", "2025-08-05")
    case.when(c.Register(), "2025-08-05")
    assert case.refused(c.Forward(target="后扶科"), "2025-08-05") == NOT_TO_THEM
    case.when(plain, "2025-08-06", by=Actor("罗辉", unit="信访科"))
    case.when(c.Forward(target="后扶科"), "2025-08-06")


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("written", ["后扶科 ", "后 扶科", "后扶科\u3000"])
def test_a_name_is_known_by_its_letters_however_it_is_typed(S1: Scenario, written: str) -> None:
    case = held(S1)
    case.when(c.Return(reason="应当回避"), "2025-08-11", by=HANDLER)
    case.when(NAMED, "2025-08-11", by=HEAD)
    assert case.refused(c.Forward(target=written), "2025-08-11") == NOT_TO_THEM
    assert "S1.28" in case.refused(c.Withdraw(), "2025-08-11", by=Actor("苗禾", unit=written))


# ---- whom it may not be shown to, and who decides nothing in it

SHOWN = [
    c.Submit(to="柳青"),
    c.SpecialReport(to="柳青", text="全文"),
    c.TellBody(to="unit", name="后扶科"),
    c.TellBody(to="leader", name="柳青"),
    c.Appoint(leader="柳青", appointed_on=date(2025, 9, 1)),
    c.Suggest(to_body="后扶科", text="改进"),
    c.Press(to="后扶科"),
    c.HandOver(giver="信访科", taker="柳青", reason="调整"),
]


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("already_done", [None, "已送出"])
@pytest.mark.parametrize("act", SHOWN, ids=lambda act: type(act).__name__)
def test_the_accused_get_it_by_no_way_at_all(S1: Scenario, act: c.Act, already_done: str | None) -> None:
    """不得将检举、控告材料及有关情况透露或者转给被检举、控告的人员或者单位。"""
    case = complained(S1)
    assert case.refused(act, "2025-08-05", already_done=already_done)["S1.30"] == NOT_TO_THEM["S1.30"]
    case.when(c.TellBody(to="superior"), "2025-08-05")


DISPOSING = [
    c.Propose(text="拟不办"),
    c.Instruct(text="不查"),
    c.Meet(text="已谈"),
    c.Accept(),
    c.RefuseAcceptance(ground="unclear"),
    c.Redirect(competent_body="法院"),
    c.SendBack(to_step="sign", reason="重拟"),
    c.DecideReview(level="1", result="maintain"),
    c.Withdraw(reason="撤回"),
    c.Void(reason="误录"),
    c.Restrict(restricted=False, reason="无须"),
    c.Exempt(reason="住址不清"),
    c.Classify(details=Details(purpose="claim")),
    c.Reopen(reason="再办"),
    c.Join(to=UUID(int=99)),
    c.Unjoin(to=UUID(int=99), reason="误"),
]
DECIDED = [c.Close(outcome="explained", explanation="说明"), c.Extend(duty="handle", reason="复杂")]


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("already_done", [None, "已办"])
@pytest.mark.parametrize("act", [*DISPOSING, *DECIDED], ids=lambda act: type(act).__name__)
def test_the_accused_decide_neither_on_it_nor_whether_it_goes_on(
    S1: Scenario, act: c.Act, already_done: str | None
) -> None:
    """有直接利害关系的，应当回避。"""
    case = complained(S1)
    refusal = case.refused(act, "2025-08-05", by=HANDLER, already_done=already_done)
    assert refusal["S1.28"] == "this officer may not act here"


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("act", [c.Instruct(text="不查", leader="柳青"), c.Meet(text="已谈", leader="柳青")])
def test_nobody_enters_what_an_accused_leader_decides(S1: Scenario, act: c.Act) -> None:
    case = complained(S1)
    assert case.refused(act, "2025-08-05") == {"S1.28": "this officer may not act here"}
    case.when(replace(act, leader="钟山"), "2025-08-05")


SILENT = ("Propose", "Instruct", "Accept", "RefuseAcceptance", "SendBack", "DecideReview")
"""What a recused officer has done already is recorded with its breach: these end nothing by themselves."""
BY_RECUSED = [act for act in DISPOSING if type(act).__name__ not in SILENT]


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("already_done", [None, "已办"])
@pytest.mark.parametrize("act", BY_RECUSED, ids=lambda act: type(act).__name__)
def test_who_is_recused_disposes_of_nothing(S1: Scenario, act: c.Act, already_done: str | None) -> None:
    """有直接利害关系的，应当回避。"""
    case = Scenario(S1.book, S1.calendar, ROLES)
    case.when(c.Receive(channel="letter"), "2025-08-04")
    case.when(c.Register(), "2025-08-04")
    case.when(c.Recuse(officer="柳青", stage="declared", reason="亲属"), "2025-08-04", by=HANDLER)
    refusal = case.refused(act, "2025-08-05", by=HANDLER, already_done=already_done)
    assert refusal["S1.28"] == "this officer may not act here"


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("way", ["signed for", "handed over", "submitted", "reopened"])
def test_who_is_recused_gets_it_by_no_way_and_may_hand_it_over(S1: Scenario, way: str) -> None:
    """应当回避的，不得交其办理。"""
    case = Scenario(S1.book, S1.calendar, ROLES)
    case.when(c.Receive(channel="letter"), "2025-08-04")
    case.when(c.Register(), "2025-08-04")
    case.when(c.Recuse(officer="柳青", stage="declared", reason="亲属"), "2025-08-04", by=HANDLER)
    if way == "signed for":
        case.when(c.Forward(target="后扶科"), "2025-08-05")
    elif way == "reopened":
        case.when(c.Withdraw(), "2025-08-05")
    ways: dict[str, tuple[c.Act, Actor]] = {
        "signed for": (c.SignFor(unit="后扶科"), HANDLER),
        "handed over": (c.HandOver(giver="信访科", taker="柳青", reason="调整"), CLERK),
        "submitted": (c.Submit(to="柳青"), CLERK),
        "reopened": (c.Reopen(reason="再办", handler="柳青"), CLERK),
    }
    act, by = ways[way]
    assert case.refused(act, "2025-08-06", by=by) == {"S1.28": NOT_TO_THEM["S1.30"]}
    case.when(c.HandOver(giver="柳青", taker="苗禾", reason="回避"), "2025-08-06", by=HANDLER)


@pytest.mark.clause("S1.30")
def test_closing_ends_the_taking_back(S1: Scenario) -> None:
    case = held(S1)
    case.when(c.Answer(reply_kind="result", text="已办", delivered=True), "2025-08-08", by=HANDLER)
    case.when(NAMED, "2025-08-11", by=HEAD)
    case.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-12", by=Actor("田甜", unit="信访科"))
    assert ended(case, "take_from_accused") == "cancelled"
