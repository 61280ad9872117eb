"""A calendar program fetches what one person owes: by a secret link, judged each time, on record before it leaves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.access_record import AccessRecorded
from service.ledger.submission import Unavailable
from service.readmodels import duties
from service.readmodels.asking import question
from service.runtime import Instance
from service.signin import accounts, calendar_links
from tests.service.jobs.conftest import connection
from tests.service.jobs.desks import CLERK, HOLDER, OFFICE, VIA, answered, done, letter, told
from tests.service.own_calendar.conftest import PUBLIC, Program, account

__all__ = ["connection"]

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=5)
Subscribe = Callable[..., Program]
ENDS: Mapping[str, Callable[[UUID], o.AccountEvent]] = {
    "blocked": lambda account: o.AccountBlocked(account=account, reason="停用"),
    "closed": lambda account: o.AccountClosed(account=account, reason="离职"),
    "reset": lambda account: o.CredentialReset(account=account, what="password", reason="泄露"),
}


def test_the_entries_are_the_open_duties_of_the_person_as_the_list_of_duties_has_them(
    instance: Instance, program: Program
) -> None:
    for days in (-3, 0, 5, 40):
        letter(instance, due=TODAY + timedelta(days=days))
    answered(instance, letter(instance, due=SOON), on=date(2026, 1, 9))
    letter(instance, due=None)
    viewer = instance.viewers.of(instance.offices.get(OFFICE), HOLDER, TODAY)
    asked = question(instance, viewer, OFFICE)
    with instance.reading(asked.seeing) as opened:
        owed = [row for row in duties.all_open(opened, asked, filters={"holder": HOLDER}) if row.due_on]
    found = {(str(each["summary"]).split()[-1], each.start) for each in program.entries()}
    assert len(owed) == 4
    assert found == {(row.number, row.due_on) for row in owed}


def test_an_entry_says_a_number_a_duty_and_a_day_and_nothing_of_anybody(instance: Instance, program: Program) -> None:
    petition = letter(instance, due=SOON)
    (entry,) = program.entries()
    assert entry["url"] == f"https://{PUBLIC}/petitions/{petition}"
    assert (entry.start, entry.end - entry.start) == (SOON, timedelta(days=1))
    assert (entry["transp"], entry["class"], entry["sequence"]) == ("TRANSPARENT", "PRIVATE", 0)
    said = program.asks().text
    assert "2026-000001" in said
    for hidden in ("道路积水", HOLDER, CLERK.name):
        assert hidden not in said


def test_what_was_met_leaves_the_calendar(instance: Instance, program: Program) -> None:
    petition = letter(instance, due=SOON)
    assert len(program.entries()) == 1, "the control"
    answered(instance, petition, on=date(2026, 1, 9))
    assert program.entries() == []


def test_of_what_is_restricted_it_says_only_that_something_ends(instance: Instance, subscribe: Subscribe) -> None:
    leader = subscribe(account(instance, "nihong", HOLDER, "head"))
    petition = letter(instance, due=SOON)
    done(instance, petition, c.Restrict(restricted=True, reason="涉密"), on=date(2026, 1, 9))
    (entry,) = leader.entries()
    assert (entry["summary"], entry.start, entry["url"]) == ("办理期限届满（请登录查看）", SOON, f"https://{PUBLIC}/")
    said = leader.asks().text
    assert "2026-000001" not in said
    assert str(petition) not in said
    assert "DESCRIPTION" not in said


def test_what_the_person_may_not_know_of_is_in_no_entry(instance: Instance, program: Program) -> None:
    petition = letter(instance, due=SOON)
    assert len(program.entries()) == 1, "the control"
    done(instance, petition, c.Recuse(officer=HOLDER, stage="declared", reason="亲属"), on=date(2026, 1, 9))
    assert program.entries() == []


def test_whoever_leaves_the_office_has_an_empty_calendar(instance: Instance, program: Program) -> None:
    letter(instance, due=SOON)
    assert len(program.entries()) == 1, "the control"
    told(instance, o.PersonLeft(person=HOLDER, since=date(2026, 2, 1), reason="调离"))
    assert program.entries() == []


def test_a_link_opens_the_own_calendar_only(instance: Instance, subscribe: Subscribe, program: Program) -> None:
    letter(instance, due=SOON)
    assert len(program.entries()) == 1, "the control"
    assert subscribe(account(instance, "luohui", "罗辉")).entries() == []


@pytest.mark.parametrize("end", ["renewed", "revoked", *ENDS])
def test_a_link_that_is_over_opens_nothing(instance: Instance, holder: UUID, program: Program, end: str) -> None:
    assert program.asks().status_code == 200, "the control"
    match end:
        case "renewed":
            calendar_links.make(instance, holder, "zh", datetime.now(UTC))
        case "revoked":
            assert calendar_links.revoke(instance, holder)
        case _:
            accounts.change(instance, OFFICE, ENDS[end](holder), CLERK, VIA)
    assert program.asks().status_code == 404
    assert (calendar_links.link_of(instance, holder) is None) == (end in ("revoked", "closed", "reset"))


@pytest.mark.parametrize("said", ["zlc_nothing", "nothing", "zlc_" + "x" * 400, "日历"])
def test_a_link_that_was_never_made_opens_nothing(program: Program, said: str) -> None:
    assert Program(program.client, said).asks().status_code == 404


def test_a_link_is_kept_as_a_digest_and_stands_in_no_log(
    instance: Instance, program: Program, connection: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "zhuoluo")
    letter(instance, due=SOON)
    program.entries()
    Program(program.client, program.link + "x").asks()
    kept = connection.execute("SELECT row_to_json(l)::text FROM signin.calendar_link l").fetchall()
    assert program.link not in caplog.text
    assert [program.link in str(row) for row in kept] == [False]


def test_each_fetch_is_on_record_as_read_by_the_person_before_it_leaves(
    instance: Instance, program: Program, reads: list[AccessRecorded]
) -> None:
    petition = letter(instance, due=SOON)
    program.entries()
    (read,) = reads
    assert (read.reader.person, read.via, read.action, read.allowed) == (HOLDER, "calendar", "list", True)
    assert read.listed is not None
    assert (read.listed.name, read.listed.petitions) == ("calendar", (petition,))


def test_what_cannot_be_recorded_does_not_leave(
    instance: Instance, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(instance, due=SOON)

    def refused(_office: str, _read: AccessRecorded) -> None:
        raise Unavailable

    monkeypatch.setattr(instance.reads, "record", refused)
    answer = program.asks()
    assert answer.status_code == 503
    assert "2026-000001" not in answer.text


def test_the_same_state_is_the_same_bytes_and_asked_for_again_is_no_read(
    instance: Instance, program: Program, reads: list[AccessRecorded]
) -> None:
    for days in (5, 6, 7):
        letter(instance, due=TODAY + timedelta(days=days))
    first, second = program.asks(), program.asks()
    assert first.content == second.content
    assert len(reads) == 2
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}'):
        again = program.asks(tag)
        assert (again.status_code, again.content) == (304, b"")
    assert len(reads) == 2
    letter(instance, due=SOON)
    assert program.asks(first.headers["etag"]).status_code == 200


def test_asked_for_the_headers_only_nothing_is_shown_nor_recorded(
    instance: Instance, program: Program, reads: list[AccessRecorded]
) -> None:
    letter(instance, due=SOON)
    head, whole = program.asks(method="HEAD"), program.asks()
    assert head.headers["content-length"] == str(len(whole.content))
    assert (head.content, head.headers["etag"]) == (b"", whole.headers["etag"])
    assert len(reads) == 1


def test_the_answer_is_for_programs_and_for_no_search_engine(program: Program) -> None:
    said = program.asks().headers
    assert said["content-type"] == "text/calendar; charset=utf-8"
    assert said["x-robots-tag"] == "noindex, nofollow"
    assert (said["cache-control"], said["referrer-policy"]) == ("no-store", "same-origin")


def test_one_link_is_fetched_so_often_and_no_oftener(instance: Instance, subscribe: Subscribe, holder: UUID) -> None:
    busy = subscribe(holder)
    statuses = [busy.asks().status_code for _ in range(25)]
    assert statuses[:20] == [200] * 20
    assert statuses[-1] == 429
    other = subscribe(account(instance, "luohui", "罗辉"))
    assert other.asks().status_code == 200, "the control: another link has its own measure"
