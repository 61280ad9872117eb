"""What a petitioner is told of how things stand, in Chinese and English."""

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
from service.web.language import EN, ZH

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
