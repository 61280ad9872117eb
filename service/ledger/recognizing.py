"""Whose key an event was written with: the MAC keys at hand, and which of them the office has stated by then.

Until an office states keys, every key at hand of this installation may have written. From the first statement on only
keys that are stated and not retired may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import msgspec
from msgspec import Struct

from domain import evidence
from domain.evidence import Evidence
from domain.evidence_events import EvidenceEvent
from service.ledger.leaf import Authenticator, Identity

STATING = frozenset(str(kind.__struct_config__.tag) for kind in get_args(EvidenceEvent))
"""Topics of what an office states of keys, witnesses, restores and heads."""


class Forged(Exception):
    """The MAC is of no key that may have written the event."""


class _Content(Struct):
    line: _Line


class _Line(Struct):
    event: EvidenceEvent


class Recognizer:
    """Checks the MACs of one log in the order of its events. `unchecked`: how many are of a key that is elsewhere."""

    def __init__(self, at_hand: Mapping[str, bytes], state: Evidence | None = None) -> None:
        self._at_hand = {mac: Authenticator(key) for mac, key in at_hand.items()}
        self.state = state or Evidence()
        self.unchecked = 0
        self.usual = self._first()

    def recognized(self, event: Identity, content: bytes, mac: bytes) -> None:
        """Raises Forged. Called where `usual` has not written it."""
        for name, authenticator in self._at_hand.items():
            if authenticator.mac(event, content) == mac:
                if not self._may(name):
                    message = (
                        f"written with key {name}, which the office has not stated or has retired (密钥未公布或已停用)"
                    )
                    raise Forged(message)
                self.usual = authenticator
                return
        if all(name in self._at_hand for name in self.state.macs):
            message = "not written with this instance's key: the MAC does not fit (非本实例密钥写入)"
            raise Forged(message)
        if event.topic in STATING:
            message = "it states keys or the like, and the key that wrote it is not here (公布者的密钥不在此处)"
            raise Forged(message)
        self.unchecked += 1

    def _may(self, name: str) -> bool:
        return name in self.state.macs or not any(key.mac for key in self.state.keys)

    def _first(self) -> Authenticator | None:
        """A key at hand that may write; None when there is none."""
        return next((key for name, key in self._at_hand.items() if self._may(name)), None)

    def take(self, topic: str, content: bytes) -> None:
        """Goes on with what an event states of the evidence."""
        if topic in STATING:
            event: EvidenceEvent = msgspec.json.decode(content, type=_Content).line.event
            self.state = evidence.after(self.state, event)
            self.usual = self._first()
