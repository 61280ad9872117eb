"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid, ReportOwed

__all__ = (
    "Adjustment", "Bundle", "BundledFact", "Changed", "Check", "Proof", "Received", "Report", "ReportContentBasis",
    "ReportContentCitation", "ReportSaid", "ReportsSaid", "Row", "ShowingShown", "Step", "Table", "Verified",
    "VerifiedSaid",
)  # fmt: skip


Row = tuple[tuple[str, ...], tuple[int | str | None, ...]]
"""A row of a table: what it is of, in the order of the table's `by`, and its numbers in that of `counts`."""


class Adjustment(Struct, frozen=True, kw_only=True):
    """What is known now of a period that was reported, and was not at position `since`: by measure (ADJUSTED)."""

    report: str
    period: str
    first: date
    last: date
    since: int
    rows: tuple[Row, ...]


class BundledFact(Struct, frozen=True, kw_only=True):
    """A fact as the tables count it, and the position of the event that says it."""

    petition: UUID
    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    source: str
    purpose: str
    content_class: str
    place: str
    repeat: bool
    matter: UUID
    outcome: str
    clause: str
    visit: bool
    persons: int
    days: int
    elapsed: int | None
    position: int


class Proof(Struct, frozen=True, kw_only=True):
    """What leads from the leaves of the events shown to the root of the tree of `size` leaves; hashes in hex."""

    size: int
    root: str
    hashes: tuple[str, ...]


class Step(Struct, frozen=True, kw_only=True):
    """What was done with a report, by whom, on which day, in which version of the office; `to`: sent to.

    `log_position`: where that stands in the log, 0 while it is being decided.
    """

    standing: str
    by: str
    post: str
    day: date
    version: int
    log_position: int = 0
    reason: str = ""
    to: str = ""


class Report(Struct, frozen=True, kw_only=True):
    """A report of the office; its steps in order. Its content stands in its first event."""

    report: str
    period: str
    style: str
    first: date
    last: date
    position: int
    root: str
    digest: str
    standing: str
    steps: tuple[Step, ...]
    replaces: str = ""


class ShowingShown(Struct, frozen=True, kw_only=True):
    """An event by its position and its leaf record (leaf.py), which says what it is and hides its content."""

    position: int
    record: str


class Bundle(Struct, frozen=True, kw_only=True):
    """The file. Without facts it holds the report alone."""

    format: str = "zhuoluo-report/1"
    report: Report
    content: str
    facts: tuple[BundledFact, ...] = ()
    events: tuple[ShowingShown, ...] = ()
    proof: Proof | None = None


class Changed(Struct, frozen=True, kw_only=True):
    """A row that is not the same in both; None = it is in one of them only."""

    key: tuple[str, ...]
    reported: tuple[int | str | None, ...] | None
    found: tuple[int | str | None, ...] | None


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was checked: what, by which formula where it is a table, how it stands, and what differs.

    `newer`: the formula that has replaced it, and `by_newer` the rows that it makes otherwise.
    """

    what: str
    standing: str
    note: str = ""
    formula: str = ""
    differs: tuple[Changed, ...] = ()
    newer: str = ""
    by_newer: tuple[Changed, ...] = ()


class Received(Struct, frozen=True, kw_only=True):
    """A report that came from another office, in which version of this one."""

    report: str
    period: str
    style: str
    first: date
    last: date
    position: int
    root: str
    digest: str
    sender: str
    sender_name: str
    day: date
    version: int
    log_position: int


class Table(Struct, frozen=True, kw_only=True):
    """Figures that are made by one formula."""

    id: str
    zh: str
    en: str
    formula: str
    by: tuple[str, ...]
    counts: tuple[str, ...]
    rows: tuple[Row, ...]


class ReportContentBasis(Struct, frozen=True, kw_only=True):
    """What every figure of the report rests on (domain.md 9.2): whose, of which days, as known at which position.

    `judged_on`: the day by which overdue is judged where the period does not say it; `recorded_at`: when the last
    event of the position was recorded; `replayed`: the times of the log are replayed ones.
    """

    office: str
    name: str
    period: str
    style: str
    first: date
    last: date
    judged_on: date
    date_basis: str
    collective_min: int
    position: int
    root: str
    recorded_at: datetime
    replayed: bool = False


class ReportContentCitation(Struct, frozen=True, kw_only=True):
    """A received report that the totals rest on, by where it stands in the log of who received it."""

    office: str
    name: str
    report: str
    digest: str
    position: int


class ReportSaid(Struct, frozen=True, kw_only=True):
    """A report: how far it has gone, and what is frozen in it."""

    report: Report
    counted: ReportContentBasis
    tables: tuple[Table, ...]
    adjustments: tuple[Adjustment, ...]
    cites: tuple[ReportContentCitation, ...]


class ReportsSaid(Struct, frozen=True, kw_only=True):
    """The reports of a year, those received, and for each period that wants one what became of it."""

    basis: BasisSaid
    year: int
    reports: tuple[Report, ...]
    received: tuple[Received, ...]
    owed: tuple[ReportOwed, ...]


class Verified(Struct, frozen=True, kw_only=True):
    """The verdict on a report; `in_ledger`: its office's ledger was at hand."""

    office: str
    report: str
    period: str
    position: int
    root: str
    digest: str
    in_ledger: bool
    checks: tuple[Check, ...]


class VerifiedSaid(Struct, frozen=True, kw_only=True):
    """核验结果: whether nothing differs, and every check."""

    sound: bool
    verified: Verified
