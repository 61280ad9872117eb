"""The second factor: a code is asked for, fits for a minute and a half, and only once."""

from __future__ import annotations

import pyotp
import pytest

from domain.deciding import Refused
from domain.office import CredentialReset
from service.ledger.entry import Via
from service.signin import accounts, credentials, sealing, second_factor
from service.signin.credentials import Change
from service.signin.errors import SignInFailed
from service.signin.identity import by_session
from tests.service.signin.people import ADMINISTRATOR, HOME, OFFICE, PASSWORD, People

SHORTER = "vK8#mq2Lx$9W"


class Phone:
    """An authenticator."""

    def __init__(self, people: People, secret: str) -> None:
        self._people, self._totp = people, pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        return str(self._totp.at(int(self._people.clock().timestamp()) + 30 * steps))


def enrolled(people: People) -> tuple[Phone, tuple[str, ...]]:
    account = people.account()
    made = second_factor.set_up(people.instance, account.id, account.login)
    phone = Phone(people, made.secret)
    codes = second_factor.confirm(people.instance, account.id, phone.code(), people.clock())
    people.clock.on(seconds=90)
    return phone, codes


def test_once_it_is_confirmed_a_code_is_needed(people: People) -> None:
    phone, _ = enrolled(people)
    for code in ("", "000000", "abc", "９９９９９９", phone.code(5)):
        with pytest.raises(SignInFailed):
            people.sign_in(code=code)
    people.clock.on(minutes=1)
    assert people.sign_in(code=phone.code()).token


def test_a_secret_that_was_not_confirmed_is_not_asked_for(people: People) -> None:
    account = people.account()
    second_factor.set_up(people.instance, account.id, account.login)
    with pytest.raises(SignInFailed):
        second_factor.confirm(people.instance, account.id, "000000", people.clock())
    assert people.sign_in().token


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_codes_of_the_step_before_and_after_fit_too(people: People, steps: int, *, fits: bool) -> None:
    phone, _ = enrolled(people)
    if fits:
        assert people.sign_in(code=phone.code(steps)).token
    else:
        with pytest.raises(SignInFailed):
            people.sign_in(code=phone.code(steps))


def test_a_code_is_used_once_and_none_of_an_earlier_step_after_it(people: People) -> None:
    phone, _ = enrolled(people)
    used, earlier = phone.code(), phone.code(-1)
    assert people.sign_in(code=used).token
    for code in (used, earlier):
        with pytest.raises(SignInFailed):
            people.sign_in(code=code)
    assert people.sign_in(code=phone.code(1)).token


def test_each_recovery_code_replaces_the_phone_once(people: People) -> None:
    _, codes = enrolled(people)
    assert len(set(codes)) == 8
    assert people.sign_in(code=codes[0].lower().replace("-", " ")).token
    with pytest.raises(SignInFailed):
        people.sign_in(code=codes[0])
    assert people.sign_in(code=codes[7]).token


def test_the_secret_stands_sealed_and_the_codes_as_digests(people: People) -> None:
    account = people.account()
    made = second_factor.set_up(people.instance, account.id, account.login)
    phone = Phone(people, made.secret)
    codes = second_factor.confirm(people.instance, account.id, phone.code(), people.clock())
    with people.instance.pool.connection() as connection:
        sealed = connection.execute("SELECT totp FROM signin.credential").fetchone()
        kept = str(connection.execute("SELECT * FROM signin.recovery").fetchall())
    assert sealed is not None
    assert made.secret.encode() not in bytes(sealed[0])
    assert not any(code in kept for code in codes)
    assert sealing.unsealed(people.instance.keys, account.id, bytes(sealed[0])) == made.secret


def test_another_cannot_be_set_up_over_one_that_holds_until_it_is_reset(people: People) -> None:
    enrolled(people)
    account = accounts.found(people.instance, OFFICE, "tiantian")
    with pytest.raises(Refused, match="reset first"):
        second_factor.set_up(people.instance, account.id, account.login)
    event = CredentialReset(account=account.id, what="second_factor", reason="手机遗失")
    accounts.change(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    assert people.sign_in().token
    assert second_factor.set_up(people.instance, account.id, account.login).qr()


def test_with_a_second_factor_twelve_characters_are_enough(people: People) -> None:
    phone, _ = enrolled(people)
    opened = people.sign_in(code=phone.code())
    with people.instance.pool.connection() as connection:
        who = by_session(connection, opened.token, people.clock())
    assert who is not None
    with pytest.raises(Refused, match="12 characters"):
        credentials.change_password(people.instance, who, Change(PASSWORD, "vK8#mq2Lx$9"), HOME, people.clock())
    credentials.change_password(people.instance, who, Change(PASSWORD, SHORTER), HOME, people.clock())
    people.clock.on(minutes=1)
    assert people.sign_in(password=SHORTER, code=phone.code()).token
