"""What an entry of a rulebook says, field by field, in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time
from typing import Any

import msgspec
from msgspec import Struct

from domain import rule_terms as t
from domain import rulebook as r
from domain import wording
from domain.explaining import WORDS
from domain.rulebook import ALWAYS, Condition, Rulebook, Trigger

ZH = "zh"
TITLES = frozenset({"id", "zh", "en", "clause"})
"""Fields that stand in the head of an entry."""


class Reader(Struct, frozen=True):
    """The language in which it is said, and what the entries of the book are called to which others point."""

    language: str
    entries: Mapping[str, str] = {}

    @property
    def zh(self) -> bool:
        return self.language == ZH

    def pick(self, term: t.Term) -> str:
        return term[0] if self.zh else term[1]


class Line(Struct, frozen=True):
    """A field of an entry: its name, what it is called, what it says."""

    field: str
    label: str
    words: str


def reader(book: Rulebook, language: str) -> Reader:
    """For the entries of this book."""
    pointed_at: tuple[Any, ...] = (*book.duties, *book.outcomes, *book.routes, *book.forms)
    return Reader(language, {rule.id: title(rule, language) for rule in pointed_at})


def lines(rule: Struct, by: Reader) -> tuple[Line, ...]:
    """The fields of an entry that say something, in their order; not those of its head."""
    return tuple(_lines(rule, by))


def _lines(rule: Struct, by: Reader) -> Iterator[Line]:
    for field in msgspec.structs.fields(type(rule)):
        value = getattr(rule, field.name)
        if field.name not in TITLES and not _silent(rule, field.name, value):
            yield Line(field.name, called(field.name, by), said(rule, field.name, by))


def _silent(rule: Struct, name: str, value: object) -> bool:
    """Whether the field says nothing: it is empty, or belongs to a limit that the duty does not have."""
    if value in (None, "", (), {}, ALWAYS):
        return True
    counted = getattr(rule, "unit", "") in ("calendar", "working")
    return isinstance(rule, r.DutyRule) and name in ("amount", "roll", "count_from") and not counted


def called(field: str, by: Reader) -> str:
    """What a field is called."""
    return by.pick(t.LABELS.get(field, (field, field)))


def said(rule: Struct, field: str, by: Reader) -> str:
    """What a field of an entry says."""
    value = getattr(rule, field)
    return _of("form_kind", value, by) if field == "kind" else _value(field, value, by)


def title(rule: Any, language: str) -> str:
    """The title of an entry in that language, else in the other one, else its id."""
    first, second = (rule.zh, rule.en) if language == ZH else (rule.en, rule.zh)
    return str(first or second or rule.id)


def limit(rule: r.DutyRule, by: Reader) -> str:
    """The limit of a duty in short, such as 15个工作日; "" for one without."""
    unit = _of("unit", rule.unit, by)
    if rule.unit in ("calendar", "working"):
        return f"{rule.amount}{unit}" if by.zh else f"{rule.amount} {unit}"
    if rule.unit == "none":
        return f"“{rule.word if by.zh else WORDS.get(rule.word, rule.word)}”" if rule.word else ""
    return unit


def condition(found: Condition, by: Reader) -> str:
    """A condition in one line."""
    parts = [_holds(fact, values, by) for fact, values in found.facts]
    if found.any_of:
        either = "或者" if by.zh else " or "
        parts.append("（" + either.join(condition(each, by) for each in found.any_of) + "）")
    if found.negated:
        parts.append(("除非" if by.zh else "not ") + condition(found.negated, by))
    return ("，且" if by.zh else " and ").join(parts)


def _holds(fact: str, values: tuple[str | bool, ...], by: Reader) -> str:
    either, colon = ("或者", "：") if by.zh else (" or ", ": ")
    name = by.pick(t.FACTS[fact]) if fact in t.FACTS else wording.field(fact, by.language)
    return f"{name}{colon}" + either.join(_of(fact, value, by) for value in values)


def _of(field: str, value: object, by: Reader) -> str:
    """A code of a field: from the terms of rules, the entries of the book, or the words of the domain."""
    if not isinstance(value, bool) and str(value) in t.CODES.get(field, {}):
        return by.pick(t.CODES[field][str(value)])
    if field in ("outcome", "duty", "after", "route"):
        return by.entries.get(str(value), str(value))
    return wording.code(field, value, by.language)


def _join(words: Iterable[str], by: Reader) -> str:
    return ("、" if by.zh else ", ").join(words)


def _value(field: str, value: Any, by: Reader) -> str:
    if isinstance(value, SPOKEN):
        return _spoken(value, by)
    if isinstance(value, tuple):
        return (" → " if field == "steps" else "、" if by.zh else ", ").join(_value(field, each, by) for each in value)
    if isinstance(value, Mapping):
        colon = "：" if by.zh else ": "
        return _join(
            (f"{wording.field(name, by.language)}{colon}{_value(field, v, by)}" for name, v in value.items()), by
        )
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Struct):
        return _struct(value, by)
    word = NAMED.get(field)
    return word(str(value), by.language) if word and not isinstance(value, bool) else _of(field, value, by)


def _struct(value: Struct, by: Reader) -> str:
    colon, stop = ("：", "；") if by.zh else (": ", "; ")
    told = ((name, getattr(value, name)) for name in value.__struct_fields__)
    return stop.join(
        f"{_called_of(name, each, by)}{colon}{_value(name, each, by)}" for name, each in told if each not in ("", None)
    )


def _called_of(name: str, value: object, by: Reader) -> str:
    """What a part is called; `opens` is an hour of the office, or the event with which a duty arises."""
    return called("opens_at" if name == "opens" and isinstance(value, time) else name, by)


SPOKEN = (Condition, Trigger, r.Requirement, r.Step, r.Extension)


def _spoken(value: Any, by: Reader) -> str:
    """Parts of an entry that have a sentence of their own."""
    match value:
        case Condition():
            return condition(value, by)
        case Trigger():
            when = f"（{condition(value.when, by)}）" if value.when != ALWAYS else ""
            return wording.event(value.event, by.language) + when
        case r.Requirement():
            return by.pick(t.REQUIRED[value.name]) % _argument(value.name, value.argument, by)
        case r.Step():
            posts = _value("posts", value.posts, by)
            return title(value, by.language) + (f"（{posts}）" if posts else "")
        case _:
            return _extension(value, by)


def _extension(each: r.Extension, by: Reader) -> str:
    mode, posts = _of("mode", each.mode, by), _value("by", each.by, by)
    if by.zh:
        return f"{mode}{each.days}日，至多{each.times}次，{posts}批准" + ("，须在期满前" if each.before_expiry else "")
    return f"{mode} {each.days} days, {each.times} time(s), by {posts}" + (
        ", before expiry" if each.before_expiry else ""
    )


def _argument(name: str, argument: Any, by: Reader) -> str:
    if name in ("count_at_least", "count_at_most"):
        return f"{wording.field(argument[0], by.language)} {argument[1]}"
    return _value(OF_ARGUMENT.get(name, name), argument, by)


OF_ARGUMENT: Mapping[str, str] = {
    "fields": "required",
    "roles_named": "holder",
    "target_not": "relation",
    "actor_not": "relation",
    "actor_in": "standing",
    "form_complete": "route",
}
"""What the argument of a requirement is a value of."""


def _as_it_is(value: str, _language: str) -> str:
    return value


def _event(name: str, language: str) -> str:
    """An event of a petition, or of the office."""
    said_of_petition = wording.event(name, language)
    return wording.office_event(name, language) if said_of_petition == name else said_of_petition


NAMED: Mapping[str, Callable[[str, str], str]] = {
    "opens": _event,
    "met_by": _event,
    "of": _event,
    "holder": wording.role,
    "fill": wording.role,
    "verbs": wording.verb,
    "before": wording.verb,
    "posts": wording.post,
    "by": wording.post,
    "attend": wording.post,
    "may_preside": wording.post,
    "required": wording.field,
    "optional": wording.field,
    "field": wording.field,
    "needs": wording.field,
    "nature": wording.nature,
    "channels": lambda value, language: wording.code("channel", value, language),
    "collective_channels": lambda value, language: wording.code("channel", value, language),
    "not_givable": lambda value, language: wording.code("channel", value, language),
    "pattern": _as_it_is,
    "items": _as_it_is,
    "word": _as_it_is,
}
"""Fields whose values are names of another kind."""
