"""The registration sheet 登记表 and the record of a reception 接谈记录, label by label (domain.md 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from domain import events as e
from domain import wording
from domain.documents import content as d
from domain.documents.case import Case, plain, signed
from domain.documents.content import Labelled
from domain.values import Details, Person
from domain.wording import ZH

PETITIONER, MATTER = "petitioner", "matter"
"""Whose field it is: the petitioner's, or one of what is known of the petition."""
OF_PERSON = (("sex", "age"), ("occupation", "politics"), ("phone", "id_number"), ("address",), ("work_unit",))
JUDGED = (("content_class", "problem_place"), ("purpose", "importance"), ("procedure", "urgent"))
WHERE_KNOWN = (("assigner", "assigner_number"),)
TEXTS = ("title", "problem", "demand")
TEXTS_WHERE_KNOWN = ("papers_carried", "receivers", "answer_given")
FOR_A_UNIT = ("phone", "address", "work_unit")
"""What the unit that is to handle it needs to reach the petitioner."""


class Field(Struct, frozen=True):
    """A field of the sheet: whose it is, and its name."""

    of: str
    name: str


def layout(known: Callable[[str], bool]) -> Iterator[tuple[Field, ...]]:
    """The rows of the registration sheet, one field over the whole width or two beside each other.

    `known`: whether something is said of a field of the petition; some have no row where nothing is.
    """
    yield Field(PETITIONER, "name"), Field(MATTER, "people")
    yield from (tuple(Field(PETITIONER, name) for name in row) for row in OF_PERSON)
    matter: list[tuple[str, ...]] = [("representatives",)] if known("representatives") else []
    matter += [*JUDGED, *(row for row in WHERE_KNOWN if known(row[0]))]
    matter += [(name,) for name in (*TEXTS, *filter(known, TEXTS_WHERE_KNOWN))]
    yield from (tuple(Field(MATTER, name) for name in row) for row in matter)


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


def reception(case: Case, line: e.Line, event: e.Received) -> d.Reception:
    """Who came and what was said; the petitioner's own fields as the registration sheet lays them out."""
    details = case.details
    guided = case.told(e.Guided)
    return d.Reception(
        received=_received(case),
        place=wording.code("place", event.place, ZH),
        receivers=details.receivers or (),
        recorder=line.actor.name,
        petitioner=tuple(_visitors(case)),
        problem=plain(details.problem),
        demand=plain(details.demand),
        papers_carried=plain(details.papers_carried),
        answer_given=plain(details.answer_given),
        guidance=tuple(signed(each, plain(said.text)) for each, said in guided),
        leaders=tuple(signed(each, plain(said.text), said.leader) for each, said in case.told(e.Met)),
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
    received = case.petition.received
    source = case.code("source", received.source) if received else ""
    yield Labelled(wording.field("channel", ZH), case.channel), Labelled(wording.field("source", ZH), source)
    yield from _laid_out(case, layout(lambda name: bool(getattr(case.details, name))))


def _visitors(case: Case) -> Iterator[tuple[Labelled, ...]]:
    """The petitioner's fields, how many they were, who spoke for them."""
    rows = layout(lambda name: bool(getattr(case.details, name)))
    yield from _laid_out(case, (row for row in rows if any(_of_visitors(field) for field in row)))


def _of_visitors(field: Field) -> bool:
    return field.of == PETITIONER or field.name == "representatives"


def _laid_out(case: Case, rows: Iterable[tuple[Field, ...]]) -> Iterator[tuple[Labelled, ...]]:
    holders: Mapping[str, Details | Person | None] = {MATTER: case.details, PETITIONER: case.details.petitioner}
    for row in rows:
        yield tuple(_cell(case, field.name, holders[field.of]) for field in row)


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
            yield signed(line, f"{wording.event('Closed', ZH)}：{case.outcome(event.outcome)}")
