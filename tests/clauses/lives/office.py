"""The offices in which the lives are lived: who sits where, in which post, and acts for whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.deciding import OfficeProfile
from domain.organisation import Delegation, Field, Posting, Unit
from domain.values import Actor, Person

ZONE = "Asia/Shanghai"
SINCE = date(2020, 1, 1)

PETITION_SECTION = "信访科"
SECTIONS = ("规划科", "后扶科")
COUNTY = "河口县移民局"
LEADERSHIP = "局领导"
UNITS = (PETITION_SECTION, *SECTIONS, COUNTY, "市交通局")

HEAD = Actor("钟山", unit=LEADERSHIP, post="head")
DEPUTY = Actor("倪虹", unit=LEADERSHIP, post="deputy_for_petitions")
SECOND_DEPUTY = Actor("邱泽", unit=LEADERSHIP, post="deputy_head")
CLERKS = (
    Actor("田甜", unit=PETITION_SECTION, post="petition_section"),
    Actor("罗辉", unit=PETITION_SECTION, post="petition_section"),
    Actor("武刚", unit=PETITION_SECTION, post="petition_section_head"),
)
HANDLERS = (
    Actor("卫东", unit="规划科", post="section_head"),
    Actor("柳青", unit="后扶科", post="section_head"),
    Actor("苗禾", unit="后扶科", post="section"),
    Actor("耿直", unit=COUNTY, post="county_body"),
)
STRANGER = Actor("外人", unit="市交通局")
SECRETARY = Actor("边疆", unit=LEADERSHIP, post="handler")
"""Of the leaders' unit, and leads nothing."""
ACTORS = (HEAD, DEPUTY, SECOND_DEPUTY, *CLERKS, *HANDLERS, STRANGER, SECRETARY)
LEADERS = (HEAD, DEPUTY, SECOND_DEPUTY)

_HELD = {
    "钟山": ("head", LEADERSHIP),
    "倪虹": ("deputy_for_petitions", LEADERSHIP),
    "邱泽": ("deputy_head", LEADERSHIP),
    "边疆": ("handler", LEADERSHIP),
    "田甜": ("handler", PETITION_SECTION),
    "罗辉": ("registrar", PETITION_SECTION),
    "武刚": ("petition_section_head", PETITION_SECTION),
    "卫东": ("section_head", "规划科"),
    "柳青": ("section_head", "后扶科"),
    "苗禾": ("handler", "后扶科"),
    "耿直": ("head", COUNTY),
}
_ROLES = {"coordinating_department": PETITION_SECTION, "head": "钟山", "registrar": "田甜", "receiver": "罗辉"}

UNSTAFFED = OfficeProfile(id="o", name="移民局", book="", time_zone=ZONE, roles=_ROLES)
"""Who holds a post has not been told: the actor's word counts."""

UNCOORDINATED = OfficeProfile(id="o", name="移民局", book="", time_zone=ZONE, roles={"head": "钟山"})
"""No department is in charge."""

STAFFED = OfficeProfile(
    id="o",
    name="移民局",
    book="",
    time_zone=ZONE,
    roles=_ROLES,
    units=(
        Unit(name=LEADERSHIP, kind="department"),
        Unit(name=PETITION_SECTION, kind="petition_section", parent=LEADERSHIP),
        *(Unit(name=name, kind="section", parent=LEADERSHIP) for name in SECTIONS),
        Unit(name=COUNTY, kind="county_body"),
    ),
    staff=tuple(Posting(person=name, post=post, unit=unit, since=SINCE) for name, (post, unit) in _HELD.items()),
    fields=(Field(leader="邱泽", unit="后扶科", since=SINCE), Field(leader="倪虹", unit="规划科", since=SINCE)),
    departments={"安置": "后扶科", "规划": "规划科"},
    places={"河口": COUNTY},
    delegations=(
        Delegation(taker="倪虹", giver="钟山", since=date(2025, 3, 1), until=date(2025, 6, 30)),
        Delegation(taker="苗禾", giver="柳青", post="section_head", since=date(2025, 9, 1)),
    ),
)

PETITIONER = Person(
    id=UUID(int=90),
    name="焦桂英",
    sex="女",
    age="61",
    occupation="农民",
    politics="群众",
    address="东岗村",
    work_unit="无",
    phone="13800001111",
)
OFFICER_WHO_WRITES = Person(id=UUID(int=91), name="卫东", address="东岗村")
SPEAKERS = tuple(Person(id=UUID(int=70 + n), name=f"代表{name}") for n, name in enumerate("甲乙丙丁戊己"))
ACCUSED = (Person(id=UUID(int=80), name="柳青"), Person(id=UUID(int=81), name="邱泽"))
EARLIER = (UUID(int=501), UUID(int=502))
