"""An office told event by event, for what its rulebook asks of the office itself: receptions, checklists, reports."""

from __future__ import annotations

from domain import office
from domain.deciding import Refused
from domain.organisation import Posting
from domain.rulebook import Rulebook
from domain.values import Actor
from tests.domain.scenario import HEAD, ZONE, moment


class ToldOffice:
    """The office as its events made it, under one rulebook."""

    def __init__(self, book: Rulebook, *staff: Posting) -> None:
        self.book = book
        self.state = office.Office()
        self.when(office.OfficeCreated(id="o", name="机构", time_zone=ZONE), "2022-06-01")
        for posting in staff:
            person, post, unit = posting.person, posting.post, posting.unit
            event = office.PersonAppointed(person=person, post=post, unit=unit, since=posting.since, reason="任职")
            self.when(event, "2022-06-01")

    def when(self, event: office.OfficeEvent, on: str, *, by: Actor = HEAD) -> office.OfficeLine:
        """The line that the event makes of the office, which goes on from there."""
        line = office.decide(self.state, event, by, moment(on), self.book)
        self.state = office.evolve(self.state, line)
        return line

    def refused(self, event: office.OfficeEvent, on: str) -> dict[str, str]:
        """Clause and English words of every reason; nothing changes."""
        try:
            self.when(event, on)
        except Refused as refused:
            return {reason.clause: reason.en for reason in refused.reasons}
        raise AssertionError(f"not refused: {event}")
