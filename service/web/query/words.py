"""What the query page says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from domain.public_status import (
    ANSWERED,
    CLOSED,
    EXTENDED,
    IN_PROGRESS,
    RECEIVED,
    REFUSED,
    WITHDRAWN,
)

ZH, EN = "zh", "en"
LANGUAGES: Mapping[str, str] = {ZH: "zh-CN", EN: "en"}
"""What stands in `lang`, by what stands in the address."""

STATUS: Mapping[str, Mapping[str, str]] = {
    ZH: {
        RECEIVED: "已收到",
        IN_PROGRESS: "办理中",
        EXTENDED: "已延期",
        ANSWERED: "已答复",
        CLOSED: "已办结",
        WITHDRAWN: "已撤回",
        REFUSED: "不予受理",
    },
    EN: {
        RECEIVED: "received",
        IN_PROGRESS: "in progress",
        EXTENDED: "extended",
        ANSWERED: "answered",
        CLOSED: "closed",
        WITHDRAWN: "withdrawn",
        REFUSED: "not accepted",
    },
}
WORDS: Mapping[str, Mapping[str, str]] = {
    ZH: {
        "title": "信访件查询",
        "skip": "跳到正文",
        "other": "English",
        "intro": "请输入回执上的机构代码、编号和查询码。",
        "office": "机构代码",
        "number": "编号",
        "code": "查询码",
        "hint": "形如 7K2QF-9T0XV，不分大小写",
        "ask": "查询",
        "received": "收到日期",
        "channel": "来信来访方式",
        "status": "办理情况",
        "since": "自",
        "due": "告知的办理期限",
        "reply": "公布的答复",
        "again": "再查一件",
        "mistyped": "查询码有误，请核对后重新输入。",
        "not_shown": "编号与查询码不符，请核对后重新输入。",
        "throttled": "尝试次数过多，请{seconds}秒后再试。",
        "unavailable": "暂时无法查询，请稍后再试。",
    },
    EN: {
        "title": "Where is my petition?",
        "skip": "Skip to content",
        "other": "中文",
        "intro": "Enter the office, number and query code that stand on your slip.",
        "office": "Office",
        "number": "Number",
        "code": "Query code",
        "hint": "such as 7K2QF-9T0XV; capitals do not matter",
        "ask": "Ask",
        "received": "Received on",
        "channel": "Came as",
        "status": "Status",
        "since": "since",
        "due": "To be answered by, as you were told",
        "reply": "Published reply",
        "again": "Ask for another",
        "mistyped": "The query code is mistyped: please check it.",
        "not_shown": "Number and query code do not belong together: please check them.",
        "throttled": "Too many attempts: please try again in {seconds} s.",
        "unavailable": "This cannot be looked up at the moment: please try again later.",
    },
}
