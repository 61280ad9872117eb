"""`zhuoluo jobs`: the work that is done beside the requests."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, tzinfo

import click
from msgspec.structs import asdict

from service.cli.opening import opened
from service.cli.printing import format_option, in_zone, note, print_facts, print_rows
from service.jobs import queue
from service.jobs.runner import Runner, working
from service.offices import UnknownOffice
from service.runtime import Instance

COLUMNS = {
    "id": "编号 id",
    "kind": "事项 kind",
    "office": "机构 office",
    "key": "键 key",
    "state": "状态 state",
    "attempts": "次数 attempts",
    "run_after": "不早于 not before",
    "last_error": "错误 error",
}
NO = 1


@click.group()
def jobs() -> None:
    """后台工作: recomputations and reminders, done beside the requests; `serve` does them by itself."""


@jobs.command("run")
@click.option("--once", is_flag=True, help="work until nothing may run now, then end")
@format_option
def run(once: bool, kind: str) -> None:  # noqa: FBT001 - click hands flags over like this
    """Put in what each office is due and do it, until Ctrl-C; any number of these and of `serve` share the work."""
    with opened() as instance:
        if once:
            finished = Runner(instance).once()
            print_facts(kind, {"finished": finished})
            return
        with working(instance):
            note("后台工作进行中 working; Ctrl-C 停止 stops")
            threading.Event().wait()


@jobs.command("list")
@click.option("--state", type=click.Choice(tuple(queue.CONDITIONS)), help="only those in this state")
@click.option("--office", "-o", metavar="ID", help="only those of this office")
@format_option
def listed(state: str | None, office: str | None, kind: str) -> None:
    """List the newest jobs, in the time of their office; what was given up: --state failed, with the error."""
    with opened() as instance, instance.pool.connection() as connection:
        if office is not None:
            instance.offices.get(office)
        found = queue.jobs(connection, state, office)
        rows = [in_zone({**asdict(job), "state": job.state}, _zone(instance, job.office)) for job in found]
    print_rows(kind, rows, COLUMNS, "后台工作 jobs")


@jobs.command("retry")
@click.argument("job", type=click.IntRange(min=1))
@format_option
def retried(job: int, kind: str) -> int:
    """Let a job that was given up be tried again; exit code 1 when there is no such one."""
    with opened() as instance, instance.pool.connection() as connection:
        found = queue.retry(connection, job, datetime.now(UTC))
    if not found:
        note(f"没有已放弃的事项 {job} no job {job} that was given up")
    print_facts(kind, {"job": job, "waiting": found})
    return 0 if found else NO


def _zone(instance: Instance, office: str) -> tzinfo:
    """That of the office; UTC when there is none of this name any more."""
    try:
        return instance.offices.get(office).zone
    except UnknownOffice:
        return UTC
