"""Codes in the tables of the command line: each in words, with the code behind it, as the lists of that day have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain import words
from domain.codes import STATUSES
from domain.guarded import RESTRICTED
from service.codes import OUTCOMES, named
from service.offices import KnownOffice

LISTS = {"channel": "channels", "source": "sources", "purpose": "purposes", "content_class": "content_classes"}
"""The code list of each dimension that has one."""
SAID = {
    "answered": "reply_kind",
    "delivered": "reply_kind",
    "forwarded": "mode",
    "refused": "ground",
    "rated": "rating",
    "review_requested": "level",
}
"""What the outcome of a fact is a code of, by its measure; of all others it is an event, or an outcome of the book."""
RECORDED = "recorded"

Row = Mapping[str, Any]


def in_words(office: KnownOffice, day: date) -> Callable[[Row], dict[str, Any]]:
    """Tells the codes of a fact or a cell in words; what nobody gave a word stays as it is."""
    lists = {name: named(office, code_list, day) for name, code_list in LISTS.items()}
    outcomes = named(office, OUTCOMES, day)

    def told(row: Row) -> dict[str, Any]:
        said = {name: word(row[name]) for name, word in lists.items() if row.get(name)}
        said |= {name: restricted(value) for name, value in row.items() if value == RESTRICTED}
        if row.get("outcome", RESTRICTED) != RESTRICTED:
            said["outcome"] = _outcome(row.get("measure", ""), row["outcome"], outcomes)
        return {**row, **said}

    return told


def restricted(value: Any) -> Any:
    """The row of what is restricted in words; anything else as it is."""
    return f"{words.RESTRICTED}（{RESTRICTED}）" if value == RESTRICTED else value


def _outcome(measure: str, code: str, outcomes: Callable[[str], str]) -> str:
    if measure == "closed":
        return outcomes(code)
    if measure == "review_decided":
        level, _, result = code.partition(" ")
        return f"{_word(words.CODES['level'], level)} {_word(words.CODES['result'], result)}"
    if measure in SAID:
        return _word(words.CODES[SAID[measure]], code)
    return "记录在案（recorded）" if code == RECORDED else _word(words.EVENTS, code)


def _word(known: Mapping[str, str], code: str) -> str:
    return f"{known[code]}（{code}）" if code in known else code


def state(code: str) -> str:
    """A state of the register in both languages."""
    label = STATUSES.get(code)
    return f"{label.zh} {label.en}" if label else code
