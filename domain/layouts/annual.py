"""What the report of the year holds by law 年度报告: Regulations on Petition Work, Art. 41 (domain.md 7.4 f)."""

from __future__ import annotations

from domain.codes import Label
from domain.indicators import INDICATORS
from domain.layouts.terms import (
    CLASS_ABOVE,
    YEAR_BEFORE,
    Column,
    Count,
    Each,
    Growth,
    Item,
    Layout,
    Rate,
    Row,
    Share,
    Table,
)


def _columns(measure: str) -> tuple[Column, ...]:
    this, last = Count(measure=measure), Count(measure=measure, when=YEAR_BEFORE)
    return (
        Column(id="this", label=Label("本期", "This period"), value=this),
        Column(id="share", label=Label("占比%", "Share in %"), value=Share(this, (this,))),
        Column(id="year_before", label=Label("去年同期", "A year before"), value=last),
        Column(id="change", label=Label("同比%", "Change in %"), value=Growth(this, last)),
    )


def _by(id_: str, label: Label, measure: str, dimension: str) -> Table:
    return Table(
        id=id_,
        label=label,
        rows=Each(dimension=dimension, by=Count(measure=measure)),
        columns=_columns(measure),
        charted=("this", "year_before"),
    )


def _without_share(measure: str) -> tuple[Column, ...]:
    return tuple(column for column in _columns(measure) if column.id != "share")


DONE = (
    Row(id="received", label=Label("收到", "Received")),
    Row(id="accepted", label=Label("受理", "Accepted"), measure="accepted"),
    Row(id="redirected", label=Label("告知去向", "Directed elsewhere"), measure="redirected"),
    Row(id="forwarded", label=Label("转送", "Forwarded"), measure="forwarded", where={"outcome": "forward"}),
    Row(id="assigned", label=Label("交办", "Assigned"), measure="forwarded", where={"outcome": "assign"}),
    Row(id="instructed", label=Label("领导批示", "Instructed"), measure="instructed"),
    Row(id="pressed", label=Label("督办催办", "Pressed"), measure="pressed"),
    Row(id="extended", label=Label("延期", "Extended"), measure="extended"),
    Row(id="answered", label=Label("答复", "Answered"), measure="answered"),
    Row(id="closed", label=Label("办结", "Closed"), measure="closed"),
    Row(id="review_requested", label=Label("申请复查复核", "Reviews asked for"), measure="review_requested"),
    Row(id="review_decided", label=Label("复查复核决定", "Reviews decided"), measure="review_decided"),
    Row(id="breached", label=Label("违反期限和规定", "Breaches"), measure="breached"),
)
DAYS = "_days_"
RATES = tuple(
    Item(
        id=each.id.replace("/", "_"),
        label=Label(f"{each.zh.partition('：')[0]}（{each.id}）", f"{each.en} ({each.id})"),
        value=Rate(each.id, percent=DAYS not in each.id),
    )
    for each in INDICATORS
)

ANNUAL = Layout(
    id="annual",
    version=1,
    label=Label("信访工作年度报告数据", "Figures of the yearly report"),
    source="S1.41; domain.md 7.4 (f)",
    tables=(
        Table(
            id="done",
            label=Label("信访事项和办理", "Petitions and what was done"),
            rows=DONE,
            columns=_without_share("received"),
            charted=("this", "year_before"),
        ),
        _by("channels", Label("按信访形式", "By channel"), "received", "channel"),
        _by("sources", Label("按信访来源", "By source"), "received", "source"),
        _by("purposes", Label("按信访目的", "By purpose"), "received", "purpose"),
        _by("classes", Label("涉及领域", "Fields concerned"), "received", CLASS_ABOVE),
        _by("places", Label("按问题属地", "By place of the matter"), "received", "place"),
        _by("forwarded", Label("转送交办去向", "Forwarded or assigned to"), "forwarded", "unit"),
        _by("pressed", Label("督办催办的单位", "Pressed units"), "pressed", "unit"),
        _by("outcomes", Label("办结结果", "Outcomes"), "closed", "outcome"),
        _by("breaches", Label("违反条款", "Breaches by clause"), "breached", "clause"),
        Table(id="rates", label=Label("考核指标", "Indicators"), rows=RATES),
    ),
    missing=(
        Label(
            "被反映较多的单位：被反映人和单位限制知悉，不作统计维度",
            "bodies most complained of: who is complained of is restricted, and no dimension of figures",
        ),
        Label(
            "提出和被采纳的建议：台账有其事件，统计事实尚无此指标",
            "suggestions made and adopted: events of the ledger, but no measure of facts",
        ),
        Label("处分建议（S6.62）：没有事件记载", "disciplinary proposals (S6.62): no event tells of them"),
    ),
)
