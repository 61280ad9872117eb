"""Lives under the regulation of 2022 in which every document is drawn up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.deciding import Refused
from domain.documents.case import Case
from domain.documents.making import content
from domain.values import Actor, Details, Person
from tests.domain.scenario import DEPUTY, HANDLER, HEAD, Scenario, under

PETITIONER = Person(
    id=UUID(int=8), name="王𠮷", sex="女", phone="13800001111", address="瑶山乡河畔新村12栋302室", occupation="务农"
)
LETTER = Details(
    title="安置房渗漏",
    petitioner=PETITIONER,
    problem="2025年8月入住后三处漏水。\n多次报修未果。",
    demand="请求尽快维修。",
    people=3,
    content_class="0101",
    purpose="claim",
    procedure="petition",
    problem_place="瑶山乡",
    not_given={"age": "refused"},
)
OPINION = c.Draft(
    claim="请求维修并说明责任。",
    findings="经查，屋面防水层有施工缺陷。",
    opinion_text="一、予以支持。\n二、由施工单位赔付。",
    legal_basis="《建设工程质量管理条例》第四十条。",
    remedy="可自收到本意见书之日起30日内申请复查。",
)
CODES = {("content_class", "0101"): "房屋质量"}
"""What the office's own list calls its class."""
REVIEWER = Actor("葛平", unit="局领导", post="deputy_head")


def received(details: Details = LETTER) -> Scenario:
    told = under("S1")
    told.when(c.Receive(channel="letter", details=details), "2026-03-02 09:12")
    return told


def lived() -> Scenario:
    """From the receipt to the service of the opinion."""
    told = received()
    told.when(c.Register(details=Details(anonymous=False)), "2026-03-02")
    told.when(c.Propose(text="建议转后扶科。"), "2026-03-03")
    told.when(c.Submit(to="倪虹"), "2026-03-03")
    told.when(c.Instruct(text="请认真核查。", leader="倪虹"), "2026-03-04", by=DEPUTY)
    told.when(c.Forward(target="后扶科", text="请与施工方共同勘查。"), "2026-03-04")
    told.when(c.SignFor(unit="后扶科"), "2026-03-05", by=HANDLER)
    told.when(c.Accept(), "2026-03-05", by=HANDLER)
    told.when(c.RequestExtension(duty="handle", reason="需检测。", days=30), "2026-04-20", by=HANDLER)
    told.when(c.Extend(duty="handle", reason="需委托第三方检测。", days=30), "2026-04-22", by=HEAD)
    told.when(OPINION, "2026-05-11", by=HANDLER)
    told.when(c.Review(), "2026-05-12", by=REVIEWER)
    told.when(c.Approve(), "2026-05-13", by=HEAD)
    told.when(c.Answer(reply_kind="opinion", document_number="处理〔2026〕3号"), "2026-05-14", by=HANDLER)
    return told


def missing(kind: str, told: Scenario, of: int = 0) -> list[str]:
    """What the document lacks, in English; that it says so in Chinese too is asked on the way."""
    with pytest.raises(Refused) as refused:
        content(kind, case(told), of)
    assert all(reason.zh and reason.en for reason in refused.value.reasons)
    return [reason.en for reason in refused.value.reasons]


def case(told: Scenario) -> Case:
    return Case(told.state, told.book, ZoneInfo(told.office.time_zone), CODES, told.office.name)


# ---- the other kinds, each on the shortest life that carries it

COMMITTEE = "江州市人民政府信访事项复查复核委员会"
VISIT = replace(
    LETTER, receivers=("田甜", "罗辉"), papers_carried="照片12张", answer_given="已列入维修计划。", people=None
)
REVIEW = c.Draft(
    claim="请求撤销原意见。",
    findings="经查，原意见认定事实清楚。",
    opinion_text="维持原意见。",
    legal_basis="《信访工作条例》第三十五条。",
    remedy="可自收到本意见书之日起30日内申请复核。",
)


def registered(details: Details = LETTER) -> Scenario:
    told = received(details)
    told.when(c.Register(details=Details(anonymous=False)), "2026-03-02")
    return told


def refused(ground: str = "not_competent", *, final_opinion: str = "") -> Scenario:
    told = registered()
    told.when(
        c.RefuseAcceptance(
            ground=ground,
            reason="该纠纷由人民法院受理。",
            legal_basis="《信访工作条例》第三十一条",
            competent_body="江州市中级人民法院",
            way_there="可到诉讼服务中心咨询。",
            final_opinion=final_opinion,
        ),
        "2026-03-06",
    )
    return told


