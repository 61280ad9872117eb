"""What the rows of a list are called, joined to them once they are found, and petitions by what they are called.

Row level security lies on this table: whoever reads as the reader (service/access/reading.py) is shown of it what their
viewer may know of. So lists find their rows first, in tables of ids and dates with the predicate of access, and only
what was found is joined to this one.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import Connection

from projections.catalog import HEADINGS
from service.readmodels.asking import BadQuestion
from service.readmodels.truth import true_of

TABLE: str = f"{HEADINGS.schema}.{HEADINGS.name}"
CALLED = "h.number, h.external_id, h.title"
"""The columns that a list shows."""
IDENTIFIED = f"""
SELECT petition FROM {TABLE} WHERE office = %(office)s AND number = %(said)s AND number <> ''
UNION SELECT petition FROM {TABLE} WHERE office = %(office)s AND external_id = %(said)s AND external_id <> ''
LIMIT 2
"""  # noqa: S608 - constants
NUMBERED = f"SELECT DISTINCT petition FROM {TABLE} WHERE office = %s AND number = %s AND number <> '' LIMIT 2"  # noqa: S608 - constants


def headed(table: str) -> str:
    """A join of `table` (an alias), whose rows name petitions, to what they are called: columns of `h`."""
    return f"JOIN {TABLE} h ON h.petition = {table}.petition AND {true_of('h')}"


def numbered(connection: Connection[Any], office: str, number: str) -> UUID | None:
    """The one petition with this register number; None when there is none, or several."""
    rows = connection.execute(NUMBERED, (office, number)).fetchall()
    return UUID(str(rows[0][0])) if len(rows) == 1 else None


def identified(connection: Connection[Any], office: str, said: str) -> UUID | None:
    """The petition that has this register number or this id of its source; None when there is none.

    Raises: BadQuestion when several have it, so that nobody acts on another petition than the one that is meant.
    """
    rows = connection.execute(IDENTIFIED, {"office": office, "said": said}).fetchall()
    if len(rows) > 1:
        message = (
            f"{said!r} is the number or the source id of several petitions: use the id (编号不唯一，请用信访件标识)"
        )
        raise BadQuestion(message)
    return UUID(str(rows[0][0])) if rows else None
