"""The endpoints of accountability 着落与结果: the sums of an office or of several, and the list behind each sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from domain.codes import Label
from domain.phases import Phases
from service.access import recording
from service.api import described, problems
from service.api.basis import BasisSaid, basis, json
from service.api.lists import PAGE, Cursor, Due, Limit, chosen, due, shared
from service.api.offices import OFFICE
from service.api.querying import Judging, asked, asked_by
from service.api.words import Word
from service.readmodels import accountability as read
from service.readmodels import accountability_words as words
from service.readmodels import needs
from service.readmodels.accountability_summary import Broken, Of, Rate, Summary, Total, summary, total
from service.runtime import Instance

TAG = "accountability"
ONE = f"{OFFICE}/accountability"
LIST = f"{ONE}/{{what}}"
SEVERAL = "/accountability"
NAMES = tuple(words.LISTS)

PassedOn = Annotated[int, Meta(ge=0, le=1000, description="passed-on: more than so many times")]
Untouched = Annotated[int, Meta(ge=1, le=3660, description="untouched: for so many calendar days or more")]
Offices = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9-]{1,32}(,[a-z0-9-]{1,32}){0,49}$",
        description="ids of offices, with commas between them",
        examples=["yimin,xinfang"],
    ),
]


class AccountQuery(Judging, frozen=True):
    """What counts as often passed on, and as long untouched."""

    passed_on: PassedOn = read.PASSED_ON
    untouched: Untouched = read.UNTOUCHED_DAYS


class AccountListQuery(AccountQuery, frozen=True):
    """Of whom, from which page on; `leader` is who answers for it on the day asked about."""

    unit: Word | None = None
    leader: Word | None = None
    clause: Word | None = None
    limit: Limit = PAGE
    cursor: Cursor | None = None


class SeveralQuery(AccountQuery, frozen=True):
    """Which offices."""

    offices: Offices | None = None


AskedSums = Annotated[AccountQuery, Depends(asked_by(AccountQuery))]
AskedList = Annotated[AccountListQuery, Depends(asked_by(AccountListQuery))]
AskedSeveral = Annotated[SeveralQuery, Depends(asked_by(SeveralQuery))]


class CountSaid(Struct, frozen=True):
    """How many petitions stand in a part or are in a list, by its name and what it is called."""

    name: str
    zh: str
    en: str
    petitions: int


class RateSaid(Struct, frozen=True, kw_only=True):
    """A rate, with what its denominator holds; `percent` to one decimal, null of nothing."""

    name: str
    zh: str
    en: str
    numerator: int
    denominator: int
    percent: Decimal | None
    denominator_zh: str
    denominator_en: str


class TotalSaid(Struct, frozen=True, kw_only=True):
    """The sums: `parts` sum to `register`, which is counted apart; `flags` may hold of the same petition."""

    register: int
    parts: list[CountSaid]
    flags: list[CountSaid]
    rates: list[RateSaid]


class AccountabilitySaid(TotalSaid, frozen=True, kw_only=True):
    """着落与结果: where every petition of the register stands, and how many should be looked into.

    Each petition stands in one of `parts`, so they sum to `register`, which is counted apart; `flags` overlap. By unit,
    by the leader who answers for it, by the clause of its earliest open duty. `breaches` by unit, leader and clause.
    Every part and flag opens as a list.
    """

    basis: BasisSaid
    passed_on_more_than: int
    untouched_days: int
    units: tuple[Of, ...]
    leaders: tuple[Of, ...]
    clauses: tuple[Of, ...]
    breaches: tuple[Broken, ...]


class SeveralSaid(Struct, frozen=True, kw_only=True):
    """多机构着落与结果: several offices summed, with the part of each."""

    total: TotalSaid
    offices: list[AccountabilitySaid]


class AccountRow(Struct, frozen=True, kw_only=True):
    """A petition, who has it, and who answers for it on the day asked about.

    `due` is the end of its earliest open duty, `clause` that duty's. `days` since the receipt, `untouched_days` since
    the last act, `state_days` since the act that set the state: up to `counted_to`, the day on which it `ended`, else
    the day asked about. `phases`: where the days of a late one went.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    unit: str
    person: str
    on_the_way: bool
    leader: str
    state: str
    open: bool
    overdue: bool
    channel: str
    content_class: str
    received: date
    due: Due | None
    clause: str
    passed_on: int
    touched: date
    state_since: date
    ending: str
    outcome: str
    breaches: int
    ended: date | None
    counted_to: date
    days: int
    untouched_days: int
    state_days: int
    phases: Phases | None


