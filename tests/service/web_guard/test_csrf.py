"""What a page of another site can make a browser send changes nothing: every combination of what a request carries."""

from __future__ import annotations

from itertools import product
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from service.web_guard.configured import Rate, WebSettings
from service.web_guard.csrf import BEFORE, SESSION
from tests.service.web_guard.conftest import HOSTS, HTTPS, Guarded

SID = "s" * 43
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SITES = (None, "same-origin", "none", "same-site", "cross-site", "")
ORIGINS = (None, HTTPS, f"{HTTPS}:443", "http://xinfang.example", "https://evil.example", "null", f"{HTTPS}:444")
TYPES = (
    None, "application/json", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
)  # fmt: skip
TOKENS = (None, "right", "wrong", "of another session")
FROM_HERE_SITES = {None, "same-origin", "none"}
FROM_HERE_ORIGINS = {None, HTTPS, f"{HTTPS}:443"}
FORMS = TYPES[4:]


def tokens(client: TestClient) -> dict[str | None, str]:
    """Tokens as pages of the server hold them, for this session and for another."""
    own = client.get("/form", headers={"Cookie": f"{SESSION}={SID}"}).text
    other = client.get("/form", headers={"Cookie": f"{SESSION}=other"}).text
    assert own != other
    return {"right": own, "wrong": "0" * len(own), "of another session": other}


def body_of(kind: str | None, token: str | None) -> bytes:
    if kind and kind.startswith("multipart"):
        part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        named = part % (b"csrf", token.encode()) if token else b""
        return named + part % (b"file", b"x" * 9000) + b"--b--\r\n"
    if kind == FORMS[0]:
        return urlencode({"number": "1", **({"csrf": token} if token else {})}).encode()
    return b"{}"


def expected(cookie: bool, site: str | None, origin: str | None, kind: str | None, token: str | None, path: str) -> int:  # noqa: FBT001 - a row
    """By hand: from here; with a cookie said so by the browser and of a type that needs asking; forms with a token."""
    if site not in FROM_HERE_SITES or origin not in FROM_HERE_ORIGINS:
        return 403
    if cookie and site is None and origin is None:
        return 403
    if kind in FORMS:
        if not cookie:
            return 200 if path.startswith("/api/") else 403
        return 200 if token == "right" else 403  # noqa: S105 - the name of a column
    if cookie and kind != "application/json":
        return 403
    return 200


@pytest.mark.parametrize(("method", "path"), [*((method, "/page") for method in UNSAFE), ("POST", "/api/v1/x")])
def test_every_combination_is_judged_as_the_table_says(guarded: Guarded, method: str, path: str) -> None:
    often = Rate(10_000, 10_000)
    client = guarded(WebSettings(hosts=HOSTS, address_rate=often, session_rate=often))
    said = tokens(client)
    found: dict[int, int] = {200: 0, 403: 0}
    for cookie, site, origin, kind, token in product((False, True), SITES, ORIGINS, TYPES, TOKENS):
        headers = {"Cookie": f"a=b; {SESSION}={SID}"} if cookie else {}
        given = {"Sec-Fetch-Site": site, "Origin": origin, "Content-Type": kind}
        headers |= {name: value for name, value in given.items() if value is not None}
        answer = client.request(method, path, headers=headers, content=body_of(kind, said.get(token)))
        row = (cookie, site, origin, kind, token)
        assert answer.status_code == expected(*row, path), row
        found[answer.status_code] += 1
    assert min(found.values()) > 100, "both happen"


def test_reading_is_never_refused_for_where_it_comes_from(guarded: Guarded) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example", "Cookie": f"{SESSION}={SID}"}
    assert guarded().get("/page", headers=headers).status_code == 200


def test_a_header_that_only_a_script_of_ours_can_add_stands_for_the_type(guarded: Guarded) -> None:
    headers = {"Cookie": f"{SESSION}={SID}", "Origin": HTTPS, "Content-Type": "application/octet-stream"}
    client = guarded()
    assert client.post("/page", headers=headers, content=b"x").status_code == 403
    assert client.post("/page", headers={**headers, "X-Zhuoluo": "1"}, content=b"x").status_code == 200


def test_a_form_reaches_its_endpoint_whole_after_its_token_was_read(guarded: Guarded) -> None:
    client = guarded()
    token = tokens(client)["right"]
    for kind in FORMS:
        body = body_of(kind, token)
        headers = {"Cookie": f"{SESSION}={SID}", "Origin": HTTPS, "Content-Type": kind}
        said = client.post("/page", headers=headers, content=body).json()
        assert (said["size"], said["body"]) == (len(body), body[:200].decode())


def test_who_has_not_signed_in_gets_a_cookie_with_the_form_and_only_then(guarded: Guarded) -> None:
    client = guarded()
    assert "set-cookie" not in client.get("/page").headers
    answer = client.get("/form")
    given = answer.headers["set-cookie"]
    assert given.startswith(f"{BEFORE}=")
    assert given.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    headers = {"Origin": HTTPS, "Content-Type": FORMS[0]}
    assert client.post("/page", headers=headers, content=body_of(FORMS[0], answer.text)).status_code == 200
    assert client.post("/page", headers=headers, content=body_of(FORMS[0], None)).status_code == 403
    assert "set-cookie" not in client.get("/form").headers
    assert client.get("/form").text == answer.text


def test_a_token_from_before_signing_in_is_none_of_the_session(guarded: Guarded) -> None:
    """Who planted the cookie of before knows its token."""
    client = guarded()
    before = client.get("/form").text
    headers = {"Origin": HTTPS, "Content-Type": FORMS[0]}
    client.cookies.set(SESSION, SID, domain="xinfang.example")
    assert client.post("/page", headers=headers, content=body_of(FORMS[0], before)).status_code == 403


@pytest.mark.parametrize("name", ["Origin", "Sec-Fetch-Site", "X-CSRF-Token"])
def test_a_header_that_is_there_twice_means_nothing(guarded: Guarded, name: str) -> None:
    client = guarded()
    token = tokens(client)["right"]
    good = {"Origin": HTTPS, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": token}
    pairs = [("Cookie", f"{SESSION}={SID}"), ("Content-Type", FORMS[0]), *good.items()]
    assert client.post("/page", headers=pairs, content=b"a=1").status_code == 200
    assert client.post("/page", headers=[*pairs, (name, good[name])], content=b"a=1").status_code == 403


def test_a_field_that_is_there_twice_or_hidden_behind_another_part_is_no_token(guarded: Guarded) -> None:
    client = guarded()
    token = tokens(client)["right"]
    headers = {"Cookie": f"{SESSION}={SID}", "Origin": HTTPS}
    twice = f"csrf={token}&csrf={token}".encode()
    assert client.post("/page", headers=headers | {"Content-Type": FORMS[0]}, content=twice).status_code == 403
    behind = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' + body_of(FORMS[1], token)
    assert client.post("/page", headers=headers | {"Content-Type": FORMS[1]}, content=behind).status_code == 403
