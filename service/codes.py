"""The code lists of an office: what holds on a day, and how an office comes to hold a version of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from domain.codelist import FIELDS, Code, CodeList, Head, in_force, parse
from domain.coding import CLOSED
from domain.office import CodeListPublished
from domain.petition import Petition
from domain.values import Actor
from service.bundled import bundled_code_lists, bundled_code_text
from service.ledger.entry import Via
from service.ledger.submission import Written
from service.offices import KnownOffice
from service.runtime import Instance

OFFICE, PROGRAM, RULEBOOK = "office", "program", "rulebook"
"""Where a list comes from: published or adopted by the office, only with the program, out of its rulebook."""
OUTCOMES = "outcomes"


class UnknownList(LookupError):
    """There is no code list of this id on that day."""

    def __init__(self, said: str) -> None:
        super().__init__(f"there is no code list {said!r} (没有代码表 {said!r})")


class Held(Struct, frozen=True):
    """A list as it holds in an office on a day. `binding`: an act with another code is refused."""

    list: CodeList
    field: str
    origin: str
    binding: bool


class Coded(Struct, frozen=True, kw_only=True):
    """A code of a petition in words; `above`, `above_en`: what the class above it is called, "" on the first level."""

    field: str
    list: str
    code: str
    zh: str
    en: str
    above: str
    above_en: str


def publish_codes(
    instance: Instance, office: str, text: str, reason: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> Written:
    """Writes that the list in `text` (TOML) holds in the office from its `version` on.

    Raises: BadCodeList with every mistake, Refused (codes that no rulebook knows; adopted already), UnknownOffice,
    LedgerError.
    """
    return instance.offices.add(office, publication(text, reason), actor, via, at=at)


def publication(text: str, reason: str) -> CodeListPublished:
    """The event of publishing the list in `text`. Raises BadCodeList with every mistake."""
    said = parse(text)
    return CodeListPublished(code_list=said.id, valid_from=said.version, digest=said.digest, text=text, reason=reason)


def adopt_codes(
    instance: Instance, office: str, code_list: str, reason: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> Written:
    """Writes that the newest version that comes with the program holds in the office. Raises UnknownList, as above."""
    text = bundled_code_text(code_list)
    if text is None:
        raise UnknownList(code_list)
    return publish_codes(instance, office, text, reason, actor, via, at=at)


def lists_on(office: KnownOffice, day: date) -> dict[str, Held]:
    """Every list as it holds on that day, by id: the office's own version where it has one, else the program's."""
    return {held.list.id: held for held in sorted(_held(office, day), key=lambda held: held.list.id)}


def list_on(office: KnownOffice, code_list: str, day: date) -> Held:
    """One list as it holds on that day. Raises UnknownList."""
    held = lists_on(office, day).get(code_list)
    if held is None:
        raise UnknownList(code_list)
    return held


def coded(office: KnownOffice, petition: Petition) -> tuple[Coded, ...]:
    """The codes of a petition as the lists that held on the day of its receipt call them; free words are none."""
    if petition.received_at is None:
        return ()
    said = _codes_of(petition)
    held = lists_on(office, petition.received_at.day).values()
    return tuple(_coded(each, code) for each in held if (code := each.list.found(said.get(each.field, ""))))


def named(office: KnownOffice, code_list: str, day: date) -> Callable[[str], str]:
    """Calls a code as people read it, by the list of that day, and leaves as it is what the list does not hold."""
    held = lists_on(office, day).get(code_list)

    def word(code: str) -> str:
        found = held.list.found(code) if held else None
        return f"{found.zh}（{code}）" if found else code

    return word


def _codes_of(petition: Petition) -> Mapping[str, str]:
    """What is said of the petition, its receipt or its petitioner, by field."""
    holders = (petition.received, petition.details, petition.details.petitioner)
    said = ((field, getattr(holder, field, None)) for holder in holders for field in FIELDS.values())
    return {field: code for field, code in said if isinstance(code, str)}


def _coded(held: Held, code: Code) -> Coded:
    above = held.list.found(code.parent)
    return Coded(
        field=held.field,
        list=held.list.id,
        code=code.code,
        zh=code.zh,
        en=code.en,
        above=above.zh if above else "",
        above_en=above.en if above else "",
    )


def _held(office: KnownOffice, day: date) -> Iterator[Held]:
    own = in_force(office.profile.code_lists, day)
    for name, said in {**in_force(bundled_code_lists(), day), **own}.items():
        origin = OFFICE if name in own else PROGRAM
        yield Held(said, FIELDS[name], origin, binding=origin == OFFICE or name in CLOSED)
    if office.state.books:
        yield Held(_outcomes(office, day), "outcome", RULEBOOK, binding=True)


def _outcomes(office: KnownOffice, day: date) -> CodeList:
    """The outcomes of the rulebook for what comes in on that day; another one is none (S1.32)."""
    book = office.book_on(day)
    return CodeList(
        head=Head(id=OUTCOMES, version=book.valid_from, zh="办理结果", en="outcomes"),
        codes=tuple(Code(code=rule.id, zh=rule.zh or rule.id, en=rule.en) for rule in book.outcomes),
        digest=book.digest,
    )
