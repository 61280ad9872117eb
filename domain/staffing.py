"""Who is who in an office on a day (rulebook.md 1.4, trap 29): pure questions that decisions ask.

An office that has registered no staff answers "" and nothing everywhere: there the caller's word for the post is
taken. Every answer is a look-up in the maps of the profile; a delegation is never passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from msgspec import Struct

from domain.codelist import in_force
from domain.deciding import OfficeProfile, Reason, structural
from domain.organisation import Delegation, Posting
from domain.values import letters
from domain.vocabulary import POSTS, UNIT_KINDS

T = TypeVar("T")

HEAD = "head"
RANKS = {HEAD: 3, "deputy_for_petitions": 2, "deputy_head": 2, "petition_section_head": 1, "section_head": 1}
"""The order of posts; a post that stands nowhere here ranks below all of them."""

AT_THE_HEAD = frozenset({HEAD, "petition_section_head", "section_head"})
"""Posts that lead the unit in which they are held; a deputy leads what is his field."""

OF_A_UNIT = frozenset(POSTS) & frozenset(UNIT_KINDS)
"""Posts that everybody holds who belongs to a unit of that kind: it is the unit that is meant."""

OUTSIDE = frozenset({"county_body", "subordinate", "outside_body"})
"""Units whose head is not the head of the office."""


def has_staff(profile: OfficeProfile) -> bool:
    """Whether the office has registered who holds its posts at all."""
    return bool(profile.staff)


def spelled(profile: OfficeProfile, name: str) -> str:
    """The officer's name as the office has it, however it is spaced and whatever its width; else the name itself."""
    if name in profile.staff_by_person:
        return name
    return next((known for known in profile.staff_by_person if letters(known) == letters(name)), name)


def otherwise_spelled(profile: OfficeProfile, name: str) -> Iterator[Reason]:
    """What is against an officer's name in other blanks or width: as another it would escape what bars them."""
    if (known := spelled(profile, name)) != name:
        yield structural(f"本机构登记的姓名为{known}", f"the office has this name as {known}")


def postings(profile: OfficeProfile, person: str, day: date) -> Iterator[Posting]:
    """The posts that the person holds on that day in their own right."""
    return (posting for posting in profile.staff_by_person.get(person, ()) if posting.holds_on(day))


def own_posts(profile: OfficeProfile, person: str, day: date) -> frozenset[str]:
    """The posts held on that day, and those that the kind of the person's unit gives."""
    held: set[str] = set()
    for posting in postings(profile, person, day):
        held.add(posting.post)
        held.add(kind_of(profile, posting.unit))
    return frozenset(held) & frozenset(POSTS)


def posts_of(profile: OfficeProfile, person: str, day: date) -> frozenset[str]:
    """The person's own posts, and those in which the person acts for somebody on that day."""
    posts = own_posts(profile, person, day)
    for delegation in profile.delegations_by_taker.get(person, ()):
        if delegation.holds_on(day):
            posts |= _covered(profile, delegation, day)
    return posts


def _covered(profile: OfficeProfile, delegation: Delegation, day: date) -> frozenset[str]:
    """The posts that a delegation gives on that day: no giver can give what he does not hold."""
    if not delegation.giver:
        return frozenset({delegation.post})
    held = frozenset(posting.post for posting in postings(profile, delegation.giver, day))
    return held & {delegation.post} if delegation.post else held


def acts_for(profile: OfficeProfile, person: str, post: str, day: date) -> str:
    """For whom the person acts in that post on that day: the giver, the post itself where it is vacant, or ""."""
    for delegation in profile.delegations_by_taker.get(person, ()):
        if delegation.holds_on(day) and post in _covered(profile, delegation, day):
            return delegation.giver or delegation.post
    return ""


def holder_of(profile: OfficeProfile, post: str, day: date) -> str:
    """Who holds the post on that day, else who acts in it while it is vacant, else "".

    Of several the one of the office itself comes before one of a body below it, then the one longest in the post.
    """
    held = [posting for posting in profile.staff_by_post.get(post, ()) if posting.holds_on(day)]
    if held:
        return min(held, key=lambda posting: (kind_of(profile, posting.unit) in OUTSIDE, posting.since)).person
    vacant = profile.delegations_by_giver.get("", ())
    return next((each.taker for each in vacant if each.post == post and each.holds_on(day)), "")


def leader_of(profile: OfficeProfile, content_class: str, unit: str, day: date) -> str:
    """Who answers for it on that day: the leader of the content class, else of the unit or one above it, else "".

    Where nobody leads a class of the second level, the leader of the class above it does.
    Who is away is represented by whom the delegation names; who has left leads nothing any more.
    """
    leader = _led_by(profile, ("content_class", content_class), day)
    if not leader and profile.code_lists:
        leader = _led_by(profile, ("content_class", _class_above(profile, content_class, day)), day)
    return present(profile, leader, day) if leader else leader_of_unit(profile, unit, day)


def leader_of_unit(profile: OfficeProfile, unit: str, day: date) -> str:
    """Who answers on that day for what lies with the unit and whose class nobody leads, "" nobody."""
    leader = ""
    while unit and not leader:
        leader = _led_by(profile, ("unit", unit), day)
        unit = parent_of(profile, unit)
    return present(profile, leader, day) if leader else ""


