"""Accounts, grants, tokens, erasures and the system: each by its administrator, with what is shown once shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import psycopg

from service.database import Database
from service.runtime import Instance
from service.signin import mailboxes
from tests.service.signin.people import OFFICE, PASSWORD, People
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
CODE = re.compile(r"<code>([A-Z0-9]{4}(?:-[A-Z0-9]{4})+)</code>")
GRANT, OPEN, MAIL = "/office/access/grant", "/office/accounts/open", "/office/accounts/mail"


def of(instance: Instance, login: str) -> str:
    account = instance.offices.get(OFFICE).state.accounts.by_login(login)
    assert account is not None
    return str(account.id)


def test_an_account_is_opened_with_a_code_that_is_shown_once(people: People, at: At) -> None:
    admin, said = at("secadmin"), {"person": "柳青", "login": "liuqing", "reason": "新到岗"}
    preview = admin.previewed(OPEN, said)
    done = admin.confirmed(OPEN, said, preview)
    assert done.status_code == 200
    code = CODE.search(done.text)
    assert code is not None
    people.redeem(code[1], "liuqing", password=PASSWORD)
    again = admin.confirmed(OPEN, said, preview)
    assert CODE.search(again.text) is None
    assert "开设账号" in admin.page("/office/history")
    assert "开设账号" not in at("clerk").page("/office/history")


def test_a_blocked_account_is_signed_out_and_can_be_released(instance: Instance, at: At) -> None:
    clerk, admin = at("clerk"), at("secadmin")
    account = of(instance, "clerk")
    preview = admin.previewed(f"/office/accounts/block?account={account}", {"account": account, "reason": "调离"})
    assert "1个会话随即结束" in preview.text
    said = {"account": account, "reason": "调离"}
    assert admin.confirmed("/office/accounts/block", said, preview).status_code == 303
    assert clerk.client.get("/office").status_code == 303
    assert "已停用" in admin.page(f"/office/accounts/one?account={account}")
    released = admin.does("/office/accounts/release", said)
    assert released.status_code == 303


def test_a_password_is_reset_and_sessions_are_ended(instance: Instance, at: At) -> None:
    admin, account = at("secadmin"), of(instance, "clerk")
    at("clerk")
    reset = admin.does("/office/accounts/reset", {"account": account, "what": "password", "reason": "忘记"})
    assert CODE.search(reset.text)
    assert admin.does("/office/accounts/sessions/end", {"account": account}).status_code == 303
    assert "当前无人用此账号登录" in admin.page(f"/office/accounts/one?account={account}")


def test_an_address_for_reminders_is_set_and_taken_away_and_stands_in_no_log(
    instance: Instance, at: At, database: Database
) -> None:
    admin, account, address = at("secadmin"), of(instance, "clerk"), "tiantian@example.org"
    said = {"account": account, "address": address, "reason": "本人提供，已核实"}
    assert admin.does(MAIL, said).status_code == 303
    for page in ("/office/accounts", f"/office/accounts/one?account={account}", f"{MAIL}?account={account}"):
        assert address in admin.page(page)
    history = admin.page("/office/history")
    assert "登记提醒邮箱" in history
    assert address not in history
    with psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("SELECT e::text FROM ledger.event e UNION ALL SELECT m::text FROM signin.mailbox m")
        digests = connection.execute(
            "SELECT count(*) FROM ledger.event WHERE topic = 'MailAddressSet/1' AND request IS NOT NULL"
        )
        assert not any(address in text or address.encode().hex() in text for (text,) in rows.fetchall())
        assert digests.fetchone() == (0,)
    assert admin.previewed(MAIL, {**said, "address": "nobody"}).status_code == 409
    assert admin.does(MAIL, {**said, "address": ""}).status_code == 303
    assert address not in admin.page("/office/accounts")


def test_a_closed_account_keeps_no_address(instance: Instance, at: At) -> None:
    admin, account = at("secadmin"), of(instance, "clerk")
    assert admin.does(MAIL, {"account": account, "address": "a@example.org", "reason": "核实"}).status_code == 303
    assert admin.does("/office/accounts/close", {"account": account, "reason": "调离"}).status_code == 303
    assert mailboxes.mailbox(instance, UUID(account)) is None


def test_a_token_is_shown_once_and_revoked(instance: Instance, at: At) -> None:
    admin = at("secadmin")
    until = admin.page("/office/accounts/tokens/issue").split('name="expires_at"')[1].split('value="')[1][:10]
    said = {"name": "数据交换", "unit": "信访科", "scopes": "read", "expires_at": until, "reason": "对接"}
    issued = admin.does("/office/accounts/tokens/issue", said)
    assert "zl_" in issued.text
    assert "zl_" not in admin.page("/office/accounts")
    (token,) = instance.offices.get(OFFICE).state.accounts.tokens
    assert admin.does("/office/accounts/tokens/revoke", {"token": str(token), "reason": "结束"}).status_code == 303


def test_a_role_is_granted_shown_with_its_reason_and_taken_back(at: At) -> None:
    admin = at("secadmin")
    said = {"person": "舒小统", "role": "statistician", "since": "2026-01-01", "reason": "负责统计"}
    preview = admin.previewed(GRANT, said)
    assert "舒小统成为统计员" in preview.text
    assert admin.confirmed(GRANT, said, preview).status_code == 303
    assert "负责统计" in admin.page("/office/access")
    back = {"person": "舒小统", "role": "statistician", "reason": "换人"}
    assert "舒小统不再是统计员" in admin.previewed("/office/access/revoke", back).text
    assert admin.does("/office/access/revoke", back).status_code == 303


def test_administrators_stay_apart_and_nobody_grants_to_themselves(at: At) -> None:
    admin = at("secadmin")
    said = {"since": "2026-01-01", "reason": "试"}
    apart = admin.previewed(GRANT, {"person": "田甜", "role": "system_admin", **said})
    assert apart.status_code == 409
    assert "须相互独立" in apart.text
    own = admin.previewed(GRANT, {"person": "安小全", "role": "auditor", **said})
    assert "不得为本人授权" in own.text


def test_near_relations_are_for_those_who_grant(at: At) -> None:
    admin = at("secadmin")
    said = {"person": "田甜", "relative": "倪虹", "since": "2026-01-01"}
    assert admin.does("/office/people/kinship", said).status_code == 303
    assert "田甜 · 倪虹" in admin.page("/office/people")
    assert "近亲属" not in at("clerk").page("/office/people")


def test_an_erasure_of_what_is_not_there_is_refused_with_the_reason(at: At) -> None:
    admin = at("secadmin")
    assert "信访件保管期限" in admin.page("/office/erasure")
    said = {"subjects": f"person-{'0' * 32}", "basis": "legal_ground", "reason": "本人申请"}
    refused = admin.previewed("/office/erasure/propose", said)
    assert refused.status_code == 409
    assert "本机构没有" in refused.text
    assert admin.previewed("/office/erasure/approve", {"number": "7"}).status_code == 409


def test_the_system_is_told_and_another_office_is_made(instance: Instance, at: At) -> None:
    admin = at("sysadmin")
    assert "PostgreSQL" in admin.page("/office/system")
    said = {"id": "second", "name": "第二机构", "rulebook": "R2", "time_zone": "Asia/Shanghai"}
    made = admin.does("/office/system/offices", said)
    assert made.headers["location"].endswith("office=second")
    assert "second" in instance.offices.ids()
    again = admin.previewed("/office/system/offices", said)
    assert again.status_code == 409
    clock = admin.does("/office/system/clock", {"reason": "已核对"})
    assert clock.status_code == 303
    assert "确认时钟" in admin.page("/office/history")
