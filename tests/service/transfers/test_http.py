"""Over HTTP a package is answered with a package, so that one request brings receipts back; nothing else lets it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import Struct
from starlette.testclient import TestClient

from domain import commands as c
from domain import events as e
from service.feeds import posting
from service.feeds.posting import Undelivered
from service.transfers import channels, listing, passing, running
from service.transfers.running import MEDIA_TYPE
from tests.service.api.callers import HERE, V1
from tests.service.apps import app_of
from tests.service.transfers import offices as at
from tests.service.transfers.conftest import Pair
from tests.service.transfers.offices import LOWER, UPPER
from tests.service.transfers.passed import down

URL = "https://xian.example.gov.cn/api/v1/offices/xian/exchange/packages"
PACKAGES = f"{V1}/offices/{LOWER}/exchange/packages"


class Wire(Struct):
    """The way to the lower office: how often it was asked, and whether it is cut before or behind it."""

    below: TestClient
    asked: int = 0
    cut: str = ""

    def ask(self, url: str, body: bytes, headers: dict[str, str], _networks: object, _largest: int) -> bytes:
        assert url == URL
        if self.cut == "before":
            raise Undelivered("unreachable")
        self.asked += 1
        answer = self.below.post(PACKAGES, content=body, headers=headers)
        if self.cut == "behind":
            raise Undelivered("timeout")
        if answer.status_code != 200:
            raise Undelivered(f"status {answer.status_code}")
        return answer.content


@pytest.fixture
def pair(apart: Pair) -> Pair:
    """Two installations; the lower one is reached at an address."""
    at.acquainted(apart.upper, apart.lower, URL)
    return apart


@pytest.fixture
def below(pair: Pair) -> Iterator[TestClient]:
    with TestClient(app_of(pair.lower), base_url=HERE) as made:
        yield made


@pytest.fixture
def wire(below: TestClient, monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire(below)
    monkeypatch.setattr(posting, "ask", made.ask)
    return made


def test_one_request_takes_the_matter_there_and_the_receipt_back(pair: Pair, wire: Wire) -> None:
    above = at.assigned(pair.upper)
    assert running.run(pair.upper, UPPER, LOWER) is None
    assert len(at.came(pair.lower, LOWER)) == 1
    kinds = [type(line.event) for line in at.state(pair.upper, UPPER, above).lines]
    assert kinds[-1] is e.TransferAcknowledged
    (partner,) = listing.partners(pair.upper, UPPER)
    assert (partner.waiting, partner.failures, partner.way) == (0, 0, "http")
    assert wire.asked >= 1


@pytest.mark.usefixtures("wire")
def test_a_result_is_fetched_from_an_office_that_cannot_reach_this_one(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    running.run(pair.upper, UPPER, LOWER)
    (there,) = at.came(pair.lower, LOWER)
    at.act(pair.lower, LOWER, there, c.Register(), c.ReportResult(text="已修缮", to="assigner"))
    assert list(running.waiting(pair.upper, UPPER, at.now())) == []
    later = at.now() + running.STALE * 2
    assert list(running.waiting(pair.upper, UPPER, later)) == [LOWER]
    running.once(pair.upper, UPPER, passing.partner_of(pair.upper, UPPER, LOWER))
    assert any(isinstance(line.event, e.ResultReported) for line in at.state(pair.upper, UPPER, above).lines)


@pytest.mark.parametrize("cut", ["before", "behind"])
def test_where_the_way_is_cut_it_is_tried_again_and_taken_once(pair: Pair, wire: Wire, cut: str) -> None:
    above = at.assigned(pair.upper)
    wire.cut = cut
    later = running.run(pair.upper, UPPER, LOWER)
    assert later is not None
    (partner,) = listing.partners(pair.upper, UPPER)
    assert (partner.failures, partner.waiting) == (1, 1)
    assert partner.zh
    assert len(at.came(pair.lower, LOWER)) == (cut == "behind")
    wire.cut = ""
    assert running.run(pair.upper, UPPER, LOWER) is None
    assert len(at.came(pair.lower, LOWER)) == 1
    receipts = [
        line for line in at.state(pair.upper, UPPER, above).lines if isinstance(line.event, e.TransferAcknowledged)
    ]
    assert len(receipts) == 1


def test_what_is_no_package_of_a_known_office_is_answered_with_why(pair: Pair, below: TestClient) -> None:
    at.assigned(pair.upper)
    package = down(pair)
    headers = {"Content-Type": MEDIA_TYPE}
    answer = below.post(PACKAGES, content=package[:-1], headers=headers)
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[-1]) == (422, "bad-package")
    assert below.post(PACKAGES, content=package, headers={"Content-Type": "text/plain"}).status_code == 415
    assert at.came(pair.lower, LOWER) == []
    assert below.post(PACKAGES, content=package, headers=headers).status_code == 200
    assert len(at.came(pair.lower, LOWER)) == 1


@pytest.mark.usefixtures("wire")
def test_the_book_and_the_partners_are_told(pair: Pair, below: TestClient) -> None:
    at.assigned(pair.upper)
    running.run(pair.upper, UPPER, LOWER)
    (there,) = at.came(pair.lower, LOWER)
    at.act(pair.lower, LOWER, there, c.Register())
    rows = below.get(f"{V1}/offices/{LOWER}/exchange").json()["rows"]
    assert [(row["direction"], row["what"], row["state"]) for row in rows] == [
        ("out", "signed", "waiting"), ("in", "petition", "taken"),
    ]  # fmt: skip
    assert rows[1]["title"] == at.TITLE
    (partner,) = below.get(f"{V1}/offices/{LOWER}/exchange/partners").json()["rows"]
    assert (partner["partner"], partner["way"], partner["waiting"]) == (UPPER, "medium", 1)
    (stage,) = below.get(f"{V1}/offices/{LOWER}/petitions/{there}/exchange").json()["stages"]
    assert [each["verdict"] for each in stage["citations"]] == ["elsewhere"]
    card = below.get(f"{V1}/offices/{LOWER}/exchange/card").json()
    assert (card["office"], len(card["fingerprint"].split())) == (LOWER, 8)


def test_what_was_refused_is_told_with_its_reason(pair: Pair, below: TestClient) -> None:
    at.assigned(pair.upper)
    below.post(PACKAGES, content=down(pair)[:-1], headers={"Content-Type": MEDIA_TYPE})
    (row,) = below.get(f"{V1}/offices/{LOWER}/exchange/refusals").json()["rows"]
    assert (row["partner"], row["why"]) == (UPPER, "seal")


@pytest.mark.usefixtures("wire")
def test_what_is_known_of_a_partner_can_be_forgotten_and_nothing_is_taken_twice(pair: Pair) -> None:
    at.assigned(pair.upper)
    running.run(pair.upper, UPPER, LOWER)
    with pair.upper.pool.connection() as connection:
        channels.forget(connection, UPPER, LOWER)
    running.run(pair.upper, UPPER, LOWER)
    assert len(at.came(pair.lower, LOWER)) == 1
