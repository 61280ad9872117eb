"""The text of a cell and the value that a mapping makes of it."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.values import Moment, moment_of
from service.exchange.mapping import CLOCK, CODES, DUE, MOMENTS, Entry, Mapping

LONGEST_TEXT, LONGEST_CODE = 20_000, 40
DAY, TIME, DAY_LENGTH = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", 10


class BadCell(ValueError):
    """A text that the mapping cannot make anything of; the message does not repeat it."""


class Cells:
    """Reads cells as one mapping says, for an office whose days are those of `time_zone`."""

    def __init__(self, mapping: Mapping, time_zone: str) -> None:
        self._mapping = mapping
        self._missing = frozenset(mapping.head.missing)
        self._time_zone = time_zone

    def text(self, cell: str) -> str:
        """Without blanks around it; "" when it says nothing."""
        found = cell.strip()
        return "" if found in self._missing else found

    def value(self, entry: Entry, cell: str, said: str = "") -> Any:
        """The value for the entry's word, None when the cell says nothing. Raises BadCell.

        A Moment; for a due date a day or an aware instant; a number of people; else a text. `said`: the day or time
        in ISO 8601 where the file itself has one, not a text.
        """
        text = self._chosen(entry, self.text(cell))
        if not text:
            return None
        if entry.means in MOMENTS:
            return self._moment(self._instant(entry, text, said))
        if entry.means == DUE:
            return self._instant(entry, text, said)
        if entry.means == "people":
            return _number(text)
        if len(text) > LONGEST_TEXT:
            raise BadCell(f"longer than {LONGEST_TEXT} characters")
        return text

    def observed(self, cell: str) -> datetime:
        """The instant at which a change was observed. Raises BadCell."""
        change = self._mapping.change
        assert change is not None  # noqa: S101 - only asked of a list of changes
        said = _read(self.text(cell), change.formats, self._mapping.zone)
        if not isinstance(said, datetime):
            raise BadCell("a time is needed here, not only a day")
        return said

    def _chosen(self, entry: Entry, text: str) -> str:
        """The part of the text that counts, translated."""
        for mark in entry.before:
            text = text.split(mark, 1)[0]
        text = text.strip()
        if not entry.values and not entry.otherwise and entry.means not in CODES:
            return text
        found = entry.values.get(text, entry.otherwise)
        if not found and text in CODES.get(entry.means, ()):
            return text
        if not found and text:
            raise BadCell(_unknown(entry, text))
        return found

    def _instant(self, entry: Entry, text: str, iso: str) -> date | datetime:
        formats = (DAY if len(iso) == DAY_LENGTH else TIME,) if iso else self._mapping.formats_of(entry)
        said = _read(iso or text, formats, self._mapping.zone)
        return said.date() if entry.whole_day and isinstance(said, datetime) else said

    def _moment(self, said: date | datetime) -> Moment:
        return moment_of(said, self._time_zone) if isinstance(said, datetime) else Moment(said)


def _unknown(entry: Entry, text: str) -> str:
    """The code is named where there is a table of them to be mended; a long text is no code."""
    if not entry.values or len(text) > LONGEST_CODE:
        return "this value is not in the mapping"
    return f"code {text!r} is not in the mapping ({entry.values_from or 'values'})"


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len("99999"):
        raise BadCell("not a number of people")
    return int(text)


@lru_cache(maxsize=65536)
def _read(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> date | datetime:
    """A day, or an aware instant when the format has an hour. Raises BadCell."""
    for form in formats:
        try:
            said = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        if not any(f"%{mark}" in form for mark in CLOCK):
            return said.date()
        return said if said.tzinfo else said.replace(tzinfo=zone)
    raise BadCell("unknown date: it is in none of the formats of the mapping")
