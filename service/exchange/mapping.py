"""A mapping: which column or event of a foreign register means what. Read from TOML, checked before it is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Entries
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain import vocabulary as v
from domain.rulebook import Rulebook
from service.bundled import newest
from service.exchange.codetables import BadTable, code_table
from service.exchange.reading.kinds import KINDS

ID = "id"
RECEIVED = "received"
DUE = "due"
UNIT = "unit"
COMMENT = "comment"
FORWARDED_TO = "forwarded_to"
STAGES = frozenset({"registered", "accepted", "forwarded", "signed_for"})
"""What an old register has a date of; a register that is kept now has only what it led to."""
OF_HISTORY = STAGES | {FORWARDED_TO}
MOMENTS = frozenset({RECEIVED, "interim_answer", "interim_only", "answer", "closed", "withdrawn", COMMENT}) | STAGES
"""Words whose value is a day or a time."""
OF_RECEIPT = frozenset({"channel", "source"})
"""Words that are fields of the receipt itself."""
DETAILS = frozenset({"title", "clause", "content_class", "problem_place", "assigner", "assigner_number", "people"})
NARRATIVE = frozenset({"problem", "demand"})
PERSONAL = frozenset({"name", "phone", "address"})
CODES: Entries[str, tuple[Any, ...]] = {
    "channel": v.CHANNELS,
    "source": v.SOURCES,
    "importance": v.IMPORTANCE,
    "purpose": v.PURPOSES,
    "procedure": v.PROCEDURES,
}
"""Words whose values are codes of the vocabulary."""
PLAIN = frozenset({ID, DUE, UNIT, FORWARDED_TO}) | DETAILS | NARRATIVE | PERSONAL | frozenset(CODES)
WORDS = tuple(sorted(MOMENTS | PLAIN))
CONSTANTS = tuple(sorted(PLAIN - {ID, DUE, FORWARDED_TO}))

FORMS = ("register", "changes")
ENCODINGS = ("utf-8", "gb18030")
DIRECTIVES = frozenset("YmdHMSfzIp%")
CLOCK = frozenset("HI")
NAME = re.compile(r"[a-z0-9-]{1,40}")


class BadMapping(ValueError):
    """A mapping that cannot be used; the message names file, line and entry."""


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[mapping]: what holds for the whole file. `formats` are those of dates, `missing` texts that mean nothing.

    `kind` "": by the file itself. `sheet` "": the first of a workbook. `header_row`: the row of the column names,
    counted from 1. `historic`: an old register, whose dated events have happened whatever the rules say.
    """

    id: str
    form: str
    office: str
    time_zone: str
    rulebook: str = "plain"
    kind: str = ""
    sheet: str = ""
    header_row: int = 1
    delimiter: str = ","
    encoding: str = "utf-8"
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    missing: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    historic: bool = False


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[change]: the columns of a list of changes, and how its times of observation are written."""

    id: str
    observed_at: str
    event: str
    value: str
    formats: tuple[str, ...] = ("%Y-%m-%dT%H:%M:%S%z",)


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[column.NAME] or [event.NAME]: the word it means, and how its text becomes the value of that word.

    `before`: only what stands before the first of these characters. `values`: texts and what they mean;
    `values_from` names a file beside the mapping that has more of them; `otherwise` for every other text and for none.
    `whole_day`: the time of day is left away. `text`, or the
    column `text_from`: the words of a remark or an answer.
    """

    means: str
    formats: tuple[str, ...] = ()
    before: str = ""
    values: dict[str, str] = {}
    values_from: str = ""
    otherwise: str = ""
    whole_day: bool = False
    text: str = ""
    text_from: str = ""
    outcome: str = ""
    delivered: bool = False


class Mapping(Struct, frozen=True, kw_only=True):
    """A checked mapping. `entries` by the name of their column (form register) or event (form changes)."""

    head: Head
    change: Change | None
    always: dict[str, str]
    entries: dict[str, Entry]

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def complete(self) -> bool:
        """Whether a line tells all that the source knows of a petition: what it leaves out is not so."""
        return self.change is None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.head.time_zone)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        if self.change is not None:
            return (self.change.id, self.change.observed_at, self.change.event, self.change.value)
        told_elsewhere = (entry.text_from for entry in self.entries.values() if entry.text_from)
        return tuple(dict.fromkeys((*self.entries, *told_elsewhere)))

    def formats_of(self, entry: Entry) -> tuple[str, ...]:
        return entry.formats or self.head.formats


