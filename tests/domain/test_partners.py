"""Which offices may be named to exchange with, and what of a petition goes to them: judged from the events alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from domain import office as o
from domain.deciding import OfficeProfile
from domain.partners import Partners, after, objections
from domain.transfers import statistics_sent

KEY = "zhuoluo-5a5a/xian/matters+9f2c1d04+AXv0L1j0N3kFJZ3zS8Gm0cQ1m0dJm2s6i3a7b8c9d0e1"
NAMED = o.PartnerNamed(
    partner="xian",
    name="甲县信访局",
    unit="甲县信访局",
    relation="below",
    verifiers=(KEY,),
    sealing="5ozb2pza3PjhNSautMOsCWQ1pgmWilQOeF5AkGyeWQw=",
    url="https://xian.example.gov.cn/api/v1/offices/xian/exchange/packages",
    reason="建立交换",
)
OFFICE = OfficeProfile(id="shi", name="市信访局", book="S1")


def against(event: o.PartnerNamed | o.PartnerDismissed, state: Partners | None = None) -> list[str]:
    return [reason.en for reason in objections(state or Partners(), OFFICE, event)]


def test_an_office_is_named_by_its_keys_and_may_be_said_anew() -> None:
    assert against(NAMED) == []
    known = after(Partners(), NAMED)
    assert against(replace(NAMED, relation="beside"), known) == []
    assert after(known, replace(NAMED, relation="beside")).known["xian"].relation == "beside"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"partner": "shi"}, "does not exchange with itself"),
        ({"partner": "Xian"}, "no id of an office"),
        ({"name": " "}, "`name` is empty"),
        ({"unit": ""}, "`unit` is empty"),
        ({"unit": "市信访局"}, "cannot stand for another office"),
        ({"relation": "under"}, "not above, below or beside"),
        ({"verifiers": ()}, "names no key"),
        ({"verifiers": (KEY.replace("xian", "other"),)}, "no verifier key of the log"),
        ({"sealing": "YWJj"}, "no X25519 key"),
        ({"url": "http://xian.example.gov.cn/x"}, "https"),
        ({"url": "https://u:p@xian.example.gov.cn/x"}, "no user, password"),
        ({"reason": ""}, "a reason is needed"),
    ],
)
def test_what_is_wrong_with_a_partner_is_named(changes: dict[str, Any], said: str) -> None:
    assert any(said in each for each in against(replace(NAMED, **changes)))


def test_one_unit_stands_for_one_office() -> None:
    other = replace(NAMED, partner="yi", verifiers=(KEY.replace("xian", "yi"),))
    assert any("stands for another office" in each for each in against(other, after(Partners(), NAMED)))


def test_who_was_dismissed_is_known_no_more_and_may_be_named_again() -> None:
    gone = o.PartnerDismissed(partner="xian", reason="合并")
    assert against(gone) == ["xian is no office exchanged with"]
    left = after(after(Partners(), NAMED), gone)
    assert not left.known
    assert left.dismissed == frozenset({"xian"})
    assert after(left, NAMED).dismissed == frozenset()


def test_a_report_goes_to_offices_above_only() -> None:
    below, above = (after(Partners(), replace(NAMED, relation=each)).known for each in ("below", "above"))
    assert list(statistics_sent("甲县信访局", below)) == []
    assert [each.partner for each in statistics_sent("甲县信访局", above)] == ["xian"]
    assert list(statistics_sent("省信访局", above)) == []
