"""As whom somebody acts: in one of their units and posts, or for somebody who has asked them to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain.access import Viewer
from domain.deciding import OfficeProfile
from domain.staffing import acts_for, own_posts, postings, posts_of
from domain.values import Actor


class Capacity(Struct, frozen=True):
    """Unit, post and for whom; each may be ""."""

    unit: str = ""
    post: str = ""
    acting_for: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.unit}|{self.post}|{self.acting_for}"


def capacities(profile: OfficeProfile, viewer: Viewer, day: date) -> tuple[Capacity, ...]:
    """All of somebody's, their own posts first; at least one."""
    found = dict.fromkeys((*_own(profile, viewer, day), *_delegated(profile, viewer, day)))
    return tuple(found) or (Capacity(viewer.unit),)


def _own(profile: OfficeProfile, viewer: Viewer, day: date) -> Iterator[Capacity]:
    for posting in postings(profile, viewer.person, day):
        yield Capacity(posting.unit, posting.post)


def _delegated(profile: OfficeProfile, viewer: Viewer, day: date) -> Iterator[Capacity]:
    own = own_posts(profile, viewer.person, day)
    for post in sorted(posts_of(profile, viewer.person, day) - own):
        if giver := acts_for(profile, viewer.person, post, day):
            yield Capacity(viewer.unit, post, giver)


def chosen(offered: tuple[Capacity, ...], key: str) -> Capacity:
    """The one that a form names; the first where it names none of them."""
    return next((each for each in offered if each.key == key), offered[0])


def actor(viewer: Viewer, capacity: Capacity) -> Actor:
    """Who acts, in that capacity."""
    return Actor(viewer.person, capacity.unit or viewer.unit, capacity.post, capacity.acting_for)
