"""The plain types of request bodies: every text, number and date with its bounds, as OpenAPI shows them.

Texts carry no control characters: a NUL cannot be stored, the others would break exports. What may become a
column or a key of a read model is short, so that it fits into an index entry.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

NO_CONTROLS = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
SAYS_SOMETHING = r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*$"
WORD_LENGTH = 500
TEXT_LENGTH = 100_000
MEMBERS = 200
LAST_INTEGER = 2**31 - 1

Word = Annotated[str, Meta(pattern=NO_CONTROLS, max_length=WORD_LENGTH)]
Name = Annotated[str, Meta(pattern=SAYS_SOMETHING, min_length=1, max_length=200)]
Text = Annotated[str, Meta(pattern=NO_CONTROLS, max_length=TEXT_LENGTH)]
Number = Annotated[int, Meta(ge=1, le=100_000)]
Size = Annotated[int, Meta(ge=1, le=10**12)]
Mark = Annotated[int, Meta(ge=0, le=5)]
Version = Annotated[int, Meta(ge=1, le=LAST_INTEGER)]
Position = Annotated[int, Meta(ge=0, le=10**12)]
Instant = Annotated[datetime, Meta(tz=True)]
Day = date
Happened = Annotated[
    str,
    Meta(
        max_length=40,
        description="a day (2026-01-05), or an instant with its time zone (2026-01-05T09:00:00+08:00)",
        examples=["2026-01-05", "2026-01-05T09:00:00+08:00"],
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]
"""When something happened, or a moment asked about; `moments.py` reads it."""
Recorded = Annotated[
    str,
    Meta(
        max_length=40,
        description="an instant with its time zone: as known then (2026-01-05T09:00:00+08:00)",
        examples=["2026-01-05T09:00:00+08:00"],
        extra_json_schema={"format": "date-time"},
    ),
]


def code(*words: str) -> Meta:
    """One of these words and nothing else."""
    return Meta(pattern=f"^({'|'.join(words)})$", extra_json_schema={"enum": list(words)})
