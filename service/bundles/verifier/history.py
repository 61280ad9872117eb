"""The readable history of a petition tells what its events say, and of what is sealed nothing, or the office's word."""

from __future__ import annotations

import re
from typing import Any

from service.bundles.verifier.events import Event
from service.bundles.verifier.files import MANIFEST, Bundle

HISTORY = "history.json"
WITHHELD = "[未公开 withheld]"
"""Stands in the place of a personal value."""
SEALED_PARTS = 3
SUBJECT = re.compile("(case|person)-[0-9a-f]{32}")
"""The id of a key that something is sealed with."""


def history(bundle: Bundle, events: list[Event]) -> tuple[str, str]:
    """What is told is what the events say; a sealed value is withheld, or where values are opened any text."""
    told, stated = bundle.json(HISTORY), bundle.json(MANIFEST)["opened"]
    bundle.holds(set(told) == {"opened", "events"}, "不是经过", "is no history", HISTORY)
    opened_too = isinstance(stated, bool) and told["opened"] is stated
    bundle.holds(opened_too, "是否公开与清单不符", "`opened` is not what the manifest says", HISTORY)
    bundle.holds(len(told["events"]) == len(events), "经过与事件数不符", "does not tell every event", HISTORY)
    for nth, event in enumerate(events):
        said = {"version": event.version, "topic": event.topic, "stamp": event.stamp, "line": event.line}
        same = alike(said, told["events"][nth], stated)
        en = f"version {event.version} is not told as it was written"
        bundle.holds(same, f"第 {event.version} 版与事件不符", en, HISTORY)
    if stated:
        return (
            f"! {HISTORY} 与事件一致；个人信息为机构所称，证明只及其密文",
            "the history tells the events; personal values are the office's word, proved is their ciphertext",
        )
    return f"{HISTORY} 与事件一致；个人信息未公开", "the history tells the events; personal values are left out"


def alike(said: Any, shown: Any, opened_: bool) -> bool:  # noqa: FBT001 - whether personal values are opened
    """Whether it is shown as it was said; a sealed value (key id, nonce, ciphertext) as withheld or as a text."""
    if isinstance(said, dict) and isinstance(shown, dict):
        return said.keys() == shown.keys() and all(alike(said[name], shown[name], opened_) for name in said)
    if sealed(said):
        return isinstance(shown, str) if opened_ else bool(shown == WITHHELD)
    if isinstance(said, list) and isinstance(shown, list):
        return len(said) == len(shown) and all(alike(one, two, opened_) for one, two in zip(said, shown))  # noqa: B905
    return type(said) is type(shown) and bool(said == shown)


def sealed(said: Any) -> bool:
    if not isinstance(said, list) or len(said) != SEALED_PARTS or not all(isinstance(each, str) for each in said):
        return False
    return SUBJECT.fullmatch(said[0]) is not None
