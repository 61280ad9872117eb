"""What the values of dimensions are called, in Chinese and in English, as the lists of the period's end have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from domain import wording
from domain.codes import Label
from domain.guarded import RESTRICTED
from domain.layouts.terms import CLASS_ABOVE
from domain.wording import EN, ZH
from service.codes import lists_on
from service.offices import KnownOffice

Called = Callable[[str, str], Label]
"""From a dimension and a value of it to its words."""
HIDDEN, UNSAID = Label("限制知悉", "Restricted"), Label("未填", "not said")
FIELDS: Mapping[str, str] = {CLASS_ABOVE: "content_class"}
DIMENSIONS: Mapping[str, Label] = {
    CLASS_ABOVE: Label("内容分类", "Content class"),
    "content_class": Label("内容分类", "Content class"),
    "unit": Label("单位", "Unit"),
    "place": Label("问题属地", "Place of the matter"),
    "channel": Label("信访形式", "Channel"),
    "source": Label("信访来源", "Source"),
    "purpose": Label("信访目的", "Purpose"),
    "outcome": Label("结果", "Result or kind"),
    "clause": Label("条款", "Clause"),
    "repeat": Label("重复", "Repeated"),
    "visit": Label("来访", "Visit"),
    "collective": Label("集体访", "Collective"),
    "limit_for": Label("期限用于", "Limit for"),
}


def calling(office: KnownOffice, day: date) -> Called:
    lists = {each.field: each.list for each in lists_on(office, day).values()}

    def called(dimension: str, value: str) -> Label:
        if value == RESTRICTED:
            return HIDDEN
        if not value:
            return UNSAID
        field = FIELDS.get(dimension, dimension)
        found = lists[field].found(value) if field in lists else None
        if found:
            return Label(found.zh, found.en or found.zh)
        return Label(wording.code(field, value, ZH), wording.code(field, value, EN))

    return called
