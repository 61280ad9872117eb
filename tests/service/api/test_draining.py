"""A server that is to stop says so, and goes on answering until it does."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from service.api import problems
from service.api.draining import Draining
from tests.service.api.callers import V1, Caller, problem

BODY = "着落"


def draining(seconds: float) -> tuple[Draining, TestClient]:
    made = Draining(PlainTextResponse(BODY), seconds)
    return made, TestClient(made)


def test_once_told_to_stop_it_answers_and_keeps_no_connection() -> None:
    server, client = draining(60)
    assert "Connection" not in client.get("/").headers
    assert server.begin()
    answer = client.get("/")
    assert (answer.text, answer.headers["Connection"]) == (BODY, "close")
    assert (server.begun, server.over) == (True, False)


def test_told_a_second_time_or_given_no_time_it_stops_at_once() -> None:
    server, _ = draining(60)
    assert (server.begin(), server.begin()) == (True, False)
    server, _ = draining(0)
    assert not server.begin()


def test_it_is_not_ready_while_it_is_being_stopped(plain: Caller) -> None:
    app = plain.client.app
    assert isinstance(app, FastAPI)
    app.state.stopping = lambda: True
    try:
        answer = plain.client.get(f"{V1}/ready")
        assert "being stopped (服务即将停止)" in problem(answer, 503, problems.NOT_READY.name)["detail"]
        assert answer.headers["Retry-After"] == "2"
        assert plain.client.get(f"{V1}/health").json() == {"status": "alive"}
    finally:
        app.state.stopping = lambda: False
