"""Sessions and tokens end when they are to end, and at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.account_events import AccountEvent
from domain.deciding import Refused
from domain.office import AccountBlocked, AccountClosed, CredentialReset
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, machine, sessions
from service.signin.errors import UnknownAccount
from service.signin.identity import Identity, by_session, by_token
from service.signin.sessions import Opened
from tests.service.signin.people import ADMINISTRATOR, ELSEWHERE, OFFICE, Clock, People


def who(people: People, opened: Opened) -> Identity | None:
    with people.instance.pool.connection() as connection:
        return by_session(connection, opened.token, people.clock())


def test_a_session_says_who_it_is(people: People) -> None:
    account = people.account()
    opened = people.sign_in()
    found = who(people, opened)
    assert found == Identity(account.id, OFFICE, "田甜", "tiantian", "password", opened.id)


def test_each_sign_in_has_a_token_of_its_own_and_only_its_digest_is_kept(people: People) -> None:
    people.account()
    one, other = people.sign_in(), people.sign_in()
    assert one.token != other.token
    with people.instance.pool.connection() as connection:
        kept = str(connection.execute("SELECT * FROM signin.session").fetchall())
    assert one.token not in kept
    assert str(one.id) in kept


def test_a_session_ends_after_half_an_hour_without_use(people: People) -> None:
    people.account()
    used, idle = people.sign_in(), people.sign_in(address=ELSEWHERE)
    people.clock.on(minutes=29)
    assert who(people, used)
    people.clock.on(minutes=2)
    assert who(people, used)
    assert who(people, idle) is None


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(people: People) -> None:
    people.account()
    opened = people.sign_in()
    for _ in range(12 * 60 // 20 - 1):
        people.clock.on(minutes=20)
        assert who(people, opened)
    people.clock.on(minutes=20)
    assert who(people, opened) is None


def test_the_last_use_is_written_down_once_a_minute(people: People) -> None:
    people.account()
    opened, began = people.sign_in(), people.clock()

    def used() -> object:
        return sessions.of_account(people.instance, opened.account, people.clock())[0].used_at

    people.clock.on(seconds=59)
    assert who(people, opened)
    assert used() == began
    people.clock.on(seconds=1)
    assert who(people, opened)
    assert used() == people.clock()


def test_a_session_that_is_revoked_ends_at_once_and_no_other(people: People) -> None:
    people.account()
    one, other = people.sign_in(), people.sign_in()
    sessions.revoke(people.instance, one.account, one.id)
    assert who(people, one) is None
    assert who(people, other)
    assert sessions.revoke_all(people.instance, one.account) == 1
    assert who(people, other) is None


def test_nobody_revokes_the_session_of_somebody_else(people: People) -> None:
    people.account()
    other = people.account("liuqing", "柳青")
    opened = people.sign_in()
    with pytest.raises(UnknownAccount):
        sessions.revoke(people.instance, other.id, opened.id)
    assert who(people, opened)


@pytest.mark.parametrize("how", ["blocked", "closed", "password", "second_factor"])
def test_what_is_done_to_an_account_ends_its_sessions_at_once_and_those_of_no_other(people: People, how: str) -> None:
    account = people.account()
    people.account("liuqing", "柳青")
    opened, other = people.sign_in(), people.sign_in("liuqing")
    events: dict[str, AccountEvent] = {
        "blocked": AccountBlocked(account=account.id, reason="核查"),
        "closed": AccountClosed(account=account.id, reason="调离"),
    }
    reset = CredentialReset(account=account.id, what=how, reason="遗失")
    accounts.change(people.instance, OFFICE, events.get(how, reset), ADMINISTRATOR, Via())
    assert who(people, opened) is None
    assert who(people, other)


# ---- cut short in between


class CutShort(Exception):
    """The program ends here."""


def cut_short(*_: object) -> None:
    raise CutShort


def test_a_block_that_was_cut_short_is_finished_by_the_next_command(people: People) -> None:
    account = people.account()
    people.account("liuqing", "柳青")
    opened = people.sign_in()
    event = AccountBlocked(account=account.id, reason="核查")
    accounts.add(people.instance, OFFICE, event, ADMINISTRATOR, Via())  # and the rows are not changed
    assert who(people, opened)  # the control: the event alone does not end it
    accounts.mend(people.instance, OFFICE)
    assert who(people, opened) is None


def test_an_account_whose_opening_was_cut_short_is_there_after_the_next_command(
    instance: Instance, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        real = accounts.add

        def add(*said: object) -> None:
            real(*said)  # type: ignore[arg-type]
            raise CutShort

        patched.setattr(accounts, "add", add)
        with pytest.raises(CutShort):
            accounts.open_account(instance, OFFICE, accounts.opening("tiantian", "田甜"), ADMINISTRATOR, Via())
    assert rows(instance) == []
    people.account("liuqing", "柳青")
    assert rows(instance) == ["liuqing", "tiantian"]


def rows(instance: Instance) -> list[str]:
    with instance.pool.connection() as connection:
        return [login for (login,) in connection.execute("SELECT login FROM signin.account ORDER BY login")]


def test_an_opening_whose_event_was_not_written_leaves_nothing(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(accounts, "add", cut_short)
        with pytest.raises(CutShort):
            accounts.open_account(instance, OFFICE, accounts.opening("tiantian", "田甜"), ADMINISTRATOR, Via())
    assert rows(instance) == []
    assert not accounts.accounts_exist(instance)
    accounts.open_account(instance, OFFICE, accounts.opening("tiantian", "田甜"), ADMINISTRATOR, Via())
    assert accounts.accounts_exist(instance)


# ---- tokens of machines


def issued(people: People, clock: Clock, **said: object) -> machine.Issued:
    given = {"name": "数据交换", "unit": "信访科", "scopes": ("read", "figures"), "reason": "对接", **said}
    event = machine.issuing(expires_at=clock() + timedelta(days=30), **given)  # type: ignore[arg-type]
    return machine.issue(people.instance, OFFICE, event, ADMINISTRATOR, Via())


def machine_of(people: People, token: str) -> Identity | None:
    with people.instance.pool.connection() as connection:
        return by_token(connection, token, people.clock())


def test_a_token_says_which_program_acts_for_which_unit_within_which_scopes(people: People, clock: Clock) -> None:
    made = issued(people, clock)
    assert made.token.startswith("zl_")
    assert machine_of(people, made.token) == Identity(
        made.id, OFFICE, "数据交换", "", "token", None, frozenset({"read", "figures"}), "信访科"
    )


def test_a_token_ends_when_it_expires_and_at_once_when_it_is_revoked(people: People, clock: Clock) -> None:
    one, other = issued(people, clock), issued(people, clock, name="报表")
    machine.revoke(people.instance, OFFICE, one.id, "对接结束", ADMINISTRATOR, Via())
    assert machine_of(people, one.token) is None
    assert machine_of(people, other.token)
    clock.on(days=30)
    assert machine_of(people, other.token) is None


def test_a_token_holds_for_a_year_at_most_and_for_a_unit_that_there_is(people: People, clock: Clock) -> None:
    with pytest.raises(Refused, match="no such unit"):
        issued(people, clock, unit="没有的科")
    event = machine.issuing("数据交换", "信访科", ("read",), clock() + timedelta(days=370), "对接")
    with pytest.raises(Refused, match="within a year"):
        machine.issue(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    assert accounts.of_office(people.instance, OFFICE).tokens == {}
