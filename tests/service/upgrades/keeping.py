"""Keeps the database of a release: `make released`, once for a release.

What is kept is never written again: it stands for what lies in somebody's server.
"""

from __future__ import annotations

import json
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from starlette.testclient import TestClient

from service.backups.programs import tools
from service.database import Database
from service.runtime import assembled
from service.settings import Settings
from tests.service.access.conftest import Door
from tests.service.access.story import tell
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.upgrades.kept import DUMP, HOME, NEXT, SAID, packed, said, zipped


def test_a_database_with_an_office_is_kept(database: Database, home: Path, tmp_path: Path) -> None:
    assert not (NEXT / DUMP).exists(), "it is kept already"
    with assembled(Settings(home), database) as instance:
        door = Door()
        with TestClient(app_of(instance, door), base_url=HERE) as client, door.console():
            tell(client)
        told = said(instance)
    NEXT.mkdir(parents=True, exist_ok=True)
    superuser = str(conninfo_to_dict(database.conninfo)["user"])
    (NEXT / DUMP).write_bytes(packed(_dumped(database, tmp_path / "dump.sql"), superuser))
    (NEXT / HOME).write_bytes(zipped(home))
    (NEXT / SAID).write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _dumped(database: Database, file: Path) -> str:
    """Schema, owners, grants and rows, read models too, as statements that any connection takes."""
    with_rows = ("--format=plain", "--rows-per-insert=200", f"--file={file}")
    tools(Settings(file.parent), database.conninfo).run("pg_dump", database.conninfo, *with_rows)
    return file.read_text(encoding="utf-8")
