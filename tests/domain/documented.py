"""A life under the regulation of 2022 in which every document is drawn up."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from domain import commands as c
from domain.documents.case import Case
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


def case(told: Scenario) -> Case:
    return Case(told.state, told.book, ZoneInfo(told.office.time_zone), CODES)
