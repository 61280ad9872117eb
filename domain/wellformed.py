"""What a command must look like whatever the petition.

Known codes, texts that say something, sound dates, a title without names, telephone or identity numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import get_args

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.deciding import Reason, structural
from domain.fields import is_given
from domain.personal_text import IDENTITY, LONG, NAME, PHONE, personal_in
from domain.values import Details, Person
from domain.words import FIELDS, choices, listed

YEARS = range(1900, 2200)
"""The years that a date may lie in; also keeps counting clear of the ends of the calendar."""

FIELDS_OF_A_PETITION = v.fields_with(Details) | v.fields_with(Person) | frozenset(v.EITHER)

CODES: Mapping[tuple[str, str], tuple[v.Value, ...]] = {
    ("Receive", "channel"): v.CHANNELS,
    ("Receive", "source"): v.SOURCES,
    ("Receive", "place"): v.PLACES,
    ("Forward", "target_kind"): ("", *v.UNIT_KINDS),
    ("Assign", "target_kind"): ("", *v.UNIT_KINDS),
    ("Join", "kind"): v.JOINED_AS,
    ("Rate", "subject"): v.RATED,
    ("Rate", "rating"): v.RATINGS,
    ("Attach", "paper"): v.PAPERS,
    ("Attach", "scan"): v.SCANS,
    ("Details", "secrecy"): v.SECRECY,
    ("Restrict", "secrecy"): ("", *v.SECRECY),
    ("Details", "importance"): v.IMPORTANCE,
    ("Details", "purpose"): v.PURPOSES,
    ("Details", "procedure"): v.PROCEDURES,
}
"""Closed fields beside those that are facts of their event."""


class _Shape(Struct, frozen=True):
    """How a struct is checked: required fields, those unsaid when falsy, those unsaid when None, codes."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    nullable: tuple[str, ...]
    codes: tuple[tuple[str, tuple[v.Value, ...]], ...]


def _shape(kind: type[Struct]) -> _Shape:
    fields = msgspec.structs.fields(kind)
    event = v.VERBS.get(kind.__name__, "")
    facts = [name for name in v.CARRIED.get(event, ()) if name in kind.__struct_fields__ and v.EVENT_FACTS[name]]
    codes = {name: v.EVENT_FACTS[name] for name in facts}
    codes |= {name: words for (owner, name), words in CODES.items() if owner == kind.__name__}
    return _Shape(
        required=tuple(field.name for field in fields if field.required),
        optional=tuple(field.name for field in fields if not field.required and field.default is not None),
        nullable=tuple(field.name for field in fields if field.default is None),
        codes=tuple(codes.items()),
    )


SHAPES: Mapping[type[Struct], _Shape] = {kind: _shape(kind) for kind in (*get_args(c.Act), Details, Person)}


LONG_WORDS = ("摘要中有电话等长号码", "the title holds a telephone number or another long number")
TITLE: Mapping[str, tuple[str, str]] = {
    IDENTITY: ("摘要中有证件号码", "the title holds an identity number"),
    PHONE: LONG_WORDS,
    LONG: LONG_WORDS,
    NAME: ("摘要中有当事人姓名", "the title holds the name of a person concerned"),
}
"""What is said of each finding in a title."""


def faults(act: c.Act, lines: Sequence[e.Line]) -> Iterator[Reason]:
    """Everything wrong with the words of an act; `lines` are those of the petition, with the names known."""
    yield from _struct_faults(act)
    details = getattr(act, "details", None)
    if details:
        yield from _details_faults(details)
        if details.title:
            yield from _title_faults(details.title, (details, *_told(lines)))


def text_faults(name: str, value: object) -> Iterator[Reason]:
    """A text that is given must say something; one that is sealed has been looked at before."""
    if isinstance(value, str) and not value.strip():
        yield structural(f"{listed(FIELDS, [name])}为空", f"`{name}` is empty")


