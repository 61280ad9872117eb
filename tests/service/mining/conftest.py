"""An office with what exports stumble over: days without a time, corrections, joins, void petitions, odd names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec import Struct
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.api.callers import DEPUTY, HANDLER, Caller

AWKWARD = '<b a="1">&amp; ]]> \'𠮷\ufffe\t一'
"""Markup, both quotes, a rare character, one that no XML may hold, a tab."""
NEXT = "2026-03-04T08:00:00+08:00"
WANG = {"name": "王一", "phone": "13900001111", "id_number": "110101199001011237"}
OFFICER: Mapping[str, str] = {"name": 'O\'Neil "<&>"', "unit": "规划<科>", "post": "section_head"}


class Odd(Struct, frozen=True):
    """The petitions of the office, by what is odd about them."""

    desk: Caller
    instance: Instance
    first: str
    joined: str
    void: str
    awkward: str
    unnumbered: str


@pytest.fixture
def odd(client: TestClient, instance: Instance) -> Odd:
    desk = Caller.founded(client, "yimin", "plain", replayed=True)
    first = _first(desk)
    joined = desk.do("receive", on="2026-03-04 09:00", channel="visit", details={"petitioner": WANG, "people": 3})
    desk.do("register", joined["petition"], "2026-03-04")
    desk.do("join", joined["petition"], "2026-03-04", to=first)
    void = desk.do("receive", on="2026-03-05", channel="call")["petition"]
    desk.do("void", void, "2026-03-05", reason="误登")
    awkward = desk.do("receive", on="2026-03-06", by=OFFICER, channel="letter", external_id=AWKWARD)["petition"]
    unnumbered = desk.do("receive", on="2026-03-07", channel="letter")["petition"]
    act = {"verb": "receive", "channel": "visit", "details": {"petitioner": WANG}}
    desk.do("correct", first, "2026-03-08", by=DEPUTY, of=1, act=act, occurred="2026-03-01", reason="误录")
    return Odd(desk, instance, first, joined["petition"], void, awkward, unnumbered)


def _first(desk: Caller) -> str:
    """Received and forwarded on days without a time, around an act that has one."""
    petition = str(desk.do("receive", on="2026-03-02", channel="letter", details={"petitioner": WANG})["petition"])
    desk.do("register", petition, "2026-03-03 10:00")
    desk.do("forward", petition, "2026-03-03", target="后扶科")
    desk.do("sign-for", petition, "2026-03-03 16:00", by=HANDLER, unit="后扶科", recorded_at=NEXT)
    return petition
