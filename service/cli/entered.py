"""What was entered afterwards as `zhuoluo list` prints it: entered late, excused, excused by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import asdict
from psycopg import Connection

from service.readmodels import entered
from service.readmodels.asking import Question

LATE_COLUMNS = {
    "number": "登记号 number",
    "external_id": "来源号 external id",
    "event": "行为 act",
    "clause": "条款 clause",
    "entry": "事项 duty",
    "due": "期限 due",
    "occurred": "自称 said to be",
    "recorded_at": "录入 entered",
    "person": "录入人 by",
    "unit": "单位 unit",
}
EXCUSED_COLUMNS = {
    "number": "登记号 number",
    "external_id": "来源号 external id",
    "event": "行为 act",
    "occurred": "发生 happened",
    "recorded_at": "录入 entered",
    "person": "录入人 by",
    "unit": "单位 unit",
    "clauses": "违反条款 clauses broken",
}
PERSON_COLUMNS = {
    "person": "录入人 by",
    "acts": "补录 acts",
    "breaches": "违反 breaches",
}
TITLES = {
    "entered-late": "迟补录 said to be in time, entered late",
    "excused": "补录理由 entered with a reason",
    "excused-by-person": "按人统计补录理由 entered with a reason, by person",
}
SHOWN = {"entered-late": LATE_COLUMNS, "excused": EXCUSED_COLUMNS, "excused-by-person": PERSON_COLUMNS}

SUMS = frozenset({"excused-by-person"})
"""What names no petition."""


def rows(connection: Connection[Any], asked: Question, what: str, unit: str | None) -> Iterator[Mapping[str, Any]]:
    """The rows of one of TITLES; `unit`: only what officers of it entered."""
    filters = {"unit": unit}
    match what:
        case "entered-late":
            yield from map(late_row, entered.all_entered_late(connection, asked, filters))
        case "excused":
            yield from map(excused_row, entered.all_excused(connection, asked, filters))
        case _:
            yield from map(asdict, entered.by_person(connection, asked, filters))


def late_row(listed: entered.LateListed) -> Mapping[str, Any]:
    """The row with `due` and `occurred` for a day or an instant."""
    row = _with_occurred(listed)
    day, at = row.pop("due_on"), row.pop("due_at")
    return {**row, "due": at if at is not None else day}


def excused_row(listed: entered.ExcusedListed) -> Mapping[str, Any]:
    """The row with `occurred`, and the clauses that were broken in one word."""
    clauses = dict.fromkeys(breach.clause for breach in listed.breaches)
    return {**_with_occurred(listed), "clauses": "、".join(clauses)}


def _with_occurred(listed: entered.Entry) -> dict[str, Any]:
    row = asdict(listed)
    day, at = row.pop("occurred_on"), row.pop("occurred_at")
    return {**row, "occurred": at if at is not None else day}
