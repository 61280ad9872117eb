"""A petitioner asks: what is told, what is not, and that nobody learns from an answer whether a number exists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.subjects import case_subject
from service.database import Database
from service.runtime import Instance
from service.web.query.asking import Asked, PetitionerQuery, Throttled
from service.web.query.code import ALPHABET, check, shown
from service.web.query.throttling import OF_ADDRESS, OF_NUMBER, Attempt
from tests.service.api.callers import Caller, problem
from tests.service.web.query.conftest import Slip, ask, slip

REPLY = "您反映的漏水已修好。"
FIELDS = {"number", "received", "status", "channel", "since", "due", "reply"}


def wrong(nth: int = 0) -> str:
    """A code with its check character that nobody was given."""
    drawn = ALPHABET[nth % 32] + ALPHABET[nth // 32] + "ZZZZZZZ"
    return shown(drawn + check(drawn))


def later(database: Database, seconds: int) -> None:
    """Time passes for the counters."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("UPDATE query.failing SET free_at = free_at - %s * interval '1 second'", [seconds])


def attempts(database: Database) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.conninfo) as connection:
        return connection.execute("SELECT outcome, address, office FROM query.attempt ORDER BY nth").fetchall()


def test_number_and_code_show_status_and_the_published_reply(office: Caller, letter: Slip) -> None:
    said = ask(office, letter.body()).json()
    assert said == {"number": letter.number, "received": said["received"], "status": "received", "channel": "letter"}
    office.do("answer", letter.petition, reply_kind="result", text="内部措辞")
    office.do("publish", letter.petition, text=REPLY)
    said = ask(office, letter.body(code=letter.code.lower().replace("-", ""))).json()
    assert (said["status"], said["reply"]) == ("answered", REPLY)
    assert set(said) <= FIELDS
    assert "内部措辞" not in str(said)


def test_the_reply_lies_sealed_in_the_ledger(office: Caller, letter: Slip, database: Database) -> None:
    office.do("answer", letter.petition, reply_kind="result")
    office.do("publish", letter.petition, text=REPLY)
    with psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("SELECT content FROM ledger.event").fetchall()
    assert not [content for (content,) in rows if REPLY.encode() in content]


def test_whatever_does_not_fit_is_answered_alike(
    office: Caller, letter: Slip, instance: Instance, database: Database
) -> None:
    """Unknown number, wrong code, the code of another, a void petition, an erased one: byte for byte the same."""
    other, void, erased = (slip(office, instance) for _ in range(3))
    office.do("void", void.petition, reason="重复录入")
    instance.keys.subjects.destroy(case_subject(UUID(erased.petition)))
    answers = []
    for body in (
        letter.body(number="信〔1999〕9999"),
        letter.body(code=wrong()),
        letter.body(code=other.code),
        void.body(),
        erased.body(),
        letter.body(number=""),
        letter.body(number="x" * 300),
    ):
        answer = ask(office, body)
        problem(answer, 404, "not-shown")
        said = answer.json()
        answers.append({name: value for name, value in said.items() if name != "incident"})
        later(database, 60)
    assert all(said == answers[0] for said in answers)
    assert ask(office, letter.body()).status_code == 200, "the control: number and code that belong together"


def test_of_an_accusation_only_day_and_status_are_told(office: Caller, instance: Instance) -> None:
    accusation = slip(office, instance, purpose="accusation", accused=[{"name": "某某"}], accused_units=["后扶科"])
    office.do("forward", accusation.petition, target="纪检组")
    said = ask(office, accusation.body()).json()
    assert said == {"number": accusation.number, "received": said["received"], "status": "in_progress"}


def test_a_mistyped_code_is_said_to_be_one_and_is_no_guess(office: Caller, letter: Slip, database: Database) -> None:
    for _ in range(OF_NUMBER.free + 3):
        said = problem(ask(office, letter.body(code="AAAAA-AAAAB")), 422, "invalid")
        assert "mistyped" in said["detail"]
        assert "AAAAA" not in str(said)
    assert attempts(database) == []
    assert ask(office, letter.body()).status_code == 200


def test_an_office_that_there_is_not_is_said_so(office: Caller, letter: Slip) -> None:
    for name in ("nowhere", "../desk", ""):
        problem(ask(office, letter.body(office=name)), 404, "no-such-office")


