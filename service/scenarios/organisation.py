"""The people and units of a scenario in the words of the rulebooks: posts, kinds of units, who fills which role.

Titles are free words of the offices; they are recognised by their pattern, never by the person who has one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from service.scenarios.reading import BadScenario, Officer, Scenario

BRACKETS = re.compile(r"[((（](.*?)[))）]")

POSTS: tuple[tuple[str, str], ...] = (
    (r"分管信访", "deputy_for_petitions"),
    (r"村主任|村支书|村书记", "head"),
    (r"纪委|监事|纪检", "discipline"),
    (r"审计|巡察|巡查", "auditor"),
    (r"信访(科|股|处|办)?(科|股|处)?长|信访办主任|综合(科|股|处|部)(科|股|处|部)?长", "petition_section_head"),
    (r"登记员|登记|窗口|站员|文书|收发", "registrar"),
    (r"信访干事|办信员|接访员|信访员|信访专员", "petition_section"),
    (r"档案", "archivist"),
    (r"督查|督办", "supervisor"),
    (r"^副|^常务副", "deputy_head"),
    (r"主要负责人|机关负责人", "head"),
    (r"中心主任|站长|所长|(科|股|处|部|室|队)(室)?主任", "section_head"),
    (r"大队长|支队长|总队长|局长|会长|镇长|乡长|县长|市长|区长|书记|^主任$|委主任|厅长|社长|院长|校长", "head"),
    (r"(科|股|处|部|室|组|中队|队)长$", "section_head"),
)
"""What a title says, the first that fits: a pattern and the post. Whoever has none of these handles matters."""

RESPONSIBLE: Mapping[str, str] = {"first_responsible": "head", "specifically_responsible": "leader_in_charge"}
"""Settings that name who answers for everything (R6.2), and the role that this is."""

HEADS = ("head", "deputy_for_petitions", "deputy_head")

UNIT_KINDS: tuple[tuple[str, str], ...] = (
    (r"领导", "department"),
    (r"村|居委会|社区", "outside_body"),
    (r"纪委|监事会|监察", "department"),
    (r"[县区旗市].*(局|委|办|院|中心)$", "county_body"),
    (r"乡|镇.*政府|街道", "subordinate"),
    (r"(局|委|委员会)$", "department"),
)
"""What kind of unit a name says; the rest are sections of the office."""


class Organisation(Struct, frozen=True):
    """The offices of a scenario by name with their ids, their units, and the people by name."""

    ids: Mapping[str, str]
    offices: Mapping[str, str]
    people: Mapping[str, Officer]
    receiving: Mapping[str, str]

    def office_of(self, unit: str) -> str:
        """The id of the office to which a unit belongs. Raises BadScenario."""
        if unit not in self.offices or self.offices[unit] not in self.ids:
            raise BadScenario(f"no office has the unit {unit!r} (没有此单位)")
        return self.ids[self.offices[unit]]


def organisation(scenario: Scenario) -> Organisation:
    """What the file says of offices, units and people. Offices get ids made from the id of the file."""
    names = [scenario.office, *(other.name for other in scenario.other_offices)]
    ids = {name: _id(scenario.id, number) for number, name in enumerate(names)}
    return Organisation(
        ids=ids,
        offices={unit.name: unit.office for unit in scenario.units},
        people={each.name: each for each in scenario.people},
        receiving=_receiving(scenario),
    )


def _id(scenario: str, number: int) -> str:
    """An id of an office: at most 32 small letters, digits and strokes."""
    plain = re.sub(r"[^a-z0-9]+", "-", scenario.lower()).strip("-")[:28] or "office"
    return plain if number == 0 else f"{plain}-{number + 1}"


def _receiving(scenario: Scenario) -> dict[str, str]:
    """The unit of each office in which most petitions are received: it coordinates them."""
    office = {unit.name: unit.office for unit in scenario.units}
    counted: dict[str, Counter[str]] = {}
    for line in scenario.lines:
        if line.action == "received":
            counted.setdefault(office.get(line.actor.unit, ""), Counter())[line.actor.unit] += 1
    return {name: units.most_common(1)[0][0] for name, units in counted.items()}


def post_of(title: str) -> str:
    """The post of the vocabulary that a title means; for a unit's own name nothing matters."""
    plain = BRACKETS.sub("", title).strip()
    for pattern, post in POSTS:
        if re.search(pattern, title if post in ("deputy_for_petitions", "head") else plain):
            return post
    return "handler"


