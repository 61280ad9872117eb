"""Names, proxies, headers, limits, ids and the log: each promise of the guard with its control."""

from __future__ import annotations

import logging
import re
from ipaddress import ip_network
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from service.keys import KeyFolder
from service.logs import printed
from service.settings import Settings, SettingsError
from service.web_guard import access_log, sizes
from service.web_guard.configured import Rate, WebSettings
from service.web_guard.csrf import SESSION
from service.web_guard.headers import STRICT
from service.web_guard.rates import MOST, Buckets
from service.web_guard.request_ids import WELL_FORMED
from tests.service.web_guard.conftest import HOSTS, HTTPS, OPEN, Guarded, app

BEHIND = WebSettings(hosts=HOSTS, proxies=(ip_network("10.0.0.0/8"), ip_network("::1")))
OURS = "11111111-2222-4333-8444-abcdefabcdef"
PLANTED = "焦桂英secret"


# ---- headers


def test_every_answer_has_the_strict_headers_and_an_endpoint_cannot_weaken_them(guarded: Guarded) -> None:
    client = guarded()
    for path in ("/page", "/nothing", "/api/v1/x", "/broken/x", "/form"):
        headers = client.get(path).headers
        assert headers.get_list("content-security-policy") == [STRICT]
        assert headers.get_list("cache-control") == ["no-store"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "geolocation=()" in headers["permissions-policy"]
    refused = client.get("/page", headers={"Host": "evil.example"})
    assert (refused.status_code, refused.headers["content-security-policy"]) == (421, STRICT)


def test_the_documentation_has_the_same_policy_and_is_off_outside_console_mode(guarded: Guarded) -> None:
    assert guarded().get("/api/docs").status_code == 404
    shown = guarded(WebSettings(hosts=HOSTS, docs=True)).get("/api/docs")
    assert (shown.status_code, shown.headers["content-security-policy"]) == (200, STRICT)
    assert "unsafe" not in STRICT
    console = guarded(WebSettings(), base="http://localhost", peer="127.0.0.1")
    assert console.get("/api/docs").status_code == 200
    off = guarded(WebSettings(docs=False), base="http://localhost", peer="127.0.0.1")
    assert [off.get(path).status_code for path in ("/api/docs", "/api/static/api.js", "/api/v1/openapi.json")] == [
        404
    ] * 3


@pytest.mark.parametrize(
    ("settings", "base", "peer", "said", "wanted"),
    [
        (OPEN, HTTPS, "192.0.2.1", {}, True),
        (OPEN, "http://xinfang.example", "192.0.2.1", {}, False),
        (OPEN, "http://xinfang.example", "192.0.2.1", {"X-Forwarded-Proto": "https"}, False),
        (BEHIND, "http://xinfang.example", "10.1.1.1", {"X-Forwarded-Proto": "https"}, True),
        (BEHIND, "http://xinfang.example", "10.1.1.1", {"X-Forwarded-Proto": "https, http"}, False),
        (BEHIND, "http://xinfang.example", "10.1.1.1", {"X-Forwarded-Proto": "gopher"}, False),
    ],
)
def test_https_is_asked_for_henceforth_only_where_the_request_came_by_it(
    guarded: Guarded, settings: WebSettings, base: str, peer: str, said: dict[str, str], *, wanted: bool
) -> None:
    headers = guarded(settings, peer=peer, base=base).get("/page", headers=said).headers
    assert ("strict-transport-security" in headers) == wanted


# ---- who asks


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.1.1.1", "198.51.100.7", "198.51.100.7"),
        ("10.1.1.1", "198.51.100.7, 10.2.2.2", "198.51.100.7"),
        ("10.1.1.1", "203.0.113.9, 198.51.100.7, 10.2.2.2", "198.51.100.7"),
        ("10.1.1.1", "198.51.100.7, nonsense", "10.1.1.1"),
        ("10.1.1.1", "198.51.100.7, nonsense, 10.2.2.2", "10.2.2.2"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.1.1.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("10.1.1.1", ", ".join(["198.51.100.7"] + ["10.2.2.2"] * 50), "10.2.2.2"),
    ],
)
def test_only_proxies_of_ours_are_believed_and_only_as_far_as_they_reach(
    guarded: Guarded, peer: str, forwarded: str, client: str
) -> None:
    said = guarded(BEHIND, peer=peer).get("/page", headers={"X-Forwarded-For": forwarded})
    assert said.json()["client"] == client


def test_a_request_must_name_this_server(guarded: Guarded) -> None:
    client = guarded()
    for host, status in (("XINFANG.example", 200), ("xinfang.example:8443", 200), ("evil.example", 421), ("", 421)):
        assert client.get("/page", headers={"Host": host}).status_code == status
    assert client.get("/page", headers=[("Host", "xinfang.example"), ("Host", "evil.example")]).status_code == 421


# ---- how much and how often


