"""What the lines of a petition make of it: whom it accuses, whose task it is, which units it concerns."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import events as e
from domain.guarded import Guarded, guarded, person, unit
from domain.petition import replay
from domain.values import Actor, Details, Moment, Person

DAY = Moment(date(2026, 3, 2))
SOMEBODY = Person(id=UUID(int=1), name="屈正")
DESK = Actor("方登记", unit="信访科")


def told(*events: e.Event, by: Actor = DESK, details: Details | None = None) -> Guarded:
    """The relations after a receipt of these details by the desk and these events."""
    received = e.Received(channel="letter", details=details or Details(title="来信"))
    lines = [
        e.Line(
            petition=UUID(int=7),
            version=version,
            event=event,
            occurred=DAY,
            actor=DESK if version == 1 else by,
            book="R5",
        )
        for version, event in enumerate((received, *events), start=1)
    ]
    return guarded(replay(lines))


def forwarded(target: str, handler: str = "", assisting: tuple[str, ...] = ()) -> e.Forwarded:
    return e.Forwarded(target=target, handler=handler, assisting=assisting, sender="信访科")


def units(*names: str) -> set[str]:
    return set(map(unit, names))


def test_a_letter_that_came_in_lies_with_the_unit_that_took_it() -> None:
    found = told()
    assert found == Guarded(involved=found.involved, units=frozenset(units("信访科")))
    assert found.involved in ({unit("信访科")}, {person("方登记")})


def test_on_its_way_it_is_the_task_of_where_it_goes_and_of_the_handler_who_was_named() -> None:
    found = told(forwarded("会员部", handler="丁敏", assisting=("维权部",)))
    assert found.involved == {unit("会员部"), person("丁敏")}
    assert found.units == units("信访科", "会员部", "维权部")


def test_signed_for_it_is_the_task_of_who_signed_and_still_of_the_handler() -> None:
    found = told(forwarded("会员部", handler="丁敏"), e.SignedFor(unit="会员部"), by=Actor("屈正", unit="会员部"))
    assert person("丁敏") in found.involved
    assert found.units == units("信访科", "会员部")


def test_a_handler_named_before_it_went_elsewhere_has_no_task_any_more() -> None:
    found = told(forwarded("会员部", handler="丁敏"), e.SignedFor(unit="会员部"), forwarded("维权部"))
    assert person("丁敏") not in found.involved
    assert unit("维权部") in found.involved
    assert found.units == units("信访科", "会员部", "维权部")


def test_a_unit_that_gave_it_back_is_not_concerned_any_more() -> None:
    back = e.Returned(unit="会员部", reason="不属职责", back_to="信访科")
    found = told(forwarded("会员部", handler="丁敏"), e.SignedFor(unit="会员部"), back)
    assert found.units == units("信访科")
    assert person("丁敏") not in found.involved


def test_a_leader_before_whom_it_lies_reads_it() -> None:
    found = told(e.Submitted(to="钟山", to_unit="局领导"))
    assert person("钟山") in found.involved
    assert found.units == units("信访科", "局领导")


def test_who_stays_away_stands_there_by_name() -> None:
    found = told(e.Recused(officer="丁 敏", reason="近亲属", stage="declared"))
    assert found.recused == {person("丁敏")}


@pytest.mark.parametrize(
    ("details", "accused"),
    [
        (Details(accused=(SOMEBODY,)), {person("屈正"), unit("屈正")}),
        (Details(accused_units=("会员部",)), {unit("会员部")}),
        (Details(accused=(SOMEBODY,), accused_units=("会员部",)), {person("屈正"), unit("屈正"), unit("会员部")}),
    ],
)
def test_whoever_is_complained_of_stands_there_and_it_has_the_highest_level(
    details: Details, accused: set[str]
) -> None:
    found = told(details=details)
    assert found.accused == accused
    assert found.level == 2
    assert not found.quarantined
    assert found.restricted


@pytest.mark.parametrize(
    ("details", "waits"),
    [
        (Details(purpose="accusation"), True),
        (Details(purpose="accusation", not_given={"address": "unknown"}), True),
        (Details(purpose="accusation", not_given={"accused": "unknown"}), False),
        (Details(purpose="accusation", not_given={"accused_or_unit": "unknown"}), False),
        (Details(purpose="accusation", accused=(SOMEBODY,)), False),
        (Details(purpose="request"), False),
    ],
)
def test_an_accusation_waits_until_it_is_said_whom_it_is_against_or_why_that_is_not_known(
    details: Details,
    waits: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert told(details=details).quarantined is waits
