"""The first account of an office, and every password, by a one-time code; nothing has a default one."""

from __future__ import annotations

import pytest

from domain.deciding import Refused
from domain.office import AccountClosed, AccountOpened, OfficeLine, office_stream
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, one_time
from service.signin.errors import BadCode, TooMany
from service.signin.one_time import Redeemed
from tests.service.signin.people import ADMINISTRATOR, ELSEWHERE, HOME, OFFICE, PASSWORD, Clock, People


def redeemed(instance: Instance, clock: Clock, code: str, granted: one_time.Granted = one_time.nothing_granted) -> str:
    said = Redeemed(code, "TianTian", PASSWORD, "田甜")
    return one_time.redeem(instance, said, HOME, clock(), Via(), granted).login


def opened(instance: Instance) -> list[AccountOpened]:
    lines = instance.ledger.log(OFFICE).stream(office_stream(OFFICE))
    events = (line.event for line in lines if isinstance(line, OfficeLine))
    return [event for event in events if isinstance(event, AccountOpened)]


def test_the_code_of_the_console_makes_the_first_account_and_gives_it_its_role(
    instance: Instance, clock: Clock, people: People
) -> None:
    granted: list[tuple[str, str]] = []
    code = one_time.first_code(instance, OFFICE, clock())
    assert redeemed(instance, clock, code.lower(), lambda *said: granted.append(said)) == "tiantian"
    assert granted == [(OFFICE, "田甜")]
    assert [(event.person, event.first) for event in opened(instance)] == [("田甜", True)]
    assert people.sign_in().token
    with pytest.raises(Refused, match="has an account"):
        one_time.first_code(instance, OFFICE, clock())


def test_a_code_is_used_once_and_kept_as_a_digest(instance: Instance, clock: Clock) -> None:
    code = one_time.first_code(instance, OFFICE, clock())
    with instance.pool.connection() as connection:
        assert code not in str(connection.execute("SELECT * FROM signin.code").fetchall())
    redeemed(instance, clock, code)
    with pytest.raises(BadCode):
        redeemed(instance, clock, code)


def test_the_first_code_holds_for_a_quarter_of_an_hour_and_until_the_next(instance: Instance, clock: Clock) -> None:
    before, code = one_time.first_code(instance, OFFICE, clock()), one_time.first_code(instance, OFFICE, clock())
    with pytest.raises(BadCode):
        redeemed(instance, clock, before)
    clock.on(minutes=15)
    with pytest.raises(BadCode):
        redeemed(instance, clock, code)
    assert redeemed(instance, clock, one_time.first_code(instance, OFFICE, clock())) == "tiantian"


def test_a_weak_password_is_refused_before_anything_is_written_and_the_code_stays_good(
    instance: Instance, clock: Clock
) -> None:
    code = one_time.first_code(instance, OFFICE, clock())
    with pytest.raises(Refused):
        one_time.redeem(instance, Redeemed(code, "tiantian", "weak", "田甜"), HOME, clock(), Via())
    assert opened(instance) == []
    assert redeemed(instance, clock, code) == "tiantian"


def test_what_was_cut_short_before_the_role_was_given_is_finished_by_the_same_again(
    instance: Instance, clock: Clock
) -> None:
    code = one_time.first_code(instance, OFFICE, clock())

    def cut_short(_office: str, _person: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        redeemed(instance, clock, code, cut_short)
    granted: list[tuple[str, str]] = []
    assert redeemed(instance, clock, code, lambda *said: granted.append(said)) == "tiantian"
    assert granted == [(OFFICE, "田甜")]
    assert len(opened(instance)) == 1


def test_whoever_guesses_codes_is_delayed_and_nobody_else(instance: Instance, clock: Clock) -> None:
    code = one_time.first_code(instance, OFFICE, clock())
    wrong = Redeemed("AAAA-AAAA-AAAA-AAAA", "tiantian", PASSWORD, "田甜")
    for _ in range(20):
        with pytest.raises(BadCode):
            one_time.redeem(instance, wrong, ELSEWHERE, clock(), Via())
    with pytest.raises(TooMany):
        one_time.redeem(instance, wrong, ELSEWHERE, clock(), Via())
    assert redeemed(instance, clock, code) == "tiantian"


def test_the_code_of_one_account_sets_no_password_of_another(instance: Instance, people: People) -> None:
    people.account("liuqing", "柳青")
    other = accounts.open_account(instance, OFFICE, accounts.opening("nihong", "倪虹"), ADMINISTRATOR, Via())
    code = one_time.invitation(instance, OFFICE, other.id, people.clock())
    with pytest.raises(BadCode):
        people.redeem(code, "liuqing")
    assert people.redeem(code, "nihong").id == other.id


@pytest.mark.parametrize(
    ("login", "person", "why"),
    [
        ("t", "田甜", "2 to 64"), ("tian tian", "田甜", "2 to 64"), ("tian\0tian", "田甜", "2 to 64"),
        ("x" * 65, "田甜", "2 to 64"), ("tiantian", "", "empty"), ("tiantian", "无名氏", "nobody in the office"),
    ],
)  # fmt: skip
def test_a_login_or_person_that_cannot_be_is_refused_and_nothing_is_written(
    instance: Instance, login: str, person: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        accounts.open_account(instance, OFFICE, accounts.opening(login, person), ADMINISTRATOR, Via())
    assert opened(instance) == []


def test_a_person_has_one_account_and_the_login_of_a_closed_one_is_not_given_again(
    instance: Instance, people: People
) -> None:
    account = people.account()
    with pytest.raises(Refused, match="has an account already"):
        people.account("another", "田甜")
    event = AccountClosed(account=account.id, reason="调离")
    accounts.change(instance, OFFICE, event, ADMINISTRATOR, Via())
    with pytest.raises(Refused, match="taken"):
        people.account("tiantian", "田甜")
    assert people.account("another", "田甜").login == "another"
