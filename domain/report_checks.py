"""What stands in the way of an event of a report: its place in the way from draft to sending, who acts, its digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from domain import report_events as r
from domain import reports as rs
from domain.deciding import OfficeProfile, Reason, structural
from domain.report_content import HANDLING, BadReport, Content, digest_of, parsed
from domain.roles import LEADERS
from domain.staffing import has_staff, posts_of
from domain.values import IMPORTED, Actor
from domain.words import listed

R2_6 = "R2.6"
ZH: Mapping[str, str] = {
    rs.DRAFTED: "已拟制",
    rs.CHECKED: "已核对",
    rs.RETURNED: "已退回",
    rs.SIGNED: "已签发",
    rs.SENT: "已报送",
    rs.SUPERSEDED: "已被新稿替代",
}
BEFORE: Mapping[type[Struct], tuple[str, ...]] = {
    r.StatisticsChecked: (rs.DRAFTED,),
    r.StatisticsReturned: (rs.DRAFTED, rs.CHECKED, rs.SIGNED),
    r.StatisticsSigned: (rs.CHECKED,),
    r.StatisticsSent: (rs.SIGNED, rs.SENT),
}
"""How far a report must have gone before each step; what is sent may be sent to others too."""


class Reporting(Struct, frozen=True):
    """What a step is judged by: the reports there are, the office, who acts, on which day."""

    office: OfficeProfile
    reports: tuple[rs.Report, ...]
    received: tuple[rs.Received, ...]
    actor: Actor
    day: date


def objections(case: Reporting, event: r.ReportEvent) -> Iterator[Reason]:
    """Every reason against a step."""
    yield from _CHECKS[type(event)](case, event)


def _drafted(case: Reporting, event: r.StatisticsDrafted) -> Iterator[Reason]:
    yield from _frozen(event, case.office.id)
    if event.last >= case.day:
        yield structural(f"期间（{event.period}）尚未结束", f"period {event.period} is not over", R2_6)
    expected = rs.report_id(event.period, event.style, case.reports)
    if event.report != expected:
        yield structural(f"报表编号应为（{expected}）", f"the next report of this period is called {expected}")
    yield from _replacing(case, event)


def _replacing(case: Reporting, event: r.StatisticsDrafted) -> Iterator[Reason]:
    """A report that was sent stays; a new one names it, and says why."""
    sent = rs.sent_for(case.reports).get((event.first, event.last))
    if sent is not None and event.replaces != sent.report:
        yield structural(
            f"本期报表（{sent.report}）已报送，更正须写明替代该报表",
            f"{sent.report} was sent for this period: a new report must say that it replaces it",
        )
    if event.replaces and (sent is None or event.replaces != sent.report):
        yield structural(
            f"没有已报送的报表“{event.replaces}”", f"no report {event.replaces!r} was sent for this period"
        )
    if event.replaces and not event.reason.strip():
        yield structural("更正已报送的报表须写明理由", "what replaces a report that was sent needs a reason")


def _step(case: Reporting, event: Any) -> Iterator[Reason]:
    """What every later step has in common."""
    report = rs.by_id(case.reports, event.report)
    if report is None:
        yield structural(f"没有报表“{event.report}”", f"there is no report {event.report!r}")
        return
    wanted = BEFORE[type(event)]
    if report.standing not in wanted:
        zh = listed(ZH, wanted)
        yield structural(
            f"报表（{report.report}）{ZH[report.standing]}，须为{zh}",
            f"report {report.report} is {report.standing}, not {' or '.join(wanted)}",
            R2_6,
        )
    if getattr(event, "digest", report.digest) != report.digest:
        yield structural(
            f"摘要与报表（{report.report}）不符：所见并非此稿", f"the digest is not that of report {report.report}"
        )


def _up_to_date(case: Reporting, event: Any) -> Iterator[Reason]:
    """What came late is told once: a draft does not go on when what it adjusts was told by another one meanwhile."""
    report = rs.by_id(case.reports, event.report)
    if report is None or report.standing not in (rs.CHECKED, rs.SIGNED):
        return
    if meanwhile := rs.overtaken(case.reports, report):
        yield structural(
            f"拟制之后已报送（{'、'.join(meanwhile)}），调整已变，须重新拟制",
            f"{', '.join(meanwhile)} was sent since it was drafted, so it adjusts otherwise now: draft it anew",
        )


def _by_another(case: Reporting, event: Any) -> Iterator[Reason]:
    report = rs.by_id(case.reports, event.report)
    if report is not None and report.drafted.by == case.actor.name:
        yield structural("拟制人不得核对、签发自己的报表", "nobody checks or signs a report drafted by himself")


def _checked(case: Reporting, event: r.StatisticsChecked) -> Iterator[Reason]:
    yield from _step(case, event)
    yield from _by_another(case, event)


def _returned(case: Reporting, event: r.StatisticsReturned) -> Iterator[Reason]:
    yield from _step(case, event)
    if not event.reason.strip():
        yield structural("退回须写明理由", "who returns a report says why")


def _signed(case: Reporting, event: r.StatisticsSigned) -> Iterator[Reason]:
    yield from _step(case, event)
    yield from _by_another(case, event)
    yield from _up_to_date(case, event)
    if not LEADERS & _posts(case):
        yield structural("报表须由领导签发", "a report is signed by a leader of the office", R2_6)


def _posts(case: Reporting) -> frozenset[str]:
    """The posts of who acts; an office that has told who holds its posts is believed, not the actor."""
    actor = case.actor
    if not has_staff(case.office) or actor.authenticated == IMPORTED:
        return frozenset({actor.post, actor.acting_for} - {""})
    return posts_of(case.office, actor.name, case.day)


def _sent(case: Reporting, event: r.StatisticsSent) -> Iterator[Reason]:
    yield from _step(case, event)
    yield from _up_to_date(case, event)
    report = rs.by_id(case.reports, event.report)
    if report is not None and _fixed(report) != _fixed(event):
        yield structural("报送的期间、位置或根与报表不符", "period, position or root are not those of the report")
    if not event.to.strip():
        yield structural("须写明报送对象", "it says to whom it is sent")
    if report is not None and event.to in report.sent_to:
        yield structural(f"已报送“{event.to}”", f"it was sent to {event.to} already")


def _fixed(event: r.OfPeriod) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in r.OfPeriod.__struct_fields__)


def _received(case: Reporting, event: r.ReportReceived) -> Iterator[Reason]:
    yield from _frozen(event, event.sender)
    if event.sender == case.office.id:
        yield structural("不能接收本机构自己的报表", "an office does not receive its own report")
    if event.last >= case.day:
        yield structural(f"期间（{event.period}）尚未结束", f"period {event.period} is not over", R2_6)
    if any((each.sender, each.digest) == (event.sender, event.digest) for each in case.received):
        yield structural("该报表已接收", "this report was received already")


def _frozen(event: Any, office: str) -> Iterator[Reason]:
    """What an event says beside its content must be what the content says."""
    if digest_of(event.content) != event.digest:
        yield structural("摘要与内容不符", "the digest is not that of the content")
    try:
        content = parsed(event.content)
    except BadReport as bad:
        yield structural("内容不是统计报表", str(bad))
        return
    if _stated(content) != _said(event, office):
        yield structural(
            "报表的机构、期间、位置或根与内容不符", "office, period, position or root are not the content's"
        )
    if content.table(HANDLING) is None:
        yield structural("报表缺办理情况表", f"the report has no table {HANDLING}, of which totals are made")


def _stated(content: Content) -> Sequence[object]:
    basis = content.basis
    return (basis.office, basis.period, basis.style, basis.first, basis.last, basis.position, basis.root)


def _said(event: r.OfPeriod, office: str) -> Sequence[object]:
    return (office, event.period, event.style, event.first, event.last, event.position, event.root)


_CHECKS: Mapping[type[Struct], Callable[[Reporting, Any], Iterator[Reason]]] = {
    r.StatisticsDrafted: _drafted,
    r.StatisticsChecked: _checked,
    r.StatisticsReturned: _returned,
    r.StatisticsSigned: _signed,
    r.StatisticsSent: _sent,
    r.ReportReceived: _received,
}
