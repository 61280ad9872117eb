"""The mailbox of a quarter 网上信箱季度统计: on time, satisfied, by kind, the five largest (domain.md 7.4 e)."""

from __future__ import annotations

from domain.codes import Label
from domain.indicators import IN_TIME, LATE, SATISFIED
from domain.layouts.terms import CLASS_ABOVE, Column, Count, Each, Item, Layout, Share, Table, Where
from domain.results import ANSWER

ONLINE: Where = {"channel": "online"}
RECEIVED = Count(measure="received", where=ONLINE)
FIRST = Count(measure="received", where={**ONLINE, "repeat": False})
REPEATED = Count(measure="received", where={**ONLINE, "repeat": True})
KEPT, MISSED = (Count(measure=name, where={**ONLINE, "limit_for": ANSWER}) for name in (IN_TIME, LATE))
RATED = Count(measure="rated", where=ONLINE)
CONTENT = Count(measure="rated", where={**ONLINE, **SATISFIED})
COLUMNS = (
    Column(id="count", label=Label("件数", "Received"), value=RECEIVED),
    Column(id="share", label=Label("占比%", "Share in %"), value=Share(RECEIVED, (RECEIVED,))),
)
TOP = 5

MAILBOX = Layout(
    id="mailbox",
    version=1,
    label=Label("网上信箱统计", "Mailbox"),
    source="domain.md 7.4 (e)",
    tables=(
        Table(
            id="totals",
            label=Label("总体情况", "In all"),
            rows=(
                Item(id="received", label=Label("收到", "Received"), value=RECEIVED),
                Item(id="first", label=Label("初次", "First ones"), value=FIRST),
                Item(id="repeated", label=Label("重复", "Repeated"), value=REPEATED),
                Item(id="kept", label=Label("按期答复的期限", "Limits of answers kept"), value=KEPT),
                Item(id="missed", label=Label("逾期答复的期限", "Limits of answers missed"), value=MISSED),
                Item(
                    id="in_time",
                    label=Label("按期答复率%", "Answered on time, %"),
                    value=Share(KEPT, (KEPT, MISSED)),
                ),
                Item(id="rated", label=Label("评价", "Ratings"), value=RATED),
                Item(id="content", label=Label("满意和基本满意", "Satisfied or basically so"), value=CONTENT),
                Item(id="satisfaction", label=Label("满意率%", "Satisfied, %"), value=Share(CONTENT, (RATED,))),
            ),
        ),
        Table(
            id="kinds",
            label=Label("按信访目的", "By purpose"),
            rows=Each(dimension="purpose", by=RECEIVED),
            columns=COLUMNS,
            charted=("count",),
        ),
        Table(
            id="classes",
            label=Label("内容分类前五", "The five largest content classes"),
            rows=Each(dimension=CLASS_ABOVE, by=RECEIVED, top=TOP),
            columns=COLUMNS,
            charted=("count",),
        ),
    ),
    missing=(
        Label(
            "无效件：没有事件说一件无效；重复件单列",
            "invalid ones: no event calls one so; repeated ones are told apart",
        ),
    ),
)
