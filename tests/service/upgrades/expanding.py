"""What in a migration would stop a server of the version before, which goes on working meanwhile and afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

CONTRACT = re.compile(r"^-- contract: \S", re.MULTILINE)
"""A line of a migration that says since which version nothing uses what it takes away."""
COMMENT = re.compile(r"--[^\n]*")
BODY = re.compile(r"(\$\w*\$).*?\1", re.DOTALL)
MADE = re.compile(r"\bCREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.\"]+)")
TABLE = re.compile(r"\b(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|ON (?:ONLY )?)([\w.\"]+)")
FOUND: tuple[tuple[str, str], ...] = (
    (r"\bDROP (?!NOT NULL)", "what an older program uses would be gone"),
    (r"\b(?:RENAME|SET SCHEMA)\b", "an older program knows the old name"),
    (r"\bSET NOT NULL\b", "an older program leaves the column out, and every row is looked at under a lock"),
    (r"\bALTER (?:COLUMN )?[\w\"]+ (?:SET DATA )?TYPE\b", "the table is written anew under a lock"),
    (r"\bADD COLUMN (?:(?!,\s*ADD ).)*\bNOT NULL(?!(?:(?!,\s*ADD ).)*\bDEFAULT\b)", "an older program leaves it out"),
    (
        r"\bADD COLUMN (?:(?!,\s*ADD ).)*\b(?:GENERATED|SERIAL|clock_timestamp|gen_random_uuid|random\(|nextval)",
        "written anew",
    ),
    (r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)", "nobody can write meanwhile: CONCURRENTLY, in a file of its own"),
    (r"\bADD (?:CONSTRAINT [\w\"]+ )?(?:CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID)", "NOT VALID, and VALIDATE later"),
    (r"\bADD (?:CONSTRAINT [\w\"]+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*\bUSING INDEX)", "rows of before or of now"),
    (r"^(?:UPDATE|DELETE FROM)\b", "rows are locked until the whole file is through"),
    (r"\b(?:LOCK TABLE|LOCK [\w.]+ IN|TRUNCATE|CLUSTER|VACUUM FULL|REINDEX (?!.*CONCURRENTLY))", "a lock on the whole"),
)


def breaking(text: str) -> list[str]:
    """Each statement that would, shortened, with why; none in a file that says since when nothing uses it.

    What is done to tables which the file makes itself disturbs nobody. Bodies of functions and DO are not looked into.
    """
    if CONTRACT.search(text):
        return []
    plain = BODY.sub("$$", COMMENT.sub("", text))
    made = set(MADE.findall(plain))
    return [found for statement in plain.split(";") for found in _found(" ".join(statement.split()), made)]


def _found(statement: str, made: set[str]) -> Iterator[str]:
    on = TABLE.search(statement)
    if on is not None and on[1] in made:
        return
    for pattern, why in FOUND:
        if re.search(pattern, statement, re.IGNORECASE):
            yield f"{statement[:60]}: {why}"
