"""The attachments of a petition as its lines make them, and what a correction of one can say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.attachments import attachments
from domain.values import Moment
from tests.domain.scenario import Scenario, moment

ONE, TWO = UUID(int=1), UUID(int=2)


LETTER = c.Attach(
    attachment=ONE,
    file_name="来信.pdf",
    paper="letter",
    media_type="application/pdf",
    size=9,
    digest="ab" * 32,
    plain_digest="cd:ef",
    scan="quarantined",
)


def attach(attachment: UUID = ONE, **said: Any) -> c.Attach:
    return replace(LETTER, attachment=attachment, **said)


@pytest.fixture
def told(plain: Scenario) -> Scenario:
    plain.when(c.Receive(channel="letter"), "2026-01-05")
    plain.when(attach(), "2026-01-05")
    return plain


def standing(told: Scenario) -> list[str]:
    return [each.standing for each in attachments(told.lines).values()]


def test_an_attachment_stands_as_the_last_that_was_said_of_it(told: Scenario) -> None:
    told.when(attach(TWO, scan="unscanned"), "2026-01-06")
    assert standing(told) == ["quarantined", "unscanned"]
    told.when(c.ReleaseAttachment(attachment=ONE), "2026-01-06")
    told.when(c.RejectAttachment(attachment=TWO, reason="病毒"), "2026-01-06")
    assert standing(told) == ["clean", "rejected"]
    told.when(c.RejectAttachment(attachment=ONE, reason="新病毒"), "2026-01-07")
    told.when(c.RemoveAttachment(attachment=TWO, reason="误传"), "2026-01-07")
    assert standing(told) == ["rejected", "removed"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (attach(), "there is such an attachment already"),
        (attach(TWO, size=0), "are at least 1"),
        (attach(TWO, pages=0), "are at least 1"),
        (attach(TWO, paper="photo"), "is not one of letter"),
        (attach(TWO, scan="infected"), "is not one of quarantined"),
        (c.ReleaseAttachment(attachment=TWO), "no such attachment"),
        (c.RejectAttachment(attachment=TWO, reason="病毒"), "no such attachment"),
        (c.RemoveAttachment(attachment=TWO, reason="误传"), "no such attachment"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(told: Scenario, act: c.Act, why: str) -> None:
    assert why in told.refused(act, "2026-01-06")["structure"]


def test_an_attachment_opens_no_duty_and_moves_nothing(told: Scenario) -> None:
    before = told.state
    told.when(attach(TWO), "2026-01-06")
    told.when(c.ReleaseAttachment(attachment=TWO), "2026-01-06")
    assert (told.state.duties, told.state.routing, told.state.ending) == (before.duties, before.routing, before.ending)


def correct(act: c.Act) -> c.Correct:
    return c.Correct(of=2, act=act, occurred=Moment(moment("2026-01-05").day), reason="核对")


def test_what_was_said_of_a_file_is_corrected_and_how_it_stands_stays(told: Scenario) -> None:
    told.when(c.ReleaseAttachment(attachment=ONE), "2026-01-06")
    told.when(correct(attach(file_name="身份证.pdf", paper="identity", pages=2)), "2026-01-07")
    (now,) = attachments(told.lines).values()
    assert (now.file_name, now.paper, now.pages, now.standing) == ("身份证.pdf", "identity", 2, "clean")


@pytest.mark.parametrize(
    "said",
    [{"digest": "00" * 32}, {"plain_digest": "x:y"}, {"size": 10}, {"media_type": "image/png"}, {"scan": "clean"}],
)
def test_the_file_itself_is_not_corrected(told: Scenario, said: dict[str, Any]) -> None:
    assert "the file itself is not corrected" in told.refused(correct(attach(**said)), "2026-01-07")["structure"]
