"""`zhuoluo status`: whether all is well, and if not, what stands where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import groupby
from typing import Any

import click
import psycopg
from msgspec.structs import asdict

from service.api.server import HOST
from service.backups.holding import is_held
from service.backups.last import LastBackup, last_backup
from service.cli.failures import UNAVAILABLE
from service.cli.printing import FITTING, JSON, as_json, format_option, note, output, table
from service.database import CONNECT_SECONDS, found_database
from service.hosts import within
from service.postgres import exit_on_sigterm
from service.settings import Settings
from service.status import (
    CATCHING_UP,
    CURRENT,
    FILLING,
    STOPPED,
    JobsStatus,
    ModelStatus,
    OfficeStatus,
    Status,
    alarms,
    status,
)

SERVER_SECONDS = 2
MODELS = {
    "office": "机构\noffice",
    "head": "账本\nledger",
    "models": "读模型\nread models",
    "position": "位置\nposition",
    "lag": "落后\nlag",
    "ago": "最早所缺\noldest missing",
    "state": "状态\nstate",
}
HEADS = {
    "log": "日志\nlog",
    "size": "事件\nevents",
    "signed": "已签\nsigned",
    "cosigned": "已见证\nwitnessed",
    "generation": "代\ngeneration",
}
VERSIONS = {
    "schema": "版本 version",
    "used_at": "最后使用 last used",
    "unused": "无人使用 unused",
    "mib": "MiB",
}
STATES = {
    CURRENT: "最新 current",
    CATCHING_UP: "追赶中 catching up",
    FILLING: "首次填充 first filling",
    STOPPED: "已停 stopped",
}
UNITS = ((86_400, "天 d"), (3_600, "小时 h"), (60, "分 min"))
NOT_WELL = 1
HELD, OLD_BACKUP = "restore-not-settled", "backup-old"
ALARMS = (HELD, OLD_BACKUP)
"""What this command finds beside that of service/status.py; an old backup is told, and is no reason to exit with 1."""
RUN_BOOKS = "docs/operations.md"
RESTORING = "恢复未完成，暂不能写入 put back from a backup, not written to until: zhuoluo resume --reason …"


@click.command("status")
@click.option("--port", type=click.IntRange(1, 65535), help="where the server is looked for: ZHUOLUO_PORT, else 8000")
@format_option
def told(port: int | None, kind: str) -> int:
    """运行状态: server, database, migrations, how far the read models of each office are, jobs; changes nothing.

    Exit code 1 when something calls for somebody: a read model that stands still, a job given up, a migration missing
    or unknown. That no server answers is told and is no fault: commands work without one.
    """
    exit_on_sigterm()
    settings = Settings.from_environment()
    answers = _answers(port or settings.port)
    with found_database(settings) as conninfo:
        if conninfo is None:
            note(f"尚无数据库 there is no database in {settings.home} yet")
            return UNAVAILABLE
        with psycopg.connect(within(conninfo, CONNECT_SECONDS), autocommit=True) as connection:
            connection.execute("SET timezone = 'UTC'")
            found = status(connection)
        waiting = is_held(conninfo)
    last = last_backup(settings.home)
    if kind == JSON:
        raised = _alarms(found, last, waiting=waiting)
        click.echo(
            as_json({"server": answers, "restoring": waiting, "backup": last, "alarms": raised, **asdict(found)})
        )
    else:
        click.echo(f"备份 backup: {_backup(last)}")
        _print(found, answers, waiting=waiting)
        for name in _alarms(found, last, waiting=waiting):
            click.echo(f"处置 run-book: {name}，见 in {RUN_BOOKS}")
    return 0 if found.well and not waiting else NOT_WELL


def _alarms(found: Status, last: LastBackup | None, *, waiting: bool) -> tuple[str, ...]:
    beside = {HELD: waiting, OLD_BACKUP: last is not None and last.is_old}
    return (*alarms(found), *(name for name in ALARMS if beside[name]))


def _backup(last: LastBackup | None) -> str:
    if last is None:
        return "无 none was taken here"
    old = "；已旧 old, take one: zhuoluo backup" if last.is_old else ""
    return f"{_at(last.began_at)} {last.place}{old}"


def _answers(port: int) -> str | None:
    """The address at which a server of ours says that it is alive; None: nobody does."""
    try:
        with closing(HTTPConnection(HOST, port, timeout=SERVER_SECONDS)) as connection:
            connection.request("GET", "/api/v1/health")
            alive = b'"alive"' in connection.getresponse().read()
    except (OSError, HTTPException):
        return None
    return f"http://{HOST}:{port}" if alive else None


def _print(found: Status, answers: str | None, *, waiting: bool) -> None:
    click.echo(f"服务 server: {answers or '未应答 does not answer'}")
    click.echo(f"数据库 database: {found.database}")
    click.echo(f"迁移 migrations: {_migrations(found)}")
    click.echo(f"重建 rebuild: {'进行中 running' if found.rebuilding else '无 none'}")
    click.echo(f"后台工作 jobs: {_jobs(found.jobs)}")
    if found.offices:
        rows = [row for office in found.offices for row in _rows(office)]
        output(FITTING).print(table(rows, MODELS, "读模型 read models"))
    for office in found.offices:
        for line in _stops(office):
            click.echo(line)
    if found.heads:
        heads = [{**asdict(each), "log": f"{each.office}/{each.log}"} for each in found.heads]
        output(FITTING).print(table(heads, HEADS, "日志头 heads"))
    for head in (each for each in found.heads if each.refused_by):
        click.echo(f"拒绝 refused: {head.office}/{head.log}，{head.refused_by}: {head.reason}")
    if found.versions:
        rows = [{**asdict(each), "mib": f"{each.size / 2**20:.1f}"} for each in found.versions]
        output().print(table(rows, VERSIONS, "其他版本的表 tables of other versions: zhuoluo versions"))
    click.echo(RESTORING if waiting else "", nl=waiting)
    click.echo("一切正常 all is well" if found.well and not waiting else "需要处理 something calls for somebody")


def _migrations(found: Status) -> str:
    missing = f"；缺少或不同 missing or different: {', '.join(found.missing)}" if found.missing else ""
    newer = f"；程序不认识 unknown to this program: {', '.join(found.newer)}" if found.newer else ""
    return f"{found.migrations}{missing}{newer}"


def _jobs(jobs: JobsStatus) -> str:
    return f"等待 waiting {jobs.waiting}，其中到时 due {jobs.due}，已放弃 given up {jobs.failed}"


def _rows(office: OfficeStatus) -> Iterator[Mapping[str, Any]]:
    """One row for those that stand alike, furthest first."""
    models = sorted(office.models, key=lambda each: (-each.position, each.state))
    for (position, state), alike in groupby(models, lambda each: (each.position, each.state)):
        found = list(alike)
        yield {
            "office": office.office,
            "head": office.position,
            "models": ", ".join(f"{each.name} v{each.version}" for each in found),
            "position": position,
            "lag": found[0].lag or "",
            "ago": _ago(found[0]),
            "state": STATES[state],
        }


def _ago(model: ModelStatus) -> str:
    """How long ago the oldest line that is missing was recorded; where time is replayed, when."""
    if model.missing_since is None:
        return ""
    if model.seconds is None:
        return _at(model.missing_since)
    for seconds, unit in UNITS:
        if model.seconds >= seconds:
            return f"{model.seconds / seconds:.0f} {unit}"
    return f"{model.seconds:.0f} 秒 s"


def _stops(office: OfficeStatus) -> Iterator[str]:
    for model in office.models:
        if stop := model.stopped:
            petition = f"，件 petition {stop.petition}" if stop.petition else ""
            times = f"自 since {_at(stop.since)}，试 tried {stop.attempts} 次 times，最近 last {_at(stop.tried_at)}"
            yield (
                f"已停 stopped: {office.office} {model.name} v{model.version}，"
                f"位置 at position {stop.position}{petition}，{stop.topic}: {stop.error} in {stop.place}，{times}"
            )


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