def test_guessing_a_number_gets_slower_and_is_on_record(office: Caller, letter: Slip, database: Database) -> None:
    for nth in range(OF_NUMBER.free + 1):
        problem(ask(office, letter.body(code=wrong(nth))), 404, "not-shown")
    for expected in (1, 2, 4, 8, 16, 32, 60, 60):
        held = ask(office, letter.body())
        problem(held, 429, "too-many-requests")
        assert expected - 1 <= int(held.headers["retry-after"]) <= expected, "even the right code waits"
        later(database, expected)
        problem(ask(office, letter.body(code=wrong(expected))), 404, "not-shown")
    found = attempts(database)
    assert [outcome for outcome, _, _ in found] == ["refused"] * 6 + ["throttled", "refused"] * 8
    assert {(address, said) for _, address, said in found} == {("testclient", "desk")}
    later(database, 60)
    assert ask(office, letter.body()).status_code == 200, "the petitioner waits a minute at most"
    with psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("SELECT a::text FROM query.attempt a UNION SELECT f::text FROM query.failing f")
        assert not [row for (row,) in rows if letter.number in row or letter.code in row]


def test_an_address_that_tries_many_numbers_gets_slower_and_others_do_not(
    instance: Instance, office: Caller, letter: Slip
) -> None:
    del office
    query = PetitionerQuery(instance)
    for nth in range(OF_ADDRESS.free + 1):
        with pytest.raises(LookupError):
            query.answer(Asked("desk", f"信〔2026〕9{nth:03}", wrong(nth), "192.0.2.1"))
    with pytest.raises(Throttled):
        query.answer(Asked("desk", letter.number, letter.code, "192.0.2.1"))
    assert query.answer(Asked("desk", letter.number, letter.code, "192.0.2.2")).number == letter.number


def test_a_right_answer_does_not_wash_guesses_away(instance: Instance, office: Caller, letter: Slip) -> None:
    """Who has a slip of his own cannot guess for ever in between."""
    del office
    query = PetitionerQuery(instance)

    def guesses(times: int) -> None:
        for nth in range(times):
            with pytest.raises(LookupError):
                query.answer(Asked("desk", f"信〔2026〕9{nth:03}", wrong(nth), "192.0.2.1"))
            query.answer(Asked("desk", letter.number, letter.code, "192.0.2.1"))

    guesses(OF_ADDRESS.free)
    with pytest.raises(Throttled):
        guesses(2)


def test_counters_are_forgotten_after_a_day(office: Caller, letter: Slip, database: Database) -> None:
    for nth in range(OF_NUMBER.free + 1):
        ask(office, letter.body(code=wrong(nth)))
    problem(ask(office, letter.body()), 429)
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("UPDATE query.failing SET free_at = now() - interval '1 s', expires_at = now()")
    assert ask(office, letter.body()).status_code == 200
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT max(failures) FROM query.failing").fetchone() == (0,)


def test_nothing_is_told_that_could_not_be_recorded(instance: Instance, office: Caller, letter: Slip) -> None:
    del office
    told: list[Attempt] = []

    def recorded(attempt: Attempt) -> None:
        told.append(attempt)
        raise psycopg.OperationalError

    with pytest.raises(psycopg.OperationalError):
        PetitionerQuery(instance, recorded).answer(Asked("desk", letter.number, letter.code, "192.0.2.1"))
    assert [attempt.outcome for attempt in told] == ["shown"]


def test_the_registrar_is_given_the_code_of_a_petition(office: Caller, letter: Slip) -> None:
    for name in (letter.petition, letter.number):
        said = office.read("petitions", name, "query-code")
        assert said == {"office": "desk", "petition": letter.petition, "code": letter.code}
    problem(office.ask("petitions", str(UUID(int=9)), "query-code"), 404, "no-such-petition")


MARKS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=12)


@pytest.fixture
def busy(office: Caller, instance: Instance) -> tuple[Caller, Instance]:
    return office, instance


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(mark=MARKS)
def test_the_bytes_of_an_answer_hold_nothing_that_was_written_in_the_petition(
    busy: tuple[Caller, Instance], mark: str
) -> None:
    """Planted in every text of a petition and of those who act: JSON, page, headers."""
    office, instance = busy
    sign = f"探{mark}针"
    person = {"name": sign, "address": sign}
    marked = slip(office, instance, petitioner=person, problem=sign, demand=sign, content_class=sign, assigner=sign)
    by = {"name": sign, "unit": sign, "post": "registrar"}
    office.do("comment", marked.petition, by=by, text=sign)
    office.do("forward", marked.petition, by=by, target=f"{sign}局", target_kind="outside_body", reference=sign)
    office.do("answer", marked.petition, by=by, reply_kind="result", text=sign, document_number=sign)
    answer = ask(office, marked.body())
    assert answer.status_code == 200
    assert sign not in answer.text + str(answer.headers)
    assert sign in office.client.get(office.path("petitions", marked.petition)).text, "the control"
