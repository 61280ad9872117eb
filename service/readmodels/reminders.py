"""Reminders 催办提醒 that have gone out and still hold: the duty is open, ends as it did, and is owed by whom it was.

So no reminder reaches an officer about what is done, extended or handed over, whenever it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from service.readmodels import paging
from service.readmodels.asking import Question
from service.readmodels.duties import OWED, PETITIONS, TABLE
from service.readmodels.headings import CALLED, headed
from service.readmodels.paging import Page
from service.readmodels.truth import chosen, net_of, true_of, values

FILTERS: Mapping[str, str] = {
    "recipient": "m.recipient = %(recipient)s",
    "recipients": "m.recipient = ANY(%(recipients)s)",
    "why": "m.why = %(why)s",
}
KEY = "m.goes_out_at, m.petition, m.entry, m.discriminator, m.act, m.why, m.tier, m.recipient"
BEHIND = "(%(after_at)s, %(after_petition)s, %(after_entry)s, %(after_discriminator)s, %(after_act)s, %(after_why)s, "
BEHIND += "%(after_tier)s, %(after_recipient)s)"
# A duty that was reminded of at several tiers is shown with the last of them.
# Few duties are open, while reminders of all years are kept: the list begins with the duties.
LISTED = f"""
WITH owed AS MATERIALIZED (SELECT d.* FROM {TABLE} d WHERE {true_of("d")} AND {net_of("d")} AND {OWED}),
gone AS MATERIALIZED (SELECT m.id, m.recipient, m.why, m.tier, m.goes_out_at, m.petition, r.state, m.entry,
    m.discriminator, m.act, d.clause, m.holder, d.opened_on, d.due_on, d.due_at
FROM owed d
JOIN jobs.reminder m ON d.petition = m.petition AND d.entry = m.entry AND d.discriminator = m.discriminator
    AND d.act = m.act AND d.holder = m.holder AND d.due_on IS NOT DISTINCT FROM m.due_on
JOIN {PETITIONS} r ON r.petition = m.petition AND {true_of("r")}
WHERE m.office = %(office)s AND m.goes_out_at <= %(moment)s AND {{where}} AND NOT EXISTS (
    SELECT FROM jobs.reminder l WHERE l.office = m.office AND l.recipient = m.recipient AND l.petition = m.petition
        AND l.entry = m.entry AND l.discriminator = m.discriminator AND l.act = m.act AND l.holder = m.holder
        AND l.due_on IS NOT DISTINCT FROM m.due_on AND (l.why = 'orphaned') = (m.why = 'orphaned')
        AND l.tier > m.tier AND l.goes_out_at <= %(moment)s
)
ORDER BY {KEY} LIMIT %(limit)s
)
SELECT m.*, {CALLED} FROM gone m {headed("m")} ORDER BY {KEY}
"""  # noqa: S608 - constants


class ReminderListed(Struct, frozen=True, kw_only=True):
    """A reminder and the open duty it is about. `tier`: days from its end, below 0 before it.

    `recipient` owes it or acts for who does; of an orphaned duty it is the coordinating department.
    """

    id: int
    recipient: str
    why: str
    tier: int
    goes_out_at: datetime
    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    act: int
    clause: str
    holder: str
    opened_on: date
    due_on: date | None
    due_at: datetime | None


class _Place(Struct, frozen=True, array_like=True):
    """Where the list goes on."""

    after_at: datetime
    after_petition: UUID
    after_entry: str
    after_discriminator: str
    after_act: int
    after_why: str
    after_tier: int
    after_recipient: str


def reminders(
    connection: Connection[Any],
    asked: Question,
    filters: Mapping[str, object] | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ReminderListed]:
    """One page of the reminders that have gone out by then, the oldest first. Raises BadQuestion."""
    conditions, given = chosen(filters, FILTERS)
    conditions.append(asked.seeing.of("d"))
    named = values(asked) | given | {"limit": limit + 1}
    mark = paging.list_of("reminders", asked.id, given)
    if cursor is not None:
        place = paging.placed(cursor, mark, _Place)
        conditions.append(f"({KEY}) > {BEHIND}")
        named |= {name: getattr(place, name) for name in place.__struct_fields__}
    statement = LISTED.format(where=" AND ".join(conditions or ["true"]))
    rows = connection.cursor(row_factory=class_row(ReminderListed)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, _place_of)


def _place_of(row: ReminderListed) -> tuple[Any, ...]:
    duty = (row.petition, row.entry, row.discriminator, row.act)
    return (row.goes_out_at, *duty, row.why, row.tier, row.recipient)