class Leading(Struct, frozen=True):
    """For which petitions somebody answers: those of `classes`; those of `units`, of a class that nobody leads.

    `nobody`: those that nobody leads, neither as a class nor as a unit.
    """

    classes: frozenset[str]
    units: frozenset[str]
    nobody: bool
    classes_led: frozenset[str]
    units_led: frozenset[str]

    def includes(self, content_class: str, unit: str) -> bool:
        """Whether a petition of that class and unit is one of them."""
        if content_class in self.classes_led:
            return content_class in self.classes
        return unit in self.units or (self.nobody and unit not in self.units_led)


def leading(profile: OfficeProfile, leader: str, day: date) -> Leading:
    """For which petitions that person answers on that day, as `leader_of` says; "" those that nobody leads."""
    classes = {each: leader_of(profile, each, "", day) for each in _classes_of(profile, day)}
    units = {each: leader_of_unit(profile, each, day) for each in {*profile.units_by_name, *_named(profile, "unit")}}
    return Leading(
        classes=frozenset(each for each, led in classes.items() if led and led == leader),
        units=frozenset(each for each, led in units.items() if led and led == leader),
        nobody=not leader,
        classes_led=frozenset(each for each, led in classes.items() if led),
        units_led=frozenset(each for each, led in units.items() if led),
    )


def _classes_of(profile: OfficeProfile, day: date) -> set[str]:
    """Every content class that can have a leader: those named as fields, and those of the list in force."""
    classes = in_force(profile.code_lists, day).get("content_classes")
    listed = {each.code for each in classes.codes} if classes else set()
    return listed | _named(profile, "content_class")


def _named(profile: OfficeProfile, kind: str) -> set[str]:
    """The content classes, or units, that are named as the field of somebody."""
    return {name for of, name in profile.fields_by_subject if of == kind}


def _class_above(profile: OfficeProfile, content_class: str, day: date) -> str:
    """The class above it in the office's own list of that day, "" when there is none."""
    classes = in_force(profile.code_lists, day).get("content_classes")
    return classes.above(content_class) if classes else ""


def _led_by(profile: OfficeProfile, subject: tuple[str, str], day: date) -> str:
    found = next((field for field in profile.fields_by_subject.get(subject, ()) if field.since <= day), None)
    return found.leader if found and not has_left(profile, found.leader, day) else ""


def led_by(profile: OfficeProfile, people: Iterable[str], day: date) -> frozenset[str]:
    """The units that one of these people leads on that day: by a leading post held there, or as a field."""
    names = frozenset(people)
    held = (posting for name in names for posting in postings(profile, name, day))
    led = {posting.unit for posting in held if posting.post in AT_THE_HEAD}
    subjects = (subject for subject in profile.fields_by_subject if subject[0] == "unit")
    led |= {subject[1] for subject in subjects if _led_by(profile, subject, day) in names}
    return frozenset(led) - {""}


def units_below(profile: OfficeProfile, units: Iterable[str]) -> frozenset[str]:
    """Every unit below one of these, at any depth; below no unit ("") there is none."""
    found: set[str] = set()
    above = [name for name in units if name]
    while above:
        below = {unit.name for unit in profile.units_by_parent.get(above.pop(), ()) if unit.name} - found
        found |= below
        above += below
    return frozenset(found)


def members_of(profile: OfficeProfile, units: Iterable[str], day: date) -> frozenset[str]:
    """Who holds a post in one of these units on that day."""
    held = (posting for unit in units for posting in profile.staff_by_unit.get(unit, ()))
    return frozenset(posting.person for posting in held if posting.holds_on(day))


def present(profile: OfficeProfile, person: str, day: date) -> str:
    """The person, or whoever acts for the whole of that person's work on that day."""
    given = profile.delegations_by_giver.get(person, ()) if person else ()
    return next((each.taker for each in given if not each.post and each.holds_on(day)), person)


def has_left(profile: OfficeProfile, person: str, day: date) -> bool:
    """Whether the person once held a post here and holds none on that day or later."""
    held = profile.staff_by_person.get(person, ())
    return bool(held) and all(posting.until is not None and posting.until < day for posting in held)


def orphaned(profile: OfficeProfile, held: Iterable[tuple[T, str]], day: date) -> list[T]:
    """Of things with their holders those whose holder has left by that day (rulebook.md trap 30)."""
    return [thing for thing, holder in held if has_left(profile, holder, day)]


def unit_of_person(profile: OfficeProfile, person: str, day: date) -> str:
    """The unit in which the person serves on that day, "" when it is not known."""
    return next((posting.unit for posting in postings(profile, person, day) if posting.unit), "")


def kind_of(profile: OfficeProfile, unit: str) -> str:
    """The kind of a unit, "" when it is not known."""
    found = profile.units_by_name.get(unit)
    return found.kind if found else ""


def parent_of(profile: OfficeProfile, unit: str) -> str:
    """The unit above, "" when there is none."""
    found = profile.units_by_name.get(unit)
    return found.parent if found else ""


def department_of(profile: OfficeProfile, content_class: str, day: date) -> str:
    """The unit responsible for a content class, else for the class above it, "" when none is named (R3.2.1)."""
    named = profile.departments.get(content_class, "")
    if not named and profile.code_lists:
        named = profile.departments.get(_class_above(profile, content_class, day), "")
    return named


def unit_of_place(profile: OfficeProfile, place: str) -> str:
    """The unit that handles what happens at a place, "" when none is named (R6.2)."""
    return profile.places.get(place, "")


def is_at_least(posts: Iterable[str], post: str) -> bool:
    """Whether one of the posts is this one or ranks as high (R5.10: of deputy-division rank or above)."""
    least = RANKS.get(post, 0)
    return any(held == post or (least and RANKS.get(held, 0) >= least) for held in posts)
