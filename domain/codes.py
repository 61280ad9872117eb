"""What the codes are called on screens and in lists, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Label(Struct, frozen=True):
    """A code in words."""

    zh: str
    en: str


CHANNELS: Mapping[str, Label] = {
    "letter": Label("来信", "letter"),
    "visit": Label("来访", "visit"),
    "call": Label("来电", "call"),
    "online": Label("网上", "online"),
    "fax": Label("传真", "fax"),
}

SOURCES: Mapping[str, Label] = {
    "direct": Label("直接收到", "received directly"),
    "leader": Label("领导交来", "handed in by a leader"),
    "own_case": Label("自立案件", "own case"),
    "other_department": Label("其他部门转来", "from another department"),
    "superior_forwarded": Label("上级转送", "forwarded from above"),
    "superior_assigned": Label("上级交办", "assigned from above"),
    "city_petition_office": Label("市信访局交办", "assigned by the city petition office"),
}

REPLY_KINDS: Mapping[str, Label] = {
    "interim": Label("阶段答复", "interim answer"),
    "result": Label("办理结果", "result"),
    "policy": Label("政策解释", "explanation of policy"),
    "guidance": Label("逐级指引", "guidance"),
    "opinion": Label("处理意见书", "written opinion"),
}

STATUSES: Mapping[str, Label] = {
    "received": Label("已收到", "received"),
    "registered": Label("已登记", "registered"),
    "awaiting_instruction": Label("待批示", "awaiting instruction"),
    "instructed": Label("已批示", "instructed"),
    "in_transit": Label("转办途中", "on the way"),
    "in_handling": Label("办理中", "in handling"),
    "objected": Label("已提异议", "objected to"),
    "returned": Label("已退回", "returned"),
    "redirected": Label("已告知去向", "directed elsewhere"),
    "answered": Label("已答复", "answered"),
    "not_accepted": Label("不予受理", "not accepted"),
    "closed": Label("已办结", "closed"),
    "archived": Label("已归档", "archived"),
    "withdrawn": Label("已撤回", "withdrawn"),
    "voided": Label("已作废", "void"),
}
"""The states of the register (台账)."""
