"""What a frozen report holds: its basis, tables of figures each with its formula, adjustments, and what it cites.

As text it is JSON with sorted keys and no blanks; the digest is the SHA-256 of its UTF-8 bytes. What the text of one
version of this layout said, every later program reads: `layout` is raised when that needs another struct.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.periods import BadPeriod, period

LAYOUT = 1
HANDLING = "handling"
"""The table of all that was done: of it totals over offices are made."""
MEASURE = "measure"
ALL = "*"
"""Stands in the place of an office where several are summed."""
COUNTS = ("count", "petitions", "matters", "batches", "visitors", "persons")
"""What a table of counted facts says of each cell: acts, 件, 事项, 批次, 来访人次, 人次."""
ADJUSTED = ("added", "removed", "days")
"""Facts that came late, facts taken back, and what that adds to the days taken."""

Number = int | str | None
"""A whole number, a decimal as text, or nothing (unknown, or divided by zero)."""


class BadReport(ValueError):
    """A text that is no report; the message says where."""


class Basis(Struct, frozen=True, kw_only=True):
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


class Row(Struct, frozen=True, array_like=True):
    """A row of a table: what it is of, in the order of the table's `by`, and its numbers in that of `counts`."""

    key: tuple[str, ...]
    numbers: tuple[Number, ...]


class Table(Struct, frozen=True, kw_only=True):
    """Figures that are made by one formula."""

    id: str
    zh: str
    en: str
    formula: str
    by: tuple[str, ...]
    counts: tuple[str, ...]
    rows: tuple[Row, ...]

    def total(self, measure: str, count: str = "count") -> int:
        """The sum over the rows of a measure."""
        nth = self.counts.index(count)
        return sum(int(row.numbers[nth] or 0) for row in self.rows if row.key[0] == measure)


class Adjustment(Struct, frozen=True, kw_only=True):
    """What is known now of a period that was reported, and was not at position `since`: by measure (ADJUSTED)."""

    report: str
    period: str
    first: date
    last: date
    since: int
    rows: tuple[Row, ...]


class Citation(Struct, frozen=True, kw_only=True):
    """A received report that the totals rest on, by where it stands in the log of who received it."""

    office: str
    name: str
    report: str
    digest: str
    position: int


class Content(Struct, frozen=True, kw_only=True):
    """A report."""

    basis: Basis
    tables: tuple[Table, ...]
    adjustments: tuple[Adjustment, ...] = ()
    cites: tuple[Citation, ...] = ()
    layout: int = LAYOUT

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.id == name), None)


class Spec(Struct, frozen=True):
    """A table that counts the facts of a period: of one measure or of all (""), told apart by dimensions."""

    id: str
    zh: str
    en: str
    measure: str
    by: tuple[str, ...]


SPECS: tuple[Spec, ...] = (
    Spec("received", "来信来访数量", "what came in", "received", ("channel", "repeat")),
    Spec("content", "内容分类", "by content class", "received", ("content_class",)),
    Spec("purpose", "信访目的", "by purpose", "received", ("purpose",)),
    Spec("closures", "结案情况", "closed, by outcome", "closed", ("outcome",)),
    Spec(HANDLING, "办理情况", "all that was done", "", ()),
    Spec("units", "各单位办理情况", "all that was done, by unit", "", ("unit",)),
    Spec("breaches", "违反期限和规定", "breaches, by clause", "breached", ("clause",)),
)
"""数量、内容和结案情况 (R2.6), and what is done with them."""


