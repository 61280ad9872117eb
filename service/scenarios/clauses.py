"""The clauses of a scenario in the words of the rulebooks.

A file calls the national clocks N1 … N15 and the articles of the regulation N20, N28, N30; the books know
articles (S1.22.3) and entries. Clauses of an office's own rules are called alike in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct


class National(Struct, frozen=True):
    """A clock or article: the clauses under which a book carries it, and its duties, by id."""

    clauses: tuple[str, ...]
    duties: tuple[str, ...] = ()


NATIONAL: Mapping[str, National] = {
    "N1": National(("S1.22", "S1.22.2"), ("route_item",)),
    "N2": National(("S1.23.2", "S1.23.3", "S1.23"), ("notice_direct", "notice_forwarded")),
    "N3": National(("S1.23.3", "S1.23"), ("notice_by_unit", "notice_forwarded")),
    "N4": National(("S1.23.3", "S1.23"), ("objection",)),
    "N5": National(("S1.22.3", "S1.22"), ("assigned_result", "unit_result")),
    "N6": National(("S1.34",), ("handle",)),
    "N7": National(("S1.34",), ("extension_notice",)),
    "N8": National(("S1.35",), ("may_review1",)),
    "N9": National(("S1.35",), ("review1",)),
    "N10": National(("S1.36",), ("may_review2",)),
    "N11": National(("S1.36",), ("review2",)),
    "N12": National(("S1.40",), ("suggestion_feedback",)),
    "N13": National(("S1.25",), ("urgent_report",)),
    "N14": National(("S1.41",)),
    "N15": National(("S1.15",)),
    "N20": National(("S1.20",)),
    "N28": National(("S1.28",)),
    "N30": National(("S1.30",)),
}
"""What each name of a file stands for."""

ALWAYS = ("N5",)
"""A date set by an assigning body holds whether a file lists it or not."""


def carries(clause: str, found: str, entry: str = "") -> bool:
    """Whether an entry of a book (its clause, its id) is what a file calls `clause`.

    Two clocks may share an article: then the entry decides, where it is one of a clock at all.
    """
    national = NATIONAL.get(clause)
    if national is None:
        return found == clause
    if found not in national.clauses and not any(found.startswith(f"{known}.") for known in national.clauses):
        return clause == "N5" and entry in national.duties
    return not national.duties or not entry or entry in national.duties or entry not in _CLOCKS


def refuses(clause: str, found: str) -> bool:
    """Whether a reason under that clause of a book refuses what a file says is forbidden by `clause`."""
    national = NATIONAL.get(clause)
    if national is None:
        return found == clause
    return any(found == known or found.startswith(f"{known}.") for known in national.clauses)


_CLOCKS = frozenset(duty for national in NATIONAL.values() for duty in national.duties)


def not_in_force(listed: Iterable[str]) -> list[str]:
    """The national duties of those clocks that a file does not list, by id."""
    held = {duty for name in (*listed, *ALWAYS) if name in NATIONAL for duty in NATIONAL[name].duties}
    return [
        duty for duty in dict.fromkeys(d for national in NATIONAL.values() for d in national.duties) if duty not in held
    ]
