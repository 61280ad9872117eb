"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid

__all__ = (
    "AccountList", "AccountRow", "AccountabilitySaid", "Broken", "CountSaid", "Of", "Phases", "RateSaid",
    "SeveralSaid", "TotalSaid",
)  # fmt: skip


class Phases(Struct, frozen=True, kw_only=True):
    """Days in each phase; their sum is `whole`."""

    queue: int = 0
    instruction: int = 0
    handling: int = 0
    approval: int = 0
    service: int = 0


class AccountRow(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
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
    open_: bool
    overdue: bool
    channel: str
    content_class: str
    received: date
    due: str | None
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


class AccountList(Struct, frozen=True, kw_only=True):
    """A page of the petitions of a part or a flag, in the order of their receipt."""

    basis: BasisSaid
    name: str
    zh: str
    en: str
    rows: tuple[AccountRow, ...]
    cursor: str | None


class Broken(Struct, frozen=True, kw_only=True):
    """Breaches of one clause by one unit, in how many petitions, how many of these have ended; `leader` answers for it.

    Petitions that are void are among them, as in the list of breaches.
    """

    unit: str
    leader: str
    clause: str
    breaches: int
    petitions: int
    ended: int


class CountSaid(Struct, frozen=True, kw_only=True):
    """How many petitions stand in a part or are in a list, by its name and what it is called."""

    name: str
    zh: str
    en: str
    petitions: int


class Of(Struct, frozen=True, kw_only=True):
    """Petitions of one unit, leader or clause: how many, by part and by flag; what is none is left out."""

    name: str
    petitions: int
    parts: dict[str, int]
    flags: dict[str, int]


class RateSaid(Struct, frozen=True, kw_only=True):
    """A rate, with what its denominator holds; `percent` to one decimal, null of nothing."""

    name: str
    zh: str
    en: str
    numerator: int
    denominator: int
    percent: str | None
    denominator_zh: str
    denominator_en: str


class AccountabilitySaid(Struct, frozen=True, kw_only=True):
    """着落与结果: where every petition of the register stands, and how many should be looked into.

    Each petition stands in one of `parts`, so they sum to `register`, which is counted apart; `flags` overlap. By unit,
    by the leader who answers for it, by the clause of its earliest open duty. `breaches` by unit, leader and clause.
    Every part and flag opens as a list.
    """

    register: int
    parts: tuple[CountSaid, ...]
    flags: tuple[CountSaid, ...]
    rates: tuple[RateSaid, ...]
    basis: BasisSaid
    passed_on_more_than: int
    untouched_days: int
    units: tuple[Of, ...]
    leaders: tuple[Of, ...]
    clauses: tuple[Of, ...]
    breaches: tuple[Broken, ...]


class TotalSaid(Struct, frozen=True, kw_only=True):
    """The sums: `parts` sum to `register`, which is counted apart; `flags` may hold of the same petition."""

    register: int
    parts: tuple[CountSaid, ...]
    flags: tuple[CountSaid, ...]
    rates: tuple[RateSaid, ...]


class SeveralSaid(Struct, frozen=True, kw_only=True):
    """多机构着落与结果: several offices summed, with the part of each."""

    total: TotalSaid
    offices: tuple[AccountabilitySaid, ...]
