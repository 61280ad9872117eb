"""Who may ask: programs on this computer that name it; and what no answer gives away."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.desk import Desk
from service.runtime import Instance
from tests.service.api.callers import V1, Caller, problem


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_computer_are_answered(client: TestClient, host: str) -> None:
    assert client.get(f"{V1}/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4:8000", "", "[", "localhost@evil"]
)
def test_a_page_elsewhere_that_points_its_name_here_is_not_answered(client: TestClient, host: str) -> None:
    problem(client.get(f"{V1}/health", headers={"Host": host}), 421, "wrong-host")


def test_every_answer_is_hardened(plain: Caller) -> None:
    for path in ("/api/docs", f"{V1}/health", "/nothing", plain.path("register"), plain.path("register?x=1")):
        headers = plain.client.get(path).headers
        assert "default-src 'none'; script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in ("no-store", "no-cache")
        assert "server" not in headers


def test_no_other_origin_may_read_an_answer(client: TestClient) -> None:
    answer = client.get(f"{V1}/health", headers={"Origin": "https://evil.example"})
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_a_form_of_another_page_cannot_send_a_command(plain: Caller) -> None:
    """A browser sends these types to other origins without asking first."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = plain.client.post(plain.path("petitions"), content=b"{}", headers={"Content-Type": kind})
        problem(answer, 415)


@pytest.mark.usefixtures("plain")
def test_an_error_of_ours_gives_a_number_and_nothing_else(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> None:
        message = "张桂兰 13800000000"
        raise RuntimeError(message)

    monkeypatch.setattr(Desk, "handle", broken)
    client = TestClient(create_app(instance), base_url="http://localhost")
    with caplog.at_level(logging.ERROR):
        said = problem(Caller(client, "desk").send("receive", {"channel": "letter"}), 500, "internal")
    assert said["detail"].startswith("incident ")
    assert said["detail"].removeprefix("incident ") in caplog.text
    assert "张桂兰" not in caplog.text + str(said)
    assert "RuntimeError" in caplog.text
