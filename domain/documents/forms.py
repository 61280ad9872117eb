"""The registration sheet 登记表: its rows, label by label (domain.md 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain import events as e
from domain import wording
from domain.documents import content as d
from domain.documents.case import Case, plain, signed
from domain.documents.content import Labelled
from domain.values import Details, Person
from domain.wording import ZH

PAIRS = (("sex", "age"), ("occupation", "politics"), ("phone", "id_number"))
WIDE_OF_PERSON = ("address", "work_unit")
JUDGED = (("content_class", "problem_place"), ("purpose", "importance"), ("procedure", "urgent"))
HANDED_DOWN = ("assigner", "assigner_number")
TEXTS = ("title", "problem", "demand", "papers_carried", "answer_given")
ALWAYS = ("title", "problem", "demand")
FOR_A_UNIT = ("phone", "address", "work_unit")
"""What the unit that is to handle it needs to reach the petitioner."""


def registration(case: Case, line: e.Line, _event: e.Registered) -> d.Registration:
    """Everything known at the desk, what was proposed and instructed, and what came of it."""
    return d.Registration(
        received=_received(case),
        registered=line.occurred.day,
        registrar=line.actor.name,
        unit=line.actor.unit,
        rows=tuple(_rows(case)),
        proposals=tuple(signed(each, plain(said.text)) for each, said in case.told(e.Proposed)),
        instructions=instructions(case),
        result=tuple(_result(case)),
    )


def instructions(case: Case) -> tuple[d.Signed, ...]:
    """What leaders instructed 批示."""
    return tuple(signed(each, plain(said.text), said.leader) for each, said in case.told(e.Instructed))


def petitioner_rows(case: Case) -> tuple[Labelled, ...]:
    """Name, phone, address and work unit, those that are known."""
    known = case.details.petitioner
    if known is None:
        return ()
    cells = (_cell(case, name, known) for name in ("name", *FOR_A_UNIT))
    return tuple(cell for cell in cells if cell.value)


def _received(case: Case) -> str:
    moment = case.petition.received_at
    if moment is None:
        return ""
    at = f"{moment.at.astimezone(case.zone):%H:%M}" if moment.at else ""
    return f"{moment.day.isoformat()} {at}".strip()


def _rows(case: Case) -> Iterator[tuple[Labelled, ...]]:
    details, received = case.details, case.petition.received
    who = details.petitioner
    source = case.code("source", received.source) if received else ""
    yield Labelled(wording.field("channel", ZH), case.channel), Labelled(wording.field("source", ZH), source)
    yield _cell(case, "name", who), _cell(case, "people", details)
    for one, two in PAIRS:
        yield _cell(case, one, who), _cell(case, two, who)
    yield from ((_cell(case, name, who),) for name in WIDE_OF_PERSON)
    if details.representatives:
        yield (_cell(case, "representatives", details),)
    for one, two in (*JUDGED, *((HANDED_DOWN,) if details.assigner else ())):
        yield _cell(case, one, details), _cell(case, two, details)
    if details.receivers:
        yield (_cell(case, "receivers", details),)
    yield from ((_cell(case, name, details),) for name in TEXTS if name in ALWAYS or getattr(details, name))


def _cell(case: Case, name: str, holder: Details | Person | None) -> Labelled:
    value = getattr(holder, name) if holder else None
    if value is None:
        why = (case.details.not_given or {}).get(name)
        return Labelled(wording.field(name, ZH), wording.code("not_given", why, ZH) if why else "")
    return Labelled(wording.field(name, ZH), _text(case, name, value))


def _text(case: Case, name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(plain(each.name) if isinstance(each, Person) else str(each) for each in value)
    return case.code(name, value) if isinstance(value, str | bool | int) else ""


def _result(case: Case) -> Iterator[d.Signed]:
    """The final answers, and how it ended."""
    told: list[tuple[e.Line, e.Answered | e.Closed]] = case.told(e.Answered, e.Closed)
    for line, event in told:
        if isinstance(event, e.Answered):
            said, text = wording.code("reply_kind", event.reply_kind, ZH), plain(event.text)
            yield signed(line, f"{said}：{text}" if text else said)
        else:
            yield signed(line, f"{wording.event('Closed', ZH)}：{case.code('outcome', event.outcome)}")
