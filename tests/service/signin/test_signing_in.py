"""Signing in with a password: who gets in, who does not, and that all who do not are told the same."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from argon2 import PasswordHasher

from domain.deciding import Refused
from domain.office import AccountBlocked, AccountReleased, CredentialReset
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, delays, passwords
from service.signin.errors import BadCode, Busy, SignInFailed, TooMany
from service.signin.passwords import STRANGERS
from tests.service.signin.people import ADMINISTRATOR, ELSEWHERE, HOME, OFFICE, PASSWORD, People


class Watching(PasswordHasher):
    """Tells with which hash each password is compared, and how many are worked on at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=1024, parallelism=1)
        self.compared: list[str] = []
        self.most = self._now = 0
        self._guard = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override] # noqa: A002
        with self._guard:
            self.compared.append(str(hash))
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return super().verify(hash, password)
        finally:
            with self._guard:
                self._now -= 1


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Watching:
    made = Watching()
    monkeypatch.setattr(passwords, "HASHER", made)
    return made


def test_whoever_knows_login_and_password_is_signed_in(people: People) -> None:
    account = people.account()
    assert people.sign_in().account == account.id
    assert people.sign_in("ＴianTian ").account == account.id


@pytest.mark.parametrize(
    ("login", "password"),
    [("tiantian", "not the password"), ("nobody", PASSWORD), ("", ""), ("tian\0tian", PASSWORD), ("liuqing", PASSWORD)],
)
def test_whatever_does_not_fit_gets_the_same_answer(people: People, login: str, password: str) -> None:
    people.account()
    blocked = people.account("liuqing", "柳青")
    event = AccountBlocked(account=blocked.id, reason="离岗")
    accounts.change(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    with pytest.raises(SignInFailed) as failed:
        people.sign_in(login, password)
    assert str(failed.value) == str(SignInFailed())


def test_an_unknown_login_costs_the_work_of_a_known_one(people: People, watching: Watching) -> None:
    people.account()
    for login in ("tiantian", "nobody"):
        with pytest.raises(SignInFailed):
            people.sign_in(login, "not the password")
    known, unknown = (each.rsplit("$", 2)[0] for each in watching.compared)
    assert known == unknown == "$argon2id$v=19$m=1024,t=1,p=1"


def test_an_account_that_was_blocked_and_released_is_signed_in_to_again(people: People) -> None:
    account = people.account()
    for event in (
        AccountBlocked(account=account.id, reason="核查"),
        AccountReleased(account=account.id, reason="无误"),
    ):
        accounts.change(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    assert people.sign_in().account == account.id


def test_a_login_is_given_once_in_the_instance(instance: Instance, people: People) -> None:
    people.account()
    with pytest.raises(Refused, match="taken"):
        people.account("TianTian", "柳青")
    assert people.account("liuqing", "柳青").person == "柳青"
    assert len(accounts.of_office(instance, OFFICE).accounts) == 2


def test_of_several_who_ask_for_a_login_at_once_one_gets_it(instance: Instance) -> None:
    wanted = [accounts.opening("tiantian", person) for person in ("田甜", "柳青", "倪虹")]

    def ask(nth: int) -> int:
        try:
            accounts.open_account(instance, OFFICE, wanted[nth], ADMINISTRATOR, Via())
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(ask, range(3))) == 1
    assert len(accounts.of_office(instance, OFFICE).accounts) == 1


# ---- how many at once


def test_eight_who_sign_in_at_once_are_never_worked_on_more_than_two_at_a_time(
    people: People, watching: Watching
) -> None:
    people.account()
    people.sign_in(address=HOME)
    watching.most = 0
    turns = [HOME, ELSEWHERE] * 4
    with ThreadPoolExecutor(8) as pool:
        assert len({each.id for each in pool.map(lambda address: people.sign_in(address=address), turns)}) == 8
    assert 1 <= watching.most <= 2


def test_without_lanes_more_would_be_worked_on_at_once(watching: Watching) -> None:
    """The control: the same hasher, asked by eight without taking turns."""
    kept, start = watching.hash("x"), threading.Barrier(8)

    def work(_: int) -> None:
        start.wait()
        for _again in range(20):
            watching.verify(kept, "x")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert watching.most > 2


def test_while_strangers_fill_their_lane_someone_known_is_signed_in(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.account()
    people.sign_in(address=HOME)
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with STRANGERS.turn():
        with pytest.raises(Busy):
            people.sign_in("nobody", address=ELSEWHERE)
        with pytest.raises(Busy):  # the control: in the strangers' lane nobody gets a turn, whoever it is
            people.sign_in(address=ELSEWHERE)
        assert people.sign_in(address=HOME).token
    assert people.sign_in(address=ELSEWHERE).token


# ---- growing delays


def fail(people: People, times: int, login: str = "tiantian", address: str = ELSEWHERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            people.sign_in(login, "not the password", address=address)


def test_each_failure_after_the_fifth_doubles_the_delay(people: People) -> None:
    people.account()
    fail(people, 5)
    for seconds in (1, 2, 4, 8):
        with pytest.raises(TooMany) as many:
            people.sign_in(address=ELSEWHERE)
        assert many.value.seconds == seconds
        people.clock.on(seconds=seconds)
        fail(people, 1)
    people.clock.on(days=2)
    assert people.sign_in(address=ELSEWHERE).token


def test_nobody_waits_longer_than_a_quarter_of_an_hour(people: People) -> None:
    people.account()
    for _ in range(20):
        people.clock.on(seconds=901)
        fail(people, 1)
    with pytest.raises(TooMany) as many:
        people.sign_in(address=ELSEWHERE)
    assert many.value.seconds == 900


def test_failures_elsewhere_do_not_lock_out_whoever_signed_in_from_here_before(people: People) -> None:
    people.account()
    people.sign_in(address=HOME)
    fail(people, 5)
    with pytest.raises(TooMany):  # the control: a network from which nobody signed in to it waits
        people.sign_in(address="198.51.100.9")
    assert people.sign_in(address=HOME).token


def test_a_network_that_fails_at_many_logins_delays_itself_and_nobody_else(people: People) -> None:
    people.account()
    people.account("liuqing", "柳青")
    for nth in range(20):
        fail(people, 1, f"nobody{nth}")
    with pytest.raises(TooMany):
        people.sign_in("liuqing", address=ELSEWHERE)
    assert people.sign_in("liuqing", address=HOME).token


def test_an_unknown_login_is_delayed_as_a_known_one(people: People) -> None:
    people.account()
    for login in ("tiantian", "nobody"):
        fail(people, 5, login, f"192.0.2.{len(login)}")
        with pytest.raises(TooMany) as many:
            people.sign_in(login, address=f"192.0.2.{len(login)}")
        assert many.value.seconds == 1


def test_guesses_made_at_once_gain_nothing(people: People) -> None:
    people.account()

    def guess(_: int) -> str:
        try:
            people.sign_in("tiantian", "not the password", address=ELSEWHERE)
        except (SignInFailed, TooMany, Busy) as said:
            return type(said).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(16)))
    assert "in" not in found
    assert found.count("SignInFailed") + found.count("Busy") <= 8
    assert found.count("TooMany") >= 8


def test_one_ipv6_network_is_one_caller(people: People) -> None:
    people.account()
    for nth in range(5):
        fail(people, 1, address=f"2001:db8:1:2::{nth}")
    with pytest.raises(TooMany):
        people.sign_in(address="2001:db8:1:2:ffff::1")


# ---- passwords


@pytest.mark.parametrize(
    "password",
    [
        "short and good", "password12345678", "woaini1314520woaini", "qwertyuiopasdfgh", "111111111111111111",
        "tiantiantiantian1", "田甜田甜田甜田甜田甜田甜田甜田甜", "330102199003078888", "Zhuoluo-Xinfang-2026!",
        "河口县移民局河口县移民局河口县", "P@ssw0rdP@ssw0rd", "x" * 1025,
    ],
)  # fmt: skip
def test_a_password_that_is_short_long_or_guessed_first_is_refused(people: People, password: str) -> None:
    with pytest.raises(Refused) as refused:
        people.account(password=password)
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "窗外的雨停了我们去河边走走看看灯", "kX7#vq9Lm2$Rw4z"]
)
def test_any_other_password_is_good_whatever_it_is_composed_of(people: People, password: str) -> None:
    people.account(password=password)
    assert people.sign_in(password=password).token


