"""The traces that a text leaves in files and tables, in every form in which it might be kept."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

CHARACTER_BITS = 6
"""Bits that one character of base64 stands for."""

TABLES = """
SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1, 2
"""


def traces(text: str) -> set[bytes]:
    """The text as UTF-8, UTF-16, in escapes of JSON, in hexadecimal, in base64 wherever it begins in a group."""
    raw = text.encode()
    escaped = json.dumps(text)[1:-1]
    upper = re.sub(r"\\u[0-9a-f]{4}", lambda found: "\\u" + found[0][2:].upper(), escaped)
    found = {raw, text.encode("utf-16-le"), text.encode("utf-16-be"), escaped.encode(), upper.encode()}
    found |= {raw.hex().encode(), raw.hex().upper().encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        found |= {inner(encode(b"\0" * before + raw), before, len(raw)) for before in range(3)}
    return found


def inner(encoded: bytes, before: int, length: int) -> bytes:
    """The characters that depend on the text alone, not on the bytes before and behind it."""
    return encoded[ceil(before * 8 / CHARACTER_BITS) : (before + length) * 8 // CHARACTER_BITS]


def files_with(home: Path, texts: Iterable[str]) -> set[tuple[str, str]]:
    """Which text stands in which file below a directory, names of files included."""
    known = {text: traces(text) for text in texts}
    return {
        (text, path.relative_to(home).as_posix())
        for path in home.rglob("*")
        if path.is_file()
        for text in texts_in(path.read_bytes() + path.name.encode(), known)
    }


def tables_with(connection: Connection[Any], texts: Iterable[str]) -> set[tuple[str, str]]:
    """Which text stands in which table, decompressed, with all binary columns as bytes."""
    known = {text: traces(text) for text in texts}
    found = set()
    for schema, table in connection.execute(TABLES).fetchall():
        statement = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(schema, table))
        with connection.cursor().copy(statement) as copy:
            content = b"".join(bytes(part) for part in copy)
        found |= {(text, f"{schema}.{table}") for text in texts_in(content, known)}
    return found


def texts_in(content: bytes, known: dict[str, set[bytes]]) -> Iterator[str]:
    return (text for text, forms in known.items() if any(form in content for form in forms))
