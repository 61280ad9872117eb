"""The accounts of an office as its events made them: which are open, whose they are, which tokens hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import account_events as ae
from domain.deciding import OfficeProfile, Reason, structural
from domain.staffing import has_left, has_staff, otherwise_spelled, spelled
from domain.values import Moment, letters

OPEN, BLOCKED, CLOSED = "open", "blocked", "closed"
PASSWORD, SECOND_FACTOR = "password", "second_factor"
CREDENTIALS = (PASSWORD, SECOND_FACTOR)
LOGIN = re.compile(r"[^\s\x00-\x1f\x7f/\\:\"'<>]{2,64}")
SCOPE = re.compile(r"[a-z][a-z_-]{0,31}")
LONGEST = timedelta(days=366)
"""How long a token may hold: a year."""


class Account(Struct, frozen=True):
    """An account. `identities`: (issuer, subject) of OpenID Connect. `..._resets`: how often each was reset."""

    id: UUID
    login: str
    person: str
    standing: str = OPEN
    identities: tuple[tuple[str, str], ...] = ()
    password_resets: int = 0
    factor_resets: int = 0


class Accounts(Struct, frozen=True):
    """Every account and token that there ever was, by id."""

    accounts: Mapping[UUID, Account] = {}
    tokens: Mapping[UUID, ae.TokenIssued] = {}
    revoked: frozenset[UUID] = frozenset()

    def by_login(self, login: str) -> Account | None:
        """The account with this login, however it is written and whatever became of it."""
        folded = folded_login(login)
        return next((each for each in self.accounts.values() if each.login == folded), None)


def folded_login(said: str) -> str:
    """The login as it is kept and compared: NFKC, case folded, no blanks around it."""
    return normalize("NFKC", normalize("NFKC", said).casefold()).strip()


def after(state: Accounts, event: ae.AccountEvent) -> Accounts:
    """The accounts after an event."""
    match event:
        case ae.AccountOpened():
            return _with(state, Account(event.account, event.login, event.person))
        case ae.AccountClosed() | ae.AccountBlocked() | ae.AccountReleased():
            return _with(state, replace(state.accounts[event.account], standing=_STANDING[type(event)]))
        case ae.CredentialReset():
            return _reset_once(state, event)
        case ae.IdentityLinked() | ae.IdentityUnlinked():
            return _identified(state, event)
        case ae.MailAddressSet():
            return state
        case ae.TokenIssued():
            return replace(state, tokens={**state.tokens, event.token: event})
        case ae.TokenRevoked():
            return replace(state, revoked=state.revoked | {event.token})


_STANDING: Mapping[type[Struct], str] = {
    ae.AccountClosed: CLOSED,
    ae.AccountBlocked: BLOCKED,
    ae.AccountReleased: OPEN,
}


def _reset_once(state: Accounts, event: ae.CredentialReset) -> Accounts:
    known = state.accounts[event.account]
    if event.what == PASSWORD:
        return _with(state, replace(known, password_resets=known.password_resets + 1))
    return _with(state, replace(known, factor_resets=known.factor_resets + 1))


def _identified(state: Accounts, event: ae.IdentityLinked | ae.IdentityUnlinked) -> Accounts:
    known, one = state.accounts[event.account], (event.issuer, event.subject)
    others = tuple(each for each in known.identities if each != one)
    linked = (*others, one) if isinstance(event, ae.IdentityLinked) else others
    return _with(state, replace(known, identities=linked))


def _with(state: Accounts, account: Account) -> Accounts:
    return replace(state, accounts={**state.accounts, account.id: account})


class Standing(Struct, frozen=True):
    """What an event is judged by: the accounts and the office before it, and when; who was granted a role."""

    accounts: Accounts
    profile: OfficeProfile
    occurred: Moment
    granted: frozenset[str] = frozenset()


def objections(case: Standing, event: ae.AccountEvent) -> Iterator[Reason]:
    """Every reason against an event."""
    if not isinstance(event, ae.AccountOpened) and not event.reason.strip():
        yield structural("须写明理由", "a reason is needed")
    yield from _CHECKS[type(event)](case, event)


def _opened(case: Standing, event: ae.AccountOpened) -> Iterator[Reason]:
    if event.login != folded_login(event.login) or LOGIN.fullmatch(event.login) is None:
        yield structural(
            "用户名须为2至64个字符，不含空白和特殊符号", "a login has 2 to 64 characters, no blanks or marks"
        )
    if case.accounts.by_login(event.login):
        yield structural("该用户名已被使用", "the login is taken")
    if event.account in case.accounts.accounts:
        yield structural("该账号已存在", "there is an account with this id")
    yield from _person(case, event.person)


def _person(case: Standing, person: str) -> Iterator[Reason]:
    if not person.strip():
        yield structural("姓名为空", "`person` is empty")
        return
    yield from otherwise_spelled(case.profile, person)
    taken = (each.person for each in case.accounts.accounts.values() if each.standing != CLOSED)
    if letters(person) in map(letters, taken):
        yield structural(f"{person}已有账号", f"{person} has an account already")
    if has_left(case.profile, person, case.occurred.day):
        yield structural(f"{person}已离任", f"{person} has left the office")
    if has_staff(case.profile) and person not in case.profile.staff_by_person and person not in case.granted:
        yield structural(f"本机构没有{person}", f"nobody in the office is called {person}")


def _known(case: Standing, account: UUID) -> Account | None:
    return case.accounts.accounts.get(account)


def _changes(*from_: str) -> Callable[[Standing, Any], Iterator[Reason]]:
    """A check that the account is there and stands in one of these ways."""

    def check(case: Standing, event: Any) -> Iterator[Reason]:
        known = _known(case, event.account)
        if known is None:
            yield structural("没有此账号", "there is no such account")
        elif known.standing not in from_:
            words = {OPEN: "在用", BLOCKED: "已停用", CLOSED: "已注销"}
            yield structural(f"该账号{words[known.standing]}", f"the account is {known.standing}")

    return check


_not_closed = _changes(OPEN, BLOCKED)


def _reset(case: Standing, event: ae.CredentialReset) -> Iterator[Reason]:
    yield from _not_closed(case, event)
    if event.what not in CREDENTIALS:
        yield structural("只能重置密码或者第二因素", "`what` is neither password nor second_factor")


def _linked(case: Standing, event: ae.IdentityLinked) -> Iterator[Reason]:
    yield from _not_closed(case, event)
    if not event.issuer.strip() or not event.subject.strip():
        yield structural("统一身份的签发方或者标识为空", "`issuer` or `subject` is empty")
    if any((event.issuer, event.subject) in each.identities for each in case.accounts.accounts.values()):
        yield structural("该统一身份已关联账号", "the identity is linked to an account already")


def _unlinked(case: Standing, event: ae.IdentityUnlinked) -> Iterator[Reason]:
    known = _known(case, event.account)
    if known is None or (event.issuer, event.subject) not in known.identities:
        yield structural("该账号没有关联此统一身份", "the identity is not linked to the account")


def _issued(case: Standing, event: ae.TokenIssued) -> Iterator[Reason]:
    if event.token in case.accounts.tokens:
        yield structural("该令牌已存在", "there is a token with this id")
    if not event.name.strip():
        yield structural("名称为空", "`name` is empty")
    if spelled(case.profile, event.name) in case.profile.staff_by_person:
        yield structural("令牌不得以工作人员命名", "a token is not called as an officer is")
    if event.unit not in case.profile.units_by_name:
        yield structural("令牌须属于本机构的一个单位", "a token belongs to a unit of the office: there is no such unit")
    if not event.scopes or not all(SCOPE.fullmatch(each) for each in event.scopes):
        yield structural("须写明令牌可做什么", "`scopes` says what the token may do: words of small letters")
    now = case.occurred.at
    if now is not None and not now < event.expires_at <= now + LONGEST:
        yield structural("有效期须在一年以内", "a token expires within a year from now")


def _revoked(case: Standing, event: ae.TokenRevoked) -> Iterator[Reason]:
    if event.token not in case.accounts.tokens or event.token in case.accounts.revoked:
        yield structural("没有此有效令牌", "there is no such token that holds")


def holds(state: Accounts, token: UUID, at: datetime) -> bool:
    """Whether the token was issued, is not revoked and has not expired."""
    known = state.tokens.get(token)
    return known is not None and token not in state.revoked and at < known.expires_at


_CHECKS: Mapping[type[Struct], Callable[[Standing, Any], Iterator[Reason]]] = {
    ae.AccountOpened: _opened,
    ae.AccountClosed: _not_closed,
    ae.AccountBlocked: _changes(OPEN),
    ae.AccountReleased: _changes(BLOCKED),
    ae.CredentialReset: _reset,
    ae.IdentityLinked: _linked,
    ae.IdentityUnlinked: _unlinked,
    ae.MailAddressSet: _not_closed,
    ae.TokenIssued: _issued,
    ae.TokenRevoked: _revoked,
}
