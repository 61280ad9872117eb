"""The people of the office: their posts over time, what access these give, and what they answer for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from msgspec import Struct

from domain.access import Viewer
from domain.access_events import KinshipDeclared
from domain.organisation import Posting
from domain.staffing import has_left
from service.offices import KnownOffice
from service.runtime import Instance


class Officer(Struct, frozen=True):
    """Somebody with all their posts, the newest first; `viewer`: what they may on the day asked about."""

    name: str
    postings: tuple[Posting, ...]
    viewer: Viewer
    left: bool


def officers(instance: Instance, office: KnownOffice, day: date) -> tuple[Officer, ...]:
    """Everybody who ever held a post here, who has left last."""
    found = [_officer(instance, office, name, day) for name in office.profile.staff_by_person]
    return tuple(sorted(found, key=attrgetter("left")))


def _officer(instance: Instance, office: KnownOffice, name: str, day: date) -> Officer:
    held = sorted(office.profile.staff_by_person[name], key=attrgetter("since"), reverse=True)
    return Officer(name, tuple(held), instance.viewers.of(office, name, day), has_left(office.profile, name, day))


def related(office: KnownOffice, day: date) -> Iterator[KinshipDeclared]:
    """The near relations that hold on that day."""
    return (each for each in office.state.access.kin if each.holds_on(day))
