"""Lives of petitions as the invented offices of the demo tell them, to be clicked through as their people would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any, get_args, get_type_hints

import msgspec

from domain import commands as c
from domain.calendar import Calendar
from service.api.bodies import BODIES, in_domain
from service.demo.story import Told as Act
from service.demo.year.laying import ZONE, laid, lived
from service.demo.year.reading import offices
from service.web.forms.fields import fields_of
from service.web.forms.filled import controls

LIVES: Mapping[str, str] = {
    "R1": "滨江里3号楼前路灯不亮已有两个月",
    "R2": "公开股金分红账目",
    "R3": "农贸市场缺斤短两",
    "R4": "自来水断断续续已有一周",
    "R5": "安置房渗漏",
    "R6": "罚单有误",
}
"""The rule set of an office, and a life in it from receipt to closing."""
FILED = {"file_number": "2026-信-017", "location": "档案室三号柜", "catalogue": ("来信", "登记表", "答复"),
         "retention": "长期", "archive_decision": "分管领导同意归档"}  # fmt: skip
AT_INTAKE = ("receive", "open", "register")
"""What the form of the intake does at once."""
BESIDE = frozenset({"actor", "occurred", "already_done", "recorded_at"})


def life(book: str, today: date, calendar: Calendar) -> tuple[str, list[Act]]:
    """The office and the acts of the life, begun today, and put away at its end."""
    told = next(each for each in offices() if each.office.rulebook == book)
    chosen = next(each for each in told.lives if each.title == LIVES[book])
    acts = laid(told, lived(chosen, today, 1, Random(book)), calendar)
    if acts[-1].verb == "close":
        first = acts[0]
        acts.append(Act(first.petition, len(acts) + 1, acts[-1].at, first.actor, "archive", dict(FILED)))
    return told.office.id, acts


def typed(act: Act) -> dict[str, str]:
    """What stands in each control of the act's form."""
    body: Any = msgspec.convert({**act.said, "actor": dict(act.actor)}, BODIES[act.verb], strict=False)
    command = in_domain(body, act.petition)
    kind: type[Any] = type(command)
    known = {name: value for name, value in msgspec.to_builtins(command).items() if name not in BESIDE}
    assert kind in get_args(c.Act)
    assert get_type_hints(kind)
    return controls(fields_of(kind), known, ZONE)  # type: ignore[arg-type]
