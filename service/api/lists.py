"""The endpoints of lists: the register and what is taken from it, duties that are owed, breaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from domain.vocabulary import CHANNELS, NATURES
from projections.status import STATES
from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.querying import Judging, asked, asked_by
from service.api.words import Day, Word, code
from service.readmodels import duties, needs, register
from service.readmodels.asking import SOON_DAYS, Question
from service.readmodels.register import PLAINLY, Wanted
from service.runtime import Instance

TAG = "lists"
OFFICE = "/offices/{office}"
LONGEST_PAGE = 1000
PAGE = 50

Limit = Annotated[int, Meta(ge=1, le=LONGEST_PAGE, description="rows on a page")]
Cursor = Annotated[str, Meta(max_length=2000, description="goes on behind the page that gave it")]
Days = Annotated[int, Meta(ge=1, le=366, description="due soon: what ends on the day or within so many days after")]
Sought = Annotated[
    Word,
    Meta(description="a part of the title, the number or the number of the source: two characters at least"),
]
Order = Annotated[str, code(register.OLDEST, register.NEWEST), Meta(description="which receipts come first")]
Channel = Annotated[str, code(*CHANNELS)]
State = Annotated[str, code(*STATES)]
Nature = Annotated[str, code(*NATURES)]
Due = Annotated[
    str,
    Meta(
        description="a day, or an instant in UTC",
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]


Narrowed = Callable[[Question], Mapping[str, object]]


class ListQuery(Judging, frozen=True):
    """Which petitions, from which page on."""

    unit: Word | None = None
    channel: Channel | None = None
    state: State | None = None
    content_class: Word | None = None
    clause: Word | None = None
    received_from: Day | None = None
    received_to: Day | None = None
    limit: Limit = PAGE
    cursor: Cursor | None = None


class SoonQuery(ListQuery, frozen=True):
    days: Days = SOON_DAYS


class RegisterQuery(ListQuery, frozen=True):
    """Which petitions, in which order, and what they are called in part."""

    text: Sought | None = None
    order: Order = register.OLDEST


class SoonRegisterQuery(RegisterQuery, frozen=True):
    days: Days = SOON_DAYS


class DutyQuery(Judging, frozen=True):
    """Which duties, from which page on."""

    holder: Word | None = None
    clause: Word | None = None
    entry: Word | None = None
    nature: Nature | None = None
    days: Days = SOON_DAYS
    limit: Limit = PAGE
    cursor: Cursor | None = None


class BreachQuery(Judging, frozen=True):
    """Which breaches, from which page on; `ended_from` and `ended_to` are days, both included."""

    holder: Word | None = None
    clause: Word | None = None
    entry: Word | None = None
    ended_from: Day | None = None
    ended_to: Day | None = None
    limit: Limit = PAGE
    cursor: Cursor | None = None


AskedList = Annotated[RegisterQuery, Depends(asked_by(RegisterQuery))]
AskedSoon = Annotated[SoonRegisterQuery, Depends(asked_by(SoonRegisterQuery))]
AskedDuties = Annotated[DutyQuery, Depends(asked_by(DutyQuery))]
AskedBreaches = Annotated[BreachQuery, Depends(asked_by(BreachQuery))]


class PetitionRow(Struct, frozen=True, kw_only=True):
    """A petition in a list. `due` is the day (or instant) on which its earliest open duty ends, `clause` that duty's.

    `unit` holds it, there `person` has it, as far as that is known; or it is the one it is on the way to.
    """

    petition: UUID
    number: str
    external_id: str
    unit: str
    person: str
    on_the_way: bool
    state: str
    open: bool
    overdue: bool
    channel: str
    source: str
    content_class: str
    title: str
    people: int
    received: date
    due: Due | None
    clause: str


class PetitionList(Struct, frozen=True):
    """A page of petitions in the order of their receipt, or the other way round; `cursor` null: there are no more."""

    basis: BasisSaid
    rows: tuple[PetitionRow, ...]
    cursor: str | None


class OfPetitionRow(Struct, frozen=True, kw_only=True):
    """A duty of a petition; without `due` it has no date."""

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    clause: str
    holder: str
    opened: date
    due: Due | None


class DutyRow(OfPetitionRow, frozen=True, kw_only=True):
    """An open duty; without `due` it has no date. A right or an aim is never overdue.

    `lapsed`: a right whose end has passed, which nobody owes; such rights stand in `duties/lapsed` only.
    """

    nature: str
    overdue: bool
    lapsed: bool
    provisional: bool


class DutyList(Struct, frozen=True):
    """A page of open duties, those that end first before the others."""

    basis: BasisSaid
    rows: tuple[DutyRow, ...]
    cursor: str | None


class BreachRow(OfPetitionRow, frozen=True, kw_only=True):
    """A duty met or cancelled after its end, or (kind recorded) a rule that an act broke; it stays for ever."""

    ended: date
    kind: str
    detail: str


class BreachList(Struct, frozen=True):
    """A page of breaches in the order of the days on which they became so."""

    basis: BasisSaid
    rows: tuple[BreachRow, ...]
    cursor: str | None


class Listing(Struct, frozen=True):
    """A list: its path, its kind in the read model, what it is called."""

    path: str
    kind: str
    zh: str
    en: str


PETITIONS = (
    Listing("register", "register", "台账", "The register: every petition"),
    Listing("open", "open", "未办结", "Petitions without a final answer"),
    Listing("overdue", "overdue", "超期", "Open petitions with a duty past its end"),
)
SOON = Listing("due-soon", "due-soon", "即将到期", "Open petitions with a duty that ends soon")
DUTIES = (
    Listing("duties", "duties", "限时事项", "Open duties, also those of petitions that are closed"),
    Listing("duties/overdue", "overdue", "超期事项", "Open duties past their end"),
    Listing("duties/due-soon", "due-soon", "即将到期事项", "Open duties that end soon"),
    Listing("duties/lapsed", "lapsed", "期满失效的权利", "Rights that nobody used before their end"),
)
BREACHES = Listing("breaches", "breaches", "违反期限和规定", "Breaches: duties met late, rules broken")


def router(instance: Instance) -> APIRouter:
    """One route a list."""
    routes = APIRouter()
    for listing in PETITIONS:
        _add(routes, listing, _petitions(instance, listing.kind), RegisterQuery, PetitionList)
    _add(routes, SOON, _soon(instance), SoonRegisterQuery, PetitionList)
    for listing in DUTIES:
        _add(routes, listing, _duties(instance, listing.kind), DutyQuery, DutyList)
    _add(routes, BREACHES, _breaches(instance), BreachQuery, BreachList)
    return routes


def _add(
    routes: APIRouter, listing: Listing, answer: Callable[..., Response], query: type[Struct], said: type[Struct]
) -> None:
    words = described.reading(f"{listing.zh} {listing.en}", TAG, query, said)
    routes.add_api_route(f"{OFFICE}/{listing.path}", answer, methods=["GET"], name=listing.path, **words)


def _petitions(instance: Instance, kind: str) -> Callable[..., Response]:
    def listed(office: str, said: AskedList) -> Response:
        return json(petition_list(instance, office, kind, said))

    return listed


def _soon(instance: Instance) -> Callable[..., Response]:
    def listed(office: str, said: AskedSoon) -> Response:
        return json(petition_list(instance, office, SOON.kind, said, said.days))

    return listed


def petition_list(
    instance: Instance, office: str, kind: str, said: ListQuery, days: int = SOON_DAYS, *, name: str = ""
) -> PetitionList:
    """A page of a list as whoever asks may see it, recorded before it is handed out. Raises as `asked`, `listed`.

    `name`: what stands on record, where that is not the kind.
    """
    wanted = wanted_of(said)
    about = asked(instance, office, said, needs=needs.SEARCH if wanted.text is not None else needs.REGISTER)
    with instance.reading(about.seeing) as connection:
        found = register.page(
            connection,
            about,
            kind,
            chosen(said, register.FILTERS),
            limit=said.limit,
            cursor=said.cursor,
            soon=about.within(days),
            wanted=wanted,
        )
    recording.listed(instance, about, name or kind, said, found.rows)
    return PetitionList(basis(about), tuple(petition_row(row) for row in found.rows), found.cursor)


def wanted_of(said: ListQuery) -> Wanted:
    """What a query wants beside its filters."""
    return Wanted(order=said.order, text=said.text) if isinstance(said, RegisterQuery) else PLAINLY


def _by_words(_about: Question) -> Mapping[str, object]:
    return {}


def _duties(instance: Instance, kind: str) -> Callable[..., Response]:
    def listed(office: str, said: AskedDuties) -> Response:
        return json(duty_list(instance, office, kind, said))

    return listed


def duty_list(instance: Instance, office: str, kind: str, said: DutyQuery, narrowed: Narrowed = _by_words) -> DutyList:
    """A page of open duties as whoever asks may see them, recorded. Raises as `petition_list`.

    `narrowed`: filters that the query does not name as they are.
    """
    about = asked(instance, office, said, needs=needs.DUTIES)
    with instance.reading(about.seeing) as connection:
        filters = {**chosen(said, duties.FILTERS), **narrowed(about)}
        found = duties.open_duties(
            connection, about, kind, filters, limit=said.limit, cursor=said.cursor, soon=about.within(said.days)
        )
    recording.listed(instance, about, f"duties {kind}", said, found.rows)
    return DutyList(basis(about), tuple(duty_row(row) for row in found.rows), found.cursor)


def _breaches(instance: Instance) -> Callable[..., Response]:
    def listed(office: str, said: AskedBreaches) -> Response:
        return json(breach_list(instance, office, said))

    return listed


def breach_list(instance: Instance, office: str, said: BreachQuery) -> BreachList:
    """A page of breaches as whoever asks may see them, recorded. Raises as `petition_list`."""
    about = asked(instance, office, said, needs=needs.DUTIES)
    filters = chosen(said, {**duties.FILTERS, **duties.PERIOD})
    with instance.reading(about.seeing) as connection:
        found = duties.breaches(connection, about, filters, limit=said.limit, cursor=said.cursor)
    recording.listed(instance, about, "breaches", said, found.rows)
    return BreachList(basis(about), tuple(_breach_row(row) for row in found.rows), found.cursor)


class HasEnd(Protocol):
    """A row that ends on a day or at an instant, or has no date."""

    @property
    def due_on(self) -> date | None: ...
    @property
    def due_at(self) -> datetime | None: ...


def chosen(said: Struct, filters: Mapping[str, str]) -> dict[str, Any]:
    """Those parameters of a query that are filters and were given."""
    return {name: value for name in filters if (value := getattr(said, name, None)) is not None}


def petition_row(row: register.Listed) -> PetitionRow:
    """A petition as a list shows it."""
    return PetitionRow(**shared(row, PetitionRow), received=row.received_on, due=due(row))


def duty_row(row: duties.DutyListed) -> DutyRow:
    """An open duty as the answer shows it."""
    return DutyRow(**shared(row, DutyRow), opened=row.opened_on, due=due(row))


def _breach_row(row: duties.BreachListed) -> BreachRow:
    return BreachRow(**shared(row, BreachRow), opened=row.opened_on, due=due(row), ended=row.ended_on)


def shared(row: Struct, kind: type[Struct]) -> dict[str, Any]:
    """What the row of the read model and the one of the answer call by the same name."""
    return {name: getattr(row, name) for name in kind.__struct_fields__ if name in row.__struct_fields__}


def due(row: HasEnd) -> str | None:
    """The end as text: a day, or an instant in UTC."""
    end = row.due_at or row.due_on
    return None if end is None else str(msgspec.to_builtins(end))
