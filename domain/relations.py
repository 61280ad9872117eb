"""Who is complained of, and whether a petition lies with them (S1.30, rulebook.md reading 41 and trap 31).

Whoever a receipt, a registration or a classification once named stays named, whatever is said later: a name that
was replaced is still a name. Only a correction of the line that names somebody by mistake takes the name away.
Names are compared by their letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain.deciding import Context, OfficeProfile, Reason, structural
from domain.petition import Petition
from domain.routing import Routing
from domain.staffing import led_by, members_of, postings, units_below
from domain.values import IMPORTED, Actor, Person, letters

NAMING = (e.Received, e.Registered, e.Classified)
"""What says who is complained of."""
WITH_OWN_UNIT = "person_unit_and_led_unit"


class Accused(Struct, frozen=True):
    """From whom an accusation is kept, by the letters of their names.

    `people` are the persons complained of and those who serve in a unit complained of, `units` these units, those
    below them and those that such a person leads, `own` the other units in which a person complained of serves:
    nothing is passed there, but whoever else serves there may act.
    """

    people: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.units)

    def __contains__(self, name: str) -> bool:
        """Whether the person or unit is one of them; False for nobody at all."""
        return bool(self) and letters(name) in self.everyone

    def is_acting(self, actor: Actor) -> bool:
        """Whether it is one of them who acts, or somebody in the name of one."""
        return any(name in self for name in (actor.name, actor.acting_for)) or letters(actor.unit) in self.units

    @property
    def everyone(self) -> frozenset[str]:
        return self.people | self.units | self.own


NOBODY = Accused()


def names(people: Iterable[Person]) -> frozenset[str]:
    """A sealed name cannot be compared, its unit can."""
    return frozenset(person.name for person in people if isinstance(person.name, str) and person.name)


def named(lines: Sequence[e.Line]) -> tuple[frozenset[str], frozenset[str]]:
    """The persons and the units that the effective lines have ever named as complained of, as they were written."""
    people: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    for line in lines:
        event = line.event
        if isinstance(event, NAMING):
            said = event.details
            if said.accused or said.accused_units:
                people |= names(said.accused or ())
                units |= frozenset(said.accused_units or ())
    return people, units


def accused(petition: Petition, office: OfficeProfile, day: date, blocks: str) -> Accused:
    """All from whom the petition is kept on that day, as the setting `accused_blocks` reads it."""
    known = petition.details
    if known.accused is None and known.accused_units is None:
        return NOBODY  # what was once named can be replaced, by nobody too, but is never unsaid again
    people, units = named(petition.lines)
    if not people and not units:
        return NOBODY
    persons, complained = office.as_registered(people), office.as_registered(units)
    below = complained | units_below(office, complained)
    led = led_by(office, persons, day)
    own = {posting.unit for person in persons for posting in postings(office, person, day)}
    barred = _by_letters((*units, *below, *led))
    return Accused(
        people=_by_letters((*people, *members_of(office, below, day))),
        units=barred,
        own=_by_letters(own) - barred if blocks == WITH_OWN_UNIT else frozenset(),
    )


def _by_letters(names: Iterable[str]) -> frozenset[str]:
    return frozenset(letters(name) for name in names) - {""}


def lies_with(routing: Routing, those: Accused) -> bool:
    """Whether the petition lies with one of them, or is on the way to one."""
    return any(name in those for name in (routing.holder, routing.on_the_way_to, routing.person))


BY_OTHERS = structural("此项更正须由他人作出", "this correction is for somebody else to make", "S1.28")
"""The words do not say why: who may not know of an accusation would learn of it."""


def faults(asked: c.Asked, state: Petition, becomes: Petition, context: Context) -> Iterator[Reason]:
    """Why somebody else has to make the correction that makes `becomes` of `state`.

    The accused and the recused correct nothing; who has the petition takes nobody's name out of it. A register kept
    elsewhere has its own hands.
    """
    actor, routing = asked.actor, state.routing
    if actor.authenticated == IMPORTED:
        return
    blocks = context.book.settings.secrecy.accused_blocks
    those = accused(state, context.office, asked.occurred.day, blocks)
    unit = routing.holder or routing.on_the_way_to
    mine = (actor.name, routing.person) if routing.person else (actor.unit, unit)
    has_it = letters(mine[0]) == letters(mine[1])
    recused = letters(actor.name) in {letters(name) for name in state.recused}
    if recused or those.is_acting(actor) or (those and has_it and _is_cleared(state, becomes)):
        yield BY_OTHERS


def _is_cleared(state: Petition, becomes: Petition) -> bool:
    """Whether somebody is no longer named who was."""
    was, now = (_by_letters(frozenset().union(*named(each.lines))) for each in (state, becomes))
    return bool(was - now)
