"""The lines of the registration sheet as it is printed: what is known, why not, and room for what comes by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from domain.documents.forms import MATTER, PETITIONER, layout
from service.api.cases import PetitionSaid
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

BY_HAND = (N_("Proposed handling"), N_("Leader's instruction"), N_("Result"), N_("Remarks"))


class Cell(Struct, frozen=True):
    """A field with its words; `room`: it is filled in by hand."""

    name: str
    value: str
    room: bool = False


Row = tuple[Cell, ...]
"""One field over the whole width, or two beside each other."""


class Sheet(Struct, frozen=True):
    """What is known of one petition, said in the language of the page."""

    screen: Screen
    said: PetitionSaid
    words: Wording

    def rows(self) -> Iterator[Row]:
        yield from self._receipt()
        known = self.said.details
        holders: Mapping[str, Mapping[str, Any]] = {MATTER: known, PETITIONER: known.get("petitioner", {})}
        for row in layout(lambda name: bool(known.get(name))):
            yield tuple(self._cell(field.name, holders[field.of]) for field in row)
        yield from ((Cell(self.screen.said(name), "", room=True),) for name in BY_HAND)

    def _receipt(self) -> Iterator[Row]:
        said, local = self.said, self.screen.local
        registered = said.registered.day.isoformat() if said.registered else ""
        received = said.received.day.isoformat()
        if said.received.at and (at := local(said.received.at)):
            received = f"{received} {at:%H:%M}"
        channel, source = self.words.code("channel", said.channel), self.words.code("source", said.source)
        yield (Cell(self.words.field("channel"), channel), Cell(self.words.field("source"), source))
        yield (Cell(self.screen.said("Received"), received), Cell(self.screen.said("Registered on"), registered))

    def _cell(self, name: str, holder: Mapping[str, Any]) -> Cell:
        value = holder.get(name)
        if value is None:
            why = self.said.details.get("not_given", {}).get(name)
            return Cell(self.words.field(name), self.words.code("not_given", why) if why else "")
        return Cell(self.words.field(name), self._text(name, value))

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, list | tuple):
            return "、".join(str(each.get("name", "") if isinstance(each, dict) else each) for each in value)
        coded = next((each for each in self.said.codes if each.field == name and each.code == value), None)
        return self.words.said(coded) if coded else self.words.code(name, value)
