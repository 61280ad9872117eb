"""Letters and visits of an office with a Party group, for the tests of R1: what is known of them, who is who."""

from __future__ import annotations

from uuid import UUID

from domain import commands as c
from domain.values import Details, Person
from tests.domain.scenario import Scenario

WRITER = Person(id=UUID(int=51), name="李秋生", address="滨江里3号楼")
KNOWN = Details(petitioner=WRITER, problem="路灯不亮已有两个月", demand="请求修复", importance="ordinary")
VISIT = Details(
    petitioner=WRITER,
    problem="工伤待遇停发",
    demand="恢复发放",
    papers_carried="工伤认定书",
    answer_given="已登记，约定接待时间",
    importance="ordinary",
)
OPEN = c.Open(envelope="完好", stamp="完好", bound_together=True)
TO_HEAD = c.Submit(to="贺建国", reader="head")
TO_LEADER = c.Submit(to="石磊", reader="in_charge")
INSTRUCT = c.Instruct(text="本周内修复并复信。")
FORWARD = c.Forward(target="城建科", target_kind="section")
RESULT = c.Answer(reply_kind="result", text="已恢复照明")
CLOSE = c.Close(outcome="supported", legal_basis="城市照明管理规定")
WHO = {
    "coordinating_department": "综合科",
    "head": "贺建国",
    "leader_in_charge": "石磊",
    "registrar": "郝敏",
    "receiver": "范志高",
    "archivist": "唐立",
}


def office(case: Scenario) -> Scenario:
    """The same book in an office in which everybody has a name."""
    return Scenario(case.book, case.calendar, WHO)


def received(case: Scenario, known: Details = KNOWN, *, channel: str = "letter", on: str = "2024-09-24") -> Scenario:
    """Monday 23 September 2024 is followed by a Tuesday; the holidays begin on 1 October."""
    told = office(case)
    told.when(c.Receive(channel=channel, details=known), f"{on} 09:10")
    return told


def registered(case: Scenario, known: Details = KNOWN, *, channel: str = "letter") -> Scenario:
    told = received(case, known, channel=channel)
    told.when(c.Register(), "2024-09-24 09:30")
    return told


def instructed(case: Scenario, known: Details = KNOWN) -> Scenario:
    """A letter that the leader in charge has instructed on."""
    told = registered(case, known)
    told.when(TO_LEADER, "2024-09-24 10:00")
    told.when(INSTRUCT, "2024-09-25")
    return told


def closed(case: Scenario) -> Scenario:
    told = instructed(case)
    told.when(RESULT, "2024-09-27")
    told.when(c.Serve(document="answer", mode="邮寄"), "2024-09-29")
    told.when(CLOSE, "2024-09-30")
    return told
