"""Text statistics of this and last year, this month and the same one last year 文本统计 (domain.md 7.4 d)."""

from __future__ import annotations

from domain.codes import Label
from domain.layouts.terms import (
    CLASS_ABOVE,
    TO_DATE,
    TO_DATE_BEFORE,
    YEAR_BEFORE,
    Column,
    Count,
    Each,
    Growth,
    Item,
    Layout,
    Mean,
    Row,
    Stock,
    Table,
)

RECEIVED = Count(measure="received")
YEAR, LAST_YEAR, LAST = (Count(measure="received", when=when) for when in (TO_DATE, TO_DATE_BEFORE, YEAR_BEFORE))
COLUMNS = (
    Column(id="year", label=Label("本年累计", "This year so far"), value=YEAR),
    Column(id="last_year", label=Label("去年同期累计", "Last year so far"), value=LAST_YEAR),
    Column(id="year_change", label=Label("累计同比%", "Change in %"), value=Growth(YEAR, LAST_YEAR)),
    Column(id="this", label=Label("本期", "This period"), value=RECEIVED),
    Column(id="year_before", label=Label("去年同期", "Same period last year"), value=LAST),
    Column(id="change", label=Label("本期同比%", "Change of it in %"), value=Growth(RECEIVED, LAST)),
)
SEEN = ("this", "year_before")
KINDS = (
    Row(id="received", label=Label("收到", "Received")),
    Row(
        id="first",
        label=Label("初次", "First"),
        where={"repeat": False, "channel": ("letter", "visit", "call", "online", "fax")},
    ),
    Row(id="repeat", label=Label("重复", "Repeated"), where={"repeat": True}),
    Row(id="accepted", label=Label("受理", "Accepted"), measure="accepted"),
    Row(id="refused", label=Label("不予受理", "Not accepted"), measure="refused"),
    Row(id="forwarded", label=Label("转送交办", "Forwarded or assigned"), measure="forwarded"),
    Row(id="answered", label=Label("答复", "Answered"), measure="answered"),
    Row(id="closed", label=Label("办结", "Closed"), measure="closed"),
)
HANDLING = (
    Item(id="opening", label=Label("期初在办", "Open when it began"), value=Stock("opening")),
    Item(id="opened", label=Label("期内新增应办", "Became open"), value=Count(measure="opened")),
    Item(id="ended", label=Label("期内终结", "Came to an end"), value=Count(measure="ended")),
    Item(id="closing", label=Label("期末在办（结转未结）", "Open at its end, carried over"), value=Stock("closing")),
    Item(id="overdue", label=Label("其中超期", "Of these overdue"), value=Stock("overdue")),
    Item(
        id="days_accepted",
        label=Label("平均受理天数", "Days to acceptance, mean"),
        value=Mean(Count(measure="accepted")),
    ),
    Item(
        id="days_answered",
        label=Label("平均答复天数", "Days to the answer, mean"),
        value=Mean(Count(measure="answered")),
    ),
    Item(id="days_closed", label=Label("平均办结天数", "Days to closing, mean"), value=Mean(Count(measure="closed"))),
)

COMPARISON = Layout(
    id="comparison",
    version=1,
    label=Label("文本统计（同比）", "Text statistics, this and last year"),
    source="domain.md 7.4 (d)",
    tables=(
        Table(id="kinds", label=Label("受理办理情况", "What was done"), rows=KINDS, columns=COLUMNS, charted=SEEN),
        Table(
            id="purposes",
            label=Label("收到，按信访目的", "Received, by purpose"),
            rows=Each(dimension="purpose", by=RECEIVED),
            columns=COLUMNS,
            charted=SEEN,
        ),
        Table(
            id="classes",
            label=Label("收到，按内容分类", "Received, by content class"),
            rows=Each(dimension=CLASS_ABOVE, by=RECEIVED),
            columns=COLUMNS,
            charted=SEEN,
        ),
        Table(id="handling", label=Label("办理进度和天数", "In hand, and days taken"), rows=HANDLING),
    ),
    missing=(
        Label("实名、匿名件数（统计事实不分实名匿名）", "signed and anonymous ones: facts do not tell them apart"),
        Label("全市合计（见冻结报表中的下级合计）", "the whole city: see the sums of a frozen report"),
        Label("“举报件承办动态”“办结情况”的各栏：来源没有栏名", "two tables of which the source names no columns"),
    ),
)
