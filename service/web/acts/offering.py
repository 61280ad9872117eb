"""What the form of a verb offers: the fields of its command, with the codes, duties, steps and files to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.attachments import attachments
from domain.extensions import called
from domain.petition import Petition
from domain.rulebook import FormRule, Rulebook
from domain.vocabulary import NOT_GIVEN
from service.api.verbs import ACTS
from service.codes import lists_on
from service.offices import KnownOffice
from service.readmodels.petition import Case
from service.web.forms.fields import CHOICE, PEOPLE, REASONS, UNITS, Choice, Field, fields_of
from service.web.forms.reading import Typed, rows_of
from service.web.wording import Wording

ALWAYS_ASKED = ("name", "address", "phone")
"""For these a reason may be given instead under every rulebook (S1.23)."""


BLANK_ROWS = 2


class Offer(Struct, frozen=True):
    """The fields of one verb, and by key those of the details among them."""

    fields: tuple[Field, ...]
    filled: Mapping[str, Field]


class Known(Struct, frozen=True):
    """What the choices are taken from."""

    office: KnownOffice
    state: Petition
    day: date
    words: Wording
    form: str = ""
    """The checklist that was chosen."""

    @property
    def book(self) -> Rulebook:
        return self.office.books[self.state.book]


def known(office: KnownOffice, case: Case, day: date, words: Wording, form: str = "") -> Known:
    return Known(office, case.petition, day, words, form)


def offer(verb: str, about: Known, possible: Mapping[str, tuple[str, ...]]) -> Offer:
    """The form of the verb; `possible`: of closed fields the codes that make sense now."""
    kind = ACTS[verb].kind
    coded = _coded(about)
    filled = {field.key: _filled(field, about, coded, possible) for field in _flat(fields_of(kind))}
    return Offer(tuple(filled.get(field.key, field) for field in fields_of(kind)), filled)


def _flat(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields, those of groups among them."""
    for field in fields:
        yield field
        yield from _flat(field.fields) if field.kind == "group" else ()


def _coded(about: Known) -> dict[str, tuple[Choice, ...]]:
    """The choices of the fields that have a code list on that day."""
    held = lists_on(about.office, about.day)
    return {
        each.field: tuple(Choice(code.code, about.words.said(code)) for code in each.list.codes)
        for each in held.values()
    }


def _filled(
    field: Field, about: Known, coded: Mapping[str, tuple[Choice, ...]], possible: Mapping[str, tuple[str, ...]]
) -> Field:
    if field.kind == REASONS:
        items = tuple(Choice(name, "") for name in _askable(about))
        return replace(field, items=items, choices=tuple(Choice(reason, "") for reason in NOT_GIVEN))
    if field.kind == "group":
        inner = tuple(_filled(each, about, coded, possible) for each in field.fields)
        return replace(field, fields=inner)
    if field.key == "items":
        return replace(field, items=_items(about))
    choices = _of_the_case(field.key, about) or coded.get(field.key) or field.choices
    allowed = possible.get(field.key)
    if allowed:
        choices = tuple(each for each in choices if each.value in allowed) or choices
    return replace(field, kind=CHOICE, choices=choices) if choices else field


def _of_the_case(key: str, about: Known) -> tuple[Choice, ...]:
    """What can be named out of this petition and its rulebook."""
    words, book = about.words, about.book
    match key:
        case "outcome":
            return tuple(Choice(each.id, words.said(each)) for each in book.outcomes)
        case "duty":
            return tuple(_duties(about))
        case "form":
            return tuple(Choice(each.id, words.said(each)) for each in _checklists(book))
        case "to_step":
            route = book.routes_by_id.get(about.state.route)
            return tuple(Choice(step.id, words.said(step)) for step in route.steps) if route else ()
        case "attachment":
            return tuple(Choice(str(each.id), str(each.file_name)) for each in attachments(about.state.lines).values())
        case _:
            return ()


def _duties(about: Known) -> Iterator[Choice]:
    for name, duty in called(about.state).items():
        rule = about.book.duties_by_id.get(duty.key.id)
        target = f" ({duty.key.discriminator})" if name != duty.key.id else ""
        yield Choice(name, f"{about.words.said(rule) if rule else duty.key.id}{target}")


def checklists(made: Offer) -> tuple[Choice, ...]:
    """The checklists between which one is chosen before its items are asked for; none where there is one or no such."""
    form = next((field for field in made.fields if field.key == "form"), None)
    return form.choices if form and len(form.choices) > 1 else ()


def _checklists(book: Rulebook) -> tuple[FormRule, ...]:
    return tuple(form for form in book.forms if form.kind == "checklist")


def _items(about: Known) -> tuple[Choice, ...]:
    found = about.book.forms_by_id.get(about.form)
    forms = (found,) if found else _checklists(about.book)[:1]
    return tuple(Choice(item, about.words.code("items", item)) for form in forms for item in form.items)


def _askable(about: Known) -> tuple[str, ...]:
    """The fields for which a reason can be given instead: those that the sheets of the rulebook want."""
    received = about.state.received
    channel = received.channel if received else ""
    sheets = (
        form for form in about.book.forms if form.kind == "sheet" and (not form.channels or channel in form.channels)
    )
    return tuple(dict.fromkeys((*ALWAYS_ASKED, *(name for form in sheets for name in form.required))))


def names(office: KnownOffice, day: date) -> dict[str, tuple[str, ...]]:
    """The lists of names that fields suggest: units, officers, both."""
    profile = office.profile
    units = tuple(unit.name for unit in profile.units if unit.closed_from is None or day < unit.closed_from)
    officers = tuple(dict.fromkeys(posting.person for posting in profile.staff if posting.holds_on(day)))
    return {UNITS: units, "officers": officers, "units-and-officers": (*units, *officers)}


def rows_for(fields: Iterable[Field], values: Typed) -> int:
    """Rows for persons: those that are there, and one more; at least two."""
    people = (field for field in _flat(fields) if field.kind == PEOPLE)
    return max(BLANK_ROWS, *(rows_of(field, values) + 1 for field in people), 0)
