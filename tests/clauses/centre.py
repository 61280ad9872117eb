"""A service centre's petitions, for the tests of R4: who comes, what is known, an office's own version of the book."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain.rulebook import Rulebook
from domain.rulebook_loader import parse
from domain.values import Details, Person
from tests.domain.scenario import Scenario, under

VISITOR = Person(
    id=UUID(int=31), name="冯老汉", sex="男", age="70", occupation="农民", politics="群众", address="东岗村"
)
ACCUSED = Person(id=UUID(int=32), name="丁旺")
SPEAKERS = tuple(
    Person(id=UUID(int=40 + n), name=name) for n, name in enumerate(("岳峰", "盛夏", "聂平", "鲍二", "车明", "丰收"))
)
KNOWN = Details(petitioner=VISITOR, problem="宅基地界址争议")
CROWD = replace(KNOWN, people=5, representatives=SPEAKERS[:2], problem_place="西河村")
URGENT = replace(KNOWN, urgent=True)

RESULT = c.Answer(reply_kind="result", text="已确界", delivered=True)
POLICY = c.Answer(reply_kind="policy", text="标准由市里统一，已讲明政策", delivered=True)
ORDER = c.Forward(target="西河村村委会", mode="order", due_on=date(2026, 1, 18))
PASSED_ON = (c.Forward(target="村镇建设办"), c.Assign(target="村镇建设办", reply_by=date(2026, 2, 10)))


def received(case: Scenario, known: Details = KNOWN, *, channel: str = "visit", on: str = "2026-01-06") -> Scenario:
    case.when(c.Receive(channel=channel, details=known), f"{on} 09:00")
    return case


def registered(case: Scenario, known: Details = KNOWN, *, channel: str = "visit") -> Scenario:
    received(case, known, channel=channel).when(c.Register(), "2026-01-06 09:20")
    return case


def variant(book: Rulebook, text: str) -> Scenario:
    """A petition about to come in under an office's own version of the book."""
    head = '[book]\nid = "R4"\nvalid_from = 2024-01-01\nextends = "R4"\nzh = "本中心"\n'
    return under(parse(head + text, "own version", {"R4": book}))
