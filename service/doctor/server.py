"""Whether the server keeps what it was given: its version, its settings, the schema of this program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from service.database import OLDEST
from service.doctor.checks import Check, listed, missing, ok, one, skipped
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
DURATIONS = ("log_min_duration_statement", "log_min_duration_sample")
LOGGING = (
    *DURATIONS,
    "log_error_verbosity",
    "log_parameter_max_length",
    "log_parameter_max_length_on_error",
    "log_statement",
)
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


def logged(connection: Connection[Any]) -> Check:
    """The server's own log repeats neither rows that were refused nor what statements were given."""
    said = {name: str(one(connection, "SELECT current_setting(%s)", name)) for name in LOGGING}
    told = said["log_statement"] != "none" or any(said[name] != "-1" for name in DURATIONS)
    wanted = {
        "log_error_verbosity = terse": said["log_error_verbosity"] != "terse",
        "log_parameter_max_length = 0": told and said["log_parameter_max_length"] != "0",
        "log_parameter_max_length_on_error = 0": said["log_parameter_max_length_on_error"] != "0",
    }
    lacking = [setting for setting, is_lacking in wanted.items() if is_lacking]
    if lacking:
        text = listed(lacking)
        return skipped(
            "server_log",
            f"数据库日志可能记下行或参数；请设 {text}",
            f"rows or parameters can come into the log of the server; set {text}",
        )
    return ok("server_log", "数据库日志不记行与参数", "neither rows nor parameters come into the log of the server")


def schema(connection: Connection[Any]) -> Check:
    """Every migration of this program is applied as it is, and no other."""
    own = {migration.number: migration.digest for migration in read_migrations()}
    migrated = one(connection, "SELECT to_regclass('public.schema_migration') IS NOT NULL")
    found = dict(connection.execute(APPLIED).fetchall()) if migrated else {}
    unknown = [f"{number:04d}" for number in sorted(found.keys() - own)]
    if unknown:
        numbers = listed(unknown)
        return missing(
            "schema",
            f"数据库比本程序新：{numbers}；请安装带有该迁移的版本",
            f"newer than this program: {numbers}; install the version that brings it",
        )
    differing = [f"{number:04d}" for number in sorted(own) if own[number] != found.get(number)]
    if differing:
        numbers = listed(differing)
        return missing(
            "schema", f"迁移不符 {numbers}；运行 zhuoluo migrate", f"not as here: {numbers}; run zhuoluo migrate"
        )
    return ok("schema", f"{len(own)} 个迁移", f"{len(own)} migrations")
