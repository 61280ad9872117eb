"""What was wrong with a reception that was held, in words; and what the standings are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from domain.duty_changes import Breach
from domain.reception_calendar import ReceptionDay
from domain.receptions import MISSING, NO_DELEGATION
from service.web.language import ZH
from service.web.marking import N_
from service.web.wording import Wording

PACKAGE = "service.web.receptions"
STANDINGS: Mapping[str, tuple[str, str]] = {
    "held": (N_("held"), "fine"),
    "missed": (N_("not held"), "late"),
    "coming": (N_("to come"), ""),
    "skipped": (N_("left out: a rest day"), ""),
}
"""What became of a day of reception, and how urgent that looks."""
APPOINTMENTS: Mapping[str, tuple[str, str]] = {
    "coming": (N_("to come"), ""),
    "kept": (N_("taken place"), "fine"),
    "missed": (N_("did not take place"), "late"),
    "unrecorded": (N_("nobody has said"), "soon"),
    "moved": (N_("another day fixed"), ""),
    "cancelled": (N_("cancelled"), ""),
}
REPORTS: Mapping[str, tuple[str, str]] = {
    "met": (N_("submitted in time"), "fine"),
    "late": (N_("submitted late"), "soon"),
    "missed": (N_("not submitted"), "late"),
    "coming": (N_("not due yet"), ""),
}
BECAUSE: Mapping[str, str] = {
    "rota": N_("by the rota"),
    "post": N_("by the post"),
    "delegation": N_("by delegation"),
}
NOTES: Mapping[str, str] = {
    "moved": N_("moved from a rest day"),
    "kept": N_("held although a rest day"),
    "unscheduled": N_("beside the rules"),
}
"""What is said of a day of reception; a day left out says so by its standing."""


class Fault(Struct, frozen=True):
    """A rule that a reception broke."""

    clause: str
    words: str


def faults(day: ReceptionDay, words: Wording) -> Iterator[Fault]:
    """The rules that the receptions of that day broke."""
    for held in day.held:
        yield from told(held.breaches, words)


def told(breaches: Iterable[Breach], words: Wording) -> Iterator[Fault]:
    """Breaches of receptions in the language of the page; the ledger keeps them in English, with the codes of posts."""
    for each in breaches:
        yield Fault(each.clause, _words(each.detail, words))


def _words(detail: str, words: Wording) -> str:
    absent = detail.removeprefix(MISSING.format(""))
    if absent != detail:
        post, _, person = absent.partition(" ")
        missing = f"{words.post(post)}{person and f' {person}'}"
        return f"{missing}未到场" if words.language == ZH else f"not there: {missing}"
    before, behind = NO_DELEGATION.split("{}")
    presided = detail.removeprefix(before).removesuffix(behind)
    return f"{presided}主持未经委托" if words.language == ZH and presided != detail else detail
