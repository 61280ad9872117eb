"""Tables as CSV files that open in a spreadsheet as what they are: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from fastapi import Response

TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"
"""Without it spreadsheets read Chinese as something else."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(
    name: str, basis: Iterable[tuple[str, object]], head: Sequence[str], rows: Iterable[Sequence[object]]
) -> Response:
    """A file: what its figures rest on, a blank line, the head, the rows."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([_safe(label), _safe(value)] for label, value in basis)
    writer.writerow([])
    writer.writerow([_safe(each) for each in head])
    writer.writerows([_safe(each) for each in row] for row in rows)
    told = f"attachment; filename=\"figures.csv\"; filename*=UTF-8''{quote(name, safe='')}.csv"
    return Response(MARK + written.getvalue(), headers={"Content-Disposition": told}, media_type=TYPE)


def _safe(value: object) -> object:
    """Text that a spreadsheet would reckon with is told to be text; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA):
        return f"'{value}"
    return value
