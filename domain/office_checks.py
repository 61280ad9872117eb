"""What stands in the way of an event of the office: every reason, each in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from domain import office_events as oe
from domain import receptions
from domain import vocabulary as v
from domain.addressees import either_faults, is_unit, person_faults, post_faults
from domain.codelist import in_force
from domain.coding import publication_faults
from domain.deciding import STRUCTURE, OfficeProfile, Reason, structural
from domain.office_state import Office, ends, posting_key
from domain.organisation import Delegation, Posting, Unit, in_span
from domain.rulebook import Rulebook
from domain.staffing import has_left, has_staff, postings
from domain.values import Moment
from domain.wellformed import YEARS
from domain.words import OFFICE_FIELDS, POSTS, ROLES, choices, listed

ID = re.compile(r"[a-z0-9-]{1,32}")
TIMES = ("live", "replayed")
HANDLING = "handling_unit"
OUTSIDE_ROLES = ("assigner", "review_body", "petitioner")
"""Roles that somebody outside the office may fill."""
MARKS = range(6)
UNCHANGED = "unchanged"
"""The entry of the reason that nothing would change."""

NEEDED: Mapping[type[Struct], tuple[str, ...]] = {
    oe.UnitSet: ("name",),
    oe.PersonAppointed: ("person",),
    oe.PersonLeft: ("person",),
    oe.Delegated: ("taker", "reason"),
    oe.DepartmentNamed: ("content_class",),
    oe.ReceptionHeld: ("presided_by",),
    oe.CalendarOverridden: ("name", "paper"),
    oe.AnalysisSubmitted: ("to", "period", "text"),
    oe.DeskHandedOver: ("giver", "taker", "reason"),
    oe.RulebookPublished: ("text", "reason"),
    oe.CodeListPublished: ("text", "reason"),
    oe.ClockAccepted: ("reason",),
}
"""Fields that must say something."""


class Case(Struct, frozen=True):
    """What an event is judged by: the office before it, its profile, when it is decided, the rulebook in force."""

    state: Office
    profile: OfficeProfile
    occurred: Moment
    book: Rulebook | None = None


def creation(state: Office, event: oe.OfficeCreated) -> Iterator[Reason]:
    """What stands in the way of making the office."""
    if state.created is not None:
        yield structural(f"机构（{event.id}）已存在", f"office {event.id} exists already")
    if not ID.fullmatch(event.id):
        yield structural(
            f"机构代码“{event.id}”只能用小写字母、数字和连字符，至多32个",
            f"office id {event.id!r} is not [a-z0-9-]{{1,32}}",
        )
    if not event.name.strip():
        yield structural("机构名称为空", "the office needs a name")
    if event.time not in TIMES:
        zh = f"计时方式“{event.time}”不是可用的代码：{choices('time', TIMES)}"
        yield structural(zh, f"time {event.time!r} is neither live nor replayed")


def objections(case: Case, event: oe.OfficeEvent) -> Iterator[Reason]:
    """What stands in the way of any other event, in an office that exists."""
    yield from _form(event)
    check = _CHECKS.get(type(event))
    if check:
        yield from check(case, event)


def _form(event: oe.OfficeEvent) -> Iterator[Reason]:
    """Fields that say nothing, years that cannot be meant, a span that ends before it begins."""
    for name in NEEDED.get(type(event), ()):
        if not getattr(event, name).strip():
            yield structural(f"{OFFICE_FIELDS[name]}为空", f"`{name}` is empty")
    for name in ("since", "until", "closed_from", "day", "valid_from"):
        value = getattr(event, name, None)
        if value is not None and value.year not in YEARS:
            yield structural(f"{OFFICE_FIELDS[name]}的年份{value.year}不合理", f"`{name}` has the year {value.year}")
    since, until = getattr(event, "since", None), getattr(event, "until", None)
    if since and until and until < since:
        yield structural("结束日期早于开始日期", "it ends before it begins")


def _code(name: str, value: str, words: Iterable[str]) -> Iterator[Reason]:
    if value not in words:
        known = ", ".join(words)
        zh = f"{OFFICE_FIELDS[name]}“{value}”不是可用的代码：{choices(name, words)}"
        yield structural(zh, f"`{name}` {value!r} is not one of {known}")


def _unchanged(zh: str, en: str) -> Reason:
    """What is so already is refused; who organises a whole office by a file leaves it out by this entry."""
    return Reason(STRUCTURE, UNCHANGED, f"{zh}，没有变化", f"{en}: nothing would change")


def _alike(kind: type[Struct], one: Struct, other: Struct) -> bool:
    """Whether both are the same value of that kind, whatever the reasons given."""
    return all(getattr(one, name) == getattr(other, name) for name in kind.__struct_fields__)


# ---- rulebooks and calendars


def _rulebook(case: Case, event: oe.RulebookAdopted) -> Iterator[Reason]:
    if any(book.reference == event.reference for book in case.state.books):
        yield structural(f"规则（{event.reference}）已采用", f"rulebook {event.reference} is adopted already")


def _code_list(case: Case, event: oe.CodeListPublished) -> Iterator[Reason]:
    yield from publication_faults(event)
    held = in_force(case.profile.code_lists, event.valid_from).get(event.code_list)
    if held is not None and held.digest == event.digest:
        yield _unchanged(
            f"代码表（{event.code_list}）已采用此版", f"this version of {event.code_list} is adopted already"
        )


def _calendar(case: Case, event: oe.CalendarLoaded) -> Iterator[Reason]:
    loaded = [known.digest for known in case.state.calendars if known.year == event.year]
    if loaded[-1:] == [event.digest]:
        yield structural(f"{event.year} 年日历已载入", f"this calendar of {event.year} is loaded already")


def _override(case: Case, event: oe.CalendarOverridden) -> Iterator[Reason]:
    if any(known == event for known in case.state.overrides):
        yield _unchanged(f"{event.day}已如此安排", f"{event.day} is arranged so already")


# ---- units


def _unit(case: Case, event: oe.UnitSet) -> Iterator[Reason]:
    yield from _code("kind", event.kind, v.UNIT_KINDS)
    known = case.profile.units_by_name.get(event.name)
    if known and _alike(Unit, known, event):
        yield _unchanged(f"{event.name}已如此设置", f"{event.name} is set so already")
    if event.parent:
        yield from _parent(case, event)
    if event.closed_from:
        yield from _closing(case, event, event.closed_from)


def _parent(case: Case, event: oe.UnitSet) -> Iterator[Reason]:
    """The unit above is one that there is, and not this unit or one below it: units are a tree."""
    if event.name in (event.parent, *_above(case.profile, event.parent)):
        yield structural(
            f"{event.parent}在{event.name}之下，不能又是其上级", f"{event.parent} is below {event.name}: no circle"
        )
    elif event.parent not in case.profile.units_by_name:
        yield _no_unit(event.parent)


def _above(profile: OfficeProfile, unit: str) -> Iterator[str]:
    """The units above, the nearest first."""
    known = profile.units_by_name.get(unit)
    while known and known.parent:
        yield known.parent
        known = profile.units_by_name.get(known.parent)


def _closing(case: Case, event: oe.UnitSet, day: date) -> Iterator[Reason]:
    """A unit is closed when nothing hangs on it any more: units below, people, roles, content classes, places."""
    state = case.state
    below = [unit.name for unit in state.units if unit.parent == event.name and not _closed(unit.closed_from, day)]
    people = [each.person for each in state.staff if each.unit == event.name and not _ended(each.until, day)]
    tasks = [
        task
        for held in (state.roles, state.departments, state.places)
        for task, who in held.items()
        if who == event.name
    ]
    if hanging := [*below, *people, *tasks]:
        names_zh, names = "、".join(ROLES.get(name, name) for name in hanging), ", ".join(hanging)
        yield structural(
            f"{event.name}尚有{names_zh}，不能撤销", f"{event.name} still has {names}: it cannot be closed"
        )


def _closed(closed_from: date | None, day: date) -> bool:
    return closed_from is not None and closed_from <= day


def _ended(until: date | None, day: date) -> bool:
    return until is not None and until < day


def _no_unit(unit: str) -> Reason:
    return structural(f"没有单位“{unit}”", f"there is no unit {unit!r}")


def _open_unit(case: Case, unit: str, day: date) -> Iterator[Reason]:
    """The unit is one that there is, and is not closed on that day."""
    known = case.profile.units_by_name.get(unit)
    if known is None:
        yield _no_unit(unit)
    elif _closed(known.closed_from, day):
        yield structural(
            f"单位“{unit}”已于{known.closed_from}撤销", f"unit {unit!r} is closed from {known.closed_from}"
        )


# ---- people


def _appointed(case: Case, event: oe.PersonAppointed) -> Iterator[Reason]:
    yield from _code("post", event.post, v.POSTS)
    if event.unit:
        yield from _open_unit(case, event.unit, event.until or date.max)
    for known in case.profile.staff_by_person.get(event.person, ()):
        if posting_key(known) == posting_key(event):
            if _alike(Posting, known, event):
                yield _unchanged(f"{event.person}已任此职", f"{event.person} holds this post already")
        elif (known.post, known.unit) == (event.post, event.unit) and _overlap(known, event):
            yield structural(
                f"{event.person}自{known.since}起已任此职", f"{event.person} holds this post from {known.since} on"
            )


def _overlap(one: Posting, other: Posting) -> bool:
    return in_span(one.since, other.since, other.until) or in_span(other.since, one.since, one.until)


def _left(case: Case, event: oe.PersonLeft) -> Iterator[Reason]:
    if not any(ends(posting, event) for posting in case.state.staff):
        zh = f"{event.person}自{event.since}起本无此职务"
        yield structural(zh, f"{event.person} holds no such post on {event.since} or later")


def _field(case: Case, event: oe.FieldGiven) -> Iterator[Reason]:
    if bool(event.content_class) == bool(event.unit):
        yield structural("分工须写明内容分类或者单位，二者取一", "a field is a content class or a unit, one of them")
    elif event.unit:
        yield from _open_unit(case, event.unit, event.since)
    if event.leader:
        yield from post_faults(event.leader, case.profile, event.since)
    known = [each for each in case.profile.fields_by_subject.get(event.subject, ()) if each.since == event.since]
    if known and known[0].leader == event.leader:
        yield _unchanged("分工已如此", "the field is given so already")


def _role(case: Case, event: oe.RoleFilled) -> Iterator[Reason]:
    yield from _code("role", event.role, v.ROLES)
    if event.place and event.role != HANDLING:
        yield structural(f"只有{ROLES[HANDLING]}按地点确定", f"only {HANDLING} is filled by place")
    if event.who and event.role not in OUTSIDE_ROLES:
        yield from _known(case, event.who)
    held = case.state.places.get(event.place, "") if event.place else case.state.roles.get(event.role, "")
    if held == event.who:
        yield _unchanged(f"{listed(ROLES, [event.role])}已如此确定", f"{event.role} is filled so already")


def _known(case: Case, who: str) -> Iterator[Reason]:
    """A unit that is not closed or an officer, in an office that has told which there are."""
    if is_unit(who, case.profile, case.occurred.day) or not (case.state.units or case.state.staff):
        return
    if who not in case.profile.staff_by_person or has_left(case.profile, who, case.occurred.day):
        yield structural(f"没有单位或者人员“{who}”", f"there is no unit and no officer {who!r}")


def _delegated(case: Case, event: oe.Delegated) -> Iterator[Reason]:
    if not event.giver and not event.post:
        yield structural("须写明代何人或者代何职", "say for whom or in which post")
    if event.taker == event.giver:
        yield structural("不能委托本人", "nobody acts for himself")
    if event.post:
        yield from _code("post", event.post, v.POSTS)
    for person in filter(None, (event.taker, event.giver)):
        yield from post_faults(person, case.profile, event.since)
    if event.giver and event.post and has_staff(case.profile):
        yield from _held_by_giver(case, event)
    if any(_alike(Delegation, known, event) for known in case.state.delegations):
        yield _unchanged("已如此委托", "it is delegated so already")


def _held_by_giver(case: Case, event: oe.Delegated) -> Iterator[Reason]:
    if event.post not in {posting.post for posting in postings(case.profile, event.giver, event.since)}:
        zh = f"{event.giver}在{event.since}不任{listed(POSTS, [event.post])}"
        yield structural(zh, f"{event.giver} does not hold {event.post} on {event.since}")


def _department(case: Case, event: oe.DepartmentNamed) -> Iterator[Reason]:
    if event.unit:
        yield from _open_unit(case, event.unit, case.occurred.day)
    if case.state.departments.get(event.content_class, "") == event.unit:
        yield _unchanged(
            f"“{event.content_class}”的责任部门已如此", f"{event.content_class} has this department already"
        )


def _handed_over(case: Case, event: oe.DeskHandedOver) -> Iterator[Reason]:
    if event.giver == event.taker:
        yield structural("不能移交给本人", "nobody hands over to himself")
    if event in case.state.handovers:
        yield _unchanged("已移交", "the desk is handed over already")
    if event.giver not in case.profile.staff_by_person and event.giver not in case.profile.units_by_name:
        yield from _known(case, event.giver)
    yield from either_faults(event.taker, case.profile, event.since)


# ---- what recurs


def _rota(case: Case, event: oe.RotaPublished) -> Iterator[Reason]:
    rule = receptions.schedule_of(case.book, event.schedule)
    if not event.slots or any(day.year not in YEARS for day in event.slots):
        yield structural("轮值表为空或者日期不合理", "`slots` is empty, or a day in it makes no sense")
    if rule is None:
        yield receptions.unknown_schedule(event.schedule)
        return
    yield from receptions.rota_faults(event, rule, case.profile)
    known = case.state.rota.get(event.schedule, {})
    if event.slots and all(known.get(day, "") == who for day, who in event.slots.items()):
        yield _unchanged("轮值表已如此", "the rota is so already")


def _reception(case: Case, event: oe.ReceptionHeld) -> Iterator[Reason]:
    rule = receptions.schedule_of(case.book, event.schedule)
    yield from _happened(case, event.day)
    if rule is None:
        yield receptions.unknown_schedule(event.schedule)
        return
    for person in filter(None, (event.presided_by, event.delegated_by)):
        yield from person_faults(person, case.profile, event.day)
    yield from receptions.held_faults(event, rule, case.profile)
    before = [known.held for known in case.state.receptions if known.held.schedule == event.schedule]
    if event in before or (rule.every != "request" and event.day in {held.day for held in before}):
        yield structural(f"{event.day}的接待已登记", f"the reception of {event.day} is recorded already")


def _happened(case: Case, day: date) -> Iterator[Reason]:
    if day > case.occurred.day:
        yield structural(f"{day}尚未到来", f"{day} has not come yet")


def _checklist(case: Case, event: oe.OfficeChecklistFilled) -> Iterator[Reason]:
    form = case.book.forms_by_id.get(event.form) if case.book else None
    yield from _happened(case, event.day)
    if form is None or form.kind != "checklist":
        yield structural(f"规则中没有检查单“{event.form}”", f"the rulebook has no checklist {event.form!r}")
    elif unknown := [item for item in event.items if form.items and item not in form.items]:
        yield structural(f"检查单没有“{'、'.join(unknown)}”", f"the checklist has no {', '.join(unknown)}")
    if not event.items or any(mark not in MARKS for mark in event.items.values()):
        yield structural("每项须评0至5", "every item is marked 0 to 5")
    if event in case.state.checklists:
        yield _unchanged("检查单已如此填写", "the checklist is filled so already")


def _analysis(case: Case, event: oe.AnalysisSubmitted) -> Iterator[Reason]:
    if event in case.state.analyses:
        yield _unchanged("该分析已报送", "this analysis is submitted already")


_CHECKS: Mapping[type[Struct], Callable[[Case, Any], Iterator[Reason]]] = {
    oe.RulebookAdopted: _rulebook,
    oe.RulebookPublished: _rulebook,
    oe.CodeListPublished: _code_list,
    oe.CalendarLoaded: _calendar,
    oe.CalendarOverridden: _override,
    oe.UnitSet: _unit,
    oe.PersonAppointed: _appointed,
    oe.PersonLeft: _left,
    oe.FieldGiven: _field,
    oe.RoleFilled: _role,
    oe.Delegated: _delegated,
    oe.DepartmentNamed: _department,
    oe.RotaPublished: _rota,
    oe.ReceptionHeld: _reception,
    oe.OfficeChecklistFilled: _checklist,
    oe.AnalysisSubmitted: _analysis,
    oe.DeskHandedOver: _handed_over,
}
"""What is asked of each event; a clock is accepted whatever the office."""
