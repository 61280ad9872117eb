"""On which events of a petition a document of a kind can rest: those of the kind's, as far as they fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain import events as e
from domain.documents.drafts import review_level
from domain.documents.kinds import KINDS
from domain.petition import NO_LONGER_ACCEPTED, Petition, counting
from domain.routing import UNMOVED

Fits = Callable[[Petition, e.Line], bool]


def bases(petition: Petition, kind: str) -> list[e.Line]:
    """The lines of this round on which it can rest, the oldest first. Raises KeyError: there is no such kind."""
    fits = FITS.get(kind)
    told = (line for line in counting(petition) if isinstance(line.event, KINDS[kind].rests_on))
    return [line for line in told if fits is None or fits(petition, line)]


def _is_visit(_petition: Petition, line: e.Line) -> bool:
    return isinstance(line.event, e.Received) and line.event.channel == "visit"


def _is_supervised(_petition: Petition, line: e.Line) -> bool:
    return isinstance(line.event, e.Instructed) and line.event.supervise


def _moves(_petition: Petition, line: e.Line) -> bool:
    """It went elsewhere, or its petitioner was told to go there; a copy or an order moves nothing."""
    return not (isinstance(line.event, e.Forwarded) and line.event.mode in UNMOVED)


def _is_refused(_petition: Petition, line: e.Line) -> bool:
    return isinstance(line.event, e.AcceptanceRefused) and line.event.ground != NO_LONGER_ACCEPTED


def _is_final(_petition: Petition, line: e.Line) -> bool:
    return isinstance(line.event, e.AcceptanceRefused) and line.event.ground == NO_LONGER_ACCEPTED


def _at_review(level: str) -> Fits:
    """The draft that was made at that review, or the decision of it."""

    def fits(petition: Petition, line: e.Line) -> bool:
        if isinstance(line.event, e.ReviewDecided):
            return line.event.level == level
        return review_level(petition, line.version) == level

    return fits


FITS: Mapping[str, Fits] = {
    "reception": _is_visit,
    "supervision": _is_supervised,
    "whereto": _moves,
    "refusal": _is_refused,
    "no_longer_accepted": _is_final,
    "opinion": _at_review(""),
    "review1": _at_review("1"),
    "review2": _at_review("2"),
}
