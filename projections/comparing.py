"""A petition at two moments, field by field: what differs, and what became of its duties in between.

Both moments are states that were folded from lines; how they came about makes no difference here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from msgspec import Struct

from domain import events as e
from domain.duty import Duty, DutyEnd
from domain.petition import Ending, Petition
from domain.values import Details, Person
from domain.wording import EN, KINDS, ZH
from projections.instants import overdue_from
from projections.register import person_of, unit_of
from projections.status import status

NOTHING: tuple[Any, ...] = (None, "", (), {})
"""What a field holds of which nothing is known."""
FACT, DETAILS = "fact", "details"
WHOLE = (FACT, DETAILS)
"""What paths go through that people need not read: what an event says, what is known of a petition."""


class Difference(Struct, frozen=True):
    """A field that is not the same before and after; None: nothing was known of it.

    `field` is its path, such as `state`, `details.title` or `details.petitioner.name`; `zh` and `en` its names.
    """

    field: str
    zh: str
    en: str
    before: Any
    after: Any


class DutyDifference(Struct, frozen=True, kw_only=True):
    """What became of one duty: `change` is a key of `domain.words.DUTY_CHANGES`.

    `holder` and `due` are those it has after it; `holder_before` is said of one that was moved, `due_before` of one
    that was redated, `end` of one that ended or, undone, had ended.
    """

    change: str
    opened: e.OpenedDuty
    holder: str
    due: e.Due
    holder_before: str = ""
    due_before: e.Due | None = None
    end: DutyEnd | None = None


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields that differ between two answers of `fields`, in the order in which they are shown."""
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Difference(name, label(name), label(name, EN), old, new)
        for name in names
        if (old := before.get(name)) != (new := after.get(name))
    )


def fields(petition: Petition, judged: datetime, zone: tzinfo) -> dict[str, Any]:
    """The petition field by field, without what nothing is known of; {} when it has not been received.

    `overdue` names the open duties that are past their end at the instant `judged`, in the office's time zone.
    """
    if petition.received is None:
        return {}
    said = {**_standing(petition), "overdue": _overdue(petition, judged, zone), **parts(petition.details, DETAILS)}
    return {name: value for name, value in said.items() if value not in NOTHING}


def label(field: str, language: str = ZH) -> str:
    """The name of a field by its path; parts of a path are joined by a dot."""
    names = [name for name in field.split(".") if name not in WHOLE]
    kinds = ("decided", "field") if field.partition(".")[0] in WHOLE else ("field", "standing")
    words = {name: word for kind in kinds for name, word in KINDS[kind][language].items()}
    return "·".join(words.get(name, name) for name in names)


def parts(struct: Struct, path: str = "") -> dict[str, Any]:
    """The fields of a struct by their paths; details and persons among them are taken apart."""
    found: dict[str, Any] = {}
    for name in struct.__struct_fields__:
        value, here = getattr(struct, name), f"{path}.{name}" if path else name
        if isinstance(value, Details | Person):
            found |= parts(value, here)
        else:
            found[here] = value
    return {name: value for name, value in found.items() if value not in NOTHING}


def duty_differences(before: Sequence[Duty], after: Sequence[Duty]) -> tuple[DutyDifference, ...]:
    """What became of each duty: those that were there before in their order, then those that are new."""
    old = {(duty.key, duty.version): duty for duty in before}
    new = {(duty.key, duty.version): duty for duty in after}
    found: list[DutyDifference] = []
    for key, duty in old.items():
        found += _between(duty, new[key]) if key in new else [_said("undone", duty)]
    for key, duty in new.items():
        if key not in old:
            found.append(_said("opened", duty))
            found += [_said(_how(duty, duty.end), duty)] if duty.end else []
    return tuple(found)


def _between(one: Duty, other: Duty) -> Iterator[DutyDifference]:
    if one.holder != other.holder:
        yield _said("moved", other, holder_before=one.holder)
    if one.due != other.due:
        yield _said("redated", other, due_before=one.due)
    if one.end == other.end:
        return
    if other.end is None:
        yield _said("open_again", other)
    else:
        yield _said("ended_otherwise" if one.end else _how(other, other.end), other)


def _how(duty: Duty, end: DutyEnd) -> str:
    """Only a duty is met late: a right that was used too late, or an aim, breaks nothing by that."""
    late = end.late and duty.opened.nature == "duty"
    return "met_late" if end.kind == "met" and late else end.kind


def _said(change: str, duty: Duty, *, holder_before: str = "", due_before: e.Due | None = None) -> DutyDifference:
    end = None if change == "opened" else duty.end
    return DutyDifference(
        change=change,
        opened=duty.opened,
        holder=duty.holder,
        due=duty.due,
        holder_before=holder_before,
        due_before=due_before,
        end=end,
    )


def _standing(petition: Petition) -> dict[str, Any]:
    received, routing = petition.received, petition.routing
    assert received is not None  # noqa: S101 - asked only of one that was received
    return {
        "state": status(petition),
        "open": petition.open,
        "unit": unit_of(petition),
        "person": person_of(petition),
        "on_the_way": bool(routing.on_the_way_to),
        "assisting": routing.assisting,
        "passed_on": routing.passed_on,
        "number": petition.number,
        "external_id": received.external_id,
        "channel": received.channel,
        "source": received.source,
        "place": received.place,
        "received": petition.received_at,
        "registered": petition.registered_at,
        "accepted": petition.accepted_at,
        **{name: getattr(petition.ending, name) for name in Ending.__struct_fields__},
        "round": petition.round,
        "rulebook": petition.book,
        "route": petition.route,
        "steps": petition.steps,
        "extended": petition.extended,
        "joined": petition.joined,
        "joiners": petition.joiners,
        "recused": petition.recused,
        "reports_wanted": petition.reports_wanted,
        "final": petition.final,
    }


def _overdue(petition: Petition, judged: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The entries of the duties that are open and past their end."""
    ends = [
        (overdue_from(duty.due, zone), duty.key.id)
        for duty in petition.duties
        if duty.end is None and duty.opened.nature == "duty"
    ]
    return tuple(entry for end, entry in ends if end is not None and end <= judged)
