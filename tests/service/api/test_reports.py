"""Reports of figures over the API: drafted, checked, signed off, sent, verified, received; what is refused and how."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.posting import LARGEST_BODY
from tests.service.api.callers import V1, Caller, problem

DRAFTER, CHECKER, LEADER = {"name": "周静"}, {"name": "吴敏"}, {"name": "韩德胜", "post": "head"}
LATER = "2026-03-02T09:00:00+08:00"
ONE = "2026-01-1"
R2_6 = pytest.mark.clause("R2.6")


@pytest.fixture
def office(client: TestClient) -> Caller:
    """Two letters of January and one of February."""
    return filled(Caller.founded(client, "yimin", "plain", replayed=True))


def filled(office: Caller) -> Caller:
    for day in ("2026-01-05", "2026-01-12", "2026-02-03"):
        petition = office.do("receive", on=day, channel="letter", details={"title": "积水"})["petition"]
        office.do("register", petition, day)
    return office


def post(office: Caller, *parts: str, key: str = "", by: Any = DRAFTER, **body: Any) -> Any:
    said = {"actor": by, "recorded_at": LATER, **body}
    headers = {"Idempotency-Key": key} if key else {}
    return office.client.post(office.path(*parts), json=said, headers=headers)


def done(office: Caller, *parts: str, **body: Any) -> Any:
    answer = post(office, *parts, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def digest(office: Caller, report: str = ONE) -> str:
    return str(office.read("reports", report)["report"]["digest"])


def sent(office: Caller, period: str = "2026-01", report: str = ONE, **more: Any) -> None:
    done(office, "reports", period=period, **more)
    seen = digest(office, report)
    done(office, "reports", report, "checks", by=CHECKER, digest=seen)
    done(office, "reports", report, "signatures", by=LEADER, digest=seen)
    done(office, "reports", report, "submissions", digest=seen, to="市信访局")


@R2_6
def test_a_report_goes_its_way_over_the_api(office: Caller) -> None:
    size = office.size()
    sent(office)
    said = office.read("reports", ONE)
    assert [(step["standing"], step["by"]) for step in said["report"]["steps"]] == [
        ("drafted", "周静"),
        ("checked", "吴敏"),
        ("signed", "韩德胜"),
        ("sent", "周静"),
    ]
    assert said["counted"]["position"] == size
    received = next(table for table in said["tables"] if table["id"] == "received")
    assert received["rows"] == [[["received", "letter", "false"], [2, 2, 2, 0, 0, 2]]]
    assert (said["adjustments"], said["cites"]) == ([], [])
    assert office.size() == size + 4


def test_a_draft_goes_back_over_the_api(office: Caller) -> None:
    done(office, "reports", period="2026-01")
    done(office, "reports", ONE, "returns", by=LEADER, reason="有误")
    assert office.read("reports", ONE)["report"]["standing"] == "returned"


def test_the_reports_of_a_year_are_listed_as_known_at_a_position(office: Caller) -> None:
    before = office.size()
    sent(office)
    found = office.read("reports", year=2026)
    assert [(each["report"], each["standing"]) for each in found["reports"]] == [(ONE, "sent")]
    assert (found["year"], found["received"], found["owed"]) == (2026, [], [])
    assert office.read("reports", year=2026, position=before)["reports"] == []
    assert office.read("reports", year=2025)["reports"] == []
    problem(office.ask("reports", year=99), 422, "invalid")
    problem(office.ask("reports", position=10**6), 422, "invalid")
    problem(office.ask("reports", year=2026, colour="red"), 422, "invalid")


def test_a_report_is_verified_over_the_api(office: Caller) -> None:
    sent(office)
    said = office.read("reports", ONE, "verification")
    assert said["sound"] is True
    assert said["verified"]["in_ledger"] is True
    assert {check["standing"] for check in said["verified"]["checks"]} == {"equal"}


def test_the_file_of_one_office_is_received_by_another(office: Caller, client: TestClient) -> None:
    sent(office)
    file = office.ask("reports", ONE, "file").text
    upper = Caller.founded(client, "upper", "plain", replayed=True)
    done(upper, "received-reports", file=file)
    (kept,) = upper.read("reports", year=2026)["received"]
    assert (kept["sender"], kept["sender_name"], kept["report"]) == ("yimin", "移民局", ONE)
    done(upper, "reports", period="2026-01")
    said = upper.read("reports", ONE)
    assert [(each["office"], each["digest"]) for each in said["cites"]] == [("yimin", digest(office))]
    area = next(table for table in said["tables"] if table["id"] == "area")
    assert [["*", "received"], [2, 2, 2, 0, 0, 2]] in area["rows"]
    again = problem(post(upper, "received-reports", file=file), 409, "refused")
    assert again["reasons"][0]["en"] == "this report was received already"


def test_a_file_that_was_changed_is_refused_with_all_that_differs(office: Caller, client: TestClient) -> None:
    sent(office)
    file = office.ask("reports", ONE, "file").text
    upper = Caller.founded(client, "upper", "plain", replayed=True)
    wrong = problem(post(upper, "received-reports", file=file.replace('"letter"', '"call"')), 409, "refused")
    assert any("facts of received" in reason["en"] for reason in wrong["reasons"])
    for text in ("", "{}", "not JSON", "[" * 10_000):
        found = problem(post(upper, "received-reports", file=text), 422, "invalid")
        assert [fault["path"] for fault in found["errors"]] == ["$.file"]
    problem(post(upper, "received-reports", file="x" * LARGEST_BODY), 413)
    assert upper.size() == 2


# ---- what is refused


def test_what_is_refused_is_told_with_every_reason(office: Caller) -> None:
    done(office, "reports", period="2026-01")
    seen = digest(office)
    own = problem(post(office, "reports", ONE, "checks", digest=seen), 409, "refused")
    assert [reason["en"] for reason in own["reasons"]] == ["nobody checks or signs a report drafted by himself"]
    early = problem(post(office, "reports", ONE, "signatures", by={"name": "周静"}, digest="0" * 64), 409, "refused")
    assert len(early["reasons"]) == 4, "not checked, another digest, his own, and no leader"
    assert all(reason["zh"] for reason in early["reasons"])
    problem(post(office, "reports", ONE, "submissions", digest=seen, to="市信访局"), 409, "refused")


@R2_6
def test_a_period_that_is_not_over_is_refused(office: Caller) -> None:
    size = office.size()
    found = problem(post(office, "reports", period="2026-03"), 409, "refused")
    assert [reason["clause"] for reason in found["reasons"]] == ["R2.6"]
    assert office.size() == size


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"period": ""},
        {"period": "2026-13"},
        {"period": "2025-W53"},
        {"period": "2026-02-30..2026-03-01"},
        {"period": "2026-01", "style": "lunar"},
        {"period": "2026-01", "colour": "red"},
        {"period": "2026-01", "recorded_at": "yesterday"},
        {"period": "2026-01", "recorded_at": None},
        {"period": "x" * 10_000},
        {"period": ["2026-01"]},
    ],
    ids=str,
)
def test_a_body_that_is_not_understood_is_422_and_writes_nothing(office: Caller, body: dict[str, Any]) -> None:
    size = office.size()
    problem(post(office, "reports", **body), 422, "invalid")
    assert office.size() == size


@pytest.mark.parametrize("said", ["", "0" * 63, "g" * 64, "A" * 64])
def test_a_digest_that_is_none_is_422(office: Caller, said: str) -> None:
    done(office, "reports", period="2026-01")
    problem(post(office, "reports", ONE, "checks", by=CHECKER, digest=said), 422, "invalid")


@pytest.mark.parametrize("name", ["2026-01-9", "x", "%E6%8A%A5%E8%A1%A8", "2026-01-05..2026-01-11-1"])
def test_a_report_that_there_is_not_is_404(office: Caller, name: str) -> None:
    for parts in (("reports", name), ("reports", name, "file"), ("reports", name, "verification")):
        problem(office.ask(*parts), 404, "no-such-report")
    steps = {"checks": {"digest": "0" * 64}, "signatures": {"digest": "0" * 64}, "returns": {"reason": "有误"}}
    for step, body in (*steps.items(), ("submissions", {"digest": "0" * 64, "to": "市信访局"})):
        problem(post(office, "reports", name, step, **body), 404, "no-such-report")


def test_an_office_that_there_is_not_is_404(client: TestClient) -> None:
    nowhere = Caller(client, "nowhere")
    for parts in (("reports",), ("reports", ONE), ("reports", ONE, "file")):
        problem(nowhere.ask(*parts), 404, "no-such-office")
    for parts, body in ((("reports",), {"period": "2026-01"}), (("received-reports",), {"file": "{}"})):
        answer = post(nowhere, *parts, **body)
        assert answer.status_code in (404, 422), answer.text


def test_a_report_of_a_span_of_days_has_its_two_dots_in_the_address(office: Caller) -> None:
    done(office, "reports", period="2026-01-05..2026-01-11")
    name = "2026-01-05..2026-01-11-1"
    assert office.read("reports", name)["report"]["report"] == name
    assert office.read("reports", name, "verification")["sound"] is True


# ---- once


def test_a_repeated_key_drafts_once(office: Caller) -> None:
    size = office.size()
    first = post(office, "reports", key="r-1", period="2026-01")
    again = post(office, "reports", key="r-1", period="2026-01")
    assert (first.status_code, again.content) == (200, first.content)
    assert (first.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
    assert office.size() == size + 1
    problem(post(office, "reports", key="r-1", period="2026-02"), 422, "key-reused")
    other = post(office, "reports", key="r-2", period="2026-01")
    assert other.status_code == 200
    assert [each["standing"] for each in office.read("reports", year=2026)["reports"]] == ["superseded", "drafted"]


def test_the_same_key_at_the_same_time_drafts_once(office: Caller) -> None:
    size = office.size()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(office, "reports", key="d-1", period="2026-01"), range(6)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert office.size() == size + 1


def test_repeated_steps_are_taken_once(office: Caller) -> None:
    done(office, "reports", period="2026-01")
    size, seen = office.size(), digest(office)
    answers = [post(office, "reports", ONE, "checks", key="c-1", by=CHECKER, digest=seen) for _ in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert office.size() == size + 1


def test_a_draft_upon_an_office_that_has_changed_is_412(office: Caller) -> None:
    version = done(office, "reports", period="2026-01")["version"]
    headers = {"If-Match": f'"{version - 1}"'}
    body = {"actor": DRAFTER, "recorded_at": LATER, "period": "2026-01"}
    problem(office.client.post(office.path("reports"), json=body, headers=headers), 412, "changed")


# ---- described


def test_the_document_describes_every_address_of_reports(client: TestClient) -> None:
    document = client.get(f"{V1}/openapi.json").json()
    base = f"{V1}/offices/{{office}}"
    expected = {
        f"{base}/reports": {"get", "post"},
        f"{base}/reports/{{report}}": {"get"},
        f"{base}/reports/{{report}}/file": {"get"},
        f"{base}/reports/{{report}}/verification": {"get"},
        f"{base}/reports/{{report}}/checks": {"post"},
        f"{base}/reports/{{report}}/returns": {"post"},
        f"{base}/reports/{{report}}/signatures": {"post"},
        f"{base}/reports/{{report}}/submissions": {"post"},
        f"{base}/received-reports": {"post"},
    }
    for path, methods in expected.items():
        assert set(document["paths"][path]) == methods
        for method in methods:
            assert document["paths"][path][method]["tags"] == ["reports"]
