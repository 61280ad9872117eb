"""The register's page leads to its files for process mining, of the same period and moment."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED, MARKER
from tests.service.mining import reading
from tests.service.web.register.pages import page
from tests.service.web.register.test_looking import recorded


@pytest.mark.parametrize("kind", ["xes", "ocel"])
def test_a_link_leads_to_every_petition_of_the_period_and_moment_that_is_shown(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance, kind: str
) -> None:
    looked = {"received_from": "2026-03-03", "channel": "letter", "known": "2026-03-06T12:00", "limit": "20"}
    with door.signed_in(BY_ROLE["supervisor"]):
        (link,) = re.findall(rf'href="(/register\.{kind}[^"]*)"', page(client, **looked))
        answer = client.get(unescape(link))
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    log = reading.xes(answer.content) if kind == "xes" else reading.ocel(answer.content)
    if isinstance(log, reading.Log):
        names = [trace.said["zhuoluo:petition"] for trace in log.traces]
    else:
        names = [name.removeprefix("petition:") for name in log.of("petition")]
    assert names == [str(told["water"]), str(told["house"])]
    (found,) = recorded(instance, f"register.{kind}")
    assert "channel" not in found.listed.filter, "neither on record nor in the file is it narrowed by it"


def test_whoever_may_not_see_a_petition_gets_none_of_it(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    for person, there in ((BY_ROLE["supervisor"], False), (CLEARED, True)):
        with door.signed_in(person):
            content = client.get("/register.xes").text
        assert (str(told["accusation"]) in content) == there
        assert MARKER not in content
