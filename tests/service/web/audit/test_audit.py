"""The auditor's pages: what happened step by step, who read it, how the log stands; each for its roles only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from service.web.audit import verification
from service.web.audit.telling import apart
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, MARKER
from tests.service.api.callers import HERE

pytestmark = pytest.mark.usefixtures("told")
AUDITOR, AUDIT_ADMIN, CLERK = BY_ROLE["auditor"], BY_ROLE["audit_admin"], BY_ROLE["coordinator"]
PAGES = ("", "/replay", "/readings", "/person", "/unusual", "/log", "/receipt", "/bundle", "/verification")
HELD = {"Cookie": f"__Host-pre={'a' * 43}"}


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code, answer.text[-500:])
    return str(answer.text)


@pytest.mark.parametrize("end", PAGES)
def test_each_page_is_for_the_auditor(client: TestClient, door: Door, end: str) -> None:
    with door.signed_in(AUDITOR):
        assert "审计页面" in page(client, f"/audit{end}")


def test_an_audit_administrator_sees_reads_and_logs_and_no_petition(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(AUDITOR):
        page(client, f"/audit/replay?petition={told['road']}")
    with door.signed_in(AUDIT_ADMIN):
        for end in ("", "/person", "/unusual", "/log", "/receipt", "/verification"):
            page(client, f"/audit{end}")
        for end in ("/replay", "/bundle"):
            page(client, f"/audit{end}", 403)
        page(client, f"/audit/readings?petition={told['road']}", 404)
        assert f"/petitions/{told['road']}" not in page(client, f"/audit/person?person={AUDITOR}")


def test_others_are_shut_out_but_see_how_the_log_is_signed(client: TestClient, door: Door) -> None:
    with door.signed_in(CLERK):
        for end in ("", "/readings", "/person", "/unusual", "/receipt", "/verification"):
            page(client, f"/audit{end}", 403)
        log = page(client, "/audit/log")
        assert "已签至" in log
        assert "读模型" not in log  # how far they follow tells nothing that is theirs


def test_a_case_is_replayed_step_by_step_with_what_was_known_then(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(AUDITOR):
        first = page(client, f"/audit/replay?petition={told['road']}")
        assert "1/3 收到" in first
        assert "尚未登记" in first
        assert "3 转" not in first  # it was not known yet
        last = page(client, f"/audit/replay?petition={told['road']}&step=3")
        for said in ("3/3", "规划科", "叶哈希", "MAC", "已签名", "当时的期限事项", "/audit/receipt?log=matters"):
            assert said in last
        page(client, f"/audit/replay?petition={told['road']}&step=soon", 422)
        page(client, f"/audit/replay?petition={told['road']}&step=0", 422)


def test_what_is_hidden_from_the_auditor_is_as_if_it_were_not_there(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(AUDITOR):
        for end in ("replay", "readings", "bundle"):
            for named in (told["accusation"], told["number"], UUID(int=7)):
                assert MARKER not in page(client, f"/audit/{end}?petition={named}", 404)


def test_who_read_a_petition_is_told_and_asking_is_on_record_too(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(CLERK):
        page(client, f"/petitions/{told['water']}")
    with door.signed_in(AUDITOR):
        reads = page(client, f"/audit/readings?petition={told['water']}")
        assert CLERK in reads
        assert "信访件及人员信息" in reads
        assert "查阅记录" in page(client, f"/audit/readings?petition={told['water']}")
        mine = page(client, f"/audit/person?person={AUDITOR}")
        assert "/audit/receipt?log=access-" in mine


@pytest.mark.parametrize(("person", "told_of"), [(CLERK, "当前可以查阅"), (BY_ROLE["security_admin"], "角色不允许")])
def test_whether_somebody_may_see_a_petition_is_said_with_the_reason(
    client: TestClient, door: Door, told: dict[str, Any], person: str, told_of: str
) -> None:
    with door.signed_in(AUDITOR):
        assert told_of in page(client, f"/audit/readings?petition={told['water']}&person={person}")


def test_what_the_rules_find_is_named_by_its_rule(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    with door.signed_in(CLERK):
        for _ in range(4):
            page(client, f"/audit/replay?petition={told['road']}", 200)
        for _ in range(4):
            client.get("/audit")
    with door.signed_in(AUDITOR):
        assert "屡被拒绝" in page(client, "/audit/unusual")
        page(client, "/audit/unusual?first=2026-05-02&last=2026-05-01", 422)


def test_a_checkpoint_is_shown_as_the_note_that_others_keep(client: TestClient, door: Door, instance: Instance) -> None:
    instance.checkpoints.current("yimin", "matters")
    with door.signed_in(AUDITOR):
        log = page(client, "/audit/log")
        size = instance.ledger.head("yimin").size
        assert f"/audit/checkpoint?log=matters&amp;generation=1&amp;size={size}" in log
        note = page(client, f"/audit/checkpoint?log=matters&size={size}")
        assert f"/yimin/matters\n{size}\n" in note
        page(client, "/audit/checkpoint?log=matters&size=9999999", 404)
        page(client, "/audit/checkpoint?log=nothing&size=1", 404)
        page(client, "/audit/log?log=nothing", 404)


def test_a_receipt_is_shown_and_saved_as_the_file_that_verify_reads(client: TestClient, door: Door) -> None:
    with door.signed_in(AUDITOR):
        assert "c2sp.org/tlog-proof" in page(client, "/audit/receipt?log=matters&position=3")
        file = client.get("/audit/receipt.json?log=matters&position=3")
        assert file.json()["format"] == "zhuoluo-receipt/1"
        assert "attachment" in file.headers["content-disposition"]
        page(client, "/audit/receipt?log=matters&position=99999999", 404)
        page(client, "/audit/receipt?log=matters&position=-1", 422)


def verify(client: TestClient, **said: str) -> Any:
    form = client.get("/audit/verification", headers=HELD).text
    token = form.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post("/audit/verification", data={"csrf": token, **said}, headers={"Origin": HERE, **HELD})


def test_a_log_is_verified_on_demand_and_remembered_as_sound(client: TestClient, door: Door) -> None:
    with door.signed_in(AUDITOR):
        assert "尚未核验" in page(client, "/audit/verification")
        answer = verify(client, log="matters", what="whole")
        assert (answer.status_code, "全部完好" in answer.text) == (200, True)
        assert "核验新增" in page(client, "/audit/verification")
        assert verify(client, log="matters", what="since").status_code == 200
        assert verify(client, log="nothing", what="whole").status_code == 404


def test_what_is_too_long_to_wait_for_is_left_to_the_console(
    client: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST", 1)
    with door.signed_in(AUDITOR):
        page_ = page(client, "/audit/verification")
        assert "仅限控制台" in page_
        assert "zhuoluo verify --office yimin" in page_
        assert verify(client, log="matters", what="whole").status_code == 409


def test_one_verification_runs_at_a_time(client: TestClient, door: Door) -> None:
    with door.signed_in(AUDITOR), verification.ONE_AT_A_TIME:
        answer = verify(client, log="matters", what="whole")
    assert (answer.status_code, "另一项核验正在进行" in answer.text) == (503, True)


def test_what_verifying_says_is_told_in_the_language_of_the_page() -> None:
    said = "the head's time is not that of the last event (日志头时间不符)"
    assert apart(said, "en") == "the head's time is not that of the last event"
    assert apart(said, "zh").startswith("日志头时间不符：")
    assert apart("it cannot be read", "zh") == "it cannot be read"
