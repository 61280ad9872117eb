"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from service.client.types.petitions_parts import (
    Actor,
    Because,
    Coded,
    Correction,
    DutiesSaid,
    DutyChangeSaid,
    DutyEnd,
    DutySaid,
    Elapsed,
    EndingSaid,
    EventSaid,
    Moment,
    RecomputedSaid,
    Trips,
)
from service.client.types.shared import BasisSaid, Breach, Details

__all__ = (
    "Explanation", "FieldSaid", "History", "HistoryEvent", "OwedSaid", "PetitionSaid", "QueryCodeSaid", "Recorded",
    "ReplaySaid", "ReplayingStood", "StepSaid", "StepsSaid",
)  # fmt: skip


class OwedSaid(Struct, frozen=True, kw_only=True):
    """A duty with its whole reason: `why` leads line by line from its start to its date.

    `end` is how it was met or cancelled; absent: it is open. `overdue` as judged on the day of the answer.
    """

    duty: DutySaid
    overdue: bool
    why: tuple[Because, ...]
    end: DutyEnd | UnsetType = UNSET


class Explanation(Struct, frozen=True, kw_only=True):
    """Why the duties of one entry of the rulebook end when they do: one for each target, event and round."""

    basis: BasisSaid
    petition: UUID
    duties: tuple[OwedSaid, ...]


class FieldSaid(Struct, frozen=True, kw_only=True):
    """A field of a petition of which something is known, by its path."""

    field: str
    zh: str
    en: str
    value: Any


class HistoryEvent(Struct, frozen=True, kw_only=True):
    """An event with who did it and what it said. `already_done`: why it was entered although a rule forbade it.

    `historic`: it was read from an old register: what the rules had against it stands in the breaches.
    """

    event: str
    version: int
    position: int
    leaf: str
    occurred: Moment
    recorded_at: datetime
    duties: DutiesSaid
    breaches: tuple[Breach, ...]
    route: str | UnsetType = UNSET
    step: str | UnsetType = UNSET
    recomputed: tuple[RecomputedSaid, ...] | UnsetType = UNSET
    number: str | UnsetType = UNSET
    actor: Actor
    said: dict[str, Any]
    rulebook: str
    already_done: str | UnsetType = UNSET
    historic: bool | UnsetType = UNSET


class History(Struct, frozen=True, kw_only=True):
    """Every event of a petition in the order of writing, corrections behind what they correct."""

    basis: BasisSaid
    petition: UUID
    number: str
    events: tuple[HistoryEvent, ...]


class PetitionSaid(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
    """A petition as it stands, or as it stood: `owed` are its open duties, `settled` those met or cancelled.

    `joined` is the earlier petition of the same matter, `joiners` are those joined to this one; `trips` counts the
    petitions of the matter, this one among them. `codes` are its codes as the code lists call them that held on the
    day of its receipt; free words are left out.
    """

    basis: BasisSaid
    petition: UUID
    version: int
    number: str
    external_id: str
    state: str
    open_: bool
    overdue: bool
    channel: str
    source: str
    place: str
    unit: str
    person: str
    on_the_way: bool
    passed_on: int
    round: int
    received: Moment
    registered: Moment | None
    accepted: Moment | None
    ending: EndingSaid
    rulebook: str
    route: str
    steps: tuple[str, ...]
    extended: bool
    details: Details
    codes: tuple[Coded, ...]
    joined: UUID | None
    joiners: tuple[UUID, ...]
    trips: Trips
    owed: tuple[OwedSaid, ...]
    settled: tuple[OwedSaid, ...]


class QueryCodeSaid(Struct, frozen=True, kw_only=True):
    """The query code of a petition, to be printed on the slip for its petitioner; the same each time."""

    office: str
    petition: UUID
    code: str


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


class ReplayingStood(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
    """How a petition stood: its state, with its names, and who had it; see `register.unit_of`."""

    state: str
    zh: str
    en: str
    open_: bool
    unit: str
    person: str
    on_the_way: bool


class StepSaid(Struct, frozen=True, kw_only=True):
    """One event as it was written, and what it did, as known right after it.

    `known_later`: it was recorded on a later day than that on which it happened, by `known_after`. `since_previous` is
    the time since the event before by when both happened, `recorded_since_previous` by when both were recorded: `days`
    are the difference of calendar dates, `hours` the time elapsed where both instants are known. `before` is null for
    the receipt. `corrected_by` are the later versions that corrected it.
    """

    version: int
    position: int
    event: str
    zh: str
    en: str
    actor: Actor
    occurred: Moment
    recorded_at: datetime
    known_later: bool
    known_after: Elapsed
    since_previous: Elapsed | None
    recorded_since_previous: Elapsed | None
    before: ReplayingStood | None
    after: ReplayingStood
    duties: tuple[DutyChangeSaid, ...]
    breaches: tuple[Breach, ...]
    rulebook: str
    said: dict[str, Any]
    corrects: Correction | None
    corrected_by: tuple[int, ...]
    number: str | UnsetType = UNSET
    already_done: str | UnsetType = UNSET


class StepsSaid(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The steps to ask for next: backwards or forwards, as many as were asked for."""

    from_: int
    to: int


class ReplaySaid(Struct, frozen=True, kw_only=True):
    """逐步重演: the events of a petition in the order in which they became known, each with what it did.

    `total` counts the steps known at the position; `previous` and `next` name those before and after the ones told.
    `stands` is the petition after the last step told, field by field, overdue as judged when that was recorded;
    `owed` are the duties open then.
    """

    basis: BasisSaid
    petition: UUID
    number: str
    total: int
    previous: StepsSaid | None
    next: StepsSaid | None
    steps: tuple[StepSaid, ...]
    stands: tuple[FieldSaid, ...]
    owed: tuple[DutySaid, ...]
