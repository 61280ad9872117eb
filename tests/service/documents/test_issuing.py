"""A document that is issued has the next number of its series, and is for ever what it was when it left the house."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.attachments.store import Store
from service.instance_keys import InstanceKeys
from service.ledger.application import MATTERS
from service.ledger.verify import verify
from service.runtime import Instance
from tests.service.access.conftest import Door, client, door, told
from tests.service.access.story import BY_ROLE, CLERK
from tests.service.api.callers import V1
from tests.service.documents.reading import text

__all__ = ["client", "door", "told"]

OFFICE = f"{V1}/offices/yimin"
NUMBER = "信受告〔2026〕{}号"


@pytest.fixture
def accepted(door: Door, told: dict[str, Any]) -> dict[str, Any]:
    """The office with two petitions that were accepted: road and house."""
    with door.console():
        for name in ("road", "house"):
            told["desk"].do("accept", str(told[name]), "2026-03-10", by=CLERK)
    return told


def issued(client: TestClient, petition: Any, kind: str = "acceptance", status: int = 201, key: str = "") -> Any:
    """The answer to the registrar who issues it."""
    answer = client.post(
        f"{OFFICE}/petitions/{petition}/documents",
        json={"document": kind, "actor": {"name": BY_ROLE["registrar"]}},
        headers={"Idempotency-Key": key} if key else {},
    )
    assert answer.status_code == status, answer.text
    return answer


def another(desk: Any, title: str) -> str:
    """One more petition, registered."""
    details = {"title": title, "petitioner": {"name": "王一"}, "problem": "请求处理"}
    petition: str = desk.do("receive", on="2026-03-10", by=CLERK, channel="letter", details=details)["petition"]
    desk.do("register", petition, "2026-03-10", by=CLERK)
    return petition


def numbers(answer: Any) -> list[str]:
    return [each["number"] for each in answer.json()["events"] if "number" in each]


def test_it_carries_the_next_number_of_its_series_and_is_kept_as_it_was_printed(
    client: TestClient, door: Door, accepted: dict[str, Any], instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        first, second = (issued(client, accepted[name]) for name in ("road", "house"))
        pdf = client.get(first.headers["location"]).content
        told = client.get(f"{OFFICE}/petitions/{accepted['road']}/documents").json()["issued"]
    assert (numbers(first), numbers(second)) == ([NUMBER.format(1)], [NUMBER.format(2)])
    assert NUMBER.format(1) in text(pdf)
    assert "未编号" not in text(pdf)
    (said,) = told
    assert (said["document_kind"], said["number"], said["voided"]) == ("acceptance", NUMBER.format(1), "")
    door.open = True
    files = client.get(f"{OFFICE}/petitions/{accepted['road']}/attachments").json()["attachments"]
    (file,) = [each for each in files if each["id"] == said["attachment"]]
    with Store(instance.settings.attachment_folder).opened(file["digest"]) as kept:
        assert sha256(kept.read()).hexdigest() == file["digest"]


def test_what_is_known_later_changes_nothing_in_it(client: TestClient, door: Door, accepted: dict[str, Any]) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        place = issued(client, accepted["road"]).headers["location"]
        before = client.get(place).content
    with door.console():
        told = {"petitioner": {"name": "王改名"}}
        accepted["desk"].do("classify", str(accepted["road"]), "2026-03-11", by=CLERK, details=told)
    with door.signed_in(BY_ROLE["registrar"]):
        assert client.get(place).content == before
        drawn = client.get(f"{OFFICE}/petitions/{accepted['road']}/documents/acceptance").content
    assert "王改名" in text(drawn)
    assert "（未编号）" in text(drawn), "what was not issued says so"


def test_the_same_key_again_issues_nothing_twice(client: TestClient, door: Door, accepted: dict[str, Any]) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        first = issued(client, accepted["road"], key="one")
        again = issued(client, accepted["road"], key="one")
        assert again.json() == first.json()
        assert again.headers["idempotent-replayed"] == "true"
        assert numbers(issued(client, accepted["house"])) == [NUMBER.format(2)]
        assert "one" in issued(client, accepted["road"], "registration", 422, key="one").request.headers.values()


def test_many_at_once_get_one_number_each_and_print_the_one_that_they_got(
    client: TestClient, door: Door, accepted: dict[str, Any], instance: Instance
) -> None:
    """Each takes the number that it saw as the next; whoever was slower draws its own up again."""
    desk = accepted["desk"]
    with door.console():
        petitions = [another(desk, f"第{n}件") for n in range(6)]
        for petition in petitions:
            desk.do("accept", petition, "2026-03-10", by=CLERK)
    with door.signed_in(BY_ROLE["registrar"]), ThreadPoolExecutor(6) as together:
        answers = list(together.map(lambda petition: issued(client, petition), petitions))
        printed = [text(client.get(answer.headers["location"]).content) for answer in answers]
    given = [number for answer in answers for number in numbers(answer)]
    assert sorted(given) == [NUMBER.format(n) for n in range(1, 7)]
    assert all(number in page for number, page in zip(given, printed, strict=True))
    with instance.pool.connection() as connection:
        assert verify(connection, "yimin", MATTERS, InstanceKeys(instance.keys).macs()).fault is None


def test_what_cannot_be_issued_takes_no_number_and_leaves_no_file(
    client: TestClient, door: Door, accepted: dict[str, Any], instance: Instance
) -> None:
    desk, road = accepted["desk"], str(accepted["road"])
    draft = {
        "claim": "修路",
        "findings": "属实",
        "opinion_text": "同意",
        "legal_basis": "条例",
        "remedy": "三十日内申请复查",
    }
    with door.console():
        desk.do("draft", road, "2026-03-11", by=CLERK, **draft)
    before = len(list(Store(instance.settings.attachment_folder).files()))
    with door.signed_in(BY_ROLE["registrar"]):
        refused = issued(client, road, "opinion", 409)
        assert "信访事项处理意见书尚未审批" in refused.json()["detail"]
        assert len(list(Store(instance.settings.attachment_folder).files())) == before
        issued(client, road, "slip")
    assert instance.ledger.head("yimin").counters["document-slip", "2026"] == 1
    assert ("document-opinion", "2026") not in instance.ledger.head("yimin").counters


def test_a_void_number_stays_used_and_the_document_is_issued_anew(
    client: TestClient, door: Door, accepted: dict[str, Any]
) -> None:
    desk, road = accepted["desk"], str(accepted["road"])
    with door.signed_in(BY_ROLE["registrar"]):
        first = issued(client, road)
        assert f"已出具{NUMBER.format(1)}" in issued(client, road, status=409).json()["detail"]
    with door.console():
        attachment = client.get(f"{OFFICE}/petitions/{road}/documents").json()["issued"][0]["attachment"]
        desk.do("void-document", road, "2026-03-12", by=CLERK, attachment=attachment, reason="期限有误")
    with door.signed_in(BY_ROLE["registrar"]):
        assert numbers(issued(client, road)) == [NUMBER.format(2)]
        assert client.get(first.headers["location"]).status_code == 200, "it stays what was sent out"
    with door.console():
        report = client.get(f"{OFFICE}/numbers").json()
    assert report["whole"]
    (series,) = [each for each in report["series"] if each["series"] == "document-acceptance"]
    assert (series["given"], series["counter"]) == (2, 2)
    assert [each["number"] for each in series["voided"]] == [NUMBER.format(1)]


def test_a_number_given_by_hand_is_printed_and_none_of_the_series_is_taken(
    client: TestClient, door: Door, accepted: dict[str, Any], instance: Instance
) -> None:
    with door.console():
        petition, told = another(accepted["desk"], "函件"), {"target": "规划科", "reference": "移信函〔2026〕7号"}
        accepted["desk"].do("forward", petition, "2026-03-11", by=CLERK, **told)
    with door.signed_in(BY_ROLE["registrar"]):
        answer = issued(client, petition, "slip")
        assert "移信函〔2026〕7号" in text(client.get(answer.headers["location"]).content)
    assert numbers(answer) == []
    assert ("document-slip", "2026") not in instance.ledger.head("yimin").counters