class AccountList(Struct, frozen=True):
    """A page of the petitions of a part or a flag, in the order of their receipt."""

    basis: BasisSaid
    name: str
    zh: str
    en: str
    rows: tuple[AccountRow, ...]
    cursor: str | None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    one = described.reading("着落与结果 Where everything stands", TAG, AccountQuery, AccountabilitySaid)
    of = described.reading("着落与结果清单 The list behind a sum", TAG, AccountListQuery, AccountList)
    several = described.reading("多机构着落与结果 Several offices", TAG, SeveralQuery, SeveralSaid)
    routes.add_api_route(ONE, _one(instance), methods=["GET"], name="accountability", **one)
    routes.add_api_route(LIST, _list(instance), methods=["GET"], name="accountability-list", **of)
    routes.add_api_route(SEVERAL, _several(instance), methods=["GET"], name="accountability-of-offices", **several)
    return routes


def _one(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: AskedSums) -> Response:
        return json(accountability_said(instance, office, said))

    return told


def accountability_said(instance: Instance, office: str, said: AccountQuery) -> AccountabilitySaid:
    """Where every petition of the office stands. Raises as `asked`."""
    return _said(instance, office, said)[1]


def _several(instance: Instance) -> Callable[..., Response]:
    def told(said: AskedSeveral) -> Response:
        return json(several_said(instance, said))

    return told


def several_said(instance: Instance, said: SeveralQuery) -> SeveralSaid:
    """The sums of several offices. Raises as `asked`, for each of them."""
    if said.offices is None:
        raise problems.invalid("query.offices", "须写明机构", "say which offices")
    if said.position is not None:
        raise problems.invalid("query.position", "各机构位置不同，请用 as_of", "each log has its own: use as_of")
    found = [_said(instance, office, said) for office in dict.fromkeys(said.offices.split(","))]
    sums = total([each for each, _ in found])
    return SeveralSaid(total=TotalSaid(**_total(sums)), offices=[each for _, each in found])


def _list(instance: Instance) -> Callable[..., Response]:
    def told(office: str, what: str, said: AskedList) -> Response:
        return json(account_list(instance, office, what, said))

    return told


def account_list(instance: Instance, office: str, what: str, said: AccountListQuery) -> AccountList:
    """A page of the list behind a sum as whoever asks may see it, recorded. Raises Refusal (422), as `asked`."""
    about = asked(instance, office, said, needs=needs.ACCOUNTABILITY)
    called = words.LISTS.get(what)
    if called is None:
        raise problems.invalid("path.what", "没有此清单", f"no such list: {what}")
    filters = chosen(said, read.FILTERS)
    with instance.reading(about.seeing) as connection:
        found = read.listed(
            connection, about, what, filters, bounds=_bounds(said), limit=said.limit, cursor=said.cursor
        )
    with instance.pool.connection() as connection:
        found = read.spent(connection, about, found)
    recording.listed(instance, about, f"accountability {what}", said, found.rows)
    rows = tuple(_row(row) for row in found.rows)
    return AccountList(basis(about), what, called.zh, called.en, rows, found.cursor)


def _said(instance: Instance, office: str, said: AccountQuery) -> tuple[Summary, AccountabilitySaid]:
    about = asked(instance, office, said, needs=needs.ACCOUNTABILITY)
    with instance.pool.connection() as connection:
        found = summary(connection, about, _bounds(said), instance.tallies)
    return found, AccountabilitySaid(
        basis=basis(about),
        passed_on_more_than=said.passed_on,
        untouched_days=said.untouched,
        **_total(found),
        units=found.units,
        leaders=found.leaders,
        clauses=found.clauses,
        breaches=found.breaches,
    )


def _total(found: Total) -> dict[str, Any]:
    return {
        "register": found.register,
        "parts": _counts(found.parts, words.PARTS),
        "flags": _counts(found.flags, words.FLAGS),
        "rates": [_rate(rate) for rate in found.rates],
    }


def _counts(counts: Mapping[str, int], called: Mapping[str, Label]) -> list[CountSaid]:
    return [CountSaid(name, called[name].zh, called[name].en, count) for name, count in counts.items()]


def _rate(rate: Rate) -> RateSaid:
    called, whole = words.RATES[rate.name], words.DENOMINATORS[rate.name]
    return RateSaid(
        **shared(rate, RateSaid), zh=called.zh, en=called.en, denominator_zh=whole.zh, denominator_en=whole.en
    )


def _bounds(said: AccountQuery) -> read.Bounds:
    return read.Bounds(said.passed_on, said.untouched)


def _row(row: read.Accounted) -> AccountRow:
    said = shared(row, AccountRow)
    return AccountRow(**said, received=row.received_on, touched=row.touched_on, ended=row.ended_on, due=due(row))