def test_an_address_that_asks_too_often_waits_and_others_do_not(keys: KeyFolder) -> None:
    made = app(keys, WebSettings(hosts=HOSTS, address_rate=Rate(0.001, 3)))
    one = TestClient(made, base_url=HTTPS, client=("192.0.2.1", 1))
    other = TestClient(made, base_url=HTTPS, client=("192.0.2.2", 1))
    assert [one.get("/page").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert int(one.get("/page").headers["retry-after"]) in range(900, 1001)
    assert other.get("/page").status_code == 200


def test_a_session_that_asks_too_often_waits_from_wherever_it_asks(keys: KeyFolder) -> None:
    made = app(keys, WebSettings(hosts=HOSTS, session_rate=Rate(0.001, 3)))
    clients = [TestClient(made, base_url=HTTPS, client=(f"192.0.2.{nth}", 1)) for nth in range(5)]
    headers = {"Cookie": f"{SESSION}=one"}
    assert [each.get("/page", headers=headers).status_code for each in clients] == [200, 200, 200, 429, 429]
    assert clients[4].get("/page", headers={"Cookie": f"{SESSION}=two"}).status_code == 200


def test_programs_of_the_console_are_not_counted_but_not_by_a_public_name(keys: KeyFolder) -> None:
    made = app(keys, WebSettings(hosts=HOSTS, address_rate=Rate(0.001, 1)))
    console = TestClient(made, base_url="http://localhost", client=("127.0.0.1", 1))
    assert {console.get("/page").status_code for _ in range(5)} == {200}
    relayed = TestClient(made, base_url=HTTPS, client=("127.0.0.1", 1))
    assert [relayed.get("/page").status_code for _ in range(2)] == [200, 429]


def test_a_bucket_fills_again_as_time_passes_and_never_beyond_its_size() -> None:
    now = [0.0]
    buckets = Buckets(Rate(2, 4), lambda: now[0])
    assert [buckets.wait("a") for _ in range(5)] == [0, 0, 0, 0, 1]
    now[0] += 1
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 1]
    now[0] += 1000
    assert [buckets.wait("a") for _ in range(5)] == [0, 0, 0, 0, 1]


def test_buckets_of_more_addresses_than_can_be_kept_are_forgotten_oldest_first() -> None:
    buckets = Buckets(Rate(1, 1), lambda: 0.0)
    for nth in range(MOST + 1):
        assert buckets.wait(str(nth)) == 0
    assert len(buckets._held) == MOST
    assert (buckets.wait(str(MOST)), buckets.wait("0")) == (1, 0)


@pytest.mark.parametrize(
    ("path", "largest"),
    [("/page", sizes.FORM), ("/api/v1/x", sizes.JSON), ("/api/v1/offices/o/petitions/p/attachments", 640 * sizes.JSON)],
)
def test_a_body_has_the_size_that_its_address_takes(guarded: Guarded, path: str, largest: int) -> None:
    client = guarded()
    assert sizes.largest(path) == largest
    announced = client.post(path, content=b"x", headers={"Content-Length": str(largest + 1)})
    assert (announced.status_code, announced.headers["connection"]) == (413, "close")
    assert client.post(path, content=b"", headers={"Content-Length": "9" * 50}).status_code == 413

    def streamed(size: int) -> Any:
        return (b"x" * min(sizes.FORM, size - at) for at in range(0, size, sizes.FORM))

    if largest <= sizes.JSON:
        assert client.post(path, content=streamed(largest)).json()["size"] == largest
        assert client.post(path, content=streamed(largest + 1)).status_code == 413


def test_only_a_form_with_files_may_be_large_at_the_intake() -> None:
    assert sizes.largest("/intake", "multipart/form-data") == sizes.FILES
    assert sizes.largest("/intake", "application/x-www-form-urlencoded") == sizes.SHEET
    assert sizes.largest("/intake/drafts", "multipart/form-data") == sizes.SHEET


def test_long_addresses_and_large_headers_are_refused(guarded: Guarded) -> None:
    client = guarded()
    assert client.get("/page?" + "x" * 8000).status_code == 200
    assert client.get("/page?" + "x" * sizes.LONGEST_ADDRESS).status_code == 414
    assert client.get("/page", headers={f"X-{nth}": "1" for nth in range(50)}).status_code == 200
    assert client.get("/page", headers={f"X-{nth}": "1" for nth in range(100)}).status_code == 431
    assert client.get("/page", headers={"X-A": "x" * sizes.LARGEST_HEADERS}).status_code == 431


def test_a_body_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> Any:
        await anyio.sleep_forever()

    async def at_once() -> Any:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def read(receive: Any) -> Any:
        return await sizes.Metered(receive, 1)()

    with start_blocking_portal() as portal:  # a loop of its own: a browser's may run in this thread
        assert portal.call(read, at_once)["body"] == b"x"
        monkeypatch.setattr(sizes, "PATIENCE", 0.0)
        with pytest.raises(sizes.Refused) as refused:
            portal.call(read, never)
    assert refused.value.kind.status == 408


# ---- ids and the log


def test_a_request_has_an_id_of_ours_in_its_answer_and_in_its_problem(guarded: Guarded) -> None:
    client = guarded()
    answer = client.get("/page", headers={"X-Request-Id": OURS})
    assert WELL_FORMED.fullmatch(answer.headers["x-request-id"])
    assert answer.headers["x-request-id"] != OURS
    refused = client.get("/page", headers={"Host": "evil.example"})
    assert refused.json()["incident"] == refused.headers["x-request-id"]


