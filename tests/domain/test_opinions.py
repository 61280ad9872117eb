"""The opinion of the handling and of both reviews, point by point (domain.md 7.3; the table in docs/documents.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.documents import content as d
from domain.documents.issuing import is_approved, own_number
from domain.documents.making import basis, content
from domain.documents.opinions import FINAL
from tests.domain.documented import (
    COMMITTEE,
    LETTER,
    OPINION,
    REVIEWER,
    case,
    lived,
    missing,
    registered,
    under_review,
    under_second_review,
)
from tests.domain.scenario import HANDLER, HEAD, Scenario


def opinion(told: Scenario, of: int = 0) -> d.Opinion:
    said = content("opinion", case(told), of)
    assert isinstance(said, d.Opinion)
    return said


def number(kind: str, told: Scenario) -> str:
    return own_number(kind, told.state, basis(kind, case(told)))


def unapproved(told: Scenario, version: int) -> bool:
    act = c.IssueDocument(document_kind="opinion", rests_on=version, attachment=UUID(int=1), template="0" * 64)
    return is_approved(told.state, act) is not None


def review(kind: str, told: Scenario) -> d.ReviewOpinion:
    said = content(kind, case(told))
    assert isinstance(said, d.ReviewOpinion)
    return said


def approval(told: Scenario, of: int = 0) -> d.Approval:
    said = content("approval", case(told), of)
    assert isinstance(said, d.Approval)
    return said


def drafted(draft: c.Draft) -> Scenario:
    told = registered()
    told.when(c.Accept(), "2026-03-05", by=HANDLER)
    told.when(draft, "2026-03-20", by=HANDLER)
    return told


def by(said: Iterable[d.Signed]) -> list[tuple[str, date]]:
    return [(each.name, each.day) for each in said]


# ---- the receipt


def test_it_says_when_it_came_in_who_passed_it_on_and_when_the_unit_signed_for_it() -> None:
    said = opinion(lived())
    assert (said.petitioner, said.title, said.channel, said.received) == (
        "王𠮷",
        "安置房渗漏",
        "来信",
        date(2026, 3, 2),
    )
    assert said.handed_on == (d.Handed("信访科", "后扶科", date(2026, 3, 4), date(2026, 3, 5)),)


def test_what_was_passed_on_and_not_signed_for_has_no_day_of_signature() -> None:
    told = registered()
    told.when(c.Forward(target="财务科"), "2026-03-03")
    told.when(c.Return(unit="财务科", reason="不属职责。"), "2026-03-04")
    told.when(c.Forward(target="后扶科"), "2026-03-05")
    told.when(c.SignFor(unit="后扶科"), "2026-03-06", by=HANDLER)
    told.when(c.Forward(target="市住建局", mode="copy"), "2026-03-07", by=HANDLER)
    told.when(OPINION, "2026-03-20", by=HANDLER)
    said = opinion(told)
    assert [(each.target, each.signed_for) for each in said.handed_on] == [
        ("财务科", None),
        ("后扶科", date(2026, 3, 6)),
    ]
    assert said.copies == ("市住建局",), "a copy is no passing on"


def test_who_had_assigned_it_is_named_with_the_number_and_gets_a_copy() -> None:
    told = registered(replace(LETTER, assigner="省移民局", assigner_number="移信交〔2026〕18号"))
    told.when(OPINION, "2026-03-20", by=HANDLER)
    said = opinion(told)
    assert (said.assigner, said.assigner_number, said.copies) == ("省移民局", "移信交〔2026〕18号", ("省移民局",))


# ---- its parts


def test_it_holds_claim_facts_basis_opinion_and_remedy() -> None:
    said = opinion(lived())
    assert (said.claim, said.findings, said.legal_basis, said.opinion, said.remedy) == (
        "请求维修并说明责任。", "经查，屋面防水层有施工缺陷。", "《建设工程质量管理条例》第四十条。",
        "一、予以支持。\n二、由施工单位赔付。", "可自收到本意见书之日起30日内申请复查。",
    )  # fmt: skip


@pytest.mark.parametrize("field", ["claim", "findings", "legal_basis", "opinion_text", "remedy"])
def test_an_opinion_without_one_of_its_parts_is_not_printed(field: str) -> None:
    told = lived()
    lines = tuple(
        replace(line, event=replace(line.event, **{field: ""})) if isinstance(line.event, e.Drafted) else line
        for line in told.lines
    )
    told.state = replace(told.state, lines=lines)
    assert len(missing("opinion", told)) == 1


TWO = "1.请求维修。\n2.请求赔偿家具损失。"


@pytest.mark.parametrize("decided", ["1.予以支持。\n2.不予支持。", "两项请求均予支持。"])
def test_the_matters_of_the_claim_are_decided_one_by_one_or_together_as_the_drafter_wrote_it(decided: str) -> None:
    said = opinion(drafted(replace(OPINION, claim=TWO, opinion_text=decided)))
    assert (said.claim, said.opinion) == (TWO, decided)


def test_a_remedy_that_does_not_name_the_review_is_completed_by_the_right_of_the_rulebook() -> None:
    said = opinion(drafted(replace(OPINION, remedy="如有疑问请致电信访科。")))
    assert said.remedy == "如有疑问请致电信访科。\n对本意见不服的，收到书面答复之日起三十日内可以申请复查。"
    assert opinion(lived()).remedy == OPINION.remedy, "what its drafter has named is not said twice"


# ---- who approved it


def test_the_day_of_the_document_is_the_day_on_which_it_was_approved() -> None:
    assert opinion(lived()).approved == date(2026, 5, 13)


def test_a_draft_says_that_nobody_has_approved_it_yet() -> None:
    assert opinion(drafted(OPINION)).approved is None


def test_what_was_sent_back_after_its_approval_and_what_was_drafted_anew_is_a_draft_again() -> None:
    told = drafted(OPINION)
    first = told.state.version
    told.when(c.Approve(), "2026-03-21", by=HEAD)
    told.when(OPINION, "2026-03-22", by=HANDLER)
    assert opinion(told).approved is None
    assert opinion(told, first).approved == date(2026, 3, 21), "the first one was approved"
    told.when(c.Approve(), "2026-03-23", by=HEAD)
    assert opinion(told, first).approved == date(2026, 3, 21), "and the approval of the second is none of the first"
    sent_back = e.Line(
        petition=told.petition,
        version=told.state.version + 1,
        event=e.SentBack(to_step="draft", reason="依据有误"),
        occurred=told.lines[-1].occurred,
        actor=HEAD,
        book=told.book.reference,
    )
    told.add(sent_back)
    assert opinion(told).approved is None
    assert approval(told).approved == ()


def test_the_approval_sheet_shows_the_chain_with_names_posts_and_days() -> None:
    said = approval(lived())
    assert by((*said.drafted, *said.reviewed, *said.approved)) == [
        ("柳青", date(2026, 5, 11)), (REVIEWER.name, date(2026, 5, 12)), ("钟山", date(2026, 5, 13)),
    ]  # fmt: skip
    assert (said.paper, said.approved[0].post) == ("信访事项处理意见书", "主要负责人")
    assert (approval(drafted(OPINION)).reviewed, approval(drafted(OPINION)).approved) == ((), ())


def test_a_preliminary_opinion_has_an_approval_sheet_and_is_no_opinion_for_the_petitioner() -> None:
    told = drafted(c.Draft(text="拟予支持。"))
    assert approval(told).opinion == "拟予支持。"
    assert missing("opinion", told) == ["the claim is missing"]


def test_its_number_is_that_of_the_draft_or_of_the_answer_that_gave_it_out() -> None:
    assert number("opinion", lived()) == "处理〔2026〕3号"
    told = drafted(replace(OPINION, document_number="处理〔2026〕1号"))
    told.when(c.Answer(reply_kind="opinion", document_number="处理〔2026〕2号"), "2026-03-25", by=HANDLER)
    assert number("opinion", told) == "处理〔2026〕1号"


def test_a_review_has_its_own_number_and_the_opinion_reviewed_keeps_its() -> None:
    told = under_review()
    assert number("review1", told) == "复查〔2026〕5号"
    assert (number("opinion", told), number("whereto", lived())) == ("处理〔2026〕3号", "")


def test_it_is_issued_once_approved_and_not_after_it_was_sent_back_or_drafted_anew() -> None:
    told = drafted(OPINION)
    first = told.state.version
    assert unapproved(told, first)
    told.when(c.Approve(), "2026-03-21", by=HEAD)
    assert not unapproved(told, first)
    told.when(OPINION, "2026-03-22", by=HANDLER)
    assert not unapproved(told, first)
    assert unapproved(told, first + 2), "the approval of the first is none of the second"


# ---- reviews


def test_the_first_review_names_applicant_respondent_request_result_and_the_way_on() -> None:
    said = review("review1", under_review())
    assert (said.petitioner, said.respondent, said.body, said.against) == (
        "王𠮷",
        "移民局",
        COMMITTEE,
        "处理〔2026〕3号",
    )
    assert (said.requested, said.approved, said.result) == (date(2026, 5, 20), date(2026, 6, 2), "维持")
    assert said.remedy == "可自收到本意见书之日起30日内申请复核。"


def test_the_second_review_is_of_the_first_and_says_that_nothing_more_is_accepted() -> None:
    said = review("review2", under_second_review())
    assert (said.respondent, said.body, said.against) == (COMMITTEE, "移民局", "复查〔2026〕5号")
    assert (said.remedy, said.approved) == (FINAL, date(2026, 7, 2))


def test_where_the_office_itself_reviews_the_respondent_is_its_unit() -> None:
    told = lived()
    told.when(c.RequestReview(level="1"), "2026-05-20")
    told.when(c.Draft(**{name: getattr(OPINION, name) for name in OPINION.__struct_fields__}), "2026-06-01", by=HANDLER)
    said = review("review1", told)
    assert (said.respondent, said.body, said.against) == ("后扶科", "移民局", "处理〔2026〕3号")
    assert (said.result, said.approved) == ("", None), "drafted, and not decided yet"
    assert said.remedy.endswith("\n对本意见不服的，收到复查意见之日起三十日内可以申请复核。")


def test_a_draft_made_at_a_review_is_no_handling_opinion_and_the_other_way_round() -> None:
    told = under_review()
    assert opinion(told).findings == OPINION.findings
    assert missing("review1", lived())[0].endswith("made at the first review, or its decision: there is none yet")
    assert missing("review2", told)[0].endswith("made at the second review, or its decision: there is none yet")


def test_a_decision_without_a_draft_is_not_printed_as_an_opinion() -> None:
    told = lived()
    told.when(c.RequestReview(level="1", body=COMMITTEE), "2026-05-20")
    told.when(c.DecideReview(level="1", result="revoke", text="撤销。"), "2026-06-03", by=HEAD)
    assert missing("review1", told) == ["the draft of the opinion of this review is missing"]
