"""Repeat candidates 筛重: earlier and later petitions that may be of the same matter, for a person to judge.

Found by blind traits, compared in the clear: what index finds is opened, and each ground is named. Nothing is joined
here: that is the verb Join, and what was judged wrongly is taken back by Unjoin (R1.2.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from msgspec import Struct

from domain.events import Line
from domain.likeness import Ground, Traits, grounds, score, traits_of
from domain.petition import UNKNOWN, Petition, replay
from domain.values import Details
from service.ledger import reading
from service.ledger.application import MATTERS
from service.projector.following import PATIENCE
from service.readmodels.asking import Question
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance

MOST_COMPARED = 100
"""Petitions compared for each manner of finding them; of more, those with most in common, then the newest."""
MOST_SHOWN = 20


class Candidate(Struct, frozen=True):
    """A petition with what speaks for its being of the same matter; `joined`: it is judged to be so already.

    `score`: the grounds together, 0 to 100, higher is likelier. `matter` is the first petition of its matter, to which
    this one would be joined.
    """

    petition: Petition
    matter: UUID
    score: int
    grounds: tuple[Ground, ...]
    joined: bool


def candidates(
    instance: Instance, asked: Question, petition: UUID, *, most: int = MOST_SHOWN, patience: float = PATIENCE
) -> list[Candidate]:
    """The likeliest first; neither the petition itself, nor void ones, nor what the viewer may not know of.

    Who may see what is judged by what it is today. Raises: UnknownPetition, Behind.
    """
    instance.likeness.current(asked.id, patience)
    own = _states(instance, asked, [petition])
    if not own or not _visible(instance, asked, [petition]):
        raise UnknownPetition(str(petition))
    traits = instance.likeness.traits(asked.id, own[0])
    return _sharing(instance, asked, own[0], traits)[:most]


def unsaved(
    instance: Instance, asked: Question, said: Details, *, most: int = MOST_SHOWN, patience: float = PATIENCE
) -> list[Candidate]:
    """The same of what somebody is typing and has not sent yet. Raises Behind."""
    instance.likeness.current(asked.id, patience)
    return _sharing(instance, asked, UNKNOWN, traits_of(said))[:most]


def _sharing(instance: Instance, asked: Question, own: Petition, traits: Traits) -> list[Candidate]:
    """Those with something in common, the best first."""
    ids = instance.likeness.sharing(asked.id, own.id, traits, MOST_COMPARED)
    found = (
        _candidate(own, state, grounds(traits, instance.likeness.traits(asked.id, state)))
        for state in _states(instance, asked, _visible(instance, asked, ids))
        if state.ending.voided is None
    )
    return sorted((each for each in found if each.grounds), key=_rank)


def _candidate(own: Petition, state: Petition, found: tuple[Ground, ...]) -> Candidate:
    matter = state.joined or state.id
    return Candidate(state, matter, score(found), found, joined=matter == (own.joined or own.id))


def _rank(one: Candidate) -> tuple[int, int]:
    """The best first, of equals the newest."""
    return -one.score, -one.petition.lines[0].position


def _visible(instance: Instance, asked: Question, ids: list[UUID]) -> list[UUID]:
    """Those that the viewer may know of, in their order."""
    with instance.pool.connection() as connection:
        seen = asked.seeing.among(connection, ids)
    return [one for one in ids if one in seen]


def _states(instance: Instance, asked: Question, ids: list[UUID]) -> list[Petition]:
    with instance.pool.connection() as connection:
        streams = reading.streams(connection, asked.id, MATTERS, ids, asked.position)
    return [replay(_told(lines)) for lines in streams.values()]


def _told(lines: Sequence[object]) -> Iterator[Line]:
    return (line for line in lines if isinstance(line, Line))
