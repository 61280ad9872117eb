"""A small made-up month of an office under the national regulation, as a file would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from service.scenarios.mapping.lines import acts
from service.scenarios.mapping.turn import Act, BookWords, Turn
from service.scenarios.organisation import organisation
from service.scenarios.reading import Scenario

CLERK = {"name": "甲一", "post": "登记员", "unit": "综合科"}
HEAD = {"name": "乙二", "post": "主任(主要负责人)", "unit": "办领导"}
DEPUTY = {"name": "丙三", "post": "副主任(分管城建)", "unit": "办领导"}
HANDLER = {"name": "丁四", "post": "科员", "unit": "城建科"}

FILE: dict[str, Any] = {
    "id": "made-up-2025-03",
    "title": "虚构",
    "rulebook": "N",
    "national_duties_in_force": ["N1", "N6"],
    "office": "某市信访办",
    "timezone": "Asia/Shanghai",
    "settings": {},
    "units": [{"name": name, "office": "某市信访办"} for name in ("综合科", "办领导", "城建科")],
    "people": [CLERK, HEAD, DEPUTY, HANDLER],
    "petitions": {
        "P01": {"channel": "letter", "petitioner": "戊五", "text": "反映路灯不亮。", "persons": 1},
        "P02": {"channel": "visit", "petitioner": "己六", "text": "反映房屋漏水。", "persons": 2},
    },
    "lines": [],
    "expect": {},
}


def line(
    n: int, action: str, petition: str | None = "P01", by: Mapping[str, str] = CLERK, **said: Any
) -> dict[str, Any]:
    """A line of the made-up month, on its n-th day at nine."""
    at = f"2025-03-{n:02}T09:00"
    told: dict[str, Any] = {
        "n": n,
        "occurred": at,
        "known": at,
        "petition": petition,
        "actor": dict(by),
        "action": action,
    }
    extra: dict[str, Any] = {name: said.pop(name) for name in ("expect", "occurred", "known") if name in said}
    return {**told, **extra, "fields": said}


def told(*lines: Mapping[str, Any], **changes: Any) -> Scenario:
    """The made-up file with these lines."""
    return msgspec.convert({**FILE, "lines": list(lines), **changes}, Scenario)


def turn(*lines: Mapping[str, Any], words: BookWords = BookWords(), **changes: Any) -> Turn:  # noqa: B008 - frozen
    """The last of the lines to be translated, the others before it accepted."""
    scenario = told(*lines, **changes)
    *before, last = scenario.lines
    earlier = tuple(each for each in before if each.petition == last.petition)
    return Turn(last, earlier, scenario, organisation(scenario), words, {"P01": "id-1", "P02": "id-2"})


def said(*lines: Mapping[str, Any], words: BookWords = BookWords(), **changes: Any) -> list[Act]:  # noqa: B008 - frozen
    """The commands of the last line."""
    return acts(turn(*lines, words=words, **changes))
