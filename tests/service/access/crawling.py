"""Every address that can be read, with and without a look into the past."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from starlette.testclient import TestClient

from domain.layouts.catalogue import LAYOUTS
from service.api.actions import READ
from service.registers.kinds import REGISTERS
from tests.service.api.callers import V1

OFFICE = "/offices/{office}"
OK = 200
OWN = {"/ready", "/session", "/sessions", f"{OFFICE}/access-log/{{year}}/checkpoint"}
"""Answers about the moment, or about whoever asks and nobody else; the log of reads grows with every read."""
INCIDENT = re.compile(r'"(incident|instance)":"[^"]*"')
MADE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+\d\d:\d\d")
PAST = "as_of=2026-03-06T12:00:00%2B08:00"
VALUES = {
    "{office}": "yimin",
    "{period}": "2026-03",
    "{code_list}": "channels",
    "{duty}": "reply",
    "{report}": "1",
    "{tile:path}": "entries/000",
    "{log_position}": "12",
    "{attachment}": "1",
    "{document}": "registration",
    "{account}": "1",
    "{year}": "2026",
    "{provider}": "none",
}
LISTS = ("without-deadline", "inside-limit", "past-limit", "on-the-way", "in-instruction", "with-outcome")
EACH = {"{what}": LISTS, "{layout}": tuple(LAYOUTS), "{register}": tuple(REGISTERS)}
BY = "unit,channel,content_class,place"
TIMELESS = frozenset({"/health", "/ready", "/status", "/offices", OFFICE})
TIMELESS_BELOW = tuple(f"{OFFICE}/{each}" for each in ("log", "codes", "readings", "reports", "checklists", "analyses"))


def paths(told: dict[str, Any]) -> list[str]:
    """The addresses of everything to be read, for each petition there is and each list."""
    found = []
    for path in sorted(READ.keys() - OWN):
        for filled in _filled(path, told):
            found.append(filled)
            if path not in TIMELESS and not path.startswith(TIMELESS_BELOW):
                found.append(f"{filled}{'&' if '?' in filled else '?'}{PAST}")
    return [V1 + path for path in found]


def _filled(path: str, told: dict[str, Any]) -> list[str]:
    """The address with something for each of its places; figures also with what they may be asked besides."""
    for place, value in VALUES.items():
        path = path.replace(place, value)
    if "{petition}" in path:
        named = [told["road"], told["water"], told["accusation"], told["number"]]
        return [path.replace("{petition}", str(each)) for each in named]
    for place, values in EACH.items():
        if place in path:
            return [path.replace(place, each) for each in values]
    if path == "/accountability":
        return [f"{path}?offices=yimin"]
    if path.endswith("/statistics/2026-03"):
        return [path, f"{path}?by={BY}"]
    if path.endswith("/since"):
        return [f"{path}?since=15"]
    return [path]


def text_of(content: bytes) -> str:
    """An answer as text: of an archive all that is packed in it, but not when it was made."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(BytesIO(content)) as archive:
        return MADE.sub("", "".join(archive.read(name).decode() for name in archive.namelist()))


def answers(client: TestClient, told: dict[str, Any]) -> dict[str, str]:
    """What is answered at each address, without what was asked: an answer repeats its own address."""
    found = {}
    for path in paths(told):
        answer = client.get(path)
        assert answer.status_code < 500, (path, answer.text)
        text = INCIDENT.sub("", text_of(answer.content))
        for asked in (told["accusation"], told["number"]):
            text = text.replace(str(asked), "") if f"/{asked}" in path and answer.status_code != OK else text
        found[path] = text
    return found
