"""Signing in with an identity from elsewhere: only who was linked, only by a token for us, signed, fresh, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from domain.deciding import Refused
from domain.office import AccountBlocked, IdentityLinked, IdentityUnlinked
from service.ledger.entry import Via
from service.signin import accounts, oidc
from service.signin.errors import BadProviders, SignInFailed, UnknownProvider, Unreachable
from service.signin.identity import by_session
from service.signin.oidc import Begun, Returned
from service.signin.oidc_settings import providers
from service.signin.sessions import Opened
from tests.service.signin import provider as own
from tests.service.signin.people import ADMINISTRATOR, OFFICE, People
from tests.service.signin.provider import CALLBACK, CLIENT, Provider

SUBJECT = "248289761001"


@pytest.fixture
def gov(people: People, home: Path) -> Iterator[Provider]:
    with own.running(people.clock, home) as provider:
        yield provider


@pytest.fixture
def linked(people: People, gov: Provider) -> People:
    account = people.account()
    event = IdentityLinked(account=account.id, issuer=gov.issuer, subject=SUBJECT, reason="统一认证")
    accounts.change(people.instance, OFFICE, event, ADMINISTRATOR, Via())
    return people


def begun(people: People) -> Begun:
    return oidc.begin(people.instance, "gov", people.clock())


def finished(people: People, start: Begun, brought: dict[str, str], issuer: str = "") -> Opened:
    returned = Returned(brought["code"], brought["state"], start.browser, issuer)
    return oidc.finish(people.instance, "gov", returned, people.clock())


def signed_in(people: People, gov: Provider, subject: str = SUBJECT) -> Opened:
    start = begun(people)
    return finished(people, start, gov.signed_in(start.url, subject))


def test_whose_identity_is_linked_is_signed_in_to_that_account(linked: People, gov: Provider) -> None:
    opened = signed_in(linked, gov)
    with linked.instance.pool.connection() as connection:
        who = by_session(connection, opened.token, linked.clock())
    assert who is not None
    assert (who.login, who.via, who.session) == ("tiantian", "oidc", opened.id)


def test_nobody_else_is_and_no_account_is_made(linked: People, gov: Provider) -> None:
    with pytest.raises(SignInFailed):
        signed_in(linked, gov, "somebody else")
    assert len(accounts.of_office(linked.instance, OFFICE).accounts) == 1


def test_an_identity_is_linked_to_one_account_and_no_more_when_the_link_is_taken_away(
    linked: People, gov: Provider
) -> None:
    other = linked.account("liuqing", "柳青")
    event = IdentityLinked(account=other.id, issuer=gov.issuer, subject=SUBJECT, reason="又一次")
    with pytest.raises(Refused, match="linked to an account already"):
        accounts.change(linked.instance, OFFICE, event, ADMINISTRATOR, Via())
    mine = accounts.found(linked.instance, OFFICE, "tiantian")
    gone = IdentityUnlinked(account=mine.id, issuer=gov.issuer, subject=SUBJECT, reason="换人")
    accounts.change(linked.instance, OFFICE, gone, ADMINISTRATOR, Via())
    with pytest.raises(SignInFailed):
        signed_in(linked, gov)


def test_a_blocked_account_is_not_signed_in_to_from_elsewhere_either(linked: People, gov: Provider) -> None:
    account = accounts.found(linked.instance, OFFICE, "tiantian")
    event = AccountBlocked(account=account.id, reason="核查")
    accounts.change(linked.instance, OFFICE, event, ADMINISTRATOR, Via())
    with pytest.raises(SignInFailed):
        signed_in(linked, gov)


ATTACKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the nonce of another sign-in": ({"nonce": "another"}, {}),
    "no nonce": ({"nonce": None}, {}),
    "for another client": ({"aud": "another"}, {}),
    "for us and another, at the wish of that one": ({"aud": [CLIENT, "another"], "azp": "another"}, {}),
    "for us and another, at nobody's wish": ({"aud": [CLIENT, "another"]}, {}),
    "of another issuer": ({"iss": "http://127.0.0.1:1"}, {}),
    "expired": ({"exp": 1}, {}),
    "without an end": ({"exp": None}, {}),
    "of nobody": ({"sub": None}, {}),
    "unsigned": ({}, {"alg": "none"}),
    "signed with the public key as if it were a secret": ({}, {"alg": "HS256"}),
    "signed in a way that is not allowed": ({}, {"alg": "PS256"}),
}


@pytest.mark.parametrize(("claims", "header"), ATTACKS.values(), ids=ATTACKS)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_is_refused_that_is(
    linked: People, gov: Provider, claims: dict[str, Any], header: dict[str, Any]
) -> None:
    gov.claims, gov.header = claims, header
    with pytest.raises(SignInFailed):
        signed_in(linked, gov)
    gov.claims, gov.header = {}, {}
    assert signed_in(linked, gov).token  # the control: the same sign-in without it


def test_a_token_signed_with_another_key_is_refused(linked: People, gov: Provider) -> None:
    gov.key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    with pytest.raises(SignInFailed):
        signed_in(linked, gov)


def test_a_state_is_good_once(linked: People, gov: Provider) -> None:
    start = begun(linked)
    brought = gov.signed_in(start.url, SUBJECT)
    assert finished(linked, start, brought).token
    again = {**gov.signed_in(start.url, SUBJECT), "state": brought["state"]}
    with pytest.raises(SignInFailed):
        finished(linked, start, again)


def test_a_state_is_good_for_ten_minutes(linked: People, gov: Provider) -> None:
    start = begun(linked)
    brought = gov.signed_in(start.url, SUBJECT)
    linked.clock.on(minutes=10)
    with pytest.raises(SignInFailed):
        finished(linked, start, brought)


def test_a_sign_in_that_another_browser_began_is_not_finished_in_this_one(linked: People, gov: Provider) -> None:
    theirs, mine = begun(linked), begun(linked)
    brought = gov.signed_in(theirs.url, SUBJECT)
    with pytest.raises(SignInFailed):
        finished(linked, mine, brought)
    assert finished(linked, theirs, brought).token


def test_a_code_that_was_given_to_another_client_is_refused(linked: People, gov: Provider) -> None:
    start = begun(linked)
    with pytest.raises(SignInFailed):
        finished(linked, start, gov.signed_in(start.url, SUBJECT, client="another"))


def test_a_code_that_was_given_for_another_sign_in_is_refused(linked: People, gov: Provider) -> None:
    theirs, mine = begun(linked), begun(linked)
    stolen = gov.signed_in(theirs.url, SUBJECT)["code"]
    with pytest.raises(SignInFailed):
        finished(linked, mine, {**gov.signed_in(mine.url, SUBJECT), "code": stolen})


def test_an_answer_that_names_another_issuer_is_refused(linked: People, gov: Provider) -> None:
    start = begun(linked)
    with pytest.raises(SignInFailed):
        finished(linked, start, gov.signed_in(start.url, SUBJECT), issuer="https://elsewhere.example")


def test_who_signed_in_there_in_another_way_than_is_allowed_is_refused(
    linked: People, gov: Provider, home: Path
) -> None:
    own.configure(home, gov.issuer, acr='["high"]', amr='["otp", "hwk"]')
    for claims in ({}, {"acr": "high"}, {"acr": "low", "amr": ["otp"]}, {"acr": "high", "amr": ["pwd"]}):
        gov.claims = claims
        with pytest.raises(SignInFailed):
            signed_in(linked, gov)
    gov.claims = {"acr": "high", "amr": ["pwd", "hwk"]}
    assert signed_in(linked, gov).token


def test_a_provider_that_says_it_is_another_or_that_is_away_is_named_unreachable(linked: People, gov: Provider) -> None:
    gov.said = {"issuer": "https://elsewhere.example"}
    with pytest.raises(Unreachable):
        begun(linked)


def test_what_cannot_be_meant_in_the_file_is_refused(people: People, home: Path) -> None:
    with pytest.raises(UnknownProvider):
        begun(people)
    for wrong in (
        {"issuer": '"http://elsewhere.example"'}, {"algorithms": '["HS256"]'}, {"algorithms": '["none"]'},
        {"algorithms": "[]"}, {"name": '"../x"'}, {"surprise": "1"},
    ):  # fmt: skip
        own.configure(home, "https://id.example", **wrong)
        with pytest.raises(BadProviders):
            providers(home)
    own.configure(home, "https://id.example")
    (found,) = providers(home)
    assert found.callback == CALLBACK
    (home / "client-secret").chmod(0o644)
    with pytest.raises(BadProviders, match="chmod 600"):
        found.secret()
