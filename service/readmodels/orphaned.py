"""Open duties whose holder has left the office: nobody will do them unless somebody takes them over (trap 30)."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from domain import staffing
from service.readmodels import duties
from service.readmodels.asking import Question
from service.readmodels.duties import DutyListed
from service.readmodels.truth import net_of, true_of, values

HOLDERS = f"""
SELECT DISTINCT d.holder FROM {duties.TABLE} d WHERE {true_of("d")} AND {net_of("d")} AND {duties.OWED}
ORDER BY d.holder
"""  # noqa: S608 - constants


def orphaned(connection: Connection[Any], asked: Question) -> list[DutyListed]:
    """Every open duty whose holder has left by the day asked about, by holder, then by date; no lapsed right.

    Cost: one list of duties for each such holder.
    """
    holders = [holder for (holder,) in connection.execute(HOLDERS, values(asked))]
    left = staffing.orphaned(asked.office.profile, ((holder, holder) for holder in holders), asked.on.day)
    return [duty for holder in left for duty in duties.all_open(connection, asked, filters={"holder": holder})]