def parse(text: str, file: str, folder: Path | None = None) -> Mapping:
    """The mapping of a TOML text; `folder`: where the tables of codes lie that it names.

    Raises: BadMapping with every fault, each with its line and entry.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMapping(f"{file}: not TOML: {error}") from None
    reader = _Reader(text, raw, folder)
    mapping = reader.mapping()
    if mapping is None or reader.faults:
        raise BadMapping("\n".join(f"{file}{fault}" for fault in reader.faults))
    return mapping


class _Reader:
    """Reads the tables of one file and gathers what is wrong with them."""

    def __init__(self, text: str, raw: dict[str, Any], folder: Path | None) -> None:
        self._folder = folder
        self._lines = text.splitlines()
        self._raw = raw
        self.faults: list[str] = []

    def mapping(self) -> Mapping | None:
        """The mapping, checked only once all of it could be read."""
        head = self._table("mapping", Head)
        if head is None:
            return None
        changes = head.form == "changes"
        kind = "event" if changes else "column"
        change = self._table("change", Change) if changes else None
        entries, always = self._entries(kind, head.encoding), self._always()
        self._unknown({"mapping", "always", kind, *(("change",) if changes else ())})
        if self.faults:
            return None
        mapping = Mapping(head=head, change=change, always=always, entries=entries)
        for where, what in _faults(mapping, kind):
            self._fault(where, what)
        return mapping

    def _table(self, name: str, kind: Any) -> Any:
        if not isinstance(self._raw.get(name), dict):
            self._fault(name, "this table is missing")
            return None
        return self._converted(name, self._raw[name], kind)

    def _entries(self, kind: str, encoding: str) -> dict[str, Entry]:
        found = self._raw.get(kind)
        if not isinstance(found, dict) or not found:
            self._fault(kind, f"there is no [{kind}.NAME] at all")
            return {}
        read = {name: self._converted(f"{kind}.{name}", entry, Entry) for name, entry in found.items()}
        return {
            name: self._with_table(f"{kind}.{name}", entry, encoding)
            for name, entry in read.items()
            if entry is not None
        }

    def _with_table(self, where: str, entry: Entry, encoding: str) -> Entry:
        """The entry with the codes of its table; what the mapping itself says goes before that."""
        if not entry.values_from:
            return entry
        if self._folder is None or Path(entry.values_from).name != entry.values_from:
            self._fault(where, f"values_from {entry.values_from!r} is not the name of a file beside the mapping")
            return entry
        try:
            table = code_table(self._folder / entry.values_from, encoding if encoding in ENCODINGS else "utf-8")
        except BadTable as bad:
            self._fault(where, str(bad))
            return entry
        return replace(entry, values=table | entry.values)

    def _always(self) -> dict[str, str]:
        return self._converted("always", self._raw.get("always", {}), dict[str, str]) or {}

    def _converted(self, where: str, raw: object, kind: Any) -> Any:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            self._fault(where, str(error))
            return None

    def _unknown(self, known: set[str]) -> None:
        for name in self._raw.keys() - known:
            self._fault(name, f"there is no such table here; known: {', '.join(sorted(known))}")

    def _fault(self, where: str, what: str) -> None:
        """`where` is the path of a table; its line is looked up for the message."""
        bare = re.sub(r"[\"']", "", where)
        for number, line in enumerate(self._lines, 1):
            table = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
            found = re.sub(r"[\"']", "", table[1]) if table else ""
            if found == bare or found.startswith(f"{bare}."):
                self.faults.append(f", line {number}, [{where}]: {what}")
                return
        self.faults.append(f", [{where}]: {what}")


Fault = tuple[str, str]


def _faults(mapping: Mapping, kind: str) -> Iterator[Fault]:
    yield from _head_faults(mapping.head)
    if mapping.change is not None:
        yield from _format_faults("change", mapping.change.formats)
    for word, value in mapping.always.items():
        if word not in CONSTANTS:
            yield "always", f"{word!r} is none of {', '.join(CONSTANTS)}"
        else:
            yield from _code_faults("always", word, value)
    for name, entry in mapping.entries.items():
        yield from _entry_faults(f"{kind}.{name}", entry, mapping)
    yield from _missing_words(mapping, kind)


def _head_faults(head: Head) -> Iterator[Fault]:
    if not NAME.fullmatch(head.id):
        yield "mapping", f"id {head.id!r} is not made of up to 40 small letters, digits and hyphens"
    if head.form not in FORMS:
        yield "mapping", f"form {head.form!r} is none of {', '.join(FORMS)}"
    if head.encoding not in ENCODINGS:
        yield "mapping", f"encoding {head.encoding!r} is none of {', '.join(ENCODINGS)}"
    if len(head.delimiter) != 1 or head.delimiter in '"\r\n':
        yield "mapping", f"delimiter {head.delimiter!r} is not one character"
    if not head.office.strip():
        yield "mapping", "office is empty: it names the office that an import creates"
    if not _is_zone(head.time_zone):
        yield "mapping", f"time_zone {head.time_zone!r} is no time zone of the IANA list"
    if _book(head.rulebook) is None:
        yield "mapping", f"there is no rulebook {head.rulebook!r}"
    yield from _kind_faults(head)
    yield from _format_faults("mapping", head.formats)


def _kind_faults(head: Head) -> Iterator[Fault]:
    if head.kind not in ("", *KINDS):
        yield "mapping", f"kind {head.kind!r} is none of {', '.join(KINDS)}"
    if head.historic and head.form != "register":
        yield "mapping", "historic: an old register is of form register, one row a petition"
    if head.header_row < 1:
        yield "mapping", "header_row is counted from 1"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _book(name: str) -> Rulebook | None:
    try:
        return newest(name)
    except KeyError:
        return None


def _format_faults(where: str, formats: tuple[str, ...]) -> Iterator[Fault]:
    for form in formats:
        used = re.findall(r"%(.?)", form)
        if unknown := [each for each in used if each not in DIRECTIVES]:
            yield where, f"format {form!r} uses %{unknown[0]}; known: {', '.join(f'%{d}' for d in sorted(DIRECTIVES))}"
        elif not {"Y", "m", "d"} <= set(used):
            yield where, f"format {form!r} lacks year (%Y), month (%m) or day (%d)"


def _entry_faults(where: str, entry: Entry, mapping: Mapping) -> Iterator[Fault]:
    if entry.means not in WORDS:
        yield where, f"means {entry.means!r} is none of {', '.join(WORDS)}"
        return
    yield from _format_faults(where, entry.formats)
    for value in (*entry.values.values(), *((entry.otherwise,) if entry.otherwise else ())):
        yield from _code_faults(where, entry.means, value)
    if mapping.change is not None and (entry.means == ID or entry.text_from):
        yield where, "the columns of a list of changes stand in [change]: neither id nor text_from belongs here"
    if entry.means in OF_HISTORY and not mapping.head.historic:
        yield where, f"means {entry.means!r}, which only an old register can say: historic = true in [mapping]"
    if entry.means == COMMENT and not (entry.text or entry.text_from):
        yield where, "a comment needs its words: text or text_from"
    if entry.means == "closed":
        yield from _outcome_faults(where, entry, mapping)


def _outcome_faults(where: str, entry: Entry, mapping: Mapping) -> Iterator[Fault]:
    book = _book(mapping.head.rulebook)
    known = [outcome.id for outcome in book.outcomes] if book else []
    if entry.outcome not in known:
        yield where, f"outcome {entry.outcome!r} is none of the rulebook's: {', '.join(known)}"


def _code_faults(where: str, word: str, value: str) -> Iterator[Fault]:
    if word in CODES and value not in CODES[word]:
        yield where, f"{value!r} is no {word}; known: {', '.join(str(code) for code in CODES[word])}"


def _missing_words(mapping: Mapping, kind: str) -> Iterator[Fault]:
    said = [entry.means for entry in mapping.entries.values()]
    if RECEIVED not in said:
        yield kind, f"no {kind} means received: nothing would say when a petition came in"
    channels = [entry for entry in mapping.entries.values() if entry.means == "channel"]
    if "channel" not in mapping.always and (kind == "event" or not any(entry.otherwise for entry in channels)):
        yield "always", "channel is needed (letter, visit, call, online, fax): for what does not say by which it came"
    if ("forwarded" in said) != (FORWARDED_TO in said) or ("signed_for" in said and "forwarded" not in said):
        yield kind, "forwarded (when) and forwarded_to (whom) go together, and signed_for needs both"
    if mapping.change is None:
        if said.count(ID) != 1:
            yield kind, "exactly one column means id, the name of a petition at the source"
        for word in sorted({word for word in said if said.count(word) > 1} - {ID, COMMENT}):
            yield kind, f"several columns mean {word}"
