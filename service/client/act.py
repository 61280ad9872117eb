"""Acts on petitions as calls: who does what, and when it happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from service.client.call import Call, keyed
from service.client.types import Officer, Recorded
from service.client.when import When

PETITIONS = "/offices/{office}/petitions"
RECEIVE, ATTACH = "receive", "attach"


class Act(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all acts have in common: their tag is the verb of their address."""

    @property
    def verb(self) -> str:
        return str(type(self).__struct_config__.tag)


class _Beside(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands beside the fields of an act."""

    actor: Officer
    occurred: When | UnsetType = UNSET
    already_done: str | UnsetType = UNSET
    recorded_at: datetime | UnsetType = UNSET


class _Correction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    actor: Officer
    of: int
    act: Act
    occurred: When
    reason: str
    recorded_at: datetime | UnsetType = UNSET


def receive(
    office: str,
    said: Act,
    by: Officer,
    *,
    occurred: When | UnsetType = UNSET,
    already_done: str | UnsetType = UNSET,
    recorded_at: datetime | UnsetType = UNSET,
) -> Call[Recorded]:
    """收到: a petition comes in, as `acts.Receive` says. Its id and register number stand in the answer."""
    if said.verb != RECEIVE:
        raise ValueError(f"收到须用 acts.Receive (a petition is received by acts.Receive): {said.verb}")
    beside = _Beside(actor=by, occurred=occurred, already_done=already_done, recorded_at=recorded_at)
    return keyed(PETITIONS, (office,), Recorded, _body(said, beside))


def act(
    office: str,
    petition: str | UUID,
    said: Act,
    by: Officer,
    *,
    occurred: When | UnsetType = UNSET,
    already_done: str | UnsetType = UNSET,
    recorded_at: datetime | UnsetType = UNSET,
) -> Call[Recorded]:
    """办理: an act on a petition, now or when it `occurred`.

    `already_done`: the reason for entering what has happened although a rule would refuse it. `recorded_at`: for
    offices with replayed time only.

    Raises: ValueError for what is no act on a petition that was received.
    """
    if said.verb in (RECEIVE, ATTACH):
        raise ValueError(f"{said.verb} 另有方法 (is sent by `receive` or `attach`)")
    beside = _Beside(actor=by, occurred=occurred, already_done=already_done, recorded_at=recorded_at)
    return keyed(PETITIONS + "/{petition}/{verb}", (office, petition, said.verb), Recorded, _body(said, beside))


def correct(
    office: str,
    petition: str | UUID,
    of: int,
    said: Act,
    by: Officer,
    *,
    occurred: When,
    reason: str,
    recorded_at: datetime | UnsetType = UNSET,
) -> Call[Recorded]:
    """更正: the act recorded at version `of` is replaced by this one, which happened when `occurred` says."""
    body = _Correction(actor=by, of=of, act=said, occurred=occurred, reason=reason, recorded_at=recorded_at)
    return keyed(PETITIONS + "/{petition}/correct", (office, petition), Recorded, body)


def _body(said: Act, beside: _Beside) -> dict[str, Any]:
    fields = msgspec.to_builtins(said)
    del fields["verb"]
    return {**msgspec.to_builtins(beside), **fields}
