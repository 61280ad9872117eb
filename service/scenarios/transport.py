"""The public API as a caller on this computer uses it: JSON over HTTP, one connection kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

PREFIX = "/api/v1"
SECONDS = 60
REFUSED_BY_RULE = 409


class Answer(Struct, frozen=True):
    """An answer: its status and what it says."""

    status: int
    said: Any

    @property
    def ok(self) -> bool:
        return self.status < 300  # noqa: PLR2004 - HTTP

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """The clause and the entry of every reason of a refusal."""
        return tuple((reason["clause"], reason["entry"]) for reason in self.said.get("reasons", ()))

    def words(self) -> str:
        """What went wrong, in one line."""
        reasons = self.said.get("reasons") or self.said.get("errors") or ()
        told = "; ".join(f"{each.get('clause', each.get('path', ''))}: {each['en']}" for each in reasons)
        return f"{self.status} {told or self.said.get('detail', '')}"


class NoAnswer(Exception):
    """A question of the runner itself was not answered; the message has what the server said."""


class Api:
    """Speaks to the server at a port of this computer."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def post(self, *parts: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a command, whatever it is."""
        return self._asked("POST", _path(parts), msgspec.json.encode(body))

    def read(self, *parts: str, **query: Any) -> Any:
        """What a question is answered. Raises NoAnswer."""
        given = {name: value for name, value in query.items() if value is not None}
        path = f"{_path(parts)}?{urlencode(given)}" if given else _path(parts)
        answer = self._asked("GET", path)
        if not answer.ok:
            raise NoAnswer(f"GET {path}: {answer.words()}")
        return answer.said

    def rows(self, *parts: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page. Raises NoAnswer."""
        cursor: str | None = None
        while True:
            page = self.read(*parts, **query, limit=1000, cursor=cursor)
            yield from page["rows"]
            cursor = page["cursor"]
            if cursor is None:
                return

    def close(self) -> None:
        self._connection.close()

    def _asked(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        return Answer(response.status, msgspec.json.decode(content) if content else {})


def _path(parts: tuple[str, ...]) -> str:
    return "/".join((PREFIX, *(quote(part, safe="/") for part in parts)))
