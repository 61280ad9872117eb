"""Whether the server keeps what it was given: its version, its settings, the schema of this program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from service.database import OLDEST
from service.doctor.checks import Check, listed, missing, ok, one
from service.migrations import read_migrations

SETTINGS = {
    "fsync": ({"on"}, "断电会毁坏数据；请在服务器上设为 on", "a power cut destroys data; set it to on at the server"),
    "full_page_writes": (
        {"on"},
        "断电会毁坏数据页；请在服务器上设为 on",
        "a power cut destroys pages; set it to on at the server",
    ),
    "synchronous_commit": (
        {"on", "remote_write", "remote_apply"},
        "已提交的事件可能丢失；请设为 on",
        "committed events can be lost; set it to on",
    ),
    "data_checksums": (
        {"on"},
        "磁盘悄悄写坏的页不会被发现；停机后运行 pg_checksums --enable",
        "pages that a disk spoils go unnoticed; stop the server and run pg_checksums --enable",
    ),
}
"""What each setting may be, and what it means when it is not."""
APPLIED = "SELECT number, sha256 FROM public.schema_migration"


def version(connection: Connection[Any]) -> Check:
    """PostgreSQL 15 or newer."""
    found = connection.info.parameter_status("server_version")
    if connection.info.server_version < OLDEST:
        return missing("server", f"PostgreSQL {found}，须为 15 或更新", f"PostgreSQL {found}; 15 or newer is needed")
    return ok("server", f"PostgreSQL {found}", f"PostgreSQL {found}")


def settings(connection: Connection[Any]) -> Iterator[Check]:
    """One look at each of SETTINGS."""
    for name, (wanted, zh, en) in SETTINGS.items():
        found = one(connection, "SELECT current_setting(%s)", name)
        if found in wanted:
            yield ok(name, found, found)
        else:
            yield missing(name, f"{found}：{zh}", f"{found}: {en}")


def schema(connection: Connection[Any]) -> Check:
    """Every migration of this program is applied as it is, and no other."""
    own = {migration.number: migration.digest for migration in read_migrations()}
    migrated = one(connection, "SELECT to_regclass('public.schema_migration') IS NOT NULL")
    found = dict(connection.execute(APPLIED).fetchall()) if migrated else {}
    differing = sorted(number for number in own | found if own.get(number) != found.get(number))
    if differing:
        numbers = listed([f"{number:04d}" for number in differing])
        return missing(
            "schema", f"迁移不符 {numbers}；运行 zhuoluo migrate", f"not as here: {numbers}; run zhuoluo migrate"
        )
    return ok("schema", f"{len(own)} 个迁移", f"{len(own)} migrations")
