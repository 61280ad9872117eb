"""The monthly bulletin in prose 月度通报, with the figures that its sentences are made of (domain.md 7.4 c)."""

from __future__ import annotations

from domain.codes import Label
from domain.layouts.terms import BATCHES, BEFORE, VISITORS, YEAR_BEFORE, Column, Count, Growth, Layout, Row, Table
from domain.vocabulary import HANDED_DOWN, SOURCES

RECEIVED = Count(measure="received")
BEFORE_IT = Count(measure="received", when=BEFORE)
A_YEAR_BEFORE = Count(measure="received", when=YEAR_BEFORE)
COLUMNS = (
    Column(id="this", label=Label("本期", "This period"), value=RECEIVED),
    Column(id="before", label=Label("上期", "The period before"), value=BEFORE_IT),
    Column(id="change", label=Label("环比%", "Change in %"), value=Growth(RECEIVED, BEFORE_IT)),
    Column(id="year_before", label=Label("去年同期", "A year before"), value=A_YEAR_BEFORE),
    Column(id="year_change", label=Label("同比%", "Change in % of it"), value=Growth(RECEIVED, A_YEAR_BEFORE)),
)
ROWS = (
    Row(id="received", label=Label("信访总量（件次）", "All petitions")),
    Row(id="visits", label=Label("来访（批）", "Visits, batches"), what=BATCHES, where={"visit": True}),
    Row(id="visitors", label=Label("来访（人次）", "Visits, persons"), what=VISITORS, where={"visit": True}),
    Row(
        id="collective",
        label=Label("集体访（批）", "Collective visits, batches"),
        what=BATCHES,
        where={"visit": True, "collective": True},
    ),
    Row(
        id="collective_visitors",
        label=Label("集体访（人次）", "Collective visits, persons"),
        what=VISITORS,
        where={"visit": True, "collective": True},
    ),
    Row(id="online", label=Label("网上信访（件次）", "Online"), where={"channel": "online"}),
    Row(id="letters", label=Label("来信（件次）", "Letters"), where={"channel": "letter"}),
    Row(
        id="letters_down",
        label=Label("其中上级转送交办（件次）", "Letters sent down from above"),
        where={"channel": "letter", "source": HANDED_DOWN},
    ),
    Row(
        id="letters_others",
        label=Label("其中直接收到和其他（件次）", "Letters received directly, from others, or from nobody named"),
        where={"channel": "letter", "source": (*(each for each in SOURCES if each not in HANDED_DOWN), "")},
    ),
    Row(id="calls", label=Label("来电（件次）", "Calls"), where={"channel": "call"}),
    Row(id="restricted", label=Label("限制知悉（件次）", "Restricted"), where={"channel": "restricted"}),
)

BULLETIN = Layout(
    id="bulletin",
    version=1,
    label=Label("信访情况通报", "Bulletin"),
    source="domain.md 7.4 (c)",
    tables=(
        Table(
            id="figures",
            label=Label("通报所据数据", "The figures of the bulletin"),
            rows=ROWS,
            columns=COLUMNS,
            charted=("this", "before"),
        ),
    ),
    prose=(
        Label(
            "{period}，共收到信访件{received.this}件次，与{before}（{received.before}件次）相比{received.change}。",
            "{period}: {received.this} petitions came in, {received.change} against {before} ({received.before}).",
        ),
        Label(
            "接待来访{visits.this}批{visitors.this}人次，批次与{before}相比{visits.change}，人次{visitors.change}；"
            "其中集体访{collective.this}批{collective_visitors.this}人次，批次{collective.change}，"
            "人次{collective_visitors.change}。",
            "Visits: {visits.this} batches ({visits.change}), {visitors.this} persons ({visitors.change}); of these "
            "collective {collective.this} batches ({collective.change}), {collective_visitors.this} persons "
            "({collective_visitors.change}).",
        ),
        Label(
            "网上信访{online.this}件次，与{before}相比{online.change}。",
            "Online: {online.this}, {online.change}.",
        ),
        Label(
            "来信{letters.this}件次，与{before}相比{letters.change}；其中上级转送交办{letters_down.this}件次，"
            "直接收到和其他{letters_others.this}件次。来电{calls.this}件次，与{before}相比{calls.change}。",
            "Letters: {letters.this}, {letters.change}; of these sent down from above {letters_down.this}, directly or "
            "from others {letters_others.this}. Calls: {calls.this}, {calls.change}.",
        ),
        Label(
            "另有限制知悉{restricted.this}件次，计入总量、来访批次和人次，不计入上述各类。",
            "Restricted: {restricted.this}, in the total, in batches and in persons, and of no way of coming.",
        ),
    ),
    missing=(
        Label("到省访、进京访、非接待场所上访的人次", "persons who went to the province, the capital, other places"),
        Label("网上信访中来自国家媒体留言板的件次", "online, of which from message boards of national media"),
        Label("来信中各县登记的件次（见各县报表）", "letters registered at the counties (see their reports)"),
    ),
)
