"""An association's petitions, for the tests of R3: how they come in, what is known of them, how they are told on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain.values import Details, Person
from tests.domain.scenario import HANDLER, Scenario

WRITER = Person(id=UUID(int=21), name="刘大勇")
ACCUSED = Person(id=UUID(int=22), name="屈正")
JUDGED = Details(importance="ordinary", urgent=False)
LETTER = Details(petitioner=WRITER, problem="重复收取卫生费", importance="ordinary", urgent=False)
CLASSED = replace(LETTER, content_class="市场管理")

RESULT = c.Answer(reply_kind="result", text="已协调退费")
CLOSE = c.Close(outcome="supported", legal_basis="市场管理办法")
ELSEWHERE = c.Close(outcome="elsewhere")
WAY = c.Redirect(competent_body="市交通运输局", way_there="政务大厅3号窗", contact_made="已电话联系运管科")
FILED = c.Archive(
    file_number="协信2025-01", location="档案室", catalogue=("登记表",), retention="10年", archive_decision="归档保存"
)
PASSED_ON = (c.Forward(target="维权部"), c.Assign(target="维权部", reply_by=date(2025, 2, 10)))


def received(case: Scenario, known: Details = LETTER, *, channel: str = "letter", on: str = "2025-01-10") -> Scenario:
    case.when(c.Receive(channel=channel, details=known), f"{on} 09:00")
    return case


def registered(case: Scenario, known: Details = LETTER, *, channel: str = "letter") -> Scenario:
    received(case, known, channel=channel).when(c.Register(), "2025-01-10 09:20")
    return case


def found(case: Scenario, known: Details = LETTER, *, channel: str = "letter") -> Scenario:
    """Registered, and the facts found."""
    registered(case, known, channel=channel).when(c.Report(finding="重复收费属实"), "2025-01-13", by=HANDLER)
    return case
