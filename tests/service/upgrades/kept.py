"""What is kept of a release: its database with an office in it, the home beside it, and what it said of the office."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import psycopg
from psycopg import Connection
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.api.callers import HERE, V1
from tests.service.apps import app_of

RELEASED = Path(__file__).parents[2] / "data" / "released"
NEXT = RELEASED / "0.1" / "database"
DUMP, HOME, SAID = "dump.sql.gz", "home.zip", "said.json"
OF_THE_PROGRAM = re.compile(r"^(\\(un)?restrict .*|SET transaction_timeout = .*)\n", re.MULTILINE)
"""What a newer pg_dump writes that an older server, or one that is not psql, does not take."""
LOGS = "SELECT office, log, size, encode(edge, 'hex') FROM ledger.head WHERE size > 0 ORDER BY office, log"


def releases() -> list[Path]:
    """The folder of each release of which a database is kept."""
    return sorted(folder for folder in RELEASED.glob("*/database") if (folder / DUMP).exists())


def packed(dump: str, superuser: str) -> bytes:
    """The dump as it is kept: of one text the same bytes. No owner stands there where it is the `superuser`."""
    kept = re.sub(rf"^ALTER .* OWNER TO {superuser};\n", "", OF_THE_PROGRAM.sub("", dump), flags=re.MULTILINE)
    made = BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as file:
        file.write(kept.encode())
    return made.getvalue()


def put_back(folder: Path, conninfo: str) -> None:
    """Fills an empty database with what was dumped."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(gzip.decompress((folder / DUMP).read_bytes()))


def zipped(home: Path) -> bytes:
    """The keys and heads of the home: of the same files the same bytes."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for file in _files(home):
            archive.writestr(ZipInfo(str(file.relative_to(home))), file.read_bytes())
    return made.getvalue()


def _files(home: Path) -> Iterator[Path]:
    for part in ("keys", "kek", "heads"):
        yield from sorted(path for path in (home / part).rglob("*") if path.is_file())


def unzipped(folder: Path, home: Path) -> None:
    with ZipFile(folder / HOME) as archive:
        archive.extractall(home)
    for path in home.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def said(instance: Instance) -> dict[str, Any]:
    """Where the logs stand, and the register with every petition in it as a program is told of them."""
    with instance.pool.connection() as connection:
        logs = _logs(connection)
    door = Door()
    with TestClient(app_of(instance, door), base_url=HERE) as client, door.console():
        rows = client.get(f"{V1}/offices/yimin/register").json()["rows"]
        each = {row["petition"]: client.get(f"{V1}/offices/yimin/petitions/{row['petition']}").json() for row in rows}
    told: dict[str, Any] = json.loads(json.dumps({"logs": logs, "register": rows, "petitions": each}))
    return told


def _logs(connection: Connection[Any]) -> list[list[Any]]:
    """Of each log of matters its size and the right edge of its tree; reads are recorded in the others at any time."""
    return [list(row) for row in connection.execute(LOGS) if row[1] == "matters"]


def lost(before: Any, after: Any, place: str = "") -> list[str]:
    """The places where `after` does not say what `before` said; more may be said."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(name, value, after.get(name, "nothing")) for name, value in before.items()]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(str(nth), *pair) for nth, pair in enumerate(zip(before, after, strict=True))]
    else:
        return [] if before == after else [f"{place}: {before!r} became {after!r}"]
    return [found for name, one, other in pairs for found in lost(one, other, f"{place}/{name}")]
