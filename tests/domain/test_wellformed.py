"""What a command must look like: codes, texts, dates, and a title that leads to nobody."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from domain import commands as c
from domain.deciding import Refused
from domain.values import Details, Person, Sealed
from tests.domain.scenario import Scenario, moment

PERSON = UUID(int=8)


def received(told: Scenario, **said: object) -> Scenario:
    told.when(c.Receive(channel="letter", details=Details(**said)), "2026-01-05")  # type: ignore[arg-type]
    return told


CODES = {
    "channel": c.Receive(channel="pigeon"),
    "source": c.Receive(channel="letter", source="the moon"),
    "place": c.Receive(channel="visit", place="garden"),
    "importance": c.Receive(channel="letter", details=Details(importance="huge")),
    "purpose": c.Receive(channel="letter", details=Details(purpose="fun")),
    "procedure": c.Receive(channel="letter", details=Details(procedure="duel")),
    "reader": c.Submit(to="倪虹", reader="anybody"),
    "notice": c.Notify(notice="hint"),
    "to": c.Notify(notice="receipt", to="neighbour"),
    "mode": c.Forward(target="后扶科", mode="throw"),
    "target_kind": c.Forward(target="后扶科", target_kind="pub"),
    "reply_kind": c.Answer(reply_kind="shrug"),
    "document": c.Serve(document="menu"),
}


@pytest.mark.parametrize(("field", "act"), CODES.items())
def test_an_unknown_code_is_refused_naming_those_that_are_known(plain: Scenario, field: str, act: c.Act) -> None:
    if not isinstance(act, c.Receive):
        received(plain)
    words = " ".join(_structural(plain, act))
    assert f"`{field}`" in words
    assert "is not one of" in words


def _structural(told: Scenario, act: c.Act) -> list[str]:
    with pytest.raises(Refused) as refused:
        told.when(act, "2026-01-05")
    return [reason.en for reason in refused.value.reasons if reason.entry == "structure"]


EMPTY = {
    "text": c.Comment(text="  "),
    "reason": c.Exempt(reason=""),
    "to": c.Submit(to=""),
    "target": c.Forward(target=" "),
    "assisting": c.Forward(target="后扶科", assisting=("规划科", "")),
    "outcome": c.Close(outcome=""),
    "envelope": c.Open(envelope=" "),
    "title": c.Classify(details=Details(title="")),
    "receivers": c.Classify(details=Details(receivers=("甲一", " "))),
    "name": c.Classify(details=Details(petitioner=Person(id=PERSON, name=""))),
}


@pytest.mark.parametrize(("field", "act"), EMPTY.items())
def test_an_empty_text_is_refused(plain: Scenario, field: str, act: c.Act) -> None:
    assert f"`{field}` is empty" in _structural(received(plain), act)


def test_the_reason_for_entering_it_late_must_say_something(plain: Scenario) -> None:
    received(plain)
    assert plain.refused(c.Register(), "2026-01-05", already_done=" ") == {"structure": "`already_done` is empty"}


def test_all_faults_come_together(plain: Scenario) -> None:
    act = c.Receive(channel="pigeon", source="moon", details=Details(people=0, title="13800001111"))
    assert len(_structural(plain, act)) == 4


@pytest.mark.parametrize("year", [1899, 2200])
def test_a_date_lies_in_a_sensible_year(plain: Scenario, year: int) -> None:
    assert _structural(plain, c.Receive(channel="letter", details=Details(due_on=date(year, 1, 1))))


def test_an_instant_names_its_time_zone(plain: Scenario) -> None:
    naive = datetime(2026, 1, 9, 12)  # noqa: DTZ001 - that is the fault
    assert _structural(plain, c.Receive(channel="letter", details=Details(due_at=naive))) == [
        "`due_at` names no time zone"
    ]


def test_the_reason_for_what_was_not_given_is_a_code(plain: Scenario) -> None:
    said = Details(not_given={"name": "他不肯说"})
    assert _structural(plain, c.Receive(channel="letter", details=said)) == [
        "`not_given.name` '他不肯说' is not one of refused, unknown, not_applicable"
    ]


def test_no_name_of_a_representative_stands_in_the_title(plain: Scenario) -> None:
    said = Details(title="焦桂英等人上访", representatives=(Person(id=PERSON, name="焦桂英"),))
    assert _structural(plain, c.Receive(channel="visit", details=said)) == [
        "the title holds the name of a person concerned"
    ]


def test_what_was_not_given_is_a_field_of_a_petition(plain: Scenario) -> None:
    assert _structural(plain, c.Receive(channel="letter", details=Details(not_given={"shoe_size": "refused"})))


@pytest.mark.clause("S1.23")
def test_unreachable_needs_the_reason(plain: Scenario) -> None:
    """Trap 20: a default or a tick must not excuse the notice."""
    act = c.Receive(channel="call", details=Details(reachable=False))
    assert set(plain.refused(act, "2026-01-05")) == {"S1.23"}


TITLES = {
    "a telephone number": "请回电13800001111",
    "a number in full width": "请回电１３８００００１１１１",
    "a number with strokes": "请回电138-0000-1111",
    "a number with spaces": "请回电138 0000 1111",
    "a number with dots": "请回电138.0000.1111",
    "a number with wide strokes": "请回电0717－123－4567",
    "a number like a date": "请回电138-2021-1-05",
    "an identity number with spaces": "身份证110105 19491231 002X核查",
    "an identity number": "身份证11010519491231002X核查",
    "the petitioner's name": "焦桂英反映安置房渗漏",
    "the name of an accused": "举报卫东截留补偿",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_holds_nothing_that_leads_to_a_person(plain: Scenario, title: str) -> None:
    people = {
        "petitioner": Person(id=PERSON, name="焦桂英"),
        "accused": (Person(id=UUID(int=9), name="卫东"),),
    }
    words = _structural(plain, c.Receive(channel="letter", details=Details(title=title, **people)))  # type: ignore[arg-type]
    assert len(words) == 1
    assert title not in words[0], "the refusal does not repeat it"


def test_years_amounts_and_file_numbers_may_stand_in_a_title(plain: Scenario) -> None:
    received(
        plain,
        title="2026年第001234号：安置房渗漏，3户、补偿96000元",
        petitioner=Person(id=PERSON, name="焦桂英"),
    )


PLAIN_TITLES = (
    "2026-01-05来访：安置房渗漏",
    "2026.1.5与2026/1/6两次来访",
    "2019-2025年过渡费未发",
    "补偿96000.50元未到账",
    "3-2-1201室渗漏",
)


@pytest.mark.parametrize("title", PLAIN_TITLES)
def test_dates_spans_of_years_and_amounts_may_stand_in_a_title(plain: Scenario, title: str) -> None:
    received(plain, title=title)


NAMED = {
    "petitioner": Details(petitioner=Person(id=PERSON, name="焦桂英")),
    "accused": Details(accused=(Person(id=PERSON, name="焦桂英"),)),
    "representative": Details(representatives=(Person(id=PERSON, name="焦桂英"),)),
}


@pytest.mark.parametrize("named", NAMED.values(), ids=NAMED)
def test_no_name_told_earlier_stands_in_a_later_title(plain: Scenario, named: Details) -> None:
    plain.when(c.Receive(channel="letter", details=named), "2026-01-05")
    act = c.Register(details=Details(title="焦桂英反映漏水"))
    assert _structural(plain, act) == ["the title holds the name of a person concerned"]


def test_no_name_that_was_replaced_since_stands_in_a_later_title(plain: Scenario) -> None:
    received(plain, petitioner=Person(id=PERSON, name="焦桂英"))
    plain.when(c.Register(details=Details(petitioner=Person(id=UUID(int=9), name="常青"))), "2026-01-05")
    assert _structural(plain, c.Classify(details=Details(title="焦桂英反映漏水")))


def test_no_name_told_anywhere_stands_in_a_corrected_title(plain: Scenario) -> None:
    received(plain)
    plain.when(c.Register(details=Details(petitioner=Person(id=PERSON, name="焦桂英"))), "2026-01-05")
    titled = c.Receive(channel="letter", details=Details(title="焦桂英反映漏水"))
    asked = c.Correct(of=1, act=titled, occurred=moment("2026-01-05"), reason="误")
    assert plain.refused(asked, "2026-01-06") == {"structure": "the title holds the name of a person concerned"}


def test_a_name_that_was_entered_wrongly_may_stand_in_the_title_once_it_is_corrected(plain: Scenario) -> None:
    received(plain, petitioner=Person(id=PERSON, name="安置房"))
    right = Details(title="安置房渗漏", petitioner=Person(id=PERSON, name="焦桂英"))
    plain.correct(1, c.Receive(channel="letter", details=right), "2026-01-05", "2026-01-06")
    assert plain.state.details.title == "安置房渗漏"


def test_a_sealed_name_is_not_compared(plain: Scenario) -> None:
    received(plain, title="安置房渗漏", petitioner=Person(id=PERSON, name=Sealed("k", b"n", b"c")))


# ---- what is known adds up


def test_what_is_said_later_adds_to_one_petitioner_and_replaces_what_was_said(plain: Scenario) -> None:
    received(plain, petitioner=Person(id=PERSON, name="焦桂英"), not_given={"phone": "not_applicable"})
    later = Details(petitioner=Person(id=PERSON, address="新村1号"), not_given={"age": "refused"}, people=2)
    plain.when(c.Register(details=later), "2026-01-05")
    known = plain.state.details
    assert known.petitioner == Person(id=PERSON, name="焦桂英", address="新村1号")
    assert (known.not_given, known.people) == ({"phone": "not_applicable", "age": "refused"}, 2)


def test_another_petitioner_takes_the_place_of_the_first(plain: Scenario) -> None:
    received(plain, petitioner=Person(id=PERSON, name="焦桂英"))
    plain.when(c.Register(details=Details(petitioner=Person(id=UUID(int=9), name="常青"))), "2026-01-05")
    assert plain.state.details.petitioner == Person(id=UUID(int=9), name="常青")
