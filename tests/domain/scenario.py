"""One petition of one office, told act by act: given what has happened, when somebody asks, then a line or no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.decide import decide
from domain.deciding import Context, OfficeProfile, Refused
from domain.duty import Duty
from domain.petition import UNKNOWN, Petition, advance, replay
from domain.rulebook import Rulebook
from domain.values import Actor, Details, Moment, Person, moment_of
from service.bundled import bundled_books, bundled_calendar, newest
from tests.domain.chinese import foreign

ZONE = "Asia/Shanghai"
PETITION = UUID(int=7)
PERSON = UUID(int=8)

CLERK = Actor("田甜", unit="信访科", post="petition_section")
HANDLER = Actor("柳青", unit="后扶科", post="section_head")
DEPUTY = Actor("倪虹", unit="局领导", post="deputy_for_petitions")
HEAD = Actor("钟山", unit="局领导", post="head")

ROLES = {"coordinating_department": "信访科", "head": "钟山", "deputy_for_petitions": "倪虹"}

SHEET = Details(
    title="安置房渗漏",
    petitioner=Person(id=PERSON, name="焦桂英", phone="13800001111"),
    problem="房屋漏水，多次维修未果",
    receivers=("田甜", "罗辉"),
)
"""What a visit to the hall needs under R5."""
UNREACHED = c.Classify(details=Details(reachable=False, not_given={"address": "unknown"}))
"""Letters to the petitioner come back: from then on nobody can be told anything."""


def moment(said: str) -> Moment:
    """A day, or a day and a time of that day in Shanghai."""
    if " " not in said:
        return Moment(date.fromisoformat(said))
    return moment_of(datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(ZONE)), ZONE)


def instant(said: str) -> datetime:
    """When it is recorded: a day alone means its last minute."""
    named = moment(said)
    return named.at or datetime.combine(named.day, time(23, 59), ZoneInfo(ZONE))


class Scenario:
    """The lines of one petition and the state they make; plays the committer's part too."""

    def __init__(self, book: Rulebook, calendar: Calendar, roles: Mapping[str, str]) -> None:
        self.petition = PETITION
        self.book = book
        self.calendar = calendar
        self.office = OfficeProfile(id="o", name="移民局", book=book.id, time_zone=ZONE, roles=roles)
        self.lines: list[e.Line] = []
        self.state: Petition = UNKNOWN

    def context(self, now: datetime) -> Context:
        books = {**bundled_books(), self.book.reference: self.book}
        return Context(book=self.book, books=books, calendar=self.calendar, office=self.office, now=now)

    def when(
        self,
        command: c.Command,
        on: str,
        *,
        by: Actor = CLERK,
        recorded: str = "",
        already_done: str | None = None,
    ) -> e.Line:
        """The line that the command makes of the petition, which goes on from there."""
        now = instant(recorded or on)
        asked = c.Asked(
            petition=self.petition,
            command=command,
            actor=by,
            occurred=moment(on),
            now=now,
            already_done=already_done,
        )
        (line,) = decide(self.state, asked, self.context(now))
        return self.add(replace(line, position=line.version, recorded_at=now))

    def add(self, line: e.Line) -> e.Line:
        if isinstance(line.event, e.Registered):
            line = replace(line, number=f"信〔{line.event.period}〕0001")
        self.lines.append(line)
        self.state = advance(self.state, line)
        assert self.state == replay(self.lines), "going on from a state and folding anew must agree"
        return line

    def refused(
        self,
        command: c.Command,
        on: str,
        *,
        by: Actor = CLERK,
        recorded: str = "",
        already_done: str | None = None,
    ) -> dict[str, str]:
        """Clause and English words of every reason; nothing changes."""
        try:
            self.when(command, on, by=by, recorded=recorded, already_done=already_done)
        except Refused as refused:
            assert all(reason.zh and reason.en and reason.clause for reason in refused.reasons)  # noqa: PT017 - both outcomes are examined
            assert not [reason.zh for reason in refused.reasons if foreign(reason.zh, command)]  # noqa: PT017 - as above
            return {reason.clause: reason.en for reason in refused.reasons}
        raise AssertionError(f"not refused: {command}")

    def correct(self, of: int, act: c.Act, occurred: str, on: str, *, by: Actor = CLERK) -> e.Corrected:
        """Version `of` corrected to `act` at `occurred`, on the day `on`."""
        command = c.Correct(of=of, act=act, occurred=moment(occurred), reason="录入有误")
        event = self.when(command, on, by=by).event
        assert isinstance(event, e.Corrected)
        return event

    def duty(self, entry: str, discriminator: str = "") -> Duty:
        """The newest instance of a duty."""
        found = [
            duty
            for duty in self.state.duties
            if duty.key.id == entry and (not discriminator or duty.key.discriminator == discriminator)
        ]
        assert found, f"{entry} was never opened"
        return found[-1]

    def owed(self) -> dict[str, date | None]:
        """The open duties and their effective ends."""
        return {duty.key.id: duty.due.effective for duty in self.state.duties if duty.end is None}


def under(book: str | Rulebook, calendar: Calendar | None = None, roles: Mapping[str, str] = ROLES) -> Scenario:
    """A petition about to come in, in an office under that book."""
    chosen = newest(book) if isinstance(book, str) else book
    return Scenario(chosen, calendar or bundled_calendar(), roles)


def day(said: str, days: int) -> date:
    """So many calendar days after a day."""
    return date.fromisoformat(said) + timedelta(days)
