"""The grants of an office as its events made them, and what stands in the way of another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.access_events import AccessEvent, AccessGranted, AccessRevoked, KinshipDeclared
from domain.access_roles import ADMINS, LEVELS, ROLE_OF_POST, ROLES
from domain.deciding import OfficeProfile, Reason, structural
from domain.staffing import otherwise_spelled, posts_of
from domain.values import letters
from domain.words import ACCESS_ROLES, OFFICE_FIELDS, choices


class Granted(Struct, frozen=True):
    """Who has been given which role and level, and who has declared whom as a near relation."""

    grants: tuple[AccessGranted, ...] = ()
    kin: tuple[KinshipDeclared, ...] = ()


def after(state: Granted, event: AccessEvent) -> Granted:
    """The grants after an event."""
    match event:
        case AccessGranted():
            others = tuple(each for each in state.grants if _key(each) != _key(event))
            return replace(state, grants=(*others, event))
        case AccessRevoked():
            return replace(state, grants=tuple(each for each in state.grants if not _ends(event, each)))
        case KinshipDeclared():
            others_kin = tuple(each for each in state.kin if _pair(each) != _pair(event))
            return replace(state, kin=(*others_kin, event))


def _key(grant: AccessGranted) -> tuple[str, str, str]:
    return letters(grant.person), grant.role, grant.unit


def _ends(revoked: AccessRevoked, grant: AccessGranted) -> bool:
    same = letters(revoked.person) == letters(grant.person)
    return same and revoked.role in ("", grant.role) and revoked.unit in ("", grant.unit)


def _pair(kin: KinshipDeclared) -> frozenset[str]:
    return frozenset({letters(kin.person), letters(kin.relative)})


def objections(state: Granted, profile: OfficeProfile, event: AccessEvent, actor: str, day: date) -> Iterator[Reason]:
    """What stands in the way of an event; `actor` is who decides it."""
    yield from _nameless("person", event.person)
    match event:
        case AccessGranted():
            yield from _granting(state, profile, event, actor, day)
        case AccessRevoked():
            if not event.reason.strip():
                yield structural("理由为空", "`reason` is empty")
            if not any(_ends(event, grant) for grant in state.grants):
                yield structural(f"“{event.person}”没有此项授权", f"{event.person} was not granted that")
        case KinshipDeclared():
            yield from _declaring(event)


def _nameless(field: str, name: str) -> Iterator[Reason]:
    if not letters(name) or not name.isprintable():
        yield structural(f"{OFFICE_FIELDS[field]}为空或者不可读", f"`{field}` is empty or cannot be read")


def _granting(state: Granted, profile: OfficeProfile, event: AccessGranted, actor: str, day: date) -> Iterator[Reason]:
    if event.role and event.role not in ROLES:
        zh = f"角色“{event.role}”不是可用的代码：{choices('access_role', ROLES)}"
        yield structural(zh, f"role {event.role!r} is not one of {', '.join(ROLES)}")
    if event.clearance and event.clearance not in LEVELS:
        zh = f"密级“{event.clearance}”不是可用的代码：{choices('secrecy', LEVELS)}"
        yield structural(zh, f"clearance {event.clearance!r} is not one of {', '.join(LEVELS)}")
    if not event.role and not event.clearance:
        yield structural("角色和密级至少给出一项", "neither role nor clearance is given")
    if not event.reason.strip():
        yield structural("理由为空", "`reason` is empty")
    if event.until and event.until < event.since:
        yield structural("结束日期早于开始日期", "it ends before it begins")
    if event.unit and event.unit not in profile.units_by_name:
        yield structural(f"没有单位“{event.unit}”", f"there is no unit {event.unit!r}")
    if letters(actor) == letters(event.person):
        yield structural("不得为本人授权", "nobody grants anything to themselves")
    yield from otherwise_spelled(profile, event.person)
    yield from _kept_apart(state, profile, event, day)


def _kept_apart(state: Granted, profile: OfficeProfile, event: AccessGranted, day: date) -> Iterator[Reason]:
    """An administrator has one such role and no other; who is something else is no administrator."""
    given = {each.role for each in state.grants if letters(each.person) == letters(event.person)}
    has = (given | {ROLE_OF_POST[post] for post in posts_of(profile, event.person, day)}) - {"", event.role}
    if not event.role or not has or not (has | {event.role}) & ADMINS:
        return
    zh = "、".join(ACCESS_ROLES[role] for role in sorted(has))
    yield structural(
        f"系统、安全、审计管理员须相互独立，也不得兼任业务角色；“{event.person}”已是{zh}",
        f"administrators are kept apart from each other and from petitions; {event.person} is {', '.join(sorted(has))}",
    )


def _declaring(event: KinshipDeclared) -> Iterator[Reason]:
    yield from _nameless("relative", event.relative)
    if letters(event.person) == letters(event.relative):
        yield structural("申报人与近亲属是同一人", "a person is no relation of themselves")
    if event.until and event.until < event.since:
        yield structural("结束日期早于开始日期", "it ends before it begins")
