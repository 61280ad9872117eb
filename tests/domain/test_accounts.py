"""For whom an account is opened: an officer by the one name that the office has; and what a token is called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain import account_events as ae
from domain.accounts import Account, Accounts, Standing, objections
from domain.deciding import OfficeProfile
from domain.organisation import Posting, Unit
from domain.values import Moment

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
PROFILE = OfficeProfile(
    id="yimin",
    name="移民局",
    book="R5",
    units=(Unit(name="信访科", kind="petition_section"),),
    staff=(Posting(person="张三", post="registrar", unit="信访科", since=date(2020, 1, 1)),),
)


def against(event: ae.AccountEvent, holders: Iterable[str] = (), granted: Iterable[str] = ()) -> list[str]:
    """The reasons in English, where these people have accounts and these were granted a role."""
    known = {UUID(int=nth): Account(id=UUID(int=nth), login=f"l{nth}", person=name) for nth, name in enumerate(holders)}
    standing = Standing(Accounts(accounts=known), PROFILE, Moment(DAY, NOW), frozenset(granted))
    return [reason.en for reason in objections(standing, event)]


def opened(person: str) -> ae.AccountOpened:
    return ae.AccountOpened(account=UUID(int=99), login="zhangsan", person=person, reason="")


def issued(name: str) -> ae.TokenIssued:
    return ae.TokenIssued(
        token=UUID(int=98),
        name=name,
        unit="信访科",
        scopes=("read",),
        expires_at=NOW + timedelta(days=1),
        reason="交换",
    )


@pytest.mark.parametrize(
    ("person", "reasons"),
    [
        ("张三", []),
        ("张 三", ["the office has this name as 张三"]),
        ("李四", ["nobody in the office is called 李四"]),
        ("王五", []),
    ],
)
def test_an_account_is_for_an_officer_as_the_office_spells_the_name_or_for_who_was_granted_a_role(
    person: str, reasons: list[str]
) -> None:
    assert against(opened(person), granted=("王五", "张 三")) == reasons


def test_somebody_has_one_account_however_the_name_is_spelled() -> None:
    assert against(opened("张三"), holders=["张　三"]) == ["张三 has an account already"]


def test_a_token_is_not_called_as_an_officer_is() -> None:
    assert against(issued("交换平台")) == []
    for name in ("张三", "张 三"):
        assert against(issued(name)) == ["a token is not called as an officer is"]
