"""`zhuoluo serve` and `demo`: the server on this computer, empty or with something to look at."""

from __future__ import annotations

import click

from service.api.server import serve as serve_api
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, note, output, table
from service.cli.progress import bar
from service.demo.accounts import open_accounts
from service.demo.loading import load_register, load_story
from service.demo.summary import Summary, summary
from service.demo.year.loading import load_year
from service.logs import SERVER
from service.runtime import Instance

MOST_UNITS = 8
YEAR = {
    "name": "机构 office",
    "petitions": "件 petitions",
    "open": "未办结 open",
    "overdue": "超期 overdue",
    "on": "截至 as of",
    "events": "事件 events",
}
"""What the table of the year shows of each office, and under which heading."""


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="else ZHUOLUO_PORT, else 8000")
def serve(port: int | None) -> None:
    """Serve the API on this computer until Ctrl-C."""
    with opened() as instance:
        _serve(instance, port)


@click.command("demo")
@click.option("--once", is_flag=True, help="load and summarize, do not serve")
@click.option("--port", type=click.IntRange(1, 65535), help="else ZHUOLUO_PORT, else 8000")
@format_option
def demo(once: bool, port: int | None, kind: str) -> None:  # noqa: FBT001 - click hands flags over like this
    """Load a real register and invented offices with a year of their petitions, summarize them, and serve.

    Loading again adds nothing.
    """
    note("数据库与资料准备中 preparing database and sample data …")
    with opened() as instance:
        with bar("来信来访样例 invented office (R5)") as progress:
            invented = load_story(instance, progress)
        with bar("外来登记簿 real register (UK written questions, 2024-09)") as progress:
            real = load_register(instance, progress)
        with bar("一年来信来访 a year of eight invented offices (2025)") as progress:
            year = load_year(instance, progress)
        _print(kind, *([summary(instance, office) for office in each] for each in ((invented, real), year)))
        if not once:
            with bar("演示账号 demo accounts"):
                open_accounts(instance)
            _serve(instance, port)
    note("已结束，资料保存在 ended; everything is kept under " + str(instance.settings.home))


def _serve(instance: Instance, port: int | None) -> None:
    announce = SERVER.info if instance.settings.json_log else note
    serve_api(instance, port=port or instance.settings.port, announce=announce)


def _print(kind: str, shown: list[Summary], year: list[Summary]) -> None:
    """The offices of the year in one table, the others each by itself."""
    if kind == JSON:
        click.echo(as_json(shown + year))
        return
    for told in shown:
        _print_one(told)
    click.echo("")
    rows = [{name: str(getattr(told, name)) for name in YEAR} for told in year]
    output().print(table(rows, YEAR, "虚构机构一年（重放时间）invented offices, replayed time"))


def _print_one(told: Summary) -> None:
    replayed = "，重放时间 replayed time" if told.time == "replayed" else ""
    click.echo(f"\n{told.name} ({told.office}{replayed})，截至 as of {told.on}")
    size = f"  台账 register {told.petitions} 件（不计作废 void not counted）"
    click.echo(f"{size}，未办结 open {told.open}，超期 overdue {told.overdue}")
    units = list(told.overdue_by_unit.items())
    if units:
        rows = [{"unit": unit, "overdue": count} for unit, count in units[:MOST_UNITS]]
        more = f"（前 first {MOST_UNITS} / {len(units)}）" if len(units) > MOST_UNITS else ""
        output().print(table(rows, {"unit": "单位 unit", "overdue": "超期 overdue"}, f"超期 overdue by unit{more}"))
    figures = [{"measure": measure, "count": count} for measure, count in told.figures.items()]
    output().print(table(figures, {"measure": "指标 measure", "count": "件 count"}, f"统计 statistics {told.month}"))
    click.echo(f"  账本 ledger {told.events} 个事件 events，树根 root {told.root}")
