"""One life of a petition under a rulebook: what is asked is decided on what has been written, and written behind it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.decide import decide
from domain.deciding import Context, OfficeProfile
from domain.petition import UNKNOWN, Petition, advance
from domain.rulebook import Rulebook


class Life:
    """The lines as the ledger would hold them, the state that they make, and the hour that it is."""

    def __init__(self, petition: UUID, book: Rulebook, office: OfficeProfile, calendar: Calendar) -> None:
        self.petition = petition
        self.book = book
        self.office = office
        self.calendar = calendar
        self.lines: list[e.Line] = []
        self.state: Petition = UNKNOWN

    def context(self, now: datetime) -> Context:
        return Context(
            book=self.book,
            books={self.book.reference: self.book},
            calendar=self.calendar,
            office=self.office,
            now=now,
        )

    def lived(self, asked: c.Asked) -> e.Line:
        """The line that the command makes, written. Raises: Refused; then nothing has changed."""
        (line,) = decide(self.state, asked, self.context(asked.now))
        line = replace(line, position=line.version, recorded_at=asked.now)
        if isinstance(line.event, e.Registered):
            line = replace(line, number=f"信〔{line.event.period}〕0001")
        self.lines.append(line)
        self.state = advance(self.state, line)
        return line
