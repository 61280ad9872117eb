"""A report of figures is drafted, checked, signed off and sent (R2.6); what came late is told once; what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import office as o
from domain import reports as rs
from domain.periods import period
from domain.report_content import (
    HANDLING,
    BadReport,
    Content,
    Row,
    changes,
    digest_of,
    parsed,
    text_of,
)
from domain.values import IMPORTED, Actor
from tests.domain.offices import appointed
from tests.domain.reporting import (
    CHECKER,
    DRAFTER,
    LEADER,
    ROOT,
    Desk,
    content,
    drafting,
    receiving,
    words,
)

JANUARY = "2026-01"
ONE = "2026-01-1"
R2_6 = pytest.mark.clause("R2.6")


# ---- the way


@R2_6
def test_a_report_is_drafted_checked_signed_off_and_sent() -> None:
    desk = Desk()
    stood = [desk.draft(JANUARY).standing]
    for step in (desk.check, desk.sign, desk.send):
        step(ONE)
        stood.append(desk.report(ONE).standing)
    report = desk.report(ONE)
    assert stood == [rs.DRAFTED, rs.CHECKED, rs.SIGNED, rs.SENT]
    assert [(step.standing, step.by, step.to) for step in report.steps] == [
        ("drafted", "周静", ""),
        ("checked", "吴敏", ""),
        ("signed", "韩德胜", ""),
        ("sent", "周静", "市信访局"),
    ]
    assert [step.log_position for step in report.steps] == [2, 3, 4, 5]
    assert (report.position, report.root, report.sent_to) == (1, ROOT, ("市信访局",))


@R2_6
def test_a_report_that_was_sent_is_sent_to_others_too_but_to_nobody_twice() -> None:
    desk = Desk()
    desk.sent(JANUARY)
    desk.send(ONE, "市政府")
    assert desk.report(ONE).sent_to == ("市信访局", "市政府")
    assert "to 市政府 already" in words(desk.refused(desk.sending(ONE, "市政府")))


@R2_6
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_report_is_sent_back_from_any_step_before_it_was_sent(steps: int) -> None:
    desk = Desk()
    desk.draft(JANUARY)
    for step in (desk.check, desk.sign)[:steps]:
        step(ONE)
    desk.tell(o.StatisticsReturned(report=ONE, reason="与登记簿不符"), LEADER)
    assert desk.report(ONE).standing == rs.RETURNED
    assert desk.report(ONE).steps[-1].reason == "与登记簿不符"
    for event in (
        o.StatisticsChecked(report=ONE, digest=desk.report(ONE).digest),
        o.StatisticsSigned(report=ONE, digest=desk.report(ONE).digest),
        desk.sending(ONE),
    ):
        assert f"report {ONE} is returned" in words(desk.refused(event, LEADER))
    assert desk.draft(JANUARY).report == "2026-01-2"
    assert desk.report(ONE).standing == rs.RETURNED


def test_what_was_sent_cannot_be_sent_back_and_sending_back_needs_a_reason() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    assert "says why" in words(desk.refused(o.StatisticsReturned(report=ONE, reason=" ")))
    for step in (desk.check, desk.sign, desk.send):
        step(ONE)
    assert "is sent, not" in words(desk.refused(o.StatisticsReturned(report=ONE, reason="有误")))


@R2_6
def test_no_step_is_left_out() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    digest = desk.report(ONE).digest
    signing = o.StatisticsSigned(report=ONE, digest=digest)
    assert "is drafted, not checked" in words(desk.refused(signing, LEADER))
    assert "is drafted, not signed or sent" in words(desk.refused(desk.sending(ONE)))
    desk.check(ONE)
    assert "is checked, not drafted" in words(desk.refused(o.StatisticsChecked(report=ONE, digest=digest), CHECKER))
    assert "is checked, not signed" in words(desk.refused(desk.sending(ONE)))


def test_a_step_of_a_report_that_there_is_not_is_refused() -> None:
    desk = Desk()
    for event in (
        o.StatisticsChecked(report=ONE, digest="0" * 64),
        o.StatisticsSigned(report=ONE, digest="0" * 64),
        o.StatisticsReturned(report=ONE, reason="有误"),
    ):
        assert words(desk.refused(event, LEADER)) == f"there is no report '{ONE}'"


def test_a_step_names_the_report_by_its_digest() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    wrong = digest_of("something else")
    assert "the digest is not" in words(desk.refused(o.StatisticsChecked(report=ONE, digest=wrong), CHECKER))
    desk.check(ONE)
    assert "the digest is not" in words(desk.refused(o.StatisticsSigned(report=ONE, digest=wrong), LEADER))
    desk.sign(ONE)
    assert "the digest is not" in words(desk.refused(replace(desk.sending(ONE), digest=wrong)))
    assert "position or root" in words(desk.refused(replace(desk.sending(ONE), root="00" * 32)))
    assert "to whom" in words(desk.refused(desk.sending(ONE, " ")))


# ---- who


@R2_6
def test_nobody_checks_or_signs_his_own_draft() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    own = "nobody checks or signs a report drafted by himself"
    digest = desk.report(ONE).digest
    assert words(desk.refused(o.StatisticsChecked(report=ONE, digest=digest))) == own
    desk.check(ONE)
    boss = replace(LEADER, name=DRAFTER.name)
    assert words(desk.refused(o.StatisticsSigned(report=ONE, digest=digest), boss)) == own


@R2_6
@pytest.mark.parametrize(
    ("actor", "signs"),
    [
        (Actor("韩德胜", post="head"), True),
        (Actor("韩德胜", post="deputy_for_petitions"), True),
        (Actor("韩德胜", post="handler"), False),
        (Actor("韩德胜"), False),
        (Actor("韩德胜", post="handler", acting_for="head"), True),
    ],
    ids=str,
)
def test_without_registered_staff_the_post_that_the_signer_states_is_believed(actor: Actor, *, signs: bool) -> None:
    desk = Desk()
    desk.draft(JANUARY)
    desk.check(ONE)
    if signs:
        desk.sign(ONE, actor)
        assert desk.report(ONE).standing == rs.SIGNED
    else:
        signing = o.StatisticsSigned(report=ONE, digest=desk.report(ONE).digest)
        assert words(desk.refused(signing, actor)) == "a report is signed by a leader of the office"


STAFF = (appointed("钟山", "head"), appointed("柳青", "section_head"), appointed("田甜", "handler"))
AWAY = o.Delegated(
    taker="柳青", giver="钟山", post="head", since=date(2026, 2, 1), until=date(2026, 2, 28), reason="出差"
)


@R2_6
def test_with_registered_staff_the_office_is_believed_and_not_the_signer() -> None:
    desk = Desk(*STAFF)
    desk.draft(JANUARY)
    desk.check(ONE)
    signing = o.StatisticsSigned(report=ONE, digest=desk.report(ONE).digest)
    for actor in (Actor("田甜", post="head"), Actor("外人", post="head"), Actor("柳青", acting_for="head")):
        assert [reason.clause for reason in desk.refused(signing, actor)] == ["R2.6"]
    desk.sign(ONE, Actor("钟山"))


@R2_6
def test_who_acts_for_a_leader_on_the_day_signs() -> None:
    desk = Desk(*STAFF, AWAY)
    desk.draft(JANUARY, on=date(2026, 2, 3))
    desk.check(ONE, on=date(2026, 2, 3))
    signing = o.StatisticsSigned(report=ONE, digest=desk.report(ONE).digest)
    assert desk.refused(signing, Actor("柳青"), on=date(2026, 3, 1)), "the leader is back"
    desk.sign(ONE, Actor("柳青"), on=date(2026, 2, 28))


def test_what_is_imported_is_believed_as_it_was_written_elsewhere() -> None:
    desk = Desk(*STAFF)
    desk.draft(JANUARY)
    desk.check(ONE)
    desk.sign(ONE, Actor("前任局长", post="head", authenticated=IMPORTED))
    assert desk.report(ONE).standing == rs.SIGNED


# ---- drafts


@R2_6
@pytest.mark.parametrize(("day", "over"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_only_a_period_that_is_over_is_reported(day: date, *, over: bool) -> None:
    desk = Desk()
    if over:
        assert desk.draft(JANUARY, on=day).standing == rs.DRAFTED
    else:
        event = drafting(content(JANUARY, 1), ONE)
        assert words(desk.refused(event, on=day)) == "period 2026-01 is not over"


@pytest.mark.parametrize(
    ("of", "style", "report"),
    [
        ("2026-01", "natural", "2026-01-1"),
        ("2026-01", "business", "2026-01-business-1"),
        ("2026-W02", "natural", "2026-W02-1"),
        ("2026-Q1", "natural", "2026-Q1-1"),
        ("2026", "business", "2026-business-1"),
        ("2026-01-05..2026-01-11", "natural", "2026-01-05..2026-01-11-1"),
    ],
)
def test_a_report_is_called_by_its_period_and_number(of: str, style: str, report: str) -> None:
    desk = Desk()
    assert desk.draft(of, style).report == report
    assert desk.draft(of, style).report == f"{report[:-1]}2"
    assert [each.standing for each in desk.state.reports] == [rs.SUPERSEDED, rs.DRAFTED]
    wrong = drafting(content(of, 1, style), f"{report[:-1]}9")
    assert words(desk.refused(wrong)) == f"the next report of this period is called {report[:-1]}3"


def test_a_new_draft_takes_the_place_of_one_that_was_not_sent() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    desk.check(ONE)
    desk.draft("2026-02")
    desk.draft(JANUARY, "business")
    assert desk.report(ONE).standing == rs.CHECKED, "only one of the same period does"
    desk.draft(JANUARY)
    assert desk.report(ONE).standing == rs.SUPERSEDED
    assert "is superseded" in words(desk.refused(desk.sending(ONE)))
    digest = desk.report(ONE).digest
    assert "is superseded" in words(desk.refused(o.StatisticsSigned(report=ONE, digest=digest), LEADER))
    assert [report.report for report in desk.state.reports] == [ONE, "2026-02-1", "2026-01-business-1", "2026-01-2"]


def test_a_report_that_was_sent_is_replaced_by_name_and_with_a_reason() -> None:
    desk = Desk()
    first = desk.sent(JANUARY)
    two = drafting(content(JANUARY, 3), "2026-01-2")
    assert "must say that it replaces it" in words(desk.refused(two))
    assert "needs a reason" in words(desk.refused(replace(two, replaces=ONE)))
    assert "no report '2026-01-7' was sent" in words(desk.refused(replace(two, replaces="2026-01-7", reason="漏计")))
    second = desk.sent(JANUARY, replaces=ONE, reason="漏计一件")
    assert desk.report(ONE) == first, "what was sent stays as it is"
    assert second.replaces == ONE
    days = (date(2026, 1, 1), date(2026, 1, 31))
    assert rs.sent_for(desk.state.reports)[days].report == "2026-01-2"
    three = replace(two, report="2026-01-3", replaces=ONE, reason="又漏一件")
    assert "2026-01-2 was sent for this period" in words(desk.refused(three))


def test_only_what_was_sent_is_replaced() -> None:
    desk = Desk()
    desk.draft(JANUARY)
    two = drafting(content(JANUARY, 3), "2026-01-2", replaces=ONE, reason="更正")
    assert "no report '2026-01-1' was sent" in words(desk.refused(two))


# ---- what is frozen


def test_the_content_must_be_that_of_its_digest_and_of_its_event() -> None:
    event = drafting(content(JANUARY, 1), ONE)
    desk = Desk()
    for changed, said in (
        (replace(event, digest="0" * 64), "the digest is not that of the content"),
        (replace(event, position=2), "position or root are not the content's"),
        (replace(event, root="00" * 32), "position or root are not the content's"),
        (replace(event, style="business"), "position or root are not the content's"),
        (replace(event, last=date(2026, 1, 30)), "position or root are not the content's"),
        (drafting(content(JANUARY, 1, office="other"), ONE), "position or root are not the content's"),
        (replace(event, content="{}"), "this is no report"),
        (drafting(replace(content(JANUARY, 1), tables=()), ONE), "has no table handling"),
    ):
        assert said in words(desk.refused(changed)), said


def _with_rows(*rows: Row) -> Content:
    said = content(JANUARY, 1)
    return replace(said, tables=(replace(said.tables[0], rows=rows),))


GOOD = Row(("received",), (1, 1, 1, 0, 0, 1))
MALFORMED = {
    "not JSON": "报表",
    "another layout": text_of(replace(content(JANUARY, 1), layout=2)),
    "nothing known": text_of(content(JANUARY, 0)),
    "a period that is none": text_of(content(JANUARY, 1)).replace('"period":"2026-01"', '"period":"2026-13"'),
    "other days": text_of(content(JANUARY, 1)).replace('"last":"2026-01-31"', '"last":"2026-02-28"'),
    "a week of business months": text_of(content("2026-W02", 1)).replace('"natural"', '"business"'),
    "a table twice": text_of(replace(content(JANUARY, 1), tables=content(JANUARY, 1).tables * 2)),
    "a row twice": text_of(_with_rows(GOOD, GOOD)),
    "a column too few": text_of(_with_rows(Row(("received",), (1, 1, 1, 0, 0)))),
    "a key too many": text_of(_with_rows(Row(("received", "x"), GOOD.numbers))),
    "a word for a number": text_of(_with_rows(Row(("received",), ("1", 1, 1, 0, 0, 1)))),
    "nothing for a number": text_of(_with_rows(Row(("received",), (None, 1, 1, 0, 0, 1)))),
    "less than nothing": text_of(_with_rows(Row(("received",), (-1, 1, 1, 0, 0, 1)))),
    "other columns": text_of(_with_rows(GOOD)).replace('"visitors"', '"guests"'),
    "deeper than any": "[" * 100_000,
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_report_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadReport, match="报表"):
        parsed(text)


def test_the_text_of_a_report_is_read_back_as_it_was_and_is_always_the_same() -> None:
    said = content(JANUARY, 7)
    assert parsed(text_of(said)) == said
    assert text_of(parsed(text_of(said))) == text_of(said)
    table = said.table(HANDLING)
    assert table is not None
    assert (table.total("received"), said.table("none")) == (3, None)


def test_rows_are_compared_by_their_keys() -> None:
    one, two, three = (Row((name,), (1,)) for name in "abc")
    assert changes((one, two), (two, one)) == ()
    assert [(each.key, each.reported, each.found) for each in changes((one, two), (Row(("b",), (2,)), three))] == [
        (("a",), (1,), None),
        (("b",), (1,), (2,)),
        (("c",), None, (1,)),
    ]


# ---- what comes from below


def test_the_report_of_another_office_is_kept_once_and_the_last_of_a_period_counts() -> None:
    desk = Desk()
    first = receiving(content(JANUARY, 5, office="lower"), ONE)
    desk.tell(first)
    assert "received already" in words(desk.refused(first))
    desk.tell(receiving(content(JANUARY, 4, office="another"), ONE))
    desk.tell(receiving(content(JANUARY, 9, office="lower"), "2026-01-2"))
    desk.tell(receiving(content("2026-02", 9, office="lower"), "2026-02-1"))
    days = period(JANUARY)
    found = rs.latest(desk.state.received, days.first, days.last)
    assert [(each.sender, each.report, each.log_position) for each in found] == [
        ("another", ONE, 3),
        ("lower", "2026-01-2", 4),
    ]


def test_what_is_not_received() -> None:
    desk = Desk()
    event = receiving(content(JANUARY, 5, office="lower"), ONE)
    assert "does not receive its own" in words(desk.refused(receiving(content(JANUARY, 5), ONE)))
    assert "is not over" in words(desk.refused(event, on=date(2026, 1, 31)))
    assert "not the content's" in words(desk.refused(replace(event, sender="third")))
    assert "the digest is not" in words(desk.refused(replace(event, digest="0" * 64)))
    without = receiving(replace(content(JANUARY, 5, office="lower"), tables=()), ONE)
    assert "has no table handling" in words(desk.refused(without))
