"""What codes and names are called, in Chinese or in English: what `words.py`, `words_en.py` and `codes.py` hold.

What nobody gave a word is called as it is, as the free words of an import are. The codes of an office's own lists
(content classes, occupations) and the entries of a rulebook bring their words with them.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain import words, words_en
from domain.codes import STATUSES
from domain.documents.kinds import KINDS as DOCUMENTS

ZH, EN = "zh", "en"
LANGUAGES = (ZH, EN)

Words = Mapping[str, str]

KINDS: Mapping[str, Mapping[str, Words]] = {
    "event": {ZH: words.EVENTS, EN: words_en.EVENTS},
    "verb": {ZH: words.VERBS, EN: words_en.VERBS},
    "office_event": {ZH: words.OFFICE_EVENTS, EN: words_en.OFFICE_EVENTS},
    "role": {ZH: words.ROLES, EN: words_en.ROLES},
    "post": {ZH: words.POSTS, EN: words_en.POSTS},
    "unit_kind": {ZH: words.UNIT_KINDS, EN: words_en.UNIT_KINDS},
    "access_role": {ZH: words.ACCESS_ROLES, EN: words_en.ACCESS_ROLES},
    "state": {
        ZH: {state: label.zh for state, label in STATUSES.items()},
        EN: {state: label.en for state, label in STATUSES.items()},
    },
    "field": {ZH: words.FIELDS, EN: words_en.FIELDS},
    "standing": {ZH: words.STANDING, EN: words_en.STANDING},
    "decided": {ZH: words.DECIDED, EN: words_en.DECIDED},
    "office_field": {ZH: words.OFFICE_FIELDS, EN: words_en.OFFICE_FIELDS},
    "duty_change": {ZH: words.DUTY_CHANGES, EN: words_en.DUTY_CHANGES},
    "nature": {ZH: words.NATURES, EN: words_en.NATURES},
    "measure": {ZH: words.MEASURES, EN: words_en.MEASURES},
}
"""The words of each kind of name, by language."""

CODES: Mapping[str, Mapping[str, Words]] = {
    ZH: {**words.CODES, "document_kind": {kind: known.zh for kind, known in DOCUMENTS.items()}},
    EN: {**words_en.CODES, "document_kind": {kind: known.en for kind, known in DOCUMENTS.items()}},
}
FLAGS: Mapping[str, Words] = {ZH: words.FLAGS, EN: words_en.FLAGS}


def label(kind: str, name: str, language: str) -> str:
    """Raises KeyError for a kind or a language that there is not, never for a name."""
    return KINDS[kind][language].get(name, name)


def event(name: str, language: str) -> str:
    """What happened to a petition, by the name of the event."""
    return label("event", name, language)


def verb(name: str, language: str) -> str:
    """What somebody can do, as it stands on a button, by the class name of the act: SignFor is 签收, Sign for."""
    return label("verb", name, language)


def office_event(name: str, language: str) -> str:
    return label("office_event", name, language)


def role(code: str, language: str) -> str:
    """Who owes; roles of access are others."""
    return label("role", code, language)


def post(code: str, language: str) -> str:
    return label("post", code, language)


def unit_kind(code: str, language: str) -> str:
    return label("unit_kind", code, language)


def access_role(code: str, language: str) -> str:
    return label("access_role", code, language)


def state(code: str, language: str) -> str:
    """How a petition stands in the register 台账."""
    return label("state", code, language)


def field(name: str, language: str) -> str:
    """A field of an act, of what is known of a petition, or of a person."""
    return label("field", name, language)


def office_field(name: str, language: str) -> str:
    return label("office_field", name, language)


def duty_change(code: str, language: str) -> str:
    return label("duty_change", code, language)


def nature(code: str, language: str) -> str:
    """What an entry of a rulebook makes: something owed, allowed, or wanted soon."""
    return label("nature", code, language)


def code(of: str, value: object, language: str) -> str:
    """The value of the field `of` in words: a code of it, or yes and no."""
    if isinstance(value, bool):
        return FLAGS[language][str(value).lower()]
    written = str(value)
    return CODES[language].get(of, {}).get(written, written)


def holder(name: str, language: str) -> str:
    """Who owes, as a duty names its holder: a unit or person, the petitioner, or a role that nobody fills."""
    return words_en.called(name) if language == EN else words.called(name)
