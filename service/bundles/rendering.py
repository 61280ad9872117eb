"""history.txt: a petition step by step in words, for people; what proves it stands in the other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from domain.events import Corrected, Due, Event
from domain.rulebook import Rulebook
from domain.values import Moment
from domain.words import CODES, DUTY_CHANGES, EVENTS, FLAGS, POSTS, called
from projections.comparing import FACT, DutyDifference, label, parts
from projections.replaying import Replayed, Stood
from service.api.answers import rule_name
from service.bundles.history import withheld

Books = Mapping[str, Rulebook]


def history_txt(head: str, steps: Sequence[Replayed], zone: ZoneInfo, books: Books) -> bytes:
    """The steps under a heading, instants in the time of the office; sealed values are left out."""
    words = _Words(zone, books)
    told = ["\n".join(words.step(step)) for step in steps]
    return "\n\n".join([head, *told, ""]).encode()


class _Words:
    def __init__(self, zone: ZoneInfo, books: Books) -> None:
        self._zone, self._books = zone, books

    def step(self, step: Replayed) -> Iterator[str]:
        line, name = step.line, type(step.line.event).__name__
        actor = line.actor
        who = " ".join(filter(None, (actor.unit, actor.name, POSTS.get(actor.post, actor.post))))
        acting = f"（代 for {actor.acting_for}）" if actor.acting_for else ""
        yield f"#{line.version}  {EVENTS[name]} {name}  位置 position {line.position}  {line.number}".rstrip()
        yield f"    发生 occurred {self.value(line.occurred)}  记录 recorded {self.value(line.recorded_at)}"
        yield f"    规则 rulebook {line.book}"
        yield f"    经办 by {who}{acting}"
        yield f"    状态 state {_turned(step.before, step.after)}"
        yield from self._corrects(line.event)
        yield from (f"    {label(path)}：{self.value(value, path)}" for path, value in self._said(step))
        yield from (f"    期限 {self._duty(duty)}" for duty in step.duties)
        yield from (f"    违反 breach {breach.clause} {breach.detail}" for breach in step.breaches)
        if step.corrected_by:
            yield f"    后更正于 corrected by #{'、#'.join(map(str, step.corrected_by))}"

    def _corrects(self, event: Event) -> Iterator[str]:
        if isinstance(event, Corrected):
            yield f"    更正 corrects #{event.of}，发生 occurred {self.value(event.occurred)}"

    def _said(self, step: Replayed) -> Iterator[tuple[str, Any]]:
        event = withheld(step.line.event)
        if isinstance(event, Corrected):
            yield f"{FACT}.reason", event.reason
            event = event.fact
        yield from parts(event, FACT).items()
        if step.line.already_done:
            yield f"{FACT}.reason", withheld(step.line.already_done)

    def _duty(self, said: DutyDifference) -> str:
        rule, clause = rule_name(said.opened, self._books), said.opened.clause
        moved = f"{called(said.holder_before)} → " if said.holder_before else ""
        redated = f"{self._due(said.due_before)} → " if said.due_before else ""
        holder = f"{moved}{called(said.holder)}"
        return f"{DUTY_CHANGES[said.change]} {said.change}：{clause} {rule}，{holder}，{redated}{self._due(said.due)}"

    def _due(self, due: Due) -> str:
        if due.at:
            return self.value(due.at)
        return due.effective.isoformat() if due.effective else "未定期限 no date"

    def value(self, value: Any, path: str = "") -> str:
        """As people read it: codes in Chinese, instants in the time of the office."""
        if isinstance(value, Moment):
            return self.value(value.at) if value.at else value.day.isoformat()
        if isinstance(value, datetime):
            return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, bool):
            return FLAGS[str(value).lower()]
        if isinstance(value, Struct | tuple | dict):
            return msgspec.json.encode(value).decode()
        word = CODES.get(path.rpartition(".")[2], {}).get(str(value))
        return f"{word}（{value}）" if word else str(value).replace("\n", "\n      ")


def _turned(before: Stood | None, after: Stood) -> str:
    now = f"{after.zh}，{'在途 on the way to ' if after.on_the_way else ''}{after.unit} {after.person}".rstrip()
    return now if before is None or before.state == after.state else f"{before.zh} → {now}"