def _struct_faults(struct: Struct) -> Iterator[Reason]:
    shape = SHAPES[type(struct)]
    values = asdict(struct)
    for name in shape.required:
        yield from _value_faults(name, values[name])
    for name in shape.optional:
        if (value := values[name]) and not _is_sound(value):
            yield from _value_faults(name, value)
    for name in shape.nullable:
        if (value := values[name]) is not None and not _is_sound(value):
            yield from _value_faults(name, value)
    for name, words in shape.codes:
        if values[name] is not None:
            yield from _code_faults(name, values[name], words)


def _is_sound(value: object) -> bool:
    """Whether it is seen at once that nothing is wrong with it, as with most: a text that says something, a flag."""
    return value.__class__ is bool or (value.__class__ is str and bool(str(value).strip()))


def _value_faults(name: str, value: object) -> Iterator[Reason]:
    if isinstance(value, str):
        yield from text_faults(name, value)
    elif isinstance(value, date):
        yield from _date_faults(name, value)
    elif isinstance(value, tuple):
        for member in value:
            yield from _value_faults(name, member)
    elif isinstance(value, Person):
        yield from _struct_faults(value)


def _date_faults(name: str, value: date) -> Iterator[Reason]:
    """`value` may be an instant, which must name its time zone."""
    if value.year not in YEARS:
        yield structural(f"{listed(FIELDS, [name])}的年份{value.year}不合理", f"`{name}` has the year {value.year}")
    if isinstance(value, datetime) and value.tzinfo is None:
        yield structural(f"{listed(FIELDS, [name])}没有时区", f"`{name}` names no time zone")


def _code_faults(name: str, value: object, words: tuple[v.Value, ...]) -> Iterator[Reason]:
    if value is None or any(value == word and type(value) is type(word) for word in words):
        return
    allowed = ", ".join(str(word) for word in words if word != "")
    field, _, of = name.partition(".")
    zh = (
        f"{listed(FIELDS, [of]) if of else ''}{listed(FIELDS, [field])}“{value}”不是可用的代码：{choices(field, words)}"
    )
    yield structural(zh, f"`{name}` {value!r} is not one of {allowed}")


# ---- details


def _details_faults(details: Details) -> Iterator[Reason]:
    yield from _struct_faults(details)
    if details.people is not None and details.people < 1:
        yield structural("人数至少为1", "`people` is at least 1")
    yield from _not_given_faults(details.not_given or {})
    if details.reachable is False and not details.anonymous and not details.not_given:
        yield structural(
            "注明无法联系的，须说明哪一项（姓名、住址、电话）为何没有",
            "unreachable needs the reason: which of name, address, phone is not given, and why",
            "S1.23",
        )


def _not_given_faults(reasons: Mapping[str, str]) -> Iterator[Reason]:
    for field, reason in reasons.items():
        if field not in FIELDS_OF_A_PETITION:
            yield structural(f"没有“{field}”这一项", f"`not_given` names {field!r}, which is no field of a petition")
        yield from _code_faults(f"not_given.{field}", reason, v.NOT_GIVEN)


# ---- the title


def _told(lines: Sequence[e.Line]) -> Iterator[Details]:
    """What the lines say of the petition; each by itself, for a name that was replaced is still a name."""
    for line in lines:
        if details := getattr(line.event, "details", None):
            yield details


def _title_faults(title: str, told: Iterable[Details]) -> Iterator[Reason]:
    """The title stands in the clear and is searched: nothing in it may lead to a person."""
    names = [name for details in told for person in _people(details) if (name := _name(person))]
    said = dict.fromkeys(TITLE[finding.kind] for finding in personal_in(title, names))
    return (structural(zh, en) for zh, en in said)


def _people(details: Details) -> Iterator[Person]:
    if details.petitioner:
        yield details.petitioner
    yield from details.accused or ()
    yield from details.representatives or ()


def _name(person: Person) -> str:
    """The name that may stand in no title; "" when it is sealed, or was not given."""
    return person.name if isinstance(person.name, str) and is_given(person.name.strip()) else ""
