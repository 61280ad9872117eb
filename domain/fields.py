"""The fields that rules ask for: where a value stands, whether it is given, what the field is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.turn import Turn
from domain.vocabulary import EITHER

UNKNOWN = "unknown"

LABELS: Mapping[str, str] = {
    "accused": "被检举人",
    "accused_or_unit": "被检举、控告的人员或者单位",
    "accused_units": "被检举单位",
    "address": "住址",
    "address_or_unit": "住址或工作单位",
    "archive_decision": "存档决定",
    "bound_together": "信封信件装订",
    "catalogue": "卷内目录",
    "contact_made": "已联系的单位",
    "due_on": "办理期限",
    "envelope": "信封",
    "finding": "调查结果",
    "findings": "查明事实",
    "claim": "请求",
    "final_opinion": "复核意见文号",
    "first_responsible": "第一负责人",
    "location": "存放地点",
    "opinion_text": "处理意见",
    "opened_at": "收信时间",
    "reader_reason": "送其他领导阅批的理由",
    "reason": "理由",
    "remedy": "救济途径",
    "responsible_unit": "承办单位",
    "retention": "保管期限",
    "specifically_responsible": "具体负责人",
    "stamp": "邮票",
    "supervise_by": "督办期限",
    "urgent": "紧急程度",
    "work_unit": "工作单位",
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
    if field in EITHER:
        return next((value for name in EITHER[field] if (value := value_of(name, turn))), None)
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
