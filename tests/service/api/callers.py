"""A caller of the API: sends commands of an office and reads, checking that every answer has its proper form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from httpx2 import Response
from starlette.testclient import TestClient

HERE = "http://127.0.0.1"
V1 = "/api/v1"
ZONE = ZoneInfo("Asia/Shanghai")
FOUNDED = "2026-01-01T00:00:00+08:00"

Body = Mapping[str, Any]

CLERK: Body = {"name": "田甜", "unit": "信访科", "post": "petition_section"}
HANDLER: Body = {"name": "柳青", "unit": "后扶科", "post": "section_head"}
DEPUTY: Body = {"name": "倪虹", "unit": "局领导", "post": "deputy_for_petitions"}
HEAD: Body = {"name": "钟山", "unit": "局领导", "post": "head"}
ROLES = {"coordinating_department": "信访科", "head": "钟山", "deputy_for_petitions": "倪虹"}

PROBLEM = "application/problem+json"


def instant(said: str) -> str:
    """When it is recorded: a day alone means its last minute."""
    if " " in said:
        return datetime.fromisoformat(said).replace(tzinfo=ZONE).isoformat()
    return datetime.combine(date.fromisoformat(said), time(23, 59), ZONE).isoformat()


class Caller:
    """Speaks for one office."""

    def __init__(self, client: TestClient, office: str, *, replayed: bool = False) -> None:
        self.client = client
        self.office = office
        self.replayed = replayed

    @classmethod
    def founded(cls, client: TestClient, office: str, rulebook: str, *, replayed: bool = False) -> Caller:
        body: dict[str, Any] = {
            "actor": {"name": "管理员"},
            "id": office,
            "name": "移民局",
            "rulebook": rulebook,
            "roles": ROLES,
        }
        if replayed:
            body |= {"time": "replayed", "recorded_at": FOUNDED}
        made = client.post(f"{V1}/offices", json=body)
        assert made.status_code == 201, made.text
        return cls(client, office, replayed=replayed)

    def path(self, *parts: str) -> str:
        return "/".join((V1, "offices", self.office, *parts))

    def send(self, verb: str, body: Body, petition: str = "", on: str = "", **headers: str) -> Response:
        """The answer to a command, whatever it is. `on`: a day, or a day and time of it, in Shanghai."""
        said = {"actor": CLERK, **body}
        if on:
            said.setdefault("occurred", on if " " not in on else instant(on))
            if self.replayed:
                said.setdefault("recorded_at", instant(on))
        path = self.path("petitions") if verb == "receive" else self.path("petitions", petition, verb)
        answer: Response = self.client.post(
            path, json=said, headers={name.replace("_", "-"): each for name, each in headers.items()}
        )
        return answer

    def do(self, verb: str, petition: str = "", on: str = "", *, by: Body = CLERK, **fields: Any) -> Any:
        """What the command led to; it must be carried out."""
        answer = self.send(verb, {"actor": by, **fields}, petition, on)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def refused(self, verb: str, petition: str, on: str, *, by: Body = CLERK, **fields: Any) -> set[str]:
        """The clauses of every reason for which the command is refused."""
        found = problem(self.send(verb, {"actor": by, **fields}, petition, on), 409)
        return {reason["clause"] for reason in found["reasons"]}

    def ask(self, *parts: str, **query: Any) -> Response:
        answer: Response = self.client.get(self.path(*parts), params=query or None)
        return answer

    def read(self, *parts: str, **query: Any) -> Any:
        """What is answered to a question that can be answered."""
        answer = self.ask(*parts, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ids(self, *parts: str, **query: Any) -> list[str]:
        """The petitions of a list, all pages of it."""
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.read(*parts, **query, **cursor)
            found += [row["petition"] for row in page["rows"]]
            if page["cursor"] is None:
                return found
            cursor = {"cursor": page["cursor"]}

    def size(self) -> int:
        """How many events the ledger of the office has."""
        return int(self.read("register", limit=1)["basis"]["position"])


def problem(answer: Response, status: int, name: str = "") -> Any:
    """The problem document of an answer that must be one."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == PROBLEM
    said = answer.json()
    assert said["status"] == status
    assert said["type"].startswith("urn:zhuoluo:problem:")
    assert said["title"]
    assert said["detail"]
    if name:
        assert said["type"] == f"urn:zhuoluo:problem:{name}"
    return said
