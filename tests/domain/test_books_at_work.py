"""The bundled books carried through whole cases: what opens, what is refused, what meets it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain import commands as c
from domain.decide import decide
from domain.deciding import Context, OfficeProfile, Refused
from domain.duty import Duty
from domain.petition import UNKNOWN, Petition, evolve
from domain.values import Actor, Details, Moment, Person
from service.bundled import bundled_books, bundled_calendar, newest

CASE = UUID(int=1)
CLERK = Actor("田甜", unit="信访科", post="petition_section")
DEPUTY = Actor("倪虹", unit="局领导", post="deputy_for_petitions")
HEAD = Actor("钟山", unit="局领导", post="head")
SECTION = Actor("柳青", unit="后扶科", post="section_head")
OFFICE = OfficeProfile(id="jz", name="江州市移民局", book="R5", roles={"coordinating_department": "信访科"})
VISITOR = Person(id=UUID(int=2), name="贺满仓")


class Case:
    """One petition under one book; each act is dated by its day alone and entered on that day."""

    def __init__(self, book: str) -> None:
        self.book = newest(book)
        self.state: Petition = UNKNOWN

    def do(self, day: str, act: c.Act, actor: Actor = CLERK) -> Case:
        on = date.fromisoformat(day)
        now = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        asked = c.Asked(petition=CASE, command=act, actor=actor, occurred=Moment(on), now=now)
        context = Context(book=self.book, books=bundled_books(), calendar=bundled_calendar(), office=OFFICE, now=now)
        for line in decide(self.state, asked, context):
            self.state = evolve(self.state, line)
        return self

    def refused(self, day: str, act: c.Act, actor: Actor = CLERK) -> set[str]:
        """The clauses under which the act is refused."""
        with pytest.raises(Refused) as refused:
            self.do(day, act, actor)
        return {reason.clause for reason in refused.value.reasons}

    def duty(self, entry: str) -> Duty:
        [found] = [duty for duty in self.state.duties if duty.key.id == entry]
        return found

    @property
    def open(self) -> set[str]:
        return {duty.key.id for duty in self.state.duties if duty.end is None}


def visit(*receivers: str, source: str = "direct") -> Case:
    known = Details(petitioner=VISITOR, problem="补登原迁人口指标", receivers=receivers)
    return Case("R5").do("2026-01-20", c.Receive(channel="visit", place="hall", source=source, details=known))


@pytest.mark.clause("R5.3")
def test_one_receiver_is_not_enough_nor_is_the_same_one_twice() -> None:
    assert visit("田甜").refused("2026-01-20", c.Register()) == {"R5.3"}
    assert visit("田甜", "田甜").refused("2026-01-20", c.Register()) == {"R5.3"}


@pytest.mark.clause("R5.3")
def test_a_second_receiver_may_be_named_at_registration() -> None:
    case = visit("田甜").do("2026-01-20", c.Register(details=Details(receivers=("田甜", "罗辉"))))
    assert case.state.registered_at == Moment(date(2026, 1, 20))


@pytest.mark.clause("R5.8")
def test_nothing_is_forwarded_before_the_leader_has_instructed() -> None:
    case = visit("田甜", "罗辉").do("2026-01-20", c.Register()).do("2026-01-20", c.Submit(to="倪虹"))
    assert "R5.8" in case.refused("2026-01-20", c.Forward(target="后扶科"))
    assert "R5.8" in case.refused("2026-01-20", c.Instruct(text="核对底册"), SECTION)


@pytest.mark.clause("R5.4")
@pytest.mark.parametrize(
    ("channel", "source"), [("letter", "direct"), ("call", "leader"), ("visit", "superior_forwarded")]
)
def test_letters_and_what_comes_from_above_wait_for_the_leader_too(channel: str, source: str) -> None:
    known = Details(petitioner=VISITOR, problem="渗漏", receivers=("田甜", "罗辉"))
    case = Case("R5").do("2026-01-14", c.Receive(channel=channel, source=source, details=known))
    case.do("2026-01-14", c.Register())
    assert "R5.4" in case.refused("2026-01-14", c.Forward(target="后扶科"))


def test_a_visit_goes_all_the_way() -> None:
    """30 days from 20 January end on 19 February; 60 in all on 21 March, a Saturday: no roll (R5.12)."""
    case = visit("田甜", "罗辉").do("2026-01-20", c.Register()).do("2026-01-20", c.Submit(to="倪虹"))
    assert case.duty("instruct").holder == "倪虹"
    assert case.duty("answer_hall").due.effective == date(2026, 2, 19)
    case.do("2026-01-21", c.Instruct(text="规划科核对底册"), DEPUTY).do("2026-01-21", c.Forward(target="规划科"))
    assert case.duty("answer_hall").holder == "规划科"
    case.do("2026-01-22", c.SignFor(unit="规划科"), SECTION).do("2026-01-23", c.Comment(text="底册在县里"), SECTION)
    assert case.refused("2026-02-12", c.Extend(duty="answer_hall", reason="底册", days=75), HEAD) == {"R5.12"}
    assert case.refused("2026-02-12", c.Extend(duty="answer_hall", reason="底册"), SECTION) == {"R5.12"}
    case.do("2026-02-13", c.Extend(duty="answer_hall", reason="底册在县里"), HEAD)
    assert case.duty("answer_hall").due.effective == date(2026, 3, 21)
    case.do("2026-03-18", c.Answer(reply_kind="policy", text="说明依据", delivered=True))
    assert case.duty("answer_hall").end is not None
    assert case.open == {"objection"}, "the unit's right to object has lapsed, and is owed by nobody"
    assert case.refused("2026-03-19", c.Close(outcome="explained")) == {"S1.32.2"}
    case.do("2026-03-20", c.Close(outcome="explained", explanation="不符合补登条件"))
    case.do("2026-03-25", c.Archive(file_number="2026-XF-3"))
    assert case.state.ending.archived == Moment(date(2026, 3, 25))


@pytest.mark.clause("R5.12")
def test_an_answer_counts_when_it_has_reached_the_petitioner() -> None:
    """Written on the last day and served five days later: late, although written in time."""
    case = visit("田甜", "罗辉").do("2026-01-20", c.Register()).do("2026-01-20", c.Submit(to="倪虹"))
    case.do("2026-01-21", c.Instruct(text="规划科核对底册"), DEPUTY)
    case.do("2026-02-01", c.Answer(reply_kind="interim", text="正在核对", delivered=True))
    case.do("2026-02-02", c.Serve(document="answer"))
    assert "answer_hall" in case.open
    case.do("2026-02-19", c.Answer(reply_kind="result", text="已列入维修"))
    assert "answer_hall" in case.open
    case.do("2026-02-24", c.Serve(document="answer"))
    end = case.duty("answer_hall").end
    assert end is not None
    assert (end.kind, end.late) == ("met", True)


@pytest.mark.clause("R5.12")
def test_nothing_is_owed_when_the_visitor_was_answered_on_the_spot() -> None:
    case = visit("田甜", "罗辉").do("2026-01-20", c.Register(on_spot=True, details=Details(answer_given="已说明")))
    assert case.open == set()
    case.do("2026-01-20", c.Close(outcome="supported", legal_basis="移民安置条例"))


@pytest.mark.clause("S1.34")
def test_the_national_limit_runs_from_acceptance_rolls_and_is_extended_from_its_nominal_end() -> None:
    """60 days from 4 August 2025 end on 3 October, rolled to the 9th; 30 more on 2, rolled to 3 November."""
    known = Details(petitioner=VISITOR, procedure="petition")
    case = Case("S1").do("2025-08-01", c.Receive(channel="letter", details=known)).do("2025-08-01", c.Register())
    case.do("2025-08-04", c.Accept())
    due = case.duty("handle").due
    assert (due.nominal, due.effective) == (date(2025, 10, 3), date(2025, 10, 9))
    case.do("2025-10-09", c.Extend(duty="handle", reason="等待检测"), HEAD)
    due = case.duty("handle").due
    assert (due.nominal, due.effective) == (date(2025, 11, 2), date(2025, 11, 3))
    assert "extension_notice" in case.open
    case.do("2025-10-10", c.Notify(notice="extension")).do("2025-10-11", c.Notify(notice="receipt"))
    case.do("2025-11-03", c.Answer(reply_kind="opinion", text="予以支持"))
    assert case.open == set()
    end = case.duty("handle").end
    assert end is not None
    assert not end.late


@pytest.mark.clause("S1.22.3")
def test_a_result_is_owed_upward_and_by_the_unit_that_was_assigned_it() -> None:
    known = Details(petitioner=VISITOR, assigner="省移民办", reply_by=date(2026, 2, 28))
    case = Case("S1").do("2026-01-19", c.Receive(channel="letter", source="superior_assigned", details=known))
    case.do("2026-01-19", c.Register()).do("2026-01-20", c.Assign(target="河口县局", reply_by=date(2026, 2, 14)))
    assert case.duty("assigned_result").due.effective == date(2026, 2, 28)
    assert (case.duty("unit_result").due.effective, case.duty("unit_result").holder) == (
        date(2026, 2, 14),
        "河口县局",
    )
    case.do("2026-02-10", c.ReportResult(text="已查清", to="office", unit="河口县局"))
    assert "assigned_result" in case.open
    assert "unit_result" not in case.open
    case.do("2026-02-27", c.ReportResult(text="调查报告", to="assigner"))
    assert "assigned_result" not in case.open


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("act", [c.Forward(target="河口县局"), c.Assign(target="河口县局", reply_by=date(2026, 3, 1))])
def test_nothing_goes_to_the_unit_complained_of(act: c.Act) -> None:
    known = Details(petitioner=VISITOR, purpose="accusation", accused_units=("河口县局",))
    case = Case("S1").do("2026-01-19", c.Receive(channel="letter", details=known)).do("2026-01-19", c.Register())
    assert case.refused("2026-01-20", act) == {"S1.30"}


def test_a_plain_register_owes_what_its_source_says() -> None:
    """An instant and a rule of the source itself; without either the answer is owed without a date."""
    at = datetime(2018, 1, 5, 14, 30, tzinfo=UTC)
    case = Case("plain").do("2018-01-02", c.Receive(channel="call", details=Details(due_at=at, clause="SLA-3")))
    case.do("2018-01-02", c.Register())
    duty = case.duty("source_due")
    assert (duty.opened.clause, duty.due.at, duty.due.provisional) == ("SLA-3", at, False)
    case.do("2018-01-05", c.Close(outcome="recorded"))
    assert case.open == set()
    undated = Case("plain").do("2018-01-02", c.Receive(channel="call")).do("2018-01-02", c.Register())
    assert (undated.duty("source_due").opened.clause, undated.duty("source_due").due.effective) == (
        "source",
        None,
    )
    undated.do("2018-01-09", c.Answer(reply_kind="result"))
    assert undated.open == set()
