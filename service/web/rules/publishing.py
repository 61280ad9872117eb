"""Changes of the rules: a version is published or adopted, a code list published, the calendar loaded or overridden."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import Struct

from domain import office as o
from domain.codelist import BadCodeList, Code, parse
from domain.rulebook import Rulebook
from domain.rulebook_reader import BadRulebook
from service.api import problems
from service.api.codes import CodesBody
from service.api.office_bodies import RulebookBody
from service.api.problems import Fault
from service.bundled import bundled_books, bundled_code_lists, bundled_code_text, own_book
from service.clauses.locating import line_of
from service.codes import lists_on, publication
from service.offices import KnownOffice
from service.publishing import adoption, published
from service.web.changes.change import Change, Control, Plan, Said, Wrong
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, TEXT, Choice
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.rules.books import compared, overlapping
from service.web.screen import Screen
from service.web.wording import Wording

RULEBOOKS, CODES = "/office/rulebooks", "/office/codes"
PACKAGE = "service.web.rules"


def _text(screen: Screen, *, required: bool = True) -> Control:
    return Control(name="text", kind=TEXT, required=required, rows=18, file=True, label=screen.said("Text (TOML)"))


def _reason(screen: Screen) -> Control:
    return Control(name="reason", kind=TEXT, required=True, rows=2, label=screen.said("Reason"))


def _book_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return _text(screen), _reason(screen)


def _published(screen: Screen, given: Typed) -> Plan:
    asked = _book_controls(screen, given)
    actor = whoever_asks(screen)
    read = body(RulebookBody, {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}})
    try:
        event = published(screen.office, read.text, read.reason)
        book = own_book(read.text, screen.office.books)
    except BadRulebook as bad:
        raise Wrong("text", _mistakes(read.text, bad)) from None
    return _rulebook_plan(screen, event, book, repeated(screen, (_reason(screen),), given))


def _mistakes(text: str, bad: BadRulebook) -> Iterable[Fault]:
    for each in bad.mistakes:
        line = line_of(text, each)
        yield Fault("text", f"第{line}行，{each.zh}", f"line {line}, {each.en}")


def _rulebook_plan(screen: Screen, event: o.RulebookAdopted, book: Rulebook, more: tuple[Said, ...]) -> Plan:
    """The version beside the one that would hold on its first day without it."""
    before = screen.office.book_on(book.valid_from)
    words = Wording(screen.language)
    told = (
        Said(screen.said("Rulebook"), f"{words.said(book)} {book.reference}"),
        Said(screen.said("In force from"), book.valid_from.isoformat()),
        Said(screen.said("Digest"), book.digest),
        *more,
    )
    shown = {
        "before": before,
        "book": book,
        "differences": compared(before, book, screen.language),
        "overlaps": overlapping(book),
    }
    return msgspec.structs.replace(event_plan(screen, event, told), more=shown)


def _adopt_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    known = {book.reference for book in screen.office.state.books}
    words = Wording(screen.language)
    offered = (book for name, book in sorted(bundled_books().items()) if name not in known)
    choices = tuple(Choice(book.reference, f"{book.reference} {words.said(book)}") for book in offered)
    label = screen.said("Version that comes with the program")
    return (Control(name="reference", kind=CHOICE, required=True, choices=choices, label=label),)


def _adopted(screen: Screen, given: Typed) -> Plan:
    reference = given.get("reference", "")
    if not reference:
        raise problems.invalid("$.reference", "缺少必填项", "it is required")
    return _rulebook_plan(screen, adoption(reference), screen.office.books[reference], ())


def _code_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    words = Wording(screen.language)
    newest = {each.id: each for each in sorted(bundled_code_lists(), key=lambda each: each.version)}
    choices = tuple(Choice(each.id, f"{each.id} {words.said(each.head)}") for each in newest.values())
    label = screen.said("A list that comes with the program")
    hint = screen.said("either this or a text of the office's own")
    adopt = Control(name="adopt", kind=CHOICE, choices=choices, label=label, hint=hint)
    return adopt, _text(screen, required=False), _reason(screen)


def _code_list(screen: Screen, given: Typed) -> Plan:
    asked = _code_controls(screen, given)
    actor = whoever_asks(screen)
    read = body(CodesBody, {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}})
    if (read.text is None) == (read.adopt is None):
        raise problems.invalid(
            "$.text", "自选代码表与程序所附代码表须二者取一", "either a text or a list of the program"
        )
    text = read.text or bundled_code_text(read.adopt or "") or ""
    try:
        event, new = publication(text, read.reason), parse(text)
    except BadCodeList as bad:
        raise Wrong("text", (Fault("text", zh, en) for zh, en in bad.mistakes)) from None
    told = (
        Said(screen.said("Code list"), f"{Wording(screen.language).said(new.head)} {new.id}"),
        Said(screen.said("In force from"), new.version.isoformat()),
        *repeated(screen, (_reason(screen),), given),
    )
    shown = {"changes": code_changes(screen.office, new.id, new.version, new.codes), "size": len(new.codes)}
    return msgspec.structs.replace(event_plan(screen, event, told), more=shown)


class CodeChange(Struct, frozen=True):
    """A code that is new, gone, or called otherwise."""

    what: str
    code: str
    old: Code | None
    new: Code | None


def code_changes(office: KnownOffice, name: str, day: date, codes: tuple[Code, ...]) -> tuple[CodeChange, ...]:
    """What these codes are otherwise than those of the list that holds on that day."""
    held = lists_on(office, day).get(name)
    before = {each.code: each for each in held.list.codes} if held else {}
    after = {each.code: each for each in codes}
    return tuple(
        CodeChange("added" if code not in before else "dropped" if code not in after else "changed",
                   code, before.get(code), after.get(code))
        for code in dict.fromkeys((*after, *before))
        if before.get(code) != after.get(code)
    )  # fmt: skip


def _bundled_text(_screen: Screen, asked: Typed) -> Typed:
    """The text of a list of the program to begin with."""
    return {"text": bundled_code_text(asked["from"]) or ""} if asked.get("from") else {}


CHANGES: tuple[Change, ...] = (
    Change(
        path=f"{RULEBOOKS}/publish",
        title=N_("Publish a version of the office's own"),
        back=RULEBOOKS,
        controls=_book_controls,
        planned=_published,
        hint=N_("It says only what is different from the book that it extends; it holds from its valid_from on."),
        package=PACKAGE,
        preview="rulebook_preview.html",
    ),
    Change(
        path=f"{RULEBOOKS}/adopt",
        title=N_("Adopt a version that comes with the program"),
        back=RULEBOOKS,
        controls=_adopt_controls,
        planned=_adopted,
        package=PACKAGE,
        preview="rulebook_preview.html",
    ),
    Change(
        path=f"{CODES}/publish",
        title=N_("Publish a code list"),
        back=CODES,
        controls=_code_controls,
        planned=_code_list,
        begun=_bundled_text,
        package=PACKAGE,
        preview="codes_preview.html",
    ),
)
