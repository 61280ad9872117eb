"""The life of a case, the same for every program: create, comment, forward, extend, reply, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from msgspec import Struct

from tests.bench.client import Action, Life

ACTIONS = ("create", "comment", "forward", "extend", "reply", "close")
TEXT = ("本人反映小区房屋漏水一事，多次联系物业未果，请予核实处理。" * 20).encode()[:500].decode(errors="ignore")
"""500 bytes of Chinese, cut at a whole sign: what the case is about."""
NOTE = "已电话联系，核对登记簿，未见重复，转承办科室。" * 4
REPLY = "您反映的事项已收到并办理，结果将在期限内书面告知。" * 4
CHANNELS = ("letter", "online", "visit", "call")
UNITS = 4
DAYS, MORE_DAYS = 30, 15


class Case(Struct, frozen=True):
    """What a client says of the nth case that it brings in. `unit` and `next_unit` are 1 to UNITS."""

    title: str
    reporter: str
    channel: str
    unit: int
    due: date

    @property
    def next_unit(self) -> int:
        return self.unit % UNITS + 1

    @property
    def later(self) -> date:
        return self.due + timedelta(MORE_DAYS)


def case(client: int, nth: int) -> Case:
    number = client * 1_000_000 + nth
    return Case(
        title=f"房屋漏水 {client}/{nth}",
        reporter=f"Reporter {number % 5000}",
        channel=CHANNELS[number % len(CHANNELS)],
        unit=number % UNITS + 1,
        due=date.today() + timedelta(DAYS),  # noqa: DTZ011 - a day of this computer, for programs on it
    )


class Desk(Protocol):
    """A client's place at one program, signed in. `handle` is whatever `create` returned."""

    def create(self, made: Case) -> object: ...
    def comment(self, handle: object, made: Case) -> object: ...
    def forward(self, handle: object, made: Case) -> object: ...
    def extend(self, handle: object, made: Case) -> object: ...
    def reply(self, handle: object, made: Case) -> object: ...
    def close(self, handle: object, made: Case) -> object: ...
    def leave(self) -> None: ...


def life(desk: Desk, client: int, first: int = 0) -> Life:
    """The cases of this client at that desk, counted from `first`."""

    def actions(nth: int) -> Sequence[Action]:
        made, handle = case(client, first + nth), None

        def create() -> None:
            nonlocal handle
            handle = desk.create(made)

        later = (desk.comment, desk.forward, desk.extend, desk.reply, desk.close)
        rest = [(name, lambda act=act: act(handle, made)) for name, act in zip(ACTIONS[1:], later, strict=True)]
        return [(ACTIONS[0], create), *rest]

    return actions
