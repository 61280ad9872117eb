"""One petition, told from its own lines: as it stands or as it was known at a position, and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.duty import Duty
from domain.events import Breach, Corrected, Line
from domain.explaining import Because, explain
from domain.petition import Petition
from projections.instants import overdue_from
from projections.track import view
from service.codes import Coded, coded
from service.ledger.application import Log
from service.readmodels.asking import Question
from service.readmodels.headings import identified
from service.readmodels.matters import Trips, trips
from service.runtime import Instance

ID_LENGTH = len("00000000-0000-0000-0000-000000000000")
LONGEST_NUMBER = 200


class UnknownPetition(LookupError):
    """There is no petition with this id or number at that time, or the viewer may not know of `petition`."""

    petition: UUID | None = None

    def __init__(self, said: str, petition: UUID | None = None) -> None:
        self.petition = petition
        super().__init__(f"there is no petition {said!r} (没有此件 {said!r})")


class UnknownDuty(LookupError):
    """The petition has no duty of this entry at that time."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the petition has no duty {said!r} (此件没有限时事项 {said!r})")


class Owed(Struct, frozen=True):
    """A duty with the reason for its date, and whether it is overdue on the day asked about."""

    duty: Duty
    rule: str
    overdue: bool
    why: tuple[Because, ...]


class Case(Struct, frozen=True):
    """A petition on the day asked about, by the lines known at the position asked about.

    `lines` are those lines as they were written, corrections among them; personal fields are open in both. `trips`
    counts the petitions of its matter; `codes` are its codes in words.
    """

    petition: Petition
    lines: tuple[Line, ...]
    owed: tuple[Owed, ...]
    trips: Trips
    codes: tuple[Coded, ...]


NONE = UUID(int=0)
"""No petition's id: what nobody has is looked up as what may not be seen is, and takes as long."""


def seen(instance: Instance, asked: Question, said: str) -> UUID:
    """The petition that has this id, register number or id of its source, if the viewer may know of it.

    Raises UnknownPetition, alike in words and work for what is hidden and what is not there.
    """
    petition = by_id(said) or _by_number(instance, asked, said) or NONE
    with instance.pool.connection() as connection:
        visible = asked.seeing.among(connection, [petition])
    if petition == NONE or petition not in visible:
        raise UnknownPetition(said, None if petition == NONE else petition)
    return petition


def case(instance: Instance, asked: Question, petition: UUID) -> Case:
    """Raises UnknownPetition, also when it had not been received yet.

    Who may see it is judged by what it is today, whatever position is asked about.
    """
    with instance.pool.connection() as connection:
        if not asked.seeing.among(connection, [petition]):
            raise UnknownPetition(str(petition))
    log = instance.ledger.log(asked.id)
    written = [line for line in log.stream(petition) if isinstance(line, Line)]
    lines = _opened(log, [line for line in written if line.position <= asked.position])
    state = view(lines, asked.on.moment, asked.office.zone)
    if state.received is None:
        raise UnknownPetition(str(petition))
    with instance.reading(asked.seeing) as connection:
        counted = trips(connection, asked, petition)
    owed = tuple(_owed(duty, asked) for duty in state.duties)
    return Case(state, lines, owed, counted, coded(asked.office, state))


def breaches_of(line: Line) -> tuple[Breach, ...]:
    """The breaches that a line states; a correction states those of the line it corrects."""
    return line.event.breaches if isinstance(line.event, Corrected) else line.breaches


def _opened(log: Log, lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(log.sealer.opened(line) for line in lines)


def _owed(duty: Duty, asked: Question) -> Owed:
    end = overdue_from(duty.due, asked.office.zone)
    book = asked.office.books.get(duty.opened.book)
    rule = book.duties_by_id.get(duty.key.id) if book else None
    late = duty.end is None and duty.opened.nature == "duty" and end is not None and end <= asked.on.judged
    return Owed(duty, rule.zh if rule else duty.key.id, late, explain(duty, asked.office.calendar))


def by_id(said: str) -> UUID | None:
    """The id that these words are, if they are one."""
    try:
        return UUID(said) if len(said) == ID_LENGTH else None
    except ValueError:
        return None


def _by_number(instance: Instance, asked: Question, said: str) -> UUID | None:
    if not said.isprintable() or len(said) > LONGEST_NUMBER:
        return None
    with instance.pool.connection() as connection:  # not as the reader: what was sought in vain goes on record
        return identified(connection, asked.id, said)
