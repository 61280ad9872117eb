"""Which act can follow which, under any rulebook; and when something can have happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest

from domain import commands as c
from domain.decide import decide, decide_all
from domain.deciding import Refused
from domain.lifecycle_checks import CHECKS
from domain.petition import UNKNOWN, advance, replay
from domain.values import Details, Moment
from tests.domain.rules import case, rule
from tests.domain.scenario import CLERK, HANDLER, PETITION, Scenario, instant, moment

LETTER = c.Receive(channel="letter")
FINAL = c.Answer(reply_kind="result", text="已办")
CLOSE = c.Close(outcome="recorded")
LETTER_SCANNED = c.Attach(
    attachment=UUID(int=7),
    file_name="来信.pdf",
    paper="letter",
    media_type="application/pdf",
    size=9,
    digest="ab" * 32,
    plain_digest="cd:ef",
    scan="quarantined",
)

ACTS: dict[str, c.Act] = {
    "open": c.Open(),
    "register": c.Register(),
    "classify": c.Classify(),
    "propose": c.Propose(text="拟办"),
    "submit": c.Submit(to="倪虹"),
    "instruct": c.Instruct(text="办"),
    "accept": c.Accept(),
    "notify": c.Notify(notice="receipt"),
    "exempt": c.Exempt(reason="匿名"),
    "forward": c.Forward(target="后扶科"),
    "assign": c.Assign(target="后扶科", reply_by=date(2026, 3, 2)),
    "sign": c.SignFor(unit="后扶科"),
    "return": c.Return(reason="不属"),
    "comment": c.Comment(text="备注"),
    "report": c.ReportResult(text="毕", to="assigner"),
    "request": c.RequestExtension(duty="source_due", reason="难"),
    "extend": c.Extend(duty="source_due", reason="难"),
    "deny": c.DenyExtension(duty="source_due", reason="不难"),
    "explain": c.ExplainDelay(reason="难"),
    "press": c.Press(to="后扶科"),
    "answer": FINAL,
    "serve": c.Serve(document="answer"),
    "close": CLOSE,
    "archive": c.Archive(file_number="A-1"),
    "reopen": c.Reopen(reason="重办"),
    "withdraw": c.Withdraw(),
    "attach": LETTER_SCANNED,
    "released": c.ReleaseAttachment(attachment=LETTER_SCANNED.attachment),
    "rejected": c.RejectAttachment(attachment=LETTER_SCANNED.attachment, reason="病毒"),
    "removed": c.RemoveAttachment(attachment=LETTER_SCANNED.attachment, reason="重复上传"),
    "issue": c.IssueDocument(
        document_kind="registration", rests_on=2, attachment=LETTER_SCANNED.attachment, template="ef" * 32
    ),
    "unissue": c.VoidDocument(attachment=LETTER_SCANNED.attachment, reason="有误"),
    "join": c.Join(to=UUID(int=9)),
    "unjoin": c.Unjoin(to=UUID(int=9), reason="不同"),
    "material": c.RequestMaterial(text="身份证明"),
    "restrict": c.Restrict(reason="涉密"),
    "recuse": c.Recuse(officer="柳青", stage="declared", reason="亲属"),
    "special": c.SpecialReport(to="钟山", text="专报"),
    "supervised": c.AnswerSupervision(result="已办"),
    "object": c.Object(reason="不属"),
    "decide": c.DecideObjection(upheld=False, reason="属你"),
    "redirect": c.Redirect(competent_body="区住建局", way_there="窗口"),
    "hand": c.HandOver(giver="信访科", taker="后扶科", reason="离岗"),
    "unreport": c.ReturnReport(reason="不全", unit="后扶科"),
    "refuse": c.RefuseAcceptance(ground="not_competent"),
    "find": c.Report(finding="属实"),
    "draft": c.Draft(text="拟同意"),
    "review": c.Review(),
    "approve": c.Approve(),
    "meet": c.Meet(),
    "appoint": c.Appoint(leader="倪虹", appointed_on=date(2026, 1, 9)),
    "miss": c.MissAppointment(reason="外出"),
    "guide": c.Guide(text="引导"),
    "incident": c.NoteIncident(incident="threat"),
    "tell": c.TellBody(to="police"),
    "checklist": c.FillChecklist(form="manners", items={"诚恳": 5}),
    "closure": c.RegisterClosure(),
    "rate": c.Rate(subject="handling_unit", rating="satisfied"),
    "call": c.CallBack(reached=True),
    "publish": c.Publish(text="已修好"),
    "again": c.RequestReview(level="1"),
    "reviewed": c.DecideReview(level="1", result="maintain"),
    "hear": c.OpenHearing(),
    "heard": c.CloseHearing(),
    "suggest": c.Suggest(to_body="住建局", text="建议"),
    "feed": c.FeedBack(adopted=True),
    "back": c.SendBack(to_step="report", reason="不清"),
    "void": c.Void(reason="重复"),
}

# What has happened, and then what can be done; everything else is refused.
ALWAYS = "join material restrict recuse hand meet guide incident tell checklist rate call hear suggest attach"
UNTIL_CLOSED = f"{ALWAYS} special redirect find draft appoint"
POSSIBLE = {
    "receive": "open register classify propose submit instruct accept notify exempt forward assign comment report"
    f" explain press answer withdraw void refuse {UNTIL_CLOSED}",
    "receive register": "open classify propose submit instruct accept notify exempt forward assign comment report"
    f" request deny explain press answer close withdraw void refuse {UNTIL_CLOSED}",
    "receive register open accept": "classify propose submit instruct notify exempt forward assign comment report"
    f" request deny explain press answer close withdraw void {UNTIL_CLOSED}",
    "receive register forward": "open classify propose submit instruct accept notify exempt sign return comment"
    f" report request deny explain press answer close withdraw void refuse {UNTIL_CLOSED}",
    "receive register forward sign": "open classify propose submit instruct accept notify exempt return comment"
    f" report request deny explain press answer close withdraw void refuse object {UNTIL_CLOSED}",
    "receive register forward sign object": "open classify propose submit instruct accept notify exempt return comment"
    f" report request deny explain press answer close withdraw void refuse object decide {UNTIL_CLOSED}",
    "receive register draft": "open classify propose submit instruct accept notify exempt forward assign comment report"
    f" request deny explain press answer close withdraw void refuse review approve {UNTIL_CLOSED}",
    "receive register answer": "open classify propose submit instruct accept notify exempt forward assign comment"
    f" report explain press answer serve close withdraw refuse again publish {UNTIL_CLOSED}",
    "receive register answer again": "open classify propose submit instruct accept notify exempt forward assign comment"
    f" report explain press answer serve close withdraw refuse again reviewed publish {UNTIL_CLOSED}",
    "receive register answer close": "notify exempt comment report explain press serve archive reopen closure again"
    f" publish {ALWAYS}",
    "receive register answer close archive": "notify exempt comment report explain press serve reopen closure again"
    f" publish {ALWAYS}",
    "receive register answer close reopen": "open classify propose submit instruct accept notify exempt forward"
    f" assign comment report request deny explain press answer serve close withdraw refuse again {UNTIL_CLOSED}",
    "receive register refuse": f"notify exempt comment report explain press reopen void publish {ALWAYS}",
    "receive register join": "open classify propose submit instruct accept notify exempt forward assign comment report"
    " deny request explain press answer close withdraw void refuse unjoin restrict material recuse hand meet guide"
    " attach incident tell checklist rate call hear suggest special redirect find draft appoint",
    "receive register hear": "open classify propose submit instruct accept notify exempt forward assign comment report"
    " request deny explain press answer close withdraw void refuse heard join material restrict recuse hand meet guide"
    " attach incident tell checklist rate call suggest special redirect find draft appoint",
    "receive register withdraw": "open classify propose submit instruct notify exempt comment report explain press"
    f" answer close reopen void {UNTIL_CLOSED}",
    "receive register void": "comment",
    "receive register answer close attach": "notify exempt comment report explain press serve archive reopen closure"
    f" again publish released rejected removed issue {ALWAYS.removesuffix(' attach')}",
    "receive register answer close attach issue": "notify exempt comment report explain press serve archive reopen"
    f" closure again publish released rejected removed unissue {ALWAYS.removesuffix(' attach')}",
    "receive register answer close attach issue unissue": "notify exempt comment report explain press serve archive"
    f" reopen closure again publish released rejected removed {ALWAYS.removesuffix(' attach')}",
    "receive register attach issue void": "comment released rejected removed unissue",
    "receive register attach released void": "comment rejected removed",
    "receive register attach rejected void": "comment removed",
    "receive register attach removed void": "comment",
}


def lived(told: Scenario, life: str) -> Scenario:
    for verb in life.split():
        told.when(ACTS.get(verb, LETTER), "2026-01-05")
    return told


def test_every_verb_has_its_place_in_a_life() -> None:
    assert set(CHECKS) == set(get_args(c.Act)) == {type(act) for act in (LETTER, *ACTS.values())}


@pytest.mark.parametrize(("life", "possible"), POSSIBLE.items())
def test_after_some_life_just_these_acts_are_possible(plain: Scenario, life: str, possible: str) -> None:
    lived(plain, life)
    done = set()
    for verb, act in ACTS.items():
        asked = c.Asked(
            petition=PETITION,
            command=act,
            actor=CLERK,
            occurred=moment("2026-01-06"),
            now=instant("2026-01-06"),
        )
        try:
            decide(plain.state, asked, plain.context(instant("2026-01-06")))
            done.add(verb)
        except Refused as refused:
            assert {reason.clause for reason in refused.reasons} <= {  # noqa: PT017 - both outcomes are examined
                "structure",
                "source",
                "S1.22",
                "S1.23.3",
                "S1.34",
                "S1.22.3",
                "S1.35",
                "S1.40",
            }
    assert done == set(possible.split())


@pytest.mark.parametrize("act", list(ACTS.values()))
def test_nothing_happens_to_what_has_not_come_in(plain: Scenario, act: c.Act) -> None:
    assert plain.refused(act, "2026-01-05") == {"S1.22": "there is no such petition"}


def test_nor_is_it_corrected_or_recomputed(plain: Scenario) -> None:
    correct = c.Correct(of=1, act=LETTER, occurred=moment("2026-01-05"), reason="误")
    assert plain.refused(correct, "2026-01-05") == {"S1.22": "there is no such petition"}
    assert plain.refused(c.Recompute(calendar="x"), "2026-01-05") == {"S1.22": "there is no such petition"}


def test_it_comes_in_once(plain: Scenario) -> None:
    plain.when(LETTER, "2026-01-05")
    assert plain.refused(LETTER, "2026-01-05") == {"structure": "it has been received already"}


def test_only_letters_are_opened_and_once(plain: Scenario) -> None:
    plain.when(LETTER, "2026-01-05")
    plain.when(c.Open(envelope="完好"), "2026-01-05")
    assert "structure" in plain.refused(c.Open(), "2026-01-05")


def test_a_call_is_not_opened(plain: Scenario) -> None:
    plain.when(c.Receive(channel="call"), "2026-01-05")
    assert plain.refused(c.Open(), "2026-01-05") == {"structure": "only letters are opened"}


def test_it_is_not_passed_to_where_it_is_or_goes_already(plain: Scenario) -> None:
    lived(plain, "receive register")
    assert "structure" in plain.refused(c.Forward(target="信访科"), "2026-01-05")
    plain.when(c.Forward(target="后扶科"), "2026-01-05")
    assert "structure" in plain.refused(c.Forward(target="后扶科"), "2026-01-05")
    assert "structure" in plain.refused(c.Assign(target="后扶科", reply_by=date(2026, 2, 2)), "2026-01-05")


def test_sent_elsewhere_while_on_the_way_it_still_goes_back_to_who_held_it(plain: Scenario) -> None:
    lived(plain, "receive register forward")
    plain.when(c.Forward(target="规划科"), "2026-01-06")
    line = plain.when(c.Return(reason="不属"), "2026-01-07")
    assert (line.event.back_to, plain.state.routing.holder) == ("信访科", "信访科")  # type: ignore[union-attr]
    assert "S1.23.3" in plain.refused(c.Return(reason="不属"), "2026-01-07")


def test_the_way_back_leads_through_every_unit_that_held_it(plain: Scenario) -> None:
    lived(plain, "receive register forward sign")
    plain.when(c.Forward(target="规划科"), "2026-01-06", by=HANDLER)
    plain.when(c.Return(reason="不属"), "2026-01-07")
    assert plain.state.routing.holder == "后扶科"
    plain.when(c.Return(reason="也不属"), "2026-01-08")
    assert (plain.state.routing.holder, plain.state.routing.passed_on) == ("信访科", 4)


def test_an_assignment_hides_in_no_forwarding(plain: Scenario) -> None:
    lived(plain, "receive register")
    assert "S1.22.3" in plain.refused(c.Forward(target="后扶科", mode="assign"), "2026-01-05")


def test_a_unit_stands_once_among_those_that_handle_and_assist(plain: Scenario) -> None:
    lived(plain, "receive register")
    for assisting in (("后扶科",), ("规划科", "规划科")):
        assert "structure" in plain.refused(c.Forward(target="后扶科", assisting=assisting), "2026-01-05")


@pytest.mark.parametrize(
    ("document", "before"),
    [
        ("notice", c.Notify(notice="receipt")),
        ("answer", FINAL),
        ("opinion", c.Answer(reply_kind="opinion")),
    ],
)
def test_only_what_was_written_is_served(plain: Scenario, document: str, before: c.Act) -> None:
    lived(plain, "receive register")
    assert "structure" in plain.refused(c.Serve(document=document), "2026-01-05")
    plain.when(before, "2026-01-06")
    plain.when(c.Serve(document=document), "2026-01-07")


def test_serving_an_interim_answer_delivers_no_final_one(plain: Scenario) -> None:
    lived(plain, "receive register")
    plain.when(c.Answer(reply_kind="interim", text="在办"), "2026-01-06")
    plain.when(c.Serve(document="answer"), "2026-01-07")
    assert plain.state.ending.delivered is None
    assert plain.state.open


def test_an_item_that_vanished_from_its_source_after_the_answer_is_withdrawn(plain: Scenario) -> None:
    lived(plain, "receive register answer withdraw")
    assert plain.state.ending.withdrawn
    assert plain.refused(c.Withdraw(), "2026-01-06") == {"structure": "it has been withdrawn already"}


def test_an_item_that_vanished_may_come_back(plain: Scenario) -> None:
    lived(plain, "receive register withdraw reopen")
    assert plain.state.open
    assert plain.state.round == 1


def test_what_was_answered_in_an_earlier_round_is_not_voided(plain: Scenario) -> None:
    lived(plain, "receive register answer close reopen")
    assert "structure" in plain.refused(c.Void(reason="误"), "2026-01-06")


def test_a_petition_taken_up_again_is_accepted_anew(plain: Scenario) -> None:
    lived(plain, "receive register accept close reopen accept")
    assert "S1.34" in plain.refused(c.Accept(), "2026-01-06")


# ---- when


def test_nothing_happens_in_the_future_but_clocks_may_differ_by_two_minutes(plain: Scenario) -> None:
    assert "structure" in plain.refused(LETTER, "2026-01-05 09:03", recorded="2026-01-05 09:00")
    assert "structure" in plain.refused(LETTER, "2026-01-06", recorded="2026-01-05 09:00")
    plain.when(LETTER, "2026-01-05 09:02", recorded="2026-01-05 09:00")


def test_nothing_happens_before_the_petition_came_in(plain: Scenario) -> None:
    plain.when(LETTER, "2026-01-05")
    words = "it cannot have happened before the petition came in on 2026-01-05"
    assert plain.refused(c.Register(), "2026-01-04", recorded="2026-01-06") == {"structure": words}


MUDDLED = {
    "another day": Moment(date(2026, 1, 5), datetime(2026, 1, 5, 17, tzinfo=UTC)),  # the 6th in Shanghai
    "no time zone": Moment(date(2026, 1, 5), datetime(2026, 1, 5, 9)),  # noqa: DTZ001 - that is the fault
    "long ago": Moment(date(26, 1, 5)),
}


@pytest.mark.parametrize("occurred", MUDDLED.values(), ids=MUDDLED)
def test_a_muddled_time_is_refused(plain: Scenario, occurred: Moment) -> None:
    now = instant("2026-01-07")
    asked = c.Asked(petition=PETITION, command=LETTER, actor=CLERK, occurred=occurred, now=now)
    with pytest.raises(Refused):
        decide(UNKNOWN, asked, plain.context(now))
    plain.when(LETTER, "2026-01-05")
    correct = c.Correct(of=1, act=LETTER, occurred=occurred, reason="误")
    assert "structure" in plain.refused(correct, "2026-01-07")


def test_the_day_of_an_instant_is_the_local_day() -> None:
    """Trap 25: half past midnight in Shanghai is the evening before in UTC."""
    told = case(rule(start="received", unit="same_day", amount=0))
    told.when(LETTER, "2026-01-05 00:30")
    told.when(c.Register(), "2026-01-05 23:59")
    assert told.owed() == {"d": date(2026, 1, 5)}


def test_a_day_that_is_set_lies_not_before_it_is_set(plain: Scenario) -> None:
    lived(plain, "receive register")
    past = date(2026, 1, 4)
    for act in (
        c.Assign(target="后扶科", reply_by=past),
        c.Forward(target="后扶科", mode="order", due_on=past),
    ):
        assert "structure" in plain.refused(act, "2026-01-05")


# ---- several commands in one go


def asked(command: c.Command, on: str = "2026-01-05") -> c.Asked:
    return c.Asked(petition=PETITION, command=command, actor=CLERK, occurred=moment(on), now=instant("2026-01-06"))


def test_an_import_receives_registers_and_forwards_in_one_go(plain: Scenario) -> None:
    receipt = c.Receive(channel="online", details=Details(due_on=date(2026, 1, 9)))
    several = [asked(receipt), asked(c.Register()), asked(c.Forward(target="Department of Health"))]
    lines = decide_all(UNKNOWN, several, plain.context(instant("2026-01-06"))).lines
    assert [line.version for line in lines] == [1, 2, 3]
    state = replay(lines)
    assert (state.routing.on_the_way_to, state.duties[0].holder) == (
        "Department of Health",
        "Department of Health",
    )
    assert [line.event for line in state.lines] == [line.event for line in lines]


def test_all_of_them_or_none(plain: Scenario) -> None:
    several = [asked(LETTER), asked(c.SignFor(unit="后扶科")), asked(c.Register())]
    with pytest.raises(Refused):
        decide_all(UNKNOWN, several, plain.context(instant("2026-01-06")))


def test_a_correction_among_them_counts_for_those_behind_it(plain: Scenario) -> None:
    before = c.Receive(channel="online", details=Details(due_on=date(2026, 1, 9)))
    after = c.Receive(channel="online", details=Details(due_on=date(2026, 1, 12)))
    correct = c.Correct(of=1, act=after, occurred=moment("2026-01-05"), reason="来源更改")
    several = [asked(before), asked(c.Register()), asked(correct), asked(FINAL)]
    lines = decide_all(UNKNOWN, several, plain.context(instant("2026-01-06"))).lines
    assert replay(lines).duties[0].due.effective == date(2026, 1, 12)
    state = UNKNOWN
    for line in lines:
        state = advance(state, line)
    assert state == replay(lines)


def test_what_comes_later_than_now_by_more_than_the_tolerance_is_judged_in_the_office() -> None:
    told = case(rule())
    late = instant("2026-01-05 23:59") + timedelta(minutes=1)
    asked_then = c.Asked(petition=PETITION, command=LETTER, actor=CLERK, occurred=moment("2026-01-06"), now=late)
    assert decide(UNKNOWN, asked_then, told.context(late))
