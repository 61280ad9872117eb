"""How a reader stands to what they read: their own case, and since when it is kept from them without a break."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain import events as e
from domain.access import Viewer
from domain.guarded import person
from domain.values import Actor, Details, Person, moment_of
from service.access.involvement import _involved
from service.access_log.asking import NOT_INVOLVED, Involved

FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
READER = Viewer(person="丁敏", barring=frozenset({person("丁敏"), person("组长")}))


def somebody(name: str | None) -> Person:
    return Person(id=UUID(int=1), name=name)


def told(*events: e.Event) -> Involved:
    """How the reader stands to a petition of these events, recorded an hour apart."""
    lines = [
        e.Line(
            petition=UUID(int=7),
            version=nth + 1,
            event=event,
            occurred=moment_of(FIRST, "Asia/Shanghai"),
            actor=Actor("方登记", unit="信访科"),
            book="R5",
            recorded_at=FIRST + timedelta(hours=nth),
        )
        for nth, event in enumerate(events)
    ]
    return _involved(READER, lines)


def received(**details: object) -> e.Received:
    return e.Received(channel="letter", details=Details(title="来信", **details))  # type: ignore[arg-type]


def classified(**details: object) -> e.Classified:
    return e.Classified(details=Details(**details))  # type: ignore[arg-type]


def recused(officer: str, stage: str = "declared") -> e.Recused:
    return e.Recused(officer=officer, stage=stage, reason="近亲属")


@pytest.mark.parametrize(
    ("details", "own"),
    [
        ({}, False),
        ({"petitioner": somebody("丁 敏")}, True),
        ({"petitioner": somebody("焦桂英")}, False),
        ({"petitioner": somebody(None)}, False),
        ({"petitioner": somebody("焦桂英"), "representatives": (somebody("甲"), somebody("丁敏"))}, True),
    ],
)
def test_a_petition_of_the_reader_or_on_which_they_speak_for_others_is_their_own(
    details: dict[str, object],
    own: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert told(received(**details)) == Involved(own=own)


def test_who_is_accused_or_stays_away_has_a_case_of_their_own_and_since_when() -> None:
    accused = classified(accused=(somebody("丁敏"),))
    assert told(received(), accused) == Involved(own=True, barred_since=FIRST + timedelta(hours=1))
    assert told(received(), recused("丁敏")) == Involved(own=True, barred_since=FIRST + timedelta(hours=1))
    assert told(received(), recused("组长")) == NOT_INVOLVED


def test_what_accuses_somebody_close_is_kept_from_the_reader_and_is_not_their_own() -> None:
    accused = classified(accused=(somebody("组长"),))
    assert told(received(), accused) == Involved(own=False, barred_since=FIRST + timedelta(hours=1))


def test_it_is_kept_from_them_since_the_first_moment_without_a_break() -> None:
    again = classified(title="补充")
    assert told(received(), recused("丁敏"), again).barred_since == FIRST + timedelta(hours=1)
    ended = recused("丁敏", "denied")
    assert told(received(), recused("丁敏"), ended) == NOT_INVOLVED
    assert told(received(), recused("丁敏"), ended, recused("丁敏")).barred_since == FIRST + timedelta(hours=3)
