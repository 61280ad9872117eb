"""Signing in over HTTP: the cookie, what each address answers, who may do what, and that no secret is ever said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from domain.office import IdentityLinked
from service.api import accounts as routes
from service.api import handlers, signing_in
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, machine, one_time
from service.signin.identity import Identified, Identity, identity
from tests.service.api.callers import HERE, V1, problem
from tests.service.apps import app_of
from tests.service.signin import provider as own
from tests.service.signin.people import ADMINISTRATOR, OFFICE, PASSWORD, Clock, People

ANOTHER = "another quiet lantern"
WRONG = "MARKER-of-a-wrong-password"


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """A page of this server that speaks to it."""
    with TestClient(app_of(instance), base_url=HERE, follow_redirects=False) as made:
        made.headers.update({"Origin": HERE, "X-Zhuoluo": "1"})
        yield made


def same(answer: Response) -> tuple[str, dict[str, str]]:
    """An answer without what is of each request alone."""
    named = answer.headers["x-request-id"]
    return answer.text.replace(named, ""), {name: value.replace(named, "") for name, value in answer.headers.items()}


def sign_in(client: TestClient, password: str = PASSWORD, login: str = "tiantian", **more: str) -> Response:
    answer: Response = client.post(f"{V1}/session", json={"login": login, "password": password, **more})
    return answer


def cookie(answer: Response) -> dict[str, str]:
    """The header with which a browser sends the cookie back."""
    assert answer.status_code == 200, answer.text
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_the_cookie_is_of_this_host_only_and_no_script_reads_it(client: TestClient, people: People) -> None:
    people.account()
    said = sign_in(client).headers["set-cookie"]
    assert said.startswith("__Host-sid=")
    assert said.partition("; ")[2].split("; ") == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]


def test_who_signed_in_is_told_who_it_is_until_signing_out(client: TestClient, people: People) -> None:
    account = people.account()
    problem(client.get(f"{V1}/session"), 401, "signed-out")
    here = cookie(sign_in(client))
    said = client.get(f"{V1}/session", headers=here).json()
    assert (said["account"], said["person"], said["office"], said["via"]) == (
        str(account.id), "田甜", OFFICE, "password",
    )  # fmt: skip
    gone = client.delete(f"{V1}/session", headers=here)
    assert gone.json() == {"ended": 1}
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert '"cookies"' in gone.headers["clear-site-data"]
    problem(client.get(f"{V1}/session", headers=here), 401, "signed-out")


def test_signing_in_again_ends_the_session_before(client: TestClient, people: People) -> None:
    people.account()
    before = cookie(sign_in(client))
    again = client.post(f"{V1}/session", json={"login": "tiantian", "password": PASSWORD}, headers=before)
    assert cookie(again) != before
    problem(client.get(f"{V1}/session", headers=before), 401, "signed-out")
    assert client.get(f"{V1}/session", headers=cookie(again)).status_code == 200


def test_unknown_and_known_are_answered_the_same_byte_for_byte(client: TestClient, people: People) -> None:
    people.account()
    known, unknown = sign_in(client, WRONG), sign_in(client, WRONG, "nobody")
    problem(known, 401, "sign-in-failed")
    assert same(known) == same(unknown)


def test_after_too_many_failures_it_says_only_how_long(client: TestClient, people: People) -> None:
    people.account()
    found = []
    for login in ("tiantian", "nobody"):
        for _ in range(5):
            problem(sign_in(client, WRONG, login), 401)
        found.append(sign_in(client, WRONG, login))
    for answer in found:
        problem(answer, 429, "too-many-attempts")
        assert answer.headers["retry-after"] == "1"
    assert same(found[0]) == same(found[1])


def test_one_sees_and_ends_ones_own_sessions(client: TestClient, people: People) -> None:
    people.account()
    people.account("liuqing", "柳青")
    here, there, other = (cookie(sign_in(client, login=login)) for login in ("tiantian", "tiantian", "liuqing"))
    rows = client.get(f"{V1}/sessions", headers=here).json()["rows"]
    assert [row["own"] for row in rows] == [True, False]
    problem(client.delete(f"{V1}/sessions/{rows[1]['session']}", headers=other), 404, "no-such-account")
    assert client.delete(f"{V1}/sessions/{rows[1]['session']}", headers=here).json() == {"ended": 1}
    problem(client.get(f"{V1}/session", headers=there), 401)
    cookie(sign_in(client))
    assert client.delete(f"{V1}/sessions", headers=here).json() == {"ended": 1}
    assert client.get(f"{V1}/session", headers=other).status_code == 200


def test_one_changes_ones_password_and_every_other_session_ends(client: TestClient, people: People) -> None:
    people.account()
    here, there = cookie(sign_in(client)), cookie(sign_in(client))
    new = "seven grey herons asleep"
    wrong = client.post(f"{V1}/session/password", json={"old": WRONG, "new": new}, headers=here)
    problem(wrong, 401, "sign-in-failed")
    weak = client.post(f"{V1}/session/password", json={"old": PASSWORD, "new": "weak"}, headers=here)
    problem(weak, 409, "refused")
    done = client.post(f"{V1}/session/password", json={"old": PASSWORD, "new": new}, headers=here)
    assert done.json() == {"ended": 1}
    problem(client.get(f"{V1}/session", headers=there), 401)
    problem(sign_in(client), 401)
    assert sign_in(client, new).status_code == 200


def test_one_sets_up_a_second_factor_and_is_asked_for_it(client: TestClient, people: People) -> None:
    people.account()
    here = cookie(sign_in(client))
    made = client.post(f"{V1}/session/second-factor", json={}, headers=here).json()
    assert made["uri"].startswith("otpauth://totp/")
    code = pyotp.TOTP(made["secret"]).now()
    confirmed = client.post(f"{V1}/session/second-factor/confirmation", json={"code": code}, headers=here).json()
    assert len(confirmed["codes"]) == 8
    problem(sign_in(client), 401, "sign-in-failed")
    assert sign_in(client, code=confirmed["codes"][0]).status_code == 200


# ---- machines


def issued(people: People, clock: Clock) -> machine.Issued:
    event = machine.issuing("数据交换", "信访科", ("read",), clock() + timedelta(days=1), "对接")
    return machine.issue(people.instance, OFFICE, event, ADMINISTRATOR, Via())


def test_a_program_is_known_by_its_token_and_refused_at_once_when_it_is_revoked(
    client: TestClient, people: People, clock: Clock
) -> None:
    made = issued(people, clock)
    bearer = {"Authorization": f"Bearer {made.token}"}
    said = client.get(f"{V1}/session", headers=bearer).json()
    assert (said["via"], said["unit"], said["scopes"], said["session"]) == ("token", "信访科", ["read"], None)
    problem(client.get(f"{V1}/sessions", headers=bearer), 403, "forbidden")
    machine.revoke(people.instance, OFFICE, made.id, "对接结束", ADMINISTRATOR, Via())
    problem(client.get(f"{V1}/session", headers=bearer), 401, "bad-token")


@pytest.mark.parametrize("said", ["Bearer zl_nonsense", "Bearer", "Bearer x", "Basic eDp4", f"Bearer zl_{'x' * 5000}"])
def test_a_token_that_does_not_hold_is_401_also_where_nobody_need_sign_in(client: TestClient, said: str) -> None:
    refused = client.get(f"{V1}/health", headers={"Authorization": said})
    problem(refused, 401, "bad-token")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert client.get(f"{V1}/health").status_code == 200


@pytest.mark.parametrize("said", ["__Host-sid=nonsense", "__Host-sid=", "__Host-sid=x; __Host-sid=y", "\xff=;;=", "x"])
def test_a_cookie_that_does_not_hold_is_as_none(client: TestClient, said: str) -> None:
    answer = client.get(f"{V1}/health", headers={b"Cookie": said.encode("latin-1")})
    assert answer.status_code == 200
    problem(client.get(f"{V1}/session", headers={b"Cookie": said.encode("latin-1")}), 401, "signed-out")


def test_outside_a_request_nobody_is_signed_in(client: TestClient, people: People) -> None:
    people.account()
    client.get(f"{V1}/session", headers=cookie(sign_in(client)))
    assert identity() is None


# ---- those who administer


def test_nobody_administers_accounts_who_is_not_signed_in_and_allowed(client: TestClient, people: People) -> None:
    path, said = f"{V1}/offices/{OFFICE}/accounts", {"login": "liuqing", "person": "柳青"}
    problem(client.post(path, json=said), 401, "signed-out")
    assert not accounts.accounts_exist(people.instance)
    people.account()
    here = cookie(sign_in(client))
    problem(client.post(path, json=said, headers=here), 403, "forbidden")
    problem(client.get(path, headers=here), 403, "forbidden")
    assert len(accounts.of_office(people.instance, OFFICE).accounts) == 1


def test_the_code_of_the_console_is_redeemed_over_http(client: TestClient, instance: Instance) -> None:
    code = one_time.first_code(instance, OFFICE, datetime.now(UTC))
    said = {"code": code, "login": "tiantian", "person": "安全员", "password": PASSWORD}
    problem(client.post(f"{V1}/redemptions", json={**said, "code": "AAAA"}), 401, "bad-code")
    assert client.post(f"{V1}/redemptions", json=said).json()["login"] == "tiantian"
    assert sign_in(client).status_code == 200


@pytest.fixture
def administrator(instance: Instance, people: People) -> Iterator[TestClient]:
    """Signed in as somebody who may administer accounts of the office."""

    def may(who: Identity, office: str) -> bool:
        return (who.login, office) == ("nihong", OFFICE)

    people.account("nihong", "倪虹")
    app = FastAPI()
    app.include_router(routes.router(instance, may), prefix=V1)
    app.include_router(signing_in.router(instance), prefix=V1)
    handlers.install(app, lambda _petition: None)
    app.add_middleware(Identified, instance=instance)
    with TestClient(app, base_url=HERE) as made:
        made.headers.update(cookie(sign_in(made, login="nihong")))
        yield made


def test_who_may_opens_blocks_releases_resets_and_closes_accounts(administrator: TestClient, people: People) -> None:
    path = f"{V1}/offices/{OFFICE}/accounts"
    opened = administrator.post(path, json={"login": "tiantian", "person": "田甜"}).json()
    people.redeem(opened["code"], "tiantian")
    mine = f"{path}/{opened['account']}"
    people.sign_in()
    assert len(administrator.get(f"{mine}/sessions").json()["rows"]) == 1
    for end, standing in (("blocks", "blocked"), ("releases", "open")):
        assert administrator.post(f"{mine}/{end}", json={"reason": "核查"}).json()["standing"] == standing
    assert administrator.get(f"{mine}/sessions").json()["rows"] == []
    reset = administrator.post(f"{mine}/resets", json={"what": "password", "reason": "遗忘"}).json()
    people.redeem(reset["code"], "tiantian", password=ANOTHER)
    assert administrator.delete(f"{mine}/sessions").json() == {"ended": 0}
    assert administrator.post(f"{mine}/closures", json={"reason": "调离"}).json()["standing"] == "closed"
    problem(administrator.post(f"{mine}/closures", json={"reason": "调离"}), 409, "refused")
    problem(administrator.post(f"{path}/nonsense/blocks", json={"reason": "x"}), 404, "no-such-account")
    assert [row["standing"] for row in administrator.get(path).json()["rows"]] == ["open", "closed"]


def test_who_may_issues_and_revokes_tokens_which_are_shown_once(administrator: TestClient) -> None:
    path = f"{V1}/offices/{OFFICE}/tokens"
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    said = {"name": "交换", "unit": "信访科", "scopes": ["read"], "expires_at": until, "reason": "对接"}
    made = administrator.post(path, json=said).json()
    assert made["secret"].startswith("zl_")
    assert made["secret"] not in administrator.get(path).text
    ended = administrator.post(f"{path}/{made['token']}/revocations", json={"reason": "结束"})
    assert ended.json()["standing"] == "ended"


def test_who_administers_one_office_does_not_another(administrator: TestClient) -> None:
    problem(administrator.get(f"{V1}/offices/another/accounts"), 403, "forbidden")
    assert administrator.get(f"{V1}/offices/{OFFICE}/accounts").status_code == 200


# ---- identities from elsewhere


def test_a_browser_goes_to_the_provider_and_comes_back_signed_in(
    client: TestClient, people: People, instance: Instance, home: Path
) -> None:
    account = people.account()
    with own.running(people.clock, home) as gov:
        event = IdentityLinked(account=account.id, issuer=gov.issuer, subject="7", reason="统一认证")
        accounts.change(instance, OFFICE, event, ADMINISTRATOR, Via())
        start = client.get(f"{V1}/oidc/gov/start")
        assert start.status_code == 303
        browser = {"Cookie": start.headers["set-cookie"].partition(";")[0]}
        brought = gov.signed_in(start.headers["location"], "7")
        stranger = client.get(f"{V1}/oidc/gov/callback", params=brought)
        assert stranger.headers["location"] == "/signin?failed=identity"
        assert "set-cookie" not in stranger.headers
        back = client.get(f"{V1}/oidc/gov/callback", params=brought, headers=browser)
    assert back.headers["location"] == "/"
    sid = next(each for each in back.headers.get_list("set-cookie") if each.startswith("__Host-sid="))
    said = client.get(f"{V1}/session", headers={"Cookie": sid.partition(";")[0]})
    assert said.json()["via"] == "oidc"
    problem(client.get(f"{V1}/oidc/none/start"), 404, "no-such-provider")


# ---- secrets


def test_no_secret_stands_in_an_answer_a_log_or_the_events(
    client: TestClient, people: People, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    people.account()
    token = issued(people, clock).token
    here = cookie(sign_in(client))
    session = here["Cookie"].partition("=")[2]
    made = client.post(f"{V1}/session/second-factor", json={}, headers=here).json()
    answers = [sign_in(client, WRONG), sign_in(client, WRONG + "\0"), sign_in(client, WRONG * 100)]
    answers.append(client.post(f"{V1}/session", content=f'{{"login": "x", "password": {WRONG}'.encode()))
    with monkeypatch.context() as broken:
        broken.setattr(
            "service.signin.sessions.OPENED", "INSERT INTO signin.account VALUES (%s, %s, %s, %s, %s, %s, %s)"
        )
        answers.append(sign_in(client))
    kept = _everything(people.instance)
    secrets = (PASSWORD, WRONG, token, session, made["secret"])
    assert answers[-1].status_code >= 500
    for place in (*(answer.text for answer in answers), caplog.text, kept):
        assert [secret for secret in secrets if secret in place] == []
    assert "田甜" in kept  # the control: what stands in the events is found


def _everything(instance: Instance) -> str:
    """Every row of the ledger and of sign-in, as text."""
    with instance.pool.connection() as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('ledger', 'signin')"
        ).fetchall()
        rows = [
            row
            for schema, table in tables
            for row in connection.execute(f"SELECT * FROM {schema}.{table}".encode()).fetchall()
        ]
    said = (
        bytes(each).decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for row in rows for each in row
    )
    return "\n".join(said)
