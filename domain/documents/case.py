"""The petition a document is made of: its newest lines, its limits, its texts; and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain import events as e
from domain import wording
from domain.deciding import Refused, structural
from domain.documents.content import Signed
from domain.duty import Duty
from domain.petition import Petition, counting, replay
from domain.public_status import answer_limits
from domain.rulebook import Rulebook
from domain.values import Details, Narrative, Personal
from domain.wording import ZH

T = TypeVar("T")
E = TypeVar("E")


class Case(Struct, frozen=True):
    """The petition with its personal fields opened, the rulebook by which it was received, its office's time zone.

    `codes`: what the lists of the day of its receipt call its codes, by field and code, in Chinese. `office`: its name.
    """

    petition: Petition
    book: Rulebook
    zone: ZoneInfo
    codes: Mapping[tuple[str, str], str] = {}
    office: str = ""

    @property
    def details(self) -> Details:
        return self.petition.details

    @property
    def received(self) -> date:
        """Raises Refused when it was never received."""
        return needed(self.petition.received_at, "收到日期", "the day of receipt").day

    @property
    def channel(self) -> str:
        received = self.petition.received
        return self.code("channel", received.channel) if received else ""

    @property
    def title(self) -> str:
        return needed(self.details.title, "标题", "a title")

    @property
    def petitioner(self) -> str:
        """The name to whom a notice is addressed. Raises Refused of the anonymous and of what was erased."""
        known = self.details.petitioner
        return needed(plain(known.name) if known else "", "信访人姓名", "the petitioner's name")

    def code(self, field: str, value: object) -> str:
        """What a code is called: by the list that holds it, else by the program's words."""
        return self.codes.get((field, str(value))) or wording.code(field, value, ZH)

    def outcome(self, code: str) -> str:
        """What an outcome is called: by the rulebook that has it, else as any code."""
        return next((each.zh for each in self.book.outcomes if each.id == code), "") or self.code("outcome", code)

    def told(self, *kinds: type[E]) -> list[tuple[e.Line, E]]:
        """The lines that count in this round with such an event, the oldest first, with that event."""
        return [(line, line.event) for line in counting(self.petition) if isinstance(line.event, kinds)]

    def limit(self, line: e.Line) -> Duty | None:
        """The limit of the final answer as it stood after that line; of several the one that ends last."""
        limits = answer_limits(self.book)
        then = replay(each for each in self.petition.lines if each.version <= line.version)
        open_ = [duty for duty in then.duties if duty.end is None and duty.key.id in limits and duty.due.effective]
        return max(open_, key=lambda duty: duty.due.effective or date.min, default=None)


def plain(text: Personal | Narrative | None) -> str:
    """The text where it is open; "" where there is none, or its key is gone."""
    return text if isinstance(text, str) else ""


def needed(value: T | None, zh: str, en: str) -> T:
    """The value. Raises Refused, naming it, where there is none."""
    if not value:
        raise Refused((structural(f"尚缺{zh}", f"{en} is missing"),))
    return value


def signed(line: e.Line, text: str, name: str = "") -> Signed:
    """What somebody said in that line; of whom it names instead of its actor, no post is known."""
    own = name in ("", line.actor.name)
    return Signed(name or line.actor.name, text, line.occurred.day, wording.post(line.actor.post, ZH) if own else "")
