"""Every act has a form, under every rulebook; and what was recorded can be corrected by the same one."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain import wording
from domain.commands import Receive
from domain.values import Actor, Details
from service.api.verbs import CORRECT, VERBS
from service.desk import Request, Step
from service.ledger.entry import Via
from tests.service.signin.people import OFFICE
from tests.service.web.intake.conftest import Registrar
from tests.service.web.petition.acting import PROBLEM, TITLE

BOOKS = ("R1", "R2", "R3", "R4", "R5", "R6", "S1")


@pytest.fixture
def received(registrar: Registrar) -> str:
    """The address of a letter of which little is known yet."""
    petition = uuid4()
    receive = Receive(channel="letter", details=Details(title=TITLE, problem=PROBLEM))
    clerk = Actor("田甜", "信访科", "petition_section")
    registrar.instance.desk.handle(
        Request(office=OFFICE, petition=petition, steps=(Step(command=receive),), actor=clerk, via=Via(channel="test"))
    )
    return f"/petitions/{petition}"


@pytest.mark.parametrize("book", BOOKS)
def test_the_form_of_every_act_can_be_opened(registrar: Registrar, received: str) -> None:
    for name, verb in VERBS.items():
        if name != CORRECT:
            page = registrar.get(f"{received}/acts/{name}")
            assert f"<h1>{wording.verb(verb.kind.__name__, 'zh')}</h1>" in page
            assert 'name="csrf"' in page
    assert 'name="correction.reason"' in registrar.get(f"{received}/correct/1")
