"""What the events of a petition rest on: the rulebooks and calendars that they name, with the digests they state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.calendar import Calendar
from domain.office import CalendarLoaded, CalendarOverridden, RulebookPublished
from service.bundles.events import StoredEvent
from service.bundles.verifier.grounds import ADOPTIONS, values
from service.offices import KnownOffice, Offices

CHANGES = tuple(str(kind.__struct_config__.tag) for kind in (CalendarLoaded, CalendarOverridden))
SHORT = 16
"""Digits of a digest in the name of a file."""


class Book(Struct, frozen=True):
    """A rulebook in its own words; `extends` is the reference of the version it extends, "" = none."""

    reference: str
    file: str
    digest: str
    extends: str
    text: str

    @property
    def told(self) -> Mapping[str, str]:
        """How the manifest names it."""
        return {name: getattr(self, name) for name in ("reference", "file", "digest", "extends")}


class Grounds(Struct, frozen=True, kw_only=True):
    """What was found, and what this version of the program does not have at hand, by reference or digest."""

    books: tuple[Book, ...]
    calendars: Mapping[str, Calendar]
    not_at_hand: tuple[str, ...]

    @property
    def files(self) -> dict[str, bytes]:
        found = {book.file: book.text.encode() for book in self.books}
        return found | {_file(digest): _json(each) for digest, each in self.calendars.items()}

    @property
    def told(self) -> Mapping[str, Any]:
        """What the manifest says of them."""
        return {
            "rulebooks": [book.told for book in self.books],
            "calendars": [{"digest": digest, "file": _file(digest)} for digest in self.calendars],
            "not_at_hand": list(self.not_at_hand),
        }


def grounds(
    offices: Offices, known: KnownOffice, events: Sequence[StoredEvent], of_office: Sequence[StoredEvent]
) -> Grounds:
    """What these events of a petition name; `of_office` are the events of the office up to them."""
    lines = [event.line for event in events]
    references, digests = ({each for line in lines for each in values(line, name)} for name in ("book", "calendar"))
    books = _with_parents(_texts(known), sorted(references), known)
    calendars = dict(_calendars(offices, known, of_office, digests))
    found = {book.reference for book in books} | set(calendars)
    return Grounds(books=books, calendars=calendars, not_at_hand=tuple(sorted((references | digests) - found)))


def adopted(events: Sequence[StoredEvent], books: Sequence[Book]) -> list[StoredEvent]:
    """The events by which the office took up these books."""
    wanted = {(book.reference, book.digest) for book in books}
    said = [(event, event.line["event"]) for event in events if event.topic in ADOPTIONS]
    return [event for event, adoption in said if (adoption["reference"], adoption["digest"]) in wanted]


# ---- rulebooks


def _texts(known: KnownOffice) -> dict[str, str]:
    """The text of each book by its reference: those in the program, and those that the office published."""
    folder = files("domain") / "rulebooks"
    bundled = [each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".toml")]
    published = [each.text for each in known.state.books if isinstance(each, RulebookPublished)]
    return {_reference(text): text for text in (*bundled, *published)}


def _reference(text: str) -> str:
    book = tomllib.loads(text)["book"]
    return f"{book['id']}@{book['valid_from'].isoformat()}"


def _with_parents(texts: Mapping[str, str], references: Sequence[str], known: KnownOffice) -> tuple[Book, ...]:
    """The books of these references, each behind the one that it extends."""
    found: dict[str, Book] = {}
    for reference in references:
        if (book := known.books.get(reference)) is None or reference not in texts:
            continue
        for parent in ("", *sorted(known.books)):
            ground = known.books[parent].digest if parent else ""
            if sha256(f"{ground}\n{texts[reference]}".encode()).hexdigest() == book.digest:
                found |= {each.reference: each for each in _with_parents(texts, [parent], known)}
                file = f"rulebooks/{reference}.toml"
                found[reference] = Book(reference, file, book.digest, parent, texts[reference])
                break
    return tuple(found.values())


# ---- calendars


def _calendars(
    offices: Offices, known: KnownOffice, of_office: Sequence[StoredEvent], digests: set[str]
) -> Iterator[tuple[str, Calendar]]:
    """The calendars of these digests among those that the office has had."""
    wanted = set(digests)
    for calendar in _had(offices, known, of_office):
        for years in range(len(calendar.years), 0, -1):
            if not wanted:
                return
            # An older version of the program came with fewer years.
            earlier = replace(calendar, years=calendar.years[:years])
            if earlier.digest in wanted:
                wanted.remove(earlier.digest)
                yield earlier.digest, earlier


def _had(offices: Offices, known: KnownOffice, of_office: Sequence[StoredEvent]) -> Iterator[Calendar]:
    """The calendar of today, then those before it, the latest first."""
    yield known.calendar
    for event in reversed(of_office):
        if event.topic in CHANGES and (then := offices.as_known(known.profile.id, event.position - 1)):
            yield then.calendar


def _file(digest: str) -> str:
    return f"calendars/{digest[:SHORT]}.json"


def _json(calendar: Calendar) -> bytes:
    """The published years in the shape of holiday-cn, and the days that the office arranged itself."""
    return msgspec.json.format(msgspec.json.encode({"years": calendar.years, "own": calendar.own}), indent=1)