@pytest.mark.parametrize("said", ["x", OURS + "\nforged", OURS.upper(), ""])
def test_an_id_of_a_proxy_of_ours_is_kept_if_it_is_one(guarded: Guarded, said: str) -> None:
    client = guarded(BEHIND, peer="10.1.1.1")
    assert client.get("/page", headers={"X-Request-Id": OURS}).headers["x-request-id"] == OURS
    found = client.get("/page", headers={"X-Request-Id": quote(said)}).headers["x-request-id"]
    assert found != said
    assert WELL_FORMED.fullmatch(found)


def test_the_log_has_one_line_a_request_and_nothing_that_was_sent(
    guarded: Guarded, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Planted in path, query, headers, cookie and body, of requests that go well, are refused, and break."""
    client = guarded(raise_server_exceptions=False)
    caplog.set_level(logging.DEBUG)
    planted = quote(PLANTED)
    headers = {"X-A": planted, "Cookie": f"{SESSION}={planted}", "Origin": HTTPS, "Referer": f"{HTTPS}/{planted}"}
    paths = (f"/api/v1/{planted}", f"/broken/{planted}", f"/{planted}", f"/page/{planted}")
    with printed(access=True):
        ids = []
        for path in paths:
            asked = f"{path}?name={planted}&code={planted}"
            ids.append(client.get(asked, headers=headers).headers["x-request-id"])
            body = {"name": PLANTED}
            ids.append(client.post(asked, headers=headers, json=body).headers["x-request-id"])
            ids.append(client.post(asked, headers={**headers, "Origin": "null"}).headers["x-request-id"])
        ids.append(client.request(f"GET{PLANTED.encode().hex()}", "/page").headers["x-request-id"])
    written = capfd.readouterr().err
    for form in (PLANTED, planted, PLANTED.encode().hex(), "secret", PLANTED.encode("unicode_escape").decode()):
        assert form not in written
        assert form not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx2")
    lines = [line for line in written.splitlines() if " zhuoluo.access " in line]
    assert [line.split("request=")[1].split(" ")[0] for line in lines] == ids
    shape = re.compile(r".* INFO zhuoluo.access request=\S+ (GET|POST|OTHER) \S+ \d{3} [\d.]+ms account=-")
    assert [line for line in lines if not shape.fullmatch(line)] == []
    broken = next(record for record in caplog.records if record.name == "zhuoluo.api")
    assert ids[3] in broken.getMessage()
    assert "ValueError" in broken.getMessage()


def test_the_line_names_the_shape_of_the_address_and_the_account(caplog: pytest.LogCaptureFixture) -> None:
    class Found:
        path = "/api/v1/offices/{office}/register"

    caplog.set_level(logging.INFO, "zhuoluo.access")
    scope = {"method": "GET", "path": "/api/v1/offices/desk/register", "query_string": b"a=1", "route": Found()}
    access_log.told(access_log.asked(scope, 200, 0.0123, {"account": "a-17"}))
    access_log.told(access_log.asked(scope, 200, 0.0123, {"account": "a\nforged"}))
    access_log.told(access_log.asked({"method": "GET"}, 404, 0, {}))
    assert [record.getMessage() for record in caplog.records] == [
        "GET /api/v1/offices/{office}/register 200 12.3ms account=a-17",
        "GET /api/v1/offices/{office}/register 200 12.3ms account=-",
        "GET - 404 0.0ms account=-",
    ]


# ---- what the environment says


def test_the_environment_says_how_the_server_is_reached() -> None:
    said = Settings.from_environment(
        {
            "ZHUOLUO_HOSTS": "Xinfang.Example, localhost",
            "ZHUOLUO_PROXIES": "10.0.0.0/8, ::1",
            "ZHUOLUO_ADDRESS_RATE": "5/50",
            "ZHUOLUO_API_DOCS": "off",
            "ZHUOLUO_ACCESS_LOG": "on",
            "ZHUOLUO_DRAIN_SECONDS": "15",
        }
    ).web
    assert said.drain_seconds == 15
    assert (said.hosts, said.proxies) == (HOSTS, BEHIND.proxies)
    assert (said.address_rate, said.session_rate) == (Rate(5, 50), WebSettings().session_rate)
    assert (said.shows_docs, said.logs_access, said.on_loopback) == (False, True, False)
    plain = Settings.from_environment({}).web
    assert (plain.on_loopback, plain.shows_docs, plain.logs_access) == (True, True, False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ZHUOLUO_HOSTS", "*"),
        ("ZHUOLUO_HOSTS", "https://xinfang.example"),
        ("ZHUOLUO_PROXIES", "10.0.0.1/8"),
        ("ZHUOLUO_PROXIES", "proxy"),
        ("ZHUOLUO_ADDRESS_RATE", "0/10"),
        ("ZHUOLUO_SESSION_RATE", "many"),
        ("ZHUOLUO_API_DOCS", "yes"),
        ("ZHUOLUO_DRAIN_SECONDS", "-1"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment({variable: value})