def redirected() -> Scenario:
    told = registered()
    told.when(
        c.Redirect(competent_body="市住建局", way_there="政务中心三楼。", contact_made="已电话告知。"), "2026-03-03"
    )
    return told


def pressed() -> Scenario:
    """Accepted by the section, whose sixty days ended on 6 May, and pressed two days after that, the second time."""
    told = registered()
    told.when(c.Forward(target="后扶科"), "2026-03-04")
    told.when(c.SignFor(unit="后扶科"), "2026-03-05", by=HANDLER)
    told.when(c.Accept(), "2026-03-05", by=HANDLER)
    told.when(c.Press(to="后扶科"), "2026-04-20")
    told.when(c.Press(to="后扶科", text="请于三日内书面说明。"), "2026-05-08")
    return told


def supervised() -> Scenario:
    """Reported to the chief, who has it supervised until 29 May."""
    told = pressed()
    told.when(c.SpecialReport(to="钟山", text="三户联名，情绪激动。\n建议现场接访。"), "2026-05-09")
    supervise = c.Instruct(text="五月底前办结。", leader="钟山", supervise=True, supervise_by=date(2026, 5, 29))
    told.when(supervise, "2026-05-10")
    return told


def visited() -> Scenario:
    told = under("S1")
    told.when(c.Receive(channel="visit", place="hall", details=VISIT), "2026-03-02 09:12")
    told.when(c.Guide(text="已说明可依法申请仲裁。"), "2026-03-02")
    told.when(c.Meet(leader="钟山", text="一周内现场查看。"), "2026-03-02")
    return told


def under_review() -> Scenario:
    """The first review, by a committee, is drafted, approved and decided."""
    told = lived()
    told.when(c.Serve(document="opinion", mode="直接送达", signed=True), "2026-05-15", by=HANDLER)
    told.when(c.RequestReview(level="1", against="处理〔2026〕3号", body=COMMITTEE), "2026-05-20")
    told.when(replace(REVIEW, document_number="复查〔2026〕5号"), "2026-06-01", by=HANDLER)
    told.when(c.Approve(), "2026-06-02", by=HEAD)
    told.when(c.DecideReview(level="1", result="maintain", document_number="复查〔2026〕5号"), "2026-06-03", by=HEAD)
    return told


def under_second_review() -> Scenario:
    told = under_review()
    told.when(c.Serve(document="review1", mode="直接送达", signed=True), "2026-06-04", by=HANDLER)
    told.when(c.RequestReview(level="2"), "2026-06-20")
    told.when(replace(REVIEW, remedy=None, document_number="复核〔2026〕9号"), "2026-07-01", by=HANDLER)
    told.when(c.Approve(), "2026-07-02", by=HEAD)
    told.when(c.DecideReview(level="2", result="maintain"), "2026-07-03", by=HEAD)
    return told


def archived() -> Scenario:
    """Closed, its closing registered, archived with three papers and a file that was attached."""
    told = lived()
    told.when(
        c.Attach(
            attachment=uuid5(PETITIONER.id, "a"),
            file_name="检测报告.pdf",
            paper="evidence",
            media_type="application/pdf",
            size=1000,
            digest="00" * 32,
            plain_digest="11" * 32,
            scan="clean",
            pages=4,
        ),
        "2026-05-14",
    )
    told.when(c.Serve(document="opinion", mode="直接送达", signed=True), "2026-05-15", by=HANDLER)
    told.when(c.Close(outcome="supported", legal_basis="《建设工程质量管理条例》"), "2026-05-20", by=HANDLER)
    told.when(c.RegisterClosure(text="信访人认可。"), "2026-05-21")
    catalogue = ("登记表", "处理意见书", "送达回证")
    archive = c.Archive(file_number="2026-信访-0001", location="三柜二层", catalogue=catalogue, retention="30年")
    told.when(archive, "2026-05-22")
    return told


LIVES: Mapping[str, Callable[[], Scenario]] = {
    "reception": visited,
    "special_report": supervised,
    "refusal": refused,
    "no_longer_accepted": lambda: refused("no_longer_accepted", final_opinion="桂信复核〔2025〕17号"),
    "pressing": pressed,
    "supervision": supervised,
    "review1": under_review,
    "review2": under_second_review,
    "service": archived,
    "closure": archived,
    "catalogue": archived,
}


def life_of(kind: str) -> Scenario:
    """A life in which that document can be drawn up."""
    return LIVES.get(kind, lived)()
