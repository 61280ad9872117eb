"""Reminders 催办提醒 of what a schedule owes for a period, which have gone out and still hold.

One holds while the report is not submitted, or the day's check not filled, has the same end, and is owed by the same
holder; what that is, is reckoned from the office's own lines at the position and day asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from service.readmodels import papers
from service.readmodels.asking import Question
from service.readmodels.truth import chosen, values
from service.runtime import Instance

FILTERS: Mapping[str, str] = {
    "recipient": "m.recipient = %(recipient)s",
    "why": "m.why = %(why)s",
}
# What was reminded of at several tiers is shown with the last of them. Few things are owed at a time, while reminders
# of all years are kept: only what is owed is looked for.
LISTED = """
SELECT m.id, m.recipient, m.why, m.tier, m.goes_out_at, m.schedule, o.clause, o.zh, o.en, m.period, m.due_on, m.holder
FROM unnest(
    %(schedule)s::text[], %(clause)s::text[], %(zh)s::text[], %(en)s::text[],
    %(period)s::text[], %(due)s::date[], %(holder)s::text[]
) AS o (schedule, clause, zh, en, period, due_on, holder)
JOIN jobs.period_reminder m USING (schedule, period, due_on, holder)
WHERE m.office = %(office)s AND m.goes_out_at <= %(moment)s AND {where} AND NOT EXISTS (
    SELECT FROM jobs.period_reminder l WHERE l.office = m.office AND l.schedule = m.schedule AND l.period = m.period
        AND l.due_on = m.due_on AND l.holder = m.holder AND l.recipient = m.recipient
        AND l.tier > m.tier AND l.goes_out_at <= %(moment)s
)
ORDER BY m.goes_out_at, m.due_on, m.schedule, m.period, m.recipient
"""


class PeriodReminderListed(Struct, frozen=True, kw_only=True):
    """A reminder and what it is about. `tier`: days from the end, below 0 working days before it.

    `period` is named 2026-01, 2026-Q1, 2026, or by its only day; `recipient` owes it or acts for `holder`, who does.
    """

    id: int
    recipient: str
    why: str
    tier: int
    goes_out_at: datetime
    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    due_on: date
    holder: str


OWED = ("schedule", "clause", "zh", "en", "period", "due", "holder")
"""What the query is told of each thing that is owed."""


def period_reminders(
    instance: Instance, connection: Connection[Any], asked: Question, filters: Mapping[str, object] | None = None
) -> list[PeriodReminderListed]:
    """All that have gone out by then, the oldest first. Raises BadQuestion for an unknown filter.

    Cost: reads the office's own lines.
    """
    conditions, given = chosen(filters, FILTERS)
    missing = papers.outstanding(instance, asked, asked.on.day)
    columns = {name: [getattr(each, name) for each in missing] for name in OWED}
    statement = LISTED.format(where=" AND ".join(conditions or ["true"]))
    cursor = connection.cursor(row_factory=class_row(PeriodReminderListed))
    return cursor.execute(statement, values(asked) | given | columns).fetchall()
