"""`zhuoluo report`: frozen reports drafted, checked, signed off, sent, exported, verified; received from below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec.structs import asdict, replace

from domain import office as o
from domain import reports as rs
from domain.periods import STYLES
from domain.report_checks import ZH
from domain.report_content import Changed
from domain.values import Actor
from domain.vocabulary import POSTS
from domain.wellformed import YEARS
from service.cli.arguments import Instant, as_option, asked_by_console, basis, office_option, time_options
from service.cli.opening import VIA, opened, operator
from service.cli.printing import JSON, as_json, format_option, output, print_facts, print_rows, table
from service.cli.report_tables import CHECKED, print_tables
from service.evidence import store
from service.ledger.application import MATTERS
from service.readmodels import needs
from service.readmodels.statistics import counting
from service.reports import bundle, checking, drafting, reading, receiving, verifying
from service.runtime import Instance

F = TypeVar("F", bound=Callable[..., Any])

OWN = {
    "report": "报表 report",
    "period": "期间 period",
    "standing": "进度 standing",
    "by": "拟制 drafted by",
    "signed": "签发 signed by",
    "to": "报送 sent to",
    "position": "位置 position",
    "digest": "摘要 digest",
}
RECEIVED = {
    "sender": "来自 from",
    "report": "报表 report",
    "period": "期间 period",
    "day": "收到 received",
    "position": "其位置 position",
    "digest": "摘要 digest",
}
OWED = {
    "period": "期间 period",
    "zh": "应报 owed",
    "clause": "条款 clause",
    "due": "期限 due",
    "standing": "情况 standing",
    "met_on": "报送日 sent",
}
CHECKS = {"what": "项目 what", "standing": "结果 standing", "formula": "公式 formula", "note": "说明 note"}
STANDING = {checking.EQUAL: "一致 equal", checking.DIFFERS: "不一致 differs", checking.UNKNOWN: "无法核验 unknown"}
CHANGED = {"table": "表 table", "row": "行 row", "reported": "报表 reported", "found": "核验 found", "by": "公式 by"}
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("report")
def report() -> None:
    """统计报表: draft a report of a period, check it, sign it off, send it, verify it; receive those from below."""


def _acting(command: F) -> F:
    """Adds who acts, in which post, and for replayed time when."""
    post = click.option("--post", type=click.Choice(POSTS), help="in which post, where the office has no staff")
    at = click.option("--at", type=Instant(), help="time of recording, for an office with replayed time only")
    return office_option(post(as_option(at(format_option(command)))))


def _actor(name: str | None, post: str | None) -> Actor:
    return replace(operator(name), post=post or "")


@report.command("draft")
@click.argument("period", metavar="PERIOD")
@click.option("--style", type=click.Choice(STYLES), default="natural", show_default=True)
@click.option("--replaces", default="", metavar="REPORT", help="a report of this period that was sent and is put right")
@click.option("--reason", default="", help="why it is put right")
@_acting
def drafted(period: str, style: str, office: str, kind: str, **said: Any) -> None:
    """拟制: freeze the figures of a period that is over, as they stand now."""
    of = counting.period(period, style)
    more = {name: said[name] for name in ("replaces", "reason", "at")}
    with opened() as instance:
        drafting.draft(instance, office, of, _actor(said["name"], said["post"]), VIA, **more)
        made = instance.offices.get(office).state.reports[-1]
    print_facts(kind, {name: getattr(made, name) for name in ("report", "standing", "position", "root", "digest")})


def _stepped(instance: Instance, office: str, event: o.OfficeEvent, said: Mapping[str, Any], kind: str) -> None:
    instance.offices.add(office, event, _actor(said["name"], said["post"]), VIA, at=said["at"])
    found = reading.report(instance.offices.get(office), said["report"])
    print_facts(kind, {"report": found.report, "standing": found.standing, "digest": found.digest})


def _step(name: str, summary: str, event_of: Callable[[rs.Report, Mapping[str, Any]], Any], *options: Any) -> None:
    """Makes the command of a step; what is checked, signed or sent is the report as it stands in the ledger."""

    @report.command(name, help=summary)
    @click.argument("report", metavar="REPORT")
    @_acting
    def step(office: str, kind: str, **said: Any) -> None:
        with opened() as instance:
            found = reading.report(instance.offices.get(office), said["report"])
            _stepped(instance, office, event_of(found, said), said, kind)

    for option in options:
        option(step)


REASON = click.option("--reason", default="")
_step(
    "check",
    "核对: somebody who did not draft it has checked the report.",
    lambda found, said: o.StatisticsChecked(report=found.report, digest=found.digest, reason=said["reason"]),
    REASON,
)
_step(
    "return",
    "退回: the draft goes no further, and why.",
    lambda found, said: o.StatisticsReturned(report=found.report, reason=said["reason"]),
    click.option("--reason", required=True),
)
_step(
    "sign",
    "签发: a leader who did not draft it signs the report off.",
    lambda found, said: o.StatisticsSigned(report=found.report, digest=found.digest, reason=said["reason"]),
    REASON,
)
_step(
    "send",
    "报送: the signed report goes to a body above or outside.",
    lambda found, said: rs.sending(found, said["to"], found.digest),
    click.option("--to", required=True, help="to whom"),
)


@report.command("list")
@click.option("--year", type=click.IntRange(YEARS.start, YEARS.stop - 1), help="that of the day judged on")
@office_option
@time_options
@format_option
def listed(year: int | None, office: str, kind: str, **when: Any) -> None:
    """报表目录: the reports of a year, those received, and what the schedules of the rulebook want."""
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.NOTHING)
        of = year or asked.on.day.year
        found = reading.reports(instance, asked, of)
    if kind == JSON:
        click.echo(as_json(found))
        return
    print_rows(kind, [_own(each) for each in found.own], OWN, f"统计报表 reports {of}：{basis(asked)}")
    print_rows(kind, [asdict(each) for each in found.received], RECEIVED, "收到的报表 received")
    print_rows(kind, [asdict(each) for each in found.owed], OWED, "应报送 owed")


def _own(each: rs.Report) -> dict[str, Any]:
    signed = next((step.by for step in each.steps if step.standing == rs.SIGNED), "")
    return {
        **asdict(each),
        "standing": f"{ZH[each.standing]} {each.standing}",
        "by": each.drafted.by,
        "signed": signed,
        "to": "、".join(each.sent_to),
        "digest": each.digest[:12],
    }


@report.command("show")
@click.argument("name", metavar="REPORT")
@office_option
@format_option
def shown(name: str, office: str, kind: str) -> None:
    """一份报表: what is frozen in it, table by table."""
    with opened() as instance:
        known = instance.offices.get(office)
        found = reading.report(known, name)
        content = reading.content(instance, known, found)
        with instance.pool.connection() as connection:
            signed = store.covering(
                connection, office, MATTERS, instance.checkpoints.generation(office, MATTERS), found.position
            )
    if kind == JSON:
        click.echo(as_json({"report": found, "content": content}))
        return
    counted = content.basis
    replayed = "，重放时间 replayed time" if counted.replayed else ""
    click.echo(
        f"{counted.name} {found.report}：{counted.first} – {counted.last}，{ZH[found.standing]} {found.standing}，"
        f"位置 position {counted.position}{replayed}\n根 root {counted.root}\n摘要 digest {found.digest}"
    )
    if signed:
        click.echo(f"检查点 checkpoint {signed.head.head}")
    print_tables(known, content)
    for cited in content.cites:
        click.echo(
            f"据 cites {cited.office} {cited.name} {cited.report}，位置 position {cited.position}，{cited.digest}"
        )


@report.command("export")
@click.argument("name", metavar="REPORT")
@click.option("--to", "file", type=FILE, help="write it there; else to standard output")
@click.option("--without-facts", is_flag=True, help="the report alone, without the facts counted and their proof")
@office_option
def exported(name: str, file: Path | None, without_facts: bool, office: str) -> None:  # noqa: FBT001 - click's way
    """导出: the report as a file, with the facts counted and the proof that they rest on events of the ledger."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.STATISTICS)
        found = reading.report(asked.office, name)
        text = bundle.text_of(bundle.bundle(instance, asked, found, facts=not without_facts))
    if file is None:
        click.echo(text)
    else:
        file.write_text(text, encoding="utf-8")
        click.echo(f"已写入 written: {file}（{len(text.encode())} 字节 bytes）")


