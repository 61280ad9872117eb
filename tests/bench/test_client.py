"""Clients carry whole cases through, count what they saw, and hide nothing that failed."""

from __future__ import annotations

from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.bench.casework import ACTIONS, TEXT, Case, case, life
from tests.bench.client import Action, Http, Unexpected, closed_loop
from tests.bench.lab import free_port


class Notebook:
    """A desk that writes down what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []

    def create(self, made: Case) -> str:
        self.told.append(("create", made.title))
        return made.title

    def comment(self, handle: object, _made: Case) -> None:
        self.told.append(("comment", handle))

    def forward(self, handle: object, _made: Case) -> None:
        self.told.append(("forward", handle))

    def extend(self, handle: object, _made: Case) -> None:
        self.told.append(("extend", handle))

    def reply(self, handle: object, _made: Case) -> None:
        self.told.append(("reply", handle))

    def close(self, handle: object, _made: Case) -> None:
        self.told.append(("close", handle))

    def leave(self) -> None:
        self.told.clear()


def test_a_life_has_its_six_actions_in_order_each_upon_the_case_that_was_made() -> None:
    desk = Notebook()
    seen = closed_loop([life(desk, 1)], 60, 2)
    assert [name for name, _ in desk.told] == [*ACTIONS, *ACTIONS]
    assert len({handle for _, handle in desk.told}) == seen.lives == 2
    assert {name: len(took) for name, took in seen.actions.items()} == dict.fromkeys(ACTIONS, 2)


def test_the_text_of_a_case_has_500_bytes_cut_at_a_whole_sign() -> None:
    assert 498 <= len(TEXT.encode()) <= 500
    assert "\N{REPLACEMENT CHARACTER}" not in TEXT


def test_no_two_cases_of_a_run_are_the_same() -> None:
    titles = [case(client, nth).title for client in range(4) for nth in range(100)]
    assert len(set(titles)) == len(titles)
    assert all(each.unit != each.next_unit for each in (case(1, nth) for nth in range(8)))


def test_what_fails_is_counted_and_its_case_left() -> None:
    def failing(_nth: int) -> Sequence[Action]:
        def refuse() -> None:
            raise Unexpected("409")

        return [("create", lambda: None), ("comment", refuse), ("close", lambda: None)]

    seen = closed_loop([failing], 60, 3)
    assert (seen.lives, seen.wrong) == (0, ["Unexpected: 409"] * 3)
    assert list(seen.actions) == ["create"]
    assert len(seen.all) == 3


def test_clients_come_to_an_end_when_everything_fails() -> None:
    def failing(_nth: int) -> Sequence[Action]:
        raise Unexpected("503")

    assert len(closed_loop([failing], 60).wrong) == 10


def test_each_client_is_counted() -> None:
    desks = [Notebook() for _ in range(4)]
    assert closed_loop([life(desk, nth) for nth, desk in enumerate(desks)], 60, 3).lives == 12
    assert all(len(desk.told) == 3 * len(ACTIONS) for desk in desks)


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, *_said: object) -> None:
        pass


def test_a_client_that_was_refused_asks_again_once_the_server_is_there() -> None:
    port = free_port()
    http = Http(f"http://127.0.0.1:{port}")
    with pytest.raises(ConnectionRefusedError):
        http("GET", "/")
    with HTTPServer(("127.0.0.1", port), Answering) as server:
        Thread(target=server.handle_request).start()
        assert http("GET", "/") == b"here"
