"""What an event of an office changes beside what it says: who gets or loses a role, what is left without anybody.

Both states are looked at as they are on one day, usually that from which the event holds. Told in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from domain import words, words_en
from domain.access import Viewer
from domain.access_roles import LEVELS
from domain.accounts import OPEN
from domain.deciding import OfficeProfile
from domain.office_state import Office
from domain.organisation import Field
from domain.relations import WITH_OWN_UNIT
from domain.staffing import has_left
from domain.values import letters
from domain.viewing import viewer
from domain.wording import code

GAINED, LOST, CHANGED, LEFT = "gained", "lost", "changed", "left_behind"


class Effect(Struct, frozen=True):
    """One change; `kind`: gained, lost, changed, or left_behind for what somebody must look after."""

    kind: str
    zh: str
    en: str


class Between(Struct, frozen=True):
    """The office before and after, and the day on which both are looked at."""

    before: Office
    after: Office
    day: date
    blocks: str = WITH_OWN_UNIT

    @property
    def profiles(self) -> tuple[OfficeProfile, OfficeProfile]:
        return self.before.profile(), self.after.profile()


def effects(case: Between) -> Iterator[Effect]:
    """Every effect: roles of access first, then who answers for what, then what is left behind."""
    profiles = case.profiles
    for person in _people(case):
        yield from _access(
            person, _seen(case.before, profiles[0], person, case), _seen(case.after, profiles[1], person, case)
        )
    yield from _filled(words.ROLES, words_en.ROLES, case.before.roles, case.after.roles)
    yield from _filled({}, {}, case.before.departments, case.after.departments)
    yield from _led(case, profiles)
    for person in leavers(case):
        yield from _left_behind(case, profiles[1], person)


def _people(case: Between) -> tuple[str, ...]:
    """Everybody who holds a post or was granted something, before or after, each once."""
    found: dict[str, str] = {}
    for state in (case.before, case.after):
        for name in (*(each.person for each in state.staff), *(each.person for each in state.access.grants)):
            found.setdefault(letters(name), name)
        for delegation in state.delegations:
            found.setdefault(letters(delegation.taker), delegation.taker)
    return tuple(found.values())


def _seen(state: Office, profile: OfficeProfile, person: str, case: Between) -> Viewer:
    return viewer(profile, person, case.day, grants=state.access.grants, kin=state.access.kin, blocks=case.blocks)


def _access(person: str, before: Viewer, after: Viewer) -> Iterator[Effect]:
    for role in sorted(after.roles - before.roles):
        zh, en = words.ACCESS_ROLES[role], words_en.ACCESS_ROLES[role]
        yield Effect(GAINED, f"{person}成为{zh}", f"{person} becomes {en}")
    for role in sorted(before.roles - after.roles):
        zh, en = words.ACCESS_ROLES[role], words_en.ACCESS_ROLES[role]
        yield Effect(LOST, f"{person}不再是{zh}", f"{person} is no longer {en}")
    if before.clearance != after.clearance:
        zh, en = (code("secrecy", LEVELS[after.clearance], language) for language in ("zh", "en"))
        kind = GAINED if after.clearance > before.clearance else LOST
        yield Effect(kind, f"{person}可查阅至“{zh}”", f"{person} may see up to “{en}”")


def _filled(
    zh: Mapping[str, str], en: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Effect]:
    """Who fills a role, or answers for a content class, otherwise than before."""
    for name in sorted({*before, *after}):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            said = (
                f"{zh.get(name, name)}：{old or '无'}→{new or '无'}",
                f"{en.get(name, name)}: {old or 'nobody'} → {new or 'nobody'}",
            )
            yield Effect(CHANGED, *said)


def _led(case: Between, profiles: tuple[OfficeProfile, OfficeProfile]) -> Iterator[Effect]:
    """Who leads a unit or a content class otherwise than before."""
    subjects = {*profiles[0].fields_by_subject, *profiles[1].fields_by_subject}
    for subject in sorted(subjects):
        old, new = (_leader(profile, subject, case.day) for profile in profiles)
        if old != new:
            yield Effect(
                CHANGED,
                f"{subject[1]}的负责人：{old or '无'}→{new or '无'}",
                f"{subject[1]} is led by: {old or 'nobody'} → {new or 'nobody'}",
            )


def _leader(profile: OfficeProfile, subject: tuple[str, str], day: date) -> str:
    held: Field | None = next((each for each in profile.fields_by_subject.get(subject, ()) if each.since <= day), None)
    return held.leader if held else ""


def leavers(case: Between) -> tuple[str, ...]:
    """Who has left the office on that day, and had not before the event."""
    before, after = case.profiles
    people = dict.fromkeys(posting.person for posting in (*case.before.staff, *case.after.staff))
    return tuple(name for name in people if has_left(after, name, case.day) and not has_left(before, name, case.day))


def _left_behind(case: Between, profile: OfficeProfile, person: str) -> Iterator[Effect]:
    """What still names somebody who has left."""
    for role, who in sorted(case.after.roles.items()):
        if who == person:
            zh, en = words.ROLES.get(role, role), words_en.ROLES.get(role, role)
            yield Effect(LEFT, f"“{zh}”仍由{person}担任，须另行定岗", f"{en} is still filled by {person}: fill it anew")
    for subject in sorted(profile.fields_by_subject):
        if _leader(profile, subject, case.day) == person:
            yield Effect(LEFT, f"{subject[1]}仍由{person}负责，须另行分工", f"{subject[1]} is still led by {person}")
    for each in case.after.delegations:
        if person in (each.giver, each.taker) and each.holds_on(case.day):
            zh, en = (
                f"{each.giver or each.post}委托{each.taker}的代行尚未结束",
                f"{each.taker} still acts for {each.giver or each.post}",
            )
            yield Effect(LEFT, zh, en)
    known = case.after.accounts.accounts.values()
    if any(letters(each.person) == letters(person) and each.standing == OPEN for each in known):
        yield Effect(
            LEFT, f"{person}的账号仍可登录，请安全管理员停用", f"the account of {person} is still open: block it"
        )
