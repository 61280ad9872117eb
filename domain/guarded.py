"""What of a petition decides who may see it: its relations as they are today, by the marks of names.

A mark is a kind and the letters of a name, so that a person and a unit of one name are two. It never leaves the
process: what is stored of it is a keyed hash (service/access/table.py), for a name complained of is personal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from domain import events as e
from domain.access_roles import HIGHEST, LEVELS
from domain.conditions import is_restricted
from domain.petition import Petition
from domain.relations import named
from domain.values import Details, letters

NONE = frozenset[str]()
ACCUSATION = "accusation"
RESTRICTED = "restricted"
"""The one row of all that is restricted, in the place of every value by which figures are broken down."""


class Guarded(Struct, frozen=True, kw_only=True):
    """Relations of one petition, by marks.

    `accused` are the persons and units complained of, `recused` the officers who stay away, `involved` those whose
    task it is just now, `units` all that it concerns. `level` is an index of LEVELS. `quarantined`: it accuses
    somebody, and nobody has said whom.
    """

    level: int = 0
    accused: frozenset[str] = NONE
    recused: frozenset[str] = NONE
    involved: frozenset[str] = NONE
    units: frozenset[str] = NONE
    quarantined: bool = False

    @property
    def restricted(self) -> bool:
        """Whether it is shown as "restricted" in every breakdown, whoever asks."""
        return self.level > 0


def person(name: str) -> str:
    """The mark of a person."""
    return f"person\n{letters(name)}"


def unit(name: str) -> str:
    """The mark of a unit."""
    return f"unit\n{letters(name)}"


def guarded(petition: Petition) -> Guarded:
    """The relations of a petition whose personal fields are open."""
    people, units = named(petition.lines)
    return Guarded(
        level=level_of(petition.details, accuses=bool(people or units)),
        accused=_marks(person, people) | _marks(unit, units) | _marks(unit, people),
        recused=_marks(person, petition.recused),
        involved=frozenset(_involved(petition)),
        units=_marks(unit, _units(petition)),
        quarantined=_quarantined(petition.details, named_somebody=bool(people or units)),
    )


def level_of(details: Details, *, accuses: bool) -> int:
    """The level of what is known: an accusation has the highest, whatever else was written on it."""
    written = LEVELS.index(details.secrecy) if details.secrecy in LEVELS else 0
    return HIGHEST if accuses or is_restricted(details) else written


def _quarantined(details: Details, *, named_somebody: bool) -> bool:
    """An accusation of which nobody has said whom it is against, nor why that is not known."""
    said = named_somebody or bool(details.not_given and {"accused", "accused_or_unit"} & set(details.not_given))
    return details.purpose == ACCUSATION and not said


def _involved(petition: Petition) -> Iterable[str]:
    """Whoever has it, or gets it, or is to read it: the person, or where nobody is named the unit."""
    routing = petition.routing
    if routing.person:
        yield person(routing.person)
    elif at := routing.on_the_way_to or routing.holder:
        yield unit(at)
    if routing.reader:
        yield person(routing.reader)
    sent = next((line.event for line in reversed(petition.lines) if isinstance(line.event, e.Forwarded)), None)
    if sent and sent.handler and sent.target in (routing.holder, routing.on_the_way_to):
        yield person(sent.handler)


def _units(petition: Petition) -> frozenset[str]:
    """Every unit that has it, had it, gets it, assists or was told to solve it; not one that gave it back."""
    routing = petition.routing
    found = {routing.holder, routing.on_the_way_to, routing.reader_unit, *routing.assisting, *routing.senders}
    for line in petition.lines:
        match line.event:
            case e.Received():
                found.add(line.actor.unit)
            case e.Forwarded():
                found |= {line.event.target, *line.event.assisting}
            case e.SignedFor():
                found.add(line.event.unit)
            case e.Returned() if line.event.unit != routing.holder:
                found.discard(line.event.unit or line.actor.unit)
            case _:
                pass
    return frozenset(found - {""})


def _marks(mark: Callable[[str], str], names: Iterable[str]) -> frozenset[str]:
    return frozenset(mark(name) for name in names if letters(name))
