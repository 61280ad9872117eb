"""What a line is translated with: the lines that stood before it, the words of the office's rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from service.scenarios.organisation import Organisation, leaders_unit, unit_kind
from service.scenarios.reading import Officer, Petitioner, Scenario, Told

FINAL = ("result", "explanation", "guidance", "opinion")
"""Kinds of reply that answer a petitioner for good; an interim one does not."""


class Act(Struct, frozen=True):
    """A command: its verb as the API calls it, and what it says."""

    verb: str
    said: dict[str, Any]


class BookWords(Struct, frozen=True):
    """What a translation needs of a rulebook.

    `extensions`: the duty that may be extended, by the mode of counting. `checklists`: items by form.
    `outcomes`: the ways in which a petition may end. `receptions`: the schedule of receptions, by how often it recurs.
    """

    extensions: Mapping[str, str] = {}
    checklists: Mapping[str, tuple[str, ...]] = {}
    outcomes: frozenset[str] = frozenset()
    receptions: Mapping[str, str] = {}


class Turn(Struct, frozen=True):
    """A line to be translated. `before` are the accepted lines of its petition, `ids` the petitions by name."""

    line: Told
    before: tuple[Told, ...]
    scenario: Scenario
    organised: Organisation
    words: BookWords = BookWords()
    ids: Mapping[str, str] = {}

    def given(self, name: str) -> str:
        return self.line.given(name)

    @property
    def petition(self) -> Petitioner:
        return self.scenario.petitions[self.line.petition or ""]

    @property
    def person(self) -> Officer:
        return self.line.actor

    @property
    def receiving(self) -> str:
        """The unit that keeps the petitions of the actor's office."""
        return self.organised.receiving.get(self.organised.offices.get(self.person.unit, ""), "")

    def last(self, *actions: str) -> Told | None:
        """The last accepted line of the petition with one of these actions."""
        return next((line for line in reversed(self.before) if line.action in actions), None)

    def said_before(self, name: str) -> str:
        """What an accepted line of the petition said last of a field; "" when none did."""
        return next((line.given(name) for line in reversed(self.before) if line.given(name)), "")

    def ever_told(self, *names: str) -> bool:
        """Whether any line of the whole file gives one of these fields: then its absence elsewhere means something."""
        return any(name in line.fields for line in self.scenario.lines for name in names)

    def target(self, unit: str) -> dict[str, str]:
        """A unit to which something goes, with its kind."""
        return {"target": unit, "target_kind": unit_kind(unit, self.receiving)}

    def is_leader(self, name: str) -> bool:
        return leaders_unit(self.organised, name)


def without_blanks(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, without what is not: absent, empty."""
    return {name: value for name, value in said.items() if value is not None and value not in ("", [], {})}
