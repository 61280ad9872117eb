"""Six fictitious offices with their own units, posts and titles, one under each of the six books."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.deciding import OfficeProfile
from domain.organisation import Field, Posting, Unit
from domain.values import Actor

SINCE = date(2025, 1, 1)
PLACE = "河口镇"
CONTENT_CLASS = "城建"
LEADERS = "领导班子"


class House(Struct, frozen=True):
    """An office: its book, name, the section that keeps the register, the unit that handles, titles of its people."""

    book: str
    name: str
    desk: str
    unit: str
    head: str
    deputy: str
    clerk: str
    chief: str


HOUSES = (
    House("R1", "某党组办公室", "办公室", "住房科", "党组书记、主任", "分管副主任", "信访员", "住房科科长"),
    House("R2", "某供销合作社", "办公室", "资产处", "社主任", "分管副主任", "信访员", "资产处处长"),
    House("R3", "某协会", "会办公室", "维权部", "会长", "分管副会长", "信访员", "维权部部长"),
    House("R4", "某镇便民服务中心", "接待窗口", "村镇建设办", "中心主任", "副主任", "窗口接待员", "建设办主任"),
    House("R5", "某移民局", "信访科", "后扶科", "局长", "主管副局长", "信访科科员", "后扶科科长"),
    House("R6", "某交警大队", "值班室", "城关中队", "大队长", "分管副大队长", "值班民警", "城关中队中队长"),
)
OTHERS = (
    House("S1", "某局", "信访科", "业务科", "局长", "分管副局长", "信访员", "业务科科长"),
    House("plain", "某登记处", "登记室", "业务科", "处长", "副处长", "登记员", "业务科科长"),
)
"""What goes by the national regulation alone, and a register without rules of its own."""

HEAD, DEPUTY, CLERK, KEEPER, CHIEF = "钟山", "倪虹", "田甜", "罗辉", "柳青"


def profile(house: House) -> OfficeProfile:
    """The office with its people, fields of responsibility and places, as its events would make it."""
    return OfficeProfile(
        id=house.book.lower(),
        name=house.name,
        book=house.book,
        roles={
            "coordinating_department": house.desk,
            **dict.fromkeys(("registrar", "receiver", "duty_officer"), CLERK),
        },
        units=(
            Unit(name=LEADERS, kind="department"),
            Unit(name=house.desk, kind="petition_section", parent=LEADERS),
            Unit(name=house.unit, kind="section", parent=LEADERS),
        ),
        staff=(
            Posting(person=HEAD, post="head", unit=LEADERS, title=house.head, since=SINCE),
            Posting(person=DEPUTY, post="deputy_for_petitions", unit=LEADERS, title=house.deputy, since=SINCE),
            Posting(person=CLERK, post="registrar", unit=house.desk, title=house.clerk, since=SINCE),
            Posting(person=KEEPER, post="archivist", unit=LEADERS, title="档案员", since=SINCE),
            Posting(person=CHIEF, post="section_head", unit=house.unit, title=house.chief, since=SINCE),
        ),
        fields=(
            Field(leader=DEPUTY, content_class=CONTENT_CLASS, since=SINCE),
            Field(leader=DEPUTY, unit=house.desk, since=SINCE),
        ),
        departments={CONTENT_CLASS: house.unit},
        places={PLACE: house.unit},
    )


def actors(house: House) -> dict[str, Actor]:
    """Who acts, by the words of the story: head, deputy, clerk, chief."""
    return {
        "head": Actor(HEAD, unit=LEADERS, post="head"),
        "deputy": Actor(DEPUTY, unit=LEADERS, post="deputy_for_petitions"),
        "clerk": Actor(CLERK, unit=house.desk, post="registrar"),
        "chief": Actor(CHIEF, unit=house.unit, post="section_head"),
    }
