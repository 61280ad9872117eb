"""From the office of today to the viewer: what a person is, which roles that gives, from whom they are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.access import Viewer
from domain.access_events import AccessGranted, Kinship
from domain.access_roles import ABOVE_THEIR_UNIT, ADMINS, CLEARED_POSTS, HIGHEST, LEVELS, MACHINE, ROLE_OF_POST
from domain.deciding import OfficeProfile
from domain.guarded import person as person_mark
from domain.guarded import unit as unit_mark
from domain.relations import WITH_OWN_UNIT
from domain.staffing import led_by, parent_of, postings, posts_of, spelled, unit_of_person, units_below
from domain.values import letters


def viewer(
    profile: OfficeProfile,
    person: str,
    day: date,
    *,
    grants: Iterable[AccessGranted] = (),
    kin: Iterable[Kinship] = (),
    blocks: str = WITH_OWN_UNIT,
) -> Viewer:
    """The person as a viewer on that day; somebody without post and grant has no role, and sees nothing.

    A name spelled in another width or with spaces is that of the officer who is called so.
    `blocks` is the rulebook's setting `accused_blocks`: whether the own unit of a person complained of is kept out.
    """
    person = spelled(profile, person)
    posts = posts_of(profile, person, day)
    given = [grant for grant in grants if letters(grant.person) == letters(person) and grant.holds_on(day)]
    own = (frozenset(_own_units(profile, person, day)) | {grant.unit for grant in given}) - {""}
    return Viewer(
        person=person,
        office=profile.id,
        unit=unit_of_person(profile, person, day),
        posts=posts,
        stands_for=frozenset(_stands_for(profile, person, day)),
        roles=_kept_apart({ROLE_OF_POST[post] for post in posts} | {grant.role for grant in given if grant.role}),
        clearance=max([_cleared(posts), *(_level(grant) for grant in given)]),
        marks=frozenset({person_mark(person), *map(unit_mark, own)}),
        barring=frozenset(_barring(profile, person, day, own, posts, blocks)) | frozenset(_related(person, kin, day)),
        units=frozenset(map(unit_mark, own | units_below(profile, own))),
    )


def machine(profile: OfficeProfile, name: str, unit: str) -> Viewer:
    """A program that works for a unit: it sees what the unit sees, and nothing that is restricted.

    Its name is no mark: a program called like an officer has none of that officer's tasks.
    """
    own = frozenset({unit} - {""})
    return Viewer(
        person=name,
        office=profile.id,
        unit=unit,
        roles=frozenset({MACHINE}),
        barring=frozenset(map(unit_mark, own)),
        units=frozenset(map(unit_mark, own | units_below(profile, own))),
    )


def _stands_for(profile: OfficeProfile, person: str, day: date) -> Iterator[str]:
    for delegation in profile.delegations_by_taker.get(person, ()):
        if delegation.holds_on(day):
            yield from {delegation.giver, delegation.post} - {""}


def _givers(profile: OfficeProfile, person: str, day: date) -> Iterator[str]:
    """For whom the person acts: what is kept from them is kept from who acts in their name."""
    for delegation in profile.delegations_by_taker.get(person, ()):
        if delegation.holds_on(day) and delegation.giver:
            yield delegation.giver


def _kept_apart(roles: set[str]) -> frozenset[str]:
    """An administrator is nothing else, whatever posts are held."""
    return frozenset(roles & ADMINS or roles)


def _own_units(profile: OfficeProfile, person: str, day: date) -> Iterator[str]:
    """Where the person serves, and where those serve in whose posts they act; "" for a post in no unit."""
    for posting in postings(profile, person, day):
        yield posting.unit
    for delegation in profile.delegations_by_taker.get(person, ()):
        if delegation.holds_on(day):
            held = postings(profile, delegation.giver, day)
            yield from (each.unit for each in held if delegation.post in ("", each.post))


def _cleared(posts: frozenset[str]) -> int:
    return HIGHEST if posts & CLEARED_POSTS else 0


def _level(grant: AccessGranted) -> int:
    return LEVELS.index(grant.clearance) if grant.clearance else 0


def _barring(
    profile: OfficeProfile, person: str, day: date, own: frozenset[str], posts: frozenset[str], blocks: str
) -> Iterator[str]:
    """The names whose owner's being complained of concerns this person: see Viewer."""
    yield person_mark(person)
    yield unit_mark(person)
    yield from map(person_mark, _givers(profile, person, day))
    for name in own:
        yield unit_mark(name)
        yield from map(unit_mark, _above(profile, name))
    colleagues = {posting.person for posting in profile.staff if posting.holds_on(day)} - {person}
    shares = blocks == WITH_OWN_UNIT and not posts & ABOVE_THEIR_UNIT
    for other in colleagues:
        serves = {posting.unit for posting in postings(profile, other, day)} if shares else set()
        if own & (led_by(profile, {other}, day) | serves):
            yield person_mark(other)


def _above(profile: OfficeProfile, name: str) -> Iterator[str]:
    """The units above one, the nearest first; a ring of units ends."""
    seen = {name}
    while (name := parent_of(profile, name)) and name not in seen:
        seen.add(name)
        yield name


def _related(person: str, kin: Iterable[Kinship], day: date) -> Iterator[str]:
    """Near relations, whichever of both has declared it."""
    own = letters(person)
    for each in kin:
        if each.holds_on(day):
            both = {letters(each.person): each.relative, letters(each.relative): each.person}
            if own in both:
                yield person_mark(both[own])
