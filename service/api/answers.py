"""What a command is answered: where it stands in the ledger, and what it did to the duties of the petition.

All of it is read from the lines that were written, so that a repeated key is answered with the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from domain import events as e
from domain.codes import Label
from domain.duty import Duty
from domain.petition import Petition
from domain.rulebook import Rulebook
from domain.values import Moment
from service.desk import Answer
from service.readmodels.petition import breaches_of

Books = Mapping[str, Rulebook]


class Until(Struct, frozen=True, omit_defaults=True):
    """Until when: the day that counts, or the instant; both absent = no date. `provisional`: see the calendar."""

    on: date | None = None
    at: datetime | None = None
    nominal: date | None = None
    provisional: bool = False


class DutySaid(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty in an answer. `late`: met after its end. `why`: of a cancellation or a new date."""

    entry: str
    discriminator: str = ""
    round: int = 0
    clause: str
    zh: str
    en: str
    nature: str
    holder: str
    since: date | None = None
    due: Until
    late: bool = False
    why: str = ""


class DutiesSaid(Struct, frozen=True, omit_defaults=True):
    """What an event did to the duties."""

    opened: tuple[DutySaid, ...] = ()
    met: tuple[DutySaid, ...] = ()
    cancelled: tuple[DutySaid, ...] = ()
    moved: tuple[DutySaid, ...] = ()
    redated: tuple[DutySaid, ...] = ()


class RecomputedSaid(Struct, frozen=True):
    """The duties of an earlier version as a correction makes them."""

    version: int
    duties: DutiesSaid


class EventSaid(Struct, frozen=True, kw_only=True):
    """One event that was written, with its position and the hash of its leaf; `number` where it was given one."""

    event: str
    version: int
    position: int
    leaf: str
    occurred: Moment
    recorded_at: datetime
    duties: DutiesSaid
    breaches: tuple[e.Breach, ...]
    route: str | UnsetType = UNSET
    step: str | UnsetType = UNSET
    recomputed: tuple[RecomputedSaid, ...] | UnsetType = UNSET
    number: str | UnsetType = UNSET


class Recorded(Struct, frozen=True, kw_only=True):
    """The answer to a command."""

    office: str
    petition: UUID
    number: str
    version: int
    positions: tuple[int, ...]
    recorded_at: datetime
    leaves: tuple[str, ...]
    events: tuple[EventSaid, ...]


def recorded(answer: Answer, books: Books) -> Recorded:
    """The answer in the words of the API."""
    lines, last = answer.lines, answer.lines[-1]
    assert last.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return Recorded(
        office=answer.office,
        petition=answer.petition,
        number=answer.state.number,
        version=last.version,
        positions=tuple(line.position for line in lines),
        recorded_at=last.recorded_at,
        leaves=tuple(leaf.hex() for leaf in answer.leaves),
        events=tuple(
            event_said(line, leaf, answer.state, books) for line, leaf in zip(lines, answer.leaves, strict=True)
        ),
    )


def event_name(line: e.Line) -> str:
    return type(line.event).__name__


def until(due: e.Due) -> Until:
    return Until(due.effective, due.at, due.nominal, due.provisional)


def event_said(line: e.Line, leaf: bytes, state: Petition, books: Books) -> EventSaid:
    """The event as it was written; `state` is the petition right after it."""
    known = _Known(state, books)
    assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    corrected = line.event.recomputed if isinstance(line.event, e.Corrected) else ()
    again = tuple(RecomputedSaid(each.version, known.changes(each.duties)) for each in corrected)
    return EventSaid(
        event=event_name(line),
        version=line.version,
        position=line.position,
        leaf=leaf.hex(),
        occurred=line.occurred,
        recorded_at=line.recorded_at,
        duties=known.changes(line.duties),
        breaches=breaches_of(line),
        route=line.route or UNSET,
        step=line.step or UNSET,
        recomputed=again or UNSET,
        number=line.number or UNSET,
    )


class _Known:
    """The duties of a petition by their keys, so that what an event says in short is told in full."""

    def __init__(self, state: Petition, books: Books) -> None:
        self._duties = {duty.key: duty for duty in state.duties}
        self._books = books

    def changes(self, said: e.DutyChanges) -> DutiesSaid:
        return DutiesSaid(
            opened=tuple(opened_duty(opened, self._books) for opened in said.opened),
            met=tuple(self._settled(said.met)),
            cancelled=tuple(self._settled(said.cancelled)),
            moved=tuple(self._moved(said.moved)),
            redated=tuple(self._redated(said.redated)),
        )

    def _settled(self, settled: Sequence[e.SettledDuty]) -> Iterable[DutySaid]:
        for each in settled:
            if duty := self._duties.get(each.key):
                yield duty_said(duty, self._books, late=each.late, why=each.why)

    def _moved(self, moved: Sequence[e.MovedDuty]) -> Iterable[DutySaid]:
        for each in moved:
            if duty := self._duties.get(each.key):
                yield duty_said(duty, self._books, holder=each.holder)

    def _redated(self, redated: Sequence[e.RedatedDuty]) -> Iterable[DutySaid]:
        for each in redated:
            if duty := self._duties.get(each.key):
                yield duty_said(duty, self._books, due=each.due, why=each.why)


def opened_duty(opened: e.OpenedDuty, books: Books) -> DutySaid:
    return _said(opened, opened.holder, opened.due, books)


def duty_said(
    duty: Duty,
    books: Books,
    *,
    holder: str = "",
    due: e.Due | None = None,
    late: bool = False,
    why: str = "",
) -> DutySaid:
    """The duty with the holder and the date it has, or those named."""
    return _said(duty.opened, holder or duty.holder, due or duty.due, books, late=late, why=why)


def _said(
    opened: e.OpenedDuty, holder: str, due: e.Due, books: Books, *, late: bool = False, why: str = ""
) -> DutySaid:
    called = rule_label(opened, books)
    return DutySaid(
        entry=opened.key.id,
        discriminator=opened.key.discriminator,
        round=opened.key.round,
        clause=opened.clause,
        zh=called.zh,
        en=called.en,
        nature=opened.nature,
        holder=holder,
        since=opened.start,
        due=until(due),
        late=late,
        why=why,
    )


def rule_label(opened: e.OpenedDuty, books: Books) -> Label:
    """What the rulebook calls the duty; its entry where the book is not known any more or has no word for it."""
    book, entry = books.get(opened.book), opened.key.id
    rule = book.duties_by_id.get(entry) if book else None
    return Label(rule.zh or entry, rule.en or entry) if rule else Label(entry, entry)


def rule_name(opened: e.OpenedDuty, books: Books) -> str:
    """What the rulebook calls the duty in Chinese."""
    return rule_label(opened, books).zh