def text_of(content: Content) -> str:
    """The text of a report: the same content is the same text."""
    return msgspec.json.encode(content, order="sorted").decode()


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def parsed(text: str) -> Content:
    """The report of a text. Raises BadReport."""
    try:
        found = msgspec.json.decode(text, type=Content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        message = f"this is no report: {error} (不是统计报表)"
        raise BadReport(message) from None
    if fault := next(_faults(found), ""):
        message = f"{fault} (统计报表有误)"
        raise BadReport(message)
    return found


def _faults(content: Content) -> Iterator[str]:
    """What the types do not say."""
    if content.layout != LAYOUT:
        yield f"layout {content.layout} of reports is not known to this version of zhuoluo"
    yield from _of_basis(content.basis)
    if len({table.id for table in content.tables}) < len(content.tables):
        yield "a table stands in it twice"
    for table in content.tables:
        yield from _of_table(table)


def _of_basis(basis: Basis) -> Iterator[str]:
    try:
        of = period(basis.period, basis.style)
    except BadPeriod as bad:
        yield str(bad)
        return
    if (of.style, of.first, of.last) != (basis.style, basis.first, basis.last):
        yield f"period {basis.period} {of.style} is {of.first} to {of.last}, not {basis.first} to {basis.last}"
    if basis.position < 1:
        yield f"nothing is known at position {basis.position}"


def _of_table(table: Table) -> Iterator[str]:
    for row in table.rows:
        if (len(row.key), len(row.numbers)) != (len(table.by), len(table.counts)):
            yield f"table {table.id}: row {row.key} does not have the columns of its table"
    if len({row.key for row in table.rows}) < len(table.rows):
        yield f"table {table.id}: a row stands in it twice"
    spec = next((spec for spec in SPECS if spec.id == table.id), None)
    if spec is not None:
        yield from _of_counts(table, spec)


def _of_counts(table: Table, spec: Spec) -> Iterator[str]:
    """A table of counted facts can be counted again and summed."""
    if (table.by, table.counts) != ((MEASURE, *spec.by), COUNTS):
        yield f"table {table.id} does not have its columns"
    for row in table.rows:
        if not all(isinstance(number, int) and number >= 0 for number in row.numbers):
            yield f"table {table.id}: row {row.key} has what is no count"


class Counted(Protocol):
    """A fact as it is counted: what it is of, and how many persons."""

    @property
    def measure(self) -> str: ...
    @property
    def petition(self) -> UUID: ...
    @property
    def matter(self) -> UUID: ...
    @property
    def visit(self) -> bool: ...
    @property
    def persons(self) -> int: ...


def counted(facts: Iterable[Counted], spec: Spec) -> tuple[Row, ...]:
    """The rows of a table from the facts of its period, one by one: by the definition, without a database."""
    cells: dict[tuple[str, ...], list[Counted]] = defaultdict(list)
    for fact in facts:
        if spec.measure in ("", fact.measure):
            cells[fact.measure, *(said(getattr(fact, name)) for name in spec.by)].append(fact)
    return tuple(Row(key, _counts(cells[key])) for key in sorted(cells))


def said(value: object) -> str:
    """A value of a dimension as a key of a row says it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _counts(facts: Sequence[Counted]) -> tuple[int, ...]:
    visits = [fact for fact in facts if fact.visit]
    return (
        len(facts),
        len({fact.petition for fact in facts}),
        len({fact.matter for fact in facts}),
        len(visits),
        sum(fact.persons for fact in visits),
        sum(fact.persons for fact in facts),
    )


# ---- reports compared


class Changed(Struct, frozen=True):
    """A row that is not the same in both; None = it is in one of them only."""

    key: tuple[str, ...]
    reported: tuple[Number, ...] | None
    found: tuple[Number, ...] | None


def changes(reported: Sequence[Row], found: Sequence[Row]) -> tuple[Changed, ...]:
    """The rows in which two tables of the same columns differ, by their keys."""
    then: Mapping[tuple[str, ...], Any] = {row.key: row.numbers for row in reported}
    now: Mapping[tuple[str, ...], Any] = {row.key: row.numbers for row in found}
    return tuple(
        Changed(key, then.get(key), now.get(key)) for key in sorted({*then, *now}) if then.get(key) != now.get(key)
    )
