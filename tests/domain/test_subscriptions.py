"""Subscriptions: who may name which, and what stands in the way, in Chinese and in English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import account_events as ae
from domain import subscription_events as se
from domain.accounts import Accounts
from domain.deciding import OfficeProfile
from domain.organisation import Unit
from domain.subscriptions import ENDED, ON, PAUSED, Judged, Subscriptions, Wanted, after, may_read, objections
from domain.values import Moment

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
NONE = Subscriptions()
TOKEN, FIGURES, OLD = uuid4(), uuid4(), uuid4()
ONE = uuid4()
PROFILE = OfficeProfile(
    id="yimin", name="移民局", book="plain", time_zone="Asia/Shanghai", units=(Unit(name="规划科", kind="section"),)
)


def token(id_: UUID, scope: str, until: datetime) -> ae.TokenIssued:
    return ae.TokenIssued(token=id_, name="平台", unit="规划科", scopes=(scope,), expires_at=until, reason="对接")


ACCOUNTS = Accounts(
    tokens={
        TOKEN: token(TOKEN, "read", NOW + timedelta(days=1)),
        FIGURES: token(FIGURES, "figures", NOW + timedelta(days=1)),
        OLD: token(OLD, "read", NOW),
    }
)


def named(**other: object) -> se.SubscriptionNamed:
    said = {"subscription": ONE, "name": "市级平台", "url": "https://a.example.org/x", "token": TOKEN, "reason": "对接"}
    return se.SubscriptionNamed(**{**said, **other})  # type: ignore[arg-type]


def state(*events: se.SubscriptionEvent) -> Subscriptions:
    found = Subscriptions()
    for event in events:
        found = after(found, event)
    return found


def against(event: se.SubscriptionEvent, known: Subscriptions = NONE) -> list[str]:
    judged = Judged(known, ACCOUNTS, PROFILE, Moment(NOW.date(), NOW))
    return [reason.en for reason in objections(judged, event)]


def test_a_sound_subscription_has_nothing_against_it() -> None:
    wanted: dict[str, Any] = {
        "events": ("Received", "Closed"),
        "units": ("规划科",),
        "channels": ("letter", "visit"),
        "after": 7,
    }
    assert against(named(**wanted)) == []
    assert state(named(**wanted)).known[ONE].wanted == Wanted(("Received", "Closed"), ("规划科",), ("letter", "visit"))


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example.org/x", "ftp://a.example.org/x", "https:///x", "a.example.org", "https://a.example.org:0/",
        "https://a.example.org:99999/", "https://移民局.example.org/", "https://a.example.org/a b", "https://[::1",
        "http://10.0.0.7/x", "https://a.example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_what_is_no_address_over_tls_is_refused(url: str) -> None:
    assert len(against(named(url=url))) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:9/x"])
def test_without_tls_only_this_computer_is_called(url: str) -> None:
    assert against(named(url=url)) == []


@pytest.mark.parametrize("end", ["?key=1", "#x"])
def test_nothing_that_may_be_a_secret_stands_in_an_address(end: str) -> None:
    assert against(named(url=f"https://a.example.org/x{end}")) == [
        "`url` stands on record for ever: no user, password, query or fragment"
    ]
    assert len(against(named(url="https://user:word@a.example.org/x"))) == 1


def test_the_token_holds_and_is_for_reading() -> None:
    assert against(named(token=FIGURES)) == ["the token '平台' has no scope read"]
    for other in (OLD, uuid4()):
        assert against(named(token=other)) == ["there is no such token that holds: it says who reads"]


def test_an_unknown_event_unit_or_channel_is_named() -> None:
    assert against(named(events=("Recieved",), units=("财务科",), channels=("fish",))) == [
        "`events`: there is no 'Recieved'",
        "`units`: there is no '财务科'",
        "`channels`: there is no 'fish'",
    ]


def test_two_subscriptions_have_two_names_until_one_has_ended() -> None:
    known = state(named())
    other = named(subscription=uuid4())
    assert against(other, known) == ["there is a subscription called '市级平台'"]
    assert against(named(reason="变更"), known) == [], "it may be said anew under its own"
    assert against(other, after(known, se.SubscriptionEnded(subscription=ONE, reason="结束"))) == []


def test_each_step_fits_the_standing() -> None:
    why: dict[str, Any] = {"subscription": ONE, "reason": "维护"}
    on = state(named())
    paused = after(on, se.SubscriptionPaused(**why))
    ended = after(on, se.SubscriptionEnded(**why))
    assert [each.known[ONE].standing for each in (on, paused, ended)] == [ON, PAUSED, ENDED]
    assert on.delivering != ()
    assert paused.delivering == ended.delivering == ()
    assert against(se.SubscriptionResumed(**why), on) == ["the subscription is on"]
    assert against(se.SubscriptionResumed(**why, after=0), on) == []
    assert against(se.SubscriptionResumed(**why), paused) == []
    assert against(se.SubscriptionPaused(**why), paused) == ["the subscription is paused"]
    for event in (
        se.SubscriptionPaused(**why),
        se.SubscriptionResumed(**why),
        se.SubscriptionSecretChanged(**why),
        se.SubscriptionEnded(**why),
    ):
        assert against(event, ended) == ["the subscription is ended"]
        assert against(event) == ["there is no such subscription"]
    assert against(named(), ended) == ["the subscription has ended"]


def test_a_reason_a_name_and_a_possible_position_are_needed() -> None:
    assert against(named(reason=" ", name=" ", after=-1)) == [
        "a reason is needed", "`after` is below 0", "`name` is empty",
    ]  # fmt: skip


def test_a_position_counts_each_time_that_it_is_said() -> None:
    known = state(named(after=3), named(), se.SubscriptionResumed(subscription=ONE, after=3, reason="补发"))
    assert (known.known[ONE].after, known.known[ONE].moved) == (3, 2)


def test_it_reads_as_long_as_its_token_holds() -> None:
    known = state(named()).known[ONE]
    assert may_read(ACCOUNTS, known, NOW)
    assert not may_read(ACCOUNTS, known, NOW + timedelta(days=1))
    assert not may_read(Accounts(tokens=ACCOUNTS.tokens, revoked=frozenset({TOKEN})), known, NOW)
