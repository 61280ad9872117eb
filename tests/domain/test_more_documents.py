"""Refusals, notices of forwarding, pressing, supervision, receptions, reports, closing and the file: what each says."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.documents import content as d
from domain.documents.issuing import is_known
from domain.documents.kinds import KINDS
from domain.documents.making import MAKERS, basis, content
from tests.domain.documented import (
    LETTER,
    LIVES,
    PETITIONER,
    VISIT,
    archived,
    case,
    life_of,
    lived,
    missing,
    pressed,
    redirected,
    refused,
    registered,
    supervised,
    visited,
)
from tests.domain.scenario import HANDLER, HEAD


def test_every_kind_has_a_maker_and_words() -> None:
    assert list(MAKERS) == list(KINDS)
    assert all(known.zh and known.en for known in KINDS.values())
    assert len({known.zh for known in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("kind", LIVES)
def test_each_can_be_drawn_up_of_its_own_life_and_not_of_one_that_lacks_it(kind: str) -> None:
    assert isinstance(content(kind, case(life_of(kind))), d.Content)
    if KINDS[kind].needs_it:
        (reason,) = missing(kind, registered())
        assert reason.startswith(f"{KINDS[kind].en} rests on ")


# ---- not accepted


def test_the_notice_of_refusal_says_why_and_where_to_go() -> None:
    said = content("refusal", case(refused("statutory_route")))
    assert isinstance(said, d.Refusal)
    assert (said.ground, said.reason) == ("应依法定途径提出", "该纠纷由人民法院受理。")
    assert (said.competent_body, said.way_there) == ("江州市中级人民法院", "可到诉讼服务中心咨询。")
    assert (said.decided, said.legal_basis) == (date(2026, 3, 6), "《信访工作条例》第三十一条")


@pytest.mark.parametrize(("ground", "lacking"), [
    ("not_competent", "the body that is competent is missing"),
    ("statutory_route", "the way that the law provides is missing"),
    ("unclear", ""),
])  # fmt: skip
def test_on_a_ground_that_another_is_the_right_one_that_one_is_named(ground: str, lacking: str) -> None:
    told = registered()
    told.when(c.RefuseAcceptance(ground=ground), "2026-03-06")
    if lacking:
        assert missing("refusal", told) == [lacking]
    else:
        assert isinstance(content("refusal", case(told)), d.Refusal)


def test_that_nothing_more_is_accepted_is_another_notice_with_the_final_opinion() -> None:
    told = refused("no_longer_accepted", final_opinion="桂信复核〔2025〕17号")
    said = content("no_longer_accepted", case(told))
    assert isinstance(said, d.NoLongerAccepted)
    assert (said.final_opinion, said.final_on) == ("桂信复核〔2025〕17号", None), "of an opinion given elsewhere"
    assert len(missing("refusal", told)) == 1
    assert missing("no_longer_accepted", refused()) == [
        "Notice that nothing more is accepted rests on no longer accepted: there is none yet"
    ]


def test_of_a_second_review_on_record_here_number_and_day_are_known() -> None:
    told = registered()
    told.when(c.Answer(reply_kind="opinion", delivered=True), "2026-03-09")
    for level, number, day in (("1", "复查〔2026〕5号", "2026-04-01"), ("2", "复核〔2026〕9号", "2026-04-20")):
        told.when(c.RequestReview(level=level), "2026-04-01")
        told.when(c.DecideReview(level=level, result="maintain", document_number=number, delivered=True), day)
    told.when(c.RefuseAcceptance(ground="no_longer_accepted"), "2026-05-06")
    said = content("no_longer_accepted", case(told))
    assert isinstance(said, d.NoLongerAccepted)
    assert (said.final_opinion, said.final_on) == ("复核〔2026〕9号", date(2026, 4, 20))


# ---- whither


def test_the_notice_of_forwarding_says_whither_and_when() -> None:
    said = content("whereto", case(lived()))
    assert isinstance(said, d.Whereto)
    assert (said.mode, said.target, said.told) == ("forward", "后扶科", date(2026, 3, 4))


def test_who_is_told_to_ask_elsewhere_is_told_the_way() -> None:
    said = content("whereto", case(redirected()))
    assert isinstance(said, d.Whereto)
    assert (said.mode, said.target) == ("redirect", "市住建局")
    assert (said.way_there, said.contact_made) == ("政务中心三楼。", "已电话告知。")


def test_a_copy_and_an_order_are_no_forwarding_of_which_the_petitioner_is_told() -> None:
    told = registered()
    told.when(c.Forward(target="市住建局", mode="copy"), "2026-03-04")
    assert len(missing("whereto", told)) == 1
    assert isinstance(content("slip", case(told)), d.Slip), "its slip is one to the unit"


# ---- pressing and supervising


def test_the_pressing_notice_says_what_is_owed_since_when_and_how_often_it_was_pressed() -> None:
    said = content("pressing", case(pressed()))
    assert isinstance(said, d.Pressing)
    assert (said.target, said.times, said.sent) == ("后扶科", 2, date(2026, 5, 8))
    assert (said.forwarded, said.signed_for) == (date(2026, 3, 4), date(2026, 3, 5))
    assert d.Limit("自受理之日起六十日内办结", date(2026, 5, 6), overdue=True) in said.owed
    first = content("pressing", case(pressed()), pressed().lines[-2].version)
    assert isinstance(first, d.Pressing)
    assert first.times == 1
    assert d.Limit("自受理之日起六十日内办结", date(2026, 5, 6), overdue=False) in first.owed, "as it stood on that day"


def test_the_supervision_notice_goes_to_whoever_has_it_with_the_instruction_and_what_came_of_it() -> None:
    told = supervised()
    said = content("supervision", case(told))
    assert isinstance(said, d.Supervision)
    assert (said.target, said.answer_by) == ("后扶科", date(2026, 5, 29))
    assert (said.instruction.name, said.instruction.text, said.answers) == ("钟山", "五月底前办结。", ())
    assert said.by == "田甜"
    assert said.instruction.post == "", "the clerk who entered it holds another post"
    told.when(c.AnswerSupervision(result="已完成抢修。"), "2026-05-28", by=HANDLER)
    answered = content("supervision", case(told))
    assert isinstance(answered, d.Supervision)
    assert [each.text for each in answered.answers] == ["已完成抢修。"]


@pytest.mark.parametrize("leader", ["钟山", ""])
def test_a_leader_who_has_entered_an_instruction_in_person_is_not_named_as_its_clerk(leader: str) -> None:
    told = pressed()
    supervise = c.Instruct(text="五月底前办结。", leader=leader, supervise=True, supervise_by=date(2026, 5, 29))
    told.when(supervise, "2026-05-10", by=HEAD)
    said = content("supervision", case(told))
    assert isinstance(said, d.Supervision)
    assert (said.by, said.instruction.name, said.instruction.post) == ("", "钟山", "主要负责人")


def test_an_instruction_that_is_not_supervised_and_one_without_a_day_make_no_supervision_notice() -> None:
    assert missing("supervision", lived()) == [
        "Supervision notice rests on an instruction that is supervised: there is none yet"
    ]
    told = registered()
    told.when(c.Instruct(text="请督办。", leader="钟山", supervise=True), "2026-03-03")
    assert missing("supervision", told) == ["the day by which it is to be answered is missing"]


def test_the_special_report_holds_what_is_reported_and_what_was_instructed_upon_it() -> None:
    said = content("special_report", case(supervised()))
    assert isinstance(said, d.SpecialReport)
    assert (said.to, said.unit, said.sent) == ("钟山", "信访科", date(2026, 5, 9))
    assert said.text == "三户联名，情绪激动。\n建议现场接访。"
    assert [each.text for each in said.instructions] == ["五月底前办结。"]


# ---- receptions


def test_the_record_of_a_reception_says_who_came_and_what_was_answered() -> None:
    said = content("reception", case(visited()))
    assert isinstance(said, d.Reception)
    assert (said.received, said.place, said.receivers) == ("2026-03-02 09:12", "接待大厅", ("田甜", "罗辉"))
    assert (said.problem, said.answer_given) == (VISIT.problem, "已列入维修计划。")
    assert [each.text for each in said.guidance] == ["已说明可依法申请仲裁。"]
    assert [(each.name, each.text) for each in said.leaders] == [("钟山", "一周内现场查看。")]
    labels = [cell.label for row in said.petitioner for cell in row]
    assert {"姓名", "人数", "电话", "住址"} <= set(labels)
    assert "信访目的" not in labels, "what the office judged is no part of what was said"


def test_a_letter_is_no_visit() -> None:
    assert missing("reception", lived()) == ["Record of a reception rests on a visit: there is none yet"]


# ---- the end


def test_the_closure_register_says_how_and_when_it_ended_and_how_it_was_answered() -> None:
    said = content("closure", case(archived()))
    assert isinstance(said, d.Closure)
    cells = {cell.label: cell.value for row in said.rows for cell in row}
    assert (cells["收到日期"], cells["受理日期"], cells["办结日期"]) == ("2026-03-02", "2026-03-05", "2026-05-20")
    assert (cells["办结方式"], cells["承办单位"]) == ("请求有依据，予以支持", "后扶科")
    assert cells["依据"] == "《建设工程质量管理条例》"
    assert [each.text for each in said.answers] == ["处理意见书（处理〔2026〕3号）"]
    assert [(each.name, each.text) for each in said.registered] == [("田甜", "信访人认可。")]


def test_a_closing_that_nobody_has_registered_yet_leaves_room_for_it() -> None:
    told = lived()
    told.when(c.Close(outcome="supported", legal_basis="条例"), "2026-05-20", by=HANDLER)
    said = content("closure", case(told))
    assert isinstance(said, d.Closure)
    assert said.registered == ()


def test_the_catalogue_lists_the_papers_of_the_archivist_and_then_the_files() -> None:
    said = content("catalogue", case(archived()))
    assert isinstance(said, d.Catalogue)
    assert [each.title for each in said.papers] == ["登记表", "处理意见书", "送达回证", "检测报告.pdf"]
    assert said.papers[-1] == d.Filed(title="检测报告.pdf", day=date(2026, 5, 14), pages="4", note="证据材料")
    assert (said.file_number, said.location, said.retention) == ("2026-信访-0001", "三柜二层", "30年")
    assert (said.archived, said.archivist) == (date(2026, 5, 22), "田甜")


def test_a_file_that_was_removed_is_in_no_catalogue_and_one_without_papers_has_none() -> None:
    told = archived()
    told.when(c.RemoveAttachment(attachment=uuid5(PETITIONER.id, "a"), reason="误传"), "2026-05-23")
    said = content("catalogue", case(told))
    assert isinstance(said, d.Catalogue)
    assert len(said.papers) == 3
    empty = registered(replace(LETTER, problem="无"))
    empty.when(c.Accept(), "2026-03-05", by=HANDLER)
    empty.when(c.Answer(reply_kind="result", delivered=True), "2026-03-09", by=HANDLER)
    empty.when(c.Close(outcome="supported", legal_basis="条例"), "2026-03-10", by=HEAD)
    empty.when(c.Archive(file_number="1"), "2026-03-11")
    assert missing("catalogue", empty) == ["the papers in the file is missing"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_drawn_up_can_be_issued_and_rests_on_the_same_event(kind: str) -> None:
    told = life_of(kind)
    line = basis(kind, case(told))
    act = c.IssueDocument(
        document_kind=kind, rests_on=line.version if line else 0, attachment=UUID(int=1), template="0" * 64
    )
    assert is_known(told.state, act) is None
    wrong = is_known(told.state, replace(act, rests_on=told.state.version + 1))
    assert wrong is not None
    assert KINDS[kind].zh in wrong.zh
