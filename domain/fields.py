"""The fields that rules ask for: where a value stands, whether it is given, what the field is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.turn import Turn

UNKNOWN = "unknown"

LABELS: Mapping[str, str] = {
    "accused": "被检举人",
    "accused_units": "被检举单位",
    "address": "住址",
    "age": "年龄",
    "agreement": "协议",
    "answer_given": "当场答复",
    "assigner": "交办机关",
    "assigner_number": "交办文号",
    "competent_body": "有权处理的机关",
    "content_class": "内容分类",
    "demand": "诉求",
    "explanation": "解释说明",
    "file_number": "档号",
    "id_number": "证件号码",
    "importance": "重要程度",
    "legal_basis": "依据",
    "name": "姓名",
    "new_facts": "新的事实和理由",
    "occupation": "职业",
    "papers_carried": "携带材料",
    "people": "人数",
    "phone": "电话",
    "policy": "政策",
    "politics": "政治面貌",
    "problem": "反映的问题",
    "problem_place": "问题属地",
    "procedure": "适用程序",
    "purpose": "信访目的",
    "receivers": "接访人员",
    "reply_by": "答复期限",
    "representatives": "代表",
    "sex": "性别",
    "text": "内容",
    "title": "摘要",
    "way_there": "反映途径",
    "withdrawn_on": "撤回日期",
}
"""The Chinese names of fields that a rule may find missing."""


def value_of(field: str, turn: Turn) -> object:
    """The value of a field: of the event, else of the petition, its petitioner or its receipt; or None."""
    known = turn.after.details
    for holder in (turn.event, known, known.petitioner, turn.after.received):
        value = getattr(holder, field, None)
        if is_given(value):
            return value
    return None


def is_given(value: object) -> bool:
    """Whether something has been said: zero and no are answers (rulebook.md trap 34), "unknown" is none."""
    return value is not None and value not in ("", (), UNKNOWN)


def missing(fields: Iterable[str], turn: Turn) -> tuple[str, ...]:
    """Those of the fields that nobody has given a value."""
    return tuple(field for field in fields if not is_given(value_of(field, turn)))


def in_words(fields: Iterable[str]) -> tuple[str, str]:
    """The fields' names, Chinese and English."""
    named = tuple(fields)
    return "、".join(LABELS.get(field, field) for field in named), ", ".join(named)
