"""What a source tells of one petition at one time: rows put together, their cells made values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.office import office_stream
from domain.values import Moment, moment_of
from service.exchange.cells import BadCell, Cells
from service.exchange.mapping import COMMENT, FORWARDED_TO, ID, Entry, Mapping
from service.exchange.rows import Fault, Row

WITHDRAWN = "withdrawn"
TAKEN_BACK = frozenset({"due", "answer", "closed", "withdrawn", "clause"})
"""Words of which a list of changes can say that they no longer hold."""


class Item(Struct, frozen=True):
    """One word of a row. `value` None: the source says that there is none; `text`: the words that go with it."""

    word: str
    value: Any
    entry: Entry
    text: str = ""


class Said(Struct, frozen=True):
    """A row as the mapping understands it; `content` is what of it counts, to tell whether it was said before."""

    row: Row
    id: str
    observed_at: str
    observed: Moment | None
    at: datetime | None
    items: tuple[Item, ...]
    content: tuple[str, ...]


class Told(Struct, frozen=True):
    """Everything that is told of one petition at one time, in the order of its rows.

    `observed` None: nobody says when it was observed, so it is now. `complete`: what is not told is not so.
    """

    petition: UUID
    id: str
    observed_at: str
    observed: Moment | None
    complete: bool
    rows: tuple[Said, ...]

    @property
    def items(self) -> Iterator[Item]:
        return (item for said in self.rows for item in said.items)

    def digest(self, mapping: str) -> bytes:
        """SHA-256 of what is told, whichever file it stands in and on whichever line."""
        told = (mapping, self.id, self.observed_at, sorted(said.content for said in self.rows))
        return sha256(msgspec.json.encode(told)).digest()

    def only(self, kept: Said) -> Told:
        return msgspec.structs.replace(self, rows=(kept,))

    def without(self, left_out: Said) -> Told:
        return msgspec.structs.replace(self, rows=tuple(said for said in self.rows if said is not left_out))


def petition_id(office: str, source_id: str) -> UUID:
    """The petition of an id of the source in an office: always the same one."""
    return uuid5(office_stream(office), source_id)


class Understanding:
    """Understands rows as a mapping says, for an office whose days are those of `time_zone`."""

    def __init__(self, mapping: Mapping, time_zone: str) -> None:
        self._mapping = mapping
        self._time_zone = time_zone
        self._cells = Cells(mapping, time_zone)

    def said(self, row: Row) -> Said | list[Fault]:
        """The row understood, or everything that is wrong with it."""
        return self._changed(row) if self._mapping.change else self._listed(row)

    def value(self, entry: Entry, row: Row, column: str) -> Any:
        """What the cell of a column becomes. Raises: BadCell."""
        return self._cells.value(entry, row.cells[column], row.dates.get(column, ""))

    # ---- a row of a register: each column is a word

    def _listed(self, row: Row) -> Said | list[Fault]:
        items, faults = [], []
        for column, entry in self._mapping.entries.items():
            try:
                value = self.value(entry, row, column)
                items.append(Item(entry.means, value, entry, self._text(entry, row)))
            except BadCell as error:
                faults.append(row.fault(column, str(error)))
        id_ = next((item.value for item in items if item.word == ID), None)
        if id_ is None and not faults:
            faults.append(row.fault(self._column_of(ID), "the row has no id"))
        faults += [row.fault(self._column_of(word), reason) for word, reason in _half_said(items)]
        if faults:
            return faults
        content = tuple(self._cells.text(row.cells[column]) for column in self._mapping.columns)
        return Said(row, str(id_), "", None, None, tuple(items), content)

    def _text(self, entry: Entry, row: Row) -> str:
        return (self._cells.text(row.cells[entry.text_from]) if entry.text_from else "") or entry.text

    def _column_of(self, word: str) -> str:
        return next(column for column, entry in self._mapping.entries.items() if entry.means == word)

    # ---- a row of a list of changes: its event is a word

    def _changed(self, row: Row) -> Said | list[Fault]:
        change = self._mapping.change
        assert change is not None  # noqa: S101 - the caller has looked
        try:
            column = change.observed_at
            at = self._cells.observed(row.cells[column])
            column = change.id
            id_ = self._needed(row.cells[column])
            column = change.event
            entry = self._event(self._needed(row.cells[column]))
            column = change.value
            observed = Moment(moment_of(at, self._time_zone).day)
            items = (self._item(entry, row.cells[column], observed),) if entry else ()
        except BadCell as error:
            return [row.fault(column, str(error))]
        content = (row.cells[change.event].strip(), row.cells[change.value].strip())
        return Said(row, id_, self._cells.text(row.cells[change.observed_at]), observed, at, items, content)

    def _needed(self, cell: str) -> str:
        text = self._cells.text(cell)
        if not text:
            raise BadCell("nothing stands here")
        return text

    def _event(self, name: str) -> Entry | None:
        """The entry of the event; None for one that the mapping says to ignore."""
        entry = self._mapping.entries.get(name)
        if entry is None and name not in self._mapping.head.ignore:
            raise BadCell("the mapping does not name this event")
        return entry

    def _item(self, entry: Entry, cell: str, observed: Moment) -> Item:
        """What has no date of its own happened on the day on which it was observed."""
        if entry.means == WITHDRAWN and not self._cells.text(cell):
            return Item(entry.means, observed, entry, entry.text)
        value = self._cells.value(entry, cell)
        if value is None and entry.means == COMMENT:
            value = observed
        if value is None and entry.means not in TAKEN_BACK:
            raise BadCell("nothing stands here, and what was said before cannot be taken back")
        return Item(entry.means, value, entry, entry.text)


def _half_said(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """What an old register cannot leave out: the word, and why it is needed."""
    given = {item.word for item in items if item.value is not None}
    if {"forwarded", "signed_for"} & given and FORWARDED_TO not in given:
        yield FORWARDED_TO, "it was forwarded, and nothing says to whom"
    if "signed_for" in given and "forwarded" not in given:
        yield "forwarded", "it was signed for, and nothing says when it was forwarded"


def register_row(office: str, said: Said) -> Told:
    """What one row of a register tells: all that the source knows of its petition."""
    return Told(petition_id(office, said.id), said.id, "", None, complete=True, rows=(said,))


def put_together(office: str, said: Iterable[Said]) -> Iterator[Told]:
    """Rows of lists of changes, those of one time and petition behind one another: what they tell together.

    What one file repeats of another is left out.
    """
    for (observed_at, id_), group in groupby(said, lambda each: (each.observed_at, each.id)):
        rows: dict[tuple[str, ...], Said] = {}
        for each in group:
            rows.setdefault(each.content, each)
        observed = next(iter(rows.values())).observed
        yield Told(petition_id(office, id_), id_, observed_at, observed, complete=False, rows=(*rows.values(),))