def test_a_password_kept_with_weaker_parameters_is_kept_anew_at_the_next_sign_in(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.account()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    people.sign_in()
    with people.instance.pool.connection() as connection:
        row = connection.execute("SELECT password FROM signin.credential").fetchone()
    assert row is not None
    assert row[0].startswith("$argon2id$v=19$m=16,t=2,p=1$")


def test_what_is_kept_by_default_is_argon2id_with_64_mib() -> None:
    kept = PasswordHasher(passwords.PASSES, passwords.MEMORY_KIB, passwords.LANES).hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_reset_password_holds_no_more_and_a_new_code_sets_another(people: People) -> None:
    account = people.account()
    event = CredentialReset(account=account.id, what="password", reason="遗忘")
    accounts.change(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    with pytest.raises(SignInFailed):
        people.sign_in()
    with pytest.raises(BadCode):
        people.redeem("AAAA-BBBB-CCCC-DDDD", "tiantian")


def test_attempts_at_one_login_do_not_wait_for_each_other_in_a_ring(instance: Instance, people: People) -> None:
    def signed_in(nth: int) -> None:
        tried, now = delays.attempt(ELSEWHERE, f"login {nth % 4}"), people.clock()
        with instance.pool.connection() as connection, suppress(TooMany):
            delays.begin(connection, tried, now)
            delays.cleared(connection, tried)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(signed_in, range(400)))
    with instance.pool.connection() as connection:
        counts = connection.execute("SELECT sum(count) FROM signin.failure").fetchone()
    assert counts == (0,), "and none is counted twice or not at all"
