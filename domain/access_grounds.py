"""Why somebody has a role of access on a day: by which post, or by which grant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from domain.access_events import AccessGranted
from domain.access_roles import CLEARED_POSTS, ROLE_OF_POST
from domain.deciding import OfficeProfile
from domain.staffing import own_posts, posts_of
from domain.values import letters


class Ground(Struct, frozen=True):
    """A role and what gives it: a `post` (in which somebody else is represented, if `acting`), else the `grant`."""

    role: str
    post: str = ""
    acting: bool = False
    cleared: bool = False
    grant: AccessGranted | None = None


def grounds(profile: OfficeProfile, person: str, grants: Iterable[AccessGranted], day: date) -> Iterator[Ground]:
    """Every ground that holds on that day; an administrator's posts give nothing beside (domain/viewing.py)."""
    own = own_posts(profile, person, day)
    for post in sorted(posts_of(profile, person, day)):
        yield Ground(ROLE_OF_POST[post], post, acting=post not in own, cleared=post in CLEARED_POSTS)
    for grant in grants:
        if letters(grant.person) == letters(person) and grant.holds_on(day):
            yield Ground(grant.role, grant=grant)
