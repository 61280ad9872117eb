"""`zhuoluo doctor`: whether the walls around the ledger stand."""

from __future__ import annotations

from collections.abc import Sequence

import click
import psycopg
from msgspec.structs import asdict

from service.cli.failures import UNAVAILABLE
from service.cli.printing import JSON, as_json, format_option, note, output, table
from service.database import CONNECT_SECONDS, found_database, open_database
from service.doctor.checks import MISSING, OK, SKIPPED, Check, Service
from service.doctor.examining import examined, well
from service.doctor.mending import mend
from service.hosts import within
from service.postgres import exit_on_sigterm
from service.settings import Settings

COLUMNS = {"name": "检查 check", "state": "结果 result", "zh": "说明", "en": "what was found"}
STATES = {OK: "正常 ok", MISSING: "缺失 missing", SKIPPED: "略过 skipped"}
NOT_WELL = 1


@click.command("doctor")
@click.option(
    "--mend", "mending", is_flag=True, help="first make roles, grants and event triggers anew, by their owner"
)
@format_option
def doctor(mending: bool, kind: str) -> int:  # noqa: FBT001 - click passes options by name
    """体检: whether the walls around the ledger stand: roles, grants, triggers, server settings, keys; changes nothing.

    Exit code 1 when something is missing. What cannot be had on this server is skipped, with what to do about it.
    """
    exit_on_sigterm()
    settings = Settings.from_environment()
    if mending:
        note(f"已重做 made anew: {', '.join(_mended(settings))}")
    checks = _examined(settings)
    if checks is None:
        note(f"尚无数据库 there is no database in {settings.home} yet")
        return UNAVAILABLE
    _print(kind, checks)
    return 0 if well(checks) else NOT_WELL


def _mended(settings: Settings) -> list[str]:
    with open_database(settings) as database:
        return mend(settings.owner_url or database.conninfo)


def _examined(settings: Settings) -> list[Check] | None:
    with found_database(settings) as conninfo:
        if conninfo is None:
            return None
        with psycopg.connect(within(conninfo, CONNECT_SECONDS), autocommit=True) as connection:
            service = Service(settings.database_url is None, connection.info.user)
            return examined(connection, service, settings.home, settings.kek_files, settings.shred_list)


def _print(kind: str, checks: Sequence[Check]) -> None:
    if kind == JSON:
        click.echo(as_json({"well": well(checks), "checks": checks}))
        return
    rows = [{**asdict(check), "state": STATES[check.state]} for check in checks]
    output().print(table(rows, COLUMNS, "体检 doctor"))
    click.echo("没有缺失 nothing is missing" if well(checks) else "有缺失 something is missing")
