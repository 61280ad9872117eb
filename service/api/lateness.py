"""What is overdue or due soon, for those who look after it: who answers for each, how late it is, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Struct

from domain.phases import Phases
from service.access import recording
from service.api.basis import BasisSaid, basis
from service.api.lists import DutyList, DutyQuery, PetitionRow, SoonQuery, chosen, duty_list, petition_row
from service.api.querying import asked
from service.api.words import Word, code
from service.readmodels import accountability, lateness, needs, register
from service.readmodels.asking import Question
from service.readmodels.lateness import BANDS, Late, Sum, summed
from service.readmodels.leading import leader, led
from service.runtime import Instance

Band = Annotated[str, code(*BANDS)]
OVERDUE, SOON = "overdue", "due-soon"


class LatenessQuery(SoonQuery, frozen=True):
    """Which petitions: those for which a leader answers, those late by so many days; and where their time went."""

    leader: Word | None = None
    late: Band | None = None
    spent: bool = False


class LateDutyQuery(DutyQuery, frozen=True):
    """Which duties: those of petitions for which a leader answers, those late by so many days."""

    leader: Word | None = None
    late: Band | None = None


class LateRow(PetitionRow, frozen=True, kw_only=True):
    """A petition; `leader` answers for it on the day asked about; where its days went, when that was asked for."""

    leader: str
    spent: Phases | None = None


class LatenessSaid(Struct, frozen=True, kw_only=True):
    """A page of a list, and the sums of the whole list as the viewer sees it; `matching` fit the filters."""

    basis: BasisSaid
    rows: tuple[LateRow, ...]
    cursor: str | None
    matching: int
    whole: Sum
    units: tuple[Sum, ...]
    leaders: tuple[Sum, ...]
    clauses: tuple[Sum, ...]


def lateness_said(instance: Instance, office: str, kind: str, said: LatenessQuery) -> LatenessSaid:
    """A page of a list with its sums, recorded before it is handed out. Raises as `petition_list`."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    soon = about.within(said.days)
    with instance.reading(about.seeing) as connection:
        groups = lateness.grouped(connection, about, kind, {}, soon=soon)
        filters = chosen(said, register.FILTERS) | _narrowed(about, said)
        found = register.page(connection, about, kind, filters, limit=said.limit, cursor=said.cursor, soon=soon)
    spent = _spent(instance, about, [row.petition for row in found.rows]) if said.spent else {}
    recording.listed(instance, about, kind, said, found.rows)
    return LatenessSaid(
        basis=basis(about),
        rows=tuple(_row(about, row, spent) for row in found.rows),
        cursor=found.cursor,
        matching=_matching(said, groups),
        whole=next(iter(summed(groups, lambda _: "")), Sum("", (0, 0, 0))),
        units=summed(groups, lambda each: each.unit),
        leaders=summed(groups, lambda each: each.leader),
        clauses=summed(groups, lambda each: each.clause),
    )


def late_duties(instance: Instance, office: str, kind: str, said: LateDutyQuery) -> DutyList:
    """A page of open duties, of those for whose petitions a leader answers or that are late by so many days."""
    return duty_list(instance, office, kind, said, lambda about: _narrowed(about, said))


def _narrowed(about: Question, said: LatenessQuery | LateDutyQuery) -> dict[str, object]:
    """What the lists know of a leader and of days late."""
    led_by: dict[str, object] = {} if said.leader is None else {"led": led(about, said.leader)}
    return led_by | (lateness.since(about, said.late) if said.late else {})


def _matching(said: LatenessQuery, groups: Sequence[Late]) -> int:
    """How many petitions of the list fit what the groups tell apart."""
    tests: dict[str, Callable[[Late], str]] = {
        "unit": lambda each: each.unit,
        "clause": lambda each: each.clause,
        "leader": lambda each: each.leader,
        "content_class": lambda each: each.content_class,
    }
    wanted = {name: value for name in tests if (value := getattr(said, name)) is not None}
    fitting = [each for each in groups if all(tests[name](each) == value for name, value in wanted.items())]
    if said.late is None:
        return sum(each.petitions for each in fitting)
    nth = list(BANDS).index(said.late)
    return sum(each.bands[nth] for each in fitting)


def _spent(instance: Instance, about: Question, petitions: Sequence[UUID]) -> Mapping[UUID, Phases]:
    with instance.pool.connection() as connection:
        return accountability.time_spent(connection, about, petitions)


def _row(about: Question, row: register.Listed, spent: Mapping[UUID, Phases]) -> LateRow:
    said = petition_row(row)
    shown = {name: getattr(said, name) for name in PetitionRow.__struct_fields__}
    answers = leader(about, row.unit, row.content_class)
    return LateRow(**shown, leader=answers, spent=spent.get(row.petition))