@report.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from-events", is_flag=True, help="count from the events themselves too, folded anew: slow")
@format_option
def verified(file: Path, from_events: bool, kind: str) -> int:  # noqa: FBT001 - click's way
    """核验: make the report of a file anew and say what differs; exit code 1 when anything does.

    By the file alone where its office is not in this installation, else by the ledger too.
    """
    given = bundle.read(file.read_bytes())
    with opened() as instance:
        found = verifying.verified(instance, given, from_events=from_events)
    if kind == JSON:
        click.echo(as_json({"sound": found.sound, **asdict(found)}))
    else:
        _print_verdict(found)
    return 0 if found.sound else 1


def _print_verdict(found: verifying.Verified) -> None:
    rows = [
        {
            **asdict(check),
            "what": f"{CHECKED.get(check.what, '')} {check.what}".strip(),
            "standing": STANDING[check.standing],
        }
        for check in found.checks
    ]
    by = (
        "凭台账 by the ledger" if found.in_ledger else "仅凭文件 by the file alone：机构不在本库 its office is not here"
    )
    output().print(table(rows, CHECKS, f"{found.office} {found.report}，位置 position {found.position}，{by}"))
    changed = [row for check in found.checks for row in _changed(check)]
    if changed:
        output().print(table(changed, CHANGED, "不一致 what differs"))
    click.echo(f"{'一致 sound' if found.sound else '不一致 differs'}：{found.digest}")


def _changed(check: checking.Check) -> Iterable[dict[str, Any]]:
    for formula, changed in ((check.formula, check.differs), (check.newer, check.by_newer)):
        for each in changed:
            yield {"table": check.what, **_row(each), "by": formula}


def _row(each: Changed) -> dict[str, Any]:
    told = {"reported": each.reported, "found": each.found}
    return {
        "row": " ".join(each.key),
        **{
            name: "–" if each is None else " ".join("–" if n is None else str(n) for n in each)
            for name, each in told.items()
        },
    }


@report.command("receive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_acting
def received(file: Path, office: str, kind: str, name: str | None, post: str | None, at: datetime | None) -> None:
    """接收: keep the report of an office below, once its file holds together; totals cite it."""
    with opened() as instance:
        receiving.receive(instance, office, file.read_bytes(), _actor(name, post), VIA, at=at)
        kept = instance.offices.get(office).state.received[-1]
    print_facts(kind, {name: getattr(kept, name) for name in ("sender", "report", "period", "digest")})