def field_of(title: str) -> str:
    """The field of responsibility that a title names in brackets: 副主任(分管城建) leads 城建; "" when none."""
    found = BRACKETS.search(title)
    return found[1].removeprefix("分管") if found and found[1].startswith("分管") else ""


def unit_kind(name: str, own: str = "") -> str:
    """What kind of unit it is for the office that forwards to it; `own` is the unit that keeps its petitions."""
    if name == own or re.search(r"信访|办信|接访", name):
        return "petition_section"
    return next((kind for pattern, kind in UNIT_KINDS if re.search(pattern, name)), "section")


def actor(told: Officer) -> dict[str, str]:
    """The actor of a command, with the post that the title means."""
    return {"name": told.name, "unit": told.unit, "post": post_of(told.post)}


def structure(organised: Organisation, office: str, since: str, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """The events that organise an office: its units, who holds which post from that day on, who leads what.

    `fields` are the leaders of content classes that the file names. Units of other offices are bodies below.
    """
    own = organised.receiving.get(office, "")
    units = [
        {"event": "UnitSet", "name": unit, "kind": unit_kind(unit, own) if of == office else "subordinate"}
        for unit, of in organised.offices.items()
    ]
    staff = [told for told in organised.people.values() if organised.offices.get(told.unit) == office]
    posts = [_appointed(told, since) for told in staff]
    led = dict(fields) or {field_of(told.post): told.name for told in staff}
    names = {told.name for told in staff}
    given = [
        {"event": "FieldGiven", "content_class": content, "leader": leader, "since": since}
        for content, leader in led.items()
        if content and content != "信访" and leader in names
    ]
    return [*units, *posts, *given]


def _appointed(told: Officer, since: str) -> dict[str, str]:
    said = {"event": "PersonAppointed", "person": told.name, "post": post_of(told.post), "unit": told.unit}
    return {**said, "title": told.post, "rank": told.rank, "since": since}


def roles(organised: Organisation, office: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """Who fills the roles of the rulebooks in an office, by the posts and as the settings of the file say."""
    filled = {"coordinating_department": organised.receiving.get(office, "")}
    for setting, role in RESPONSIBLE.items():
        filled[role] = settings.get(setting, "")
    for told in organised.people.values():
        if organised.offices.get(told.unit) == office:
            for role in _roles_of(organised, told):
                filled[role] = filled.get(role) or told.name
    filled.setdefault("deputy_for_petitions", filled.get("deputy_head", ""))
    filled["leader_in_charge"] = filled["leader_in_charge"] or filled["deputy_for_petitions"] or filled.get("head", "")
    return {role: name for role, name in filled.items() if name and role != "deputy_head"}


def _roles_of(organised: Organisation, told: Officer) -> list[str]:
    post = post_of(told.post)
    if post in HEADS:
        return [post]
    if told.unit == organised.receiving.get(organised.offices[told.unit], ""):
        return ["registrar", "receiver", "archivist", "statistician"]
    return []


def leaders_unit(organised: Organisation, name: str) -> bool:
    """Whether somebody (a person or a unit) is of the office's leaders."""
    unit = organised.people[name].unit if name in organised.people else name
    return "领导" in name or any(
        post_of(each.post) in HEADS for each in organised.people.values() if each.unit == unit and unit
    )
