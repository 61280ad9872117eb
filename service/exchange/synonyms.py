"""What other registers call their columns and write as codes, Chinese and English, and which word each is."""

from __future__ import annotations

import re
from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "编号", "信访件编号", "信访编号", "登记编号", "受理编号", "工单编号", "工单号", "留言编号", "案件编号",
        "来信编号",
        "id", "case_enquiry_id", "requestid", "letter_id", "case_id", "ticket_id", "reference", "uin", "序号",
    ),
    "received": (
        "信访日期", "信访时间", "收到日期", "收到时间", "收信时间", "收信日期", "来信日期", "来访日期",
        "来访时间", "来电时间",
        "留言时间", "受理时间", "受理日期", "received", "open_dt", "opened", "opened_at", "datetimeinit",
        "date_received",
        "datetabled", "created", "created_at",
    ),
    "registered": ("登记时间", "登记日期", "registered", "registered_at"),
    "accepted": ("受理告知日期", "accepted", "accepted_at"),
    "forwarded": ("转办时间", "转办日期", "转送日期", "交办时间", "交办日期", "forwarded", "forwarded_at"),
    "signed_for": ("签收时间", "签收日期", "signed", "signed_for", "signed_for_at"),
    "due": (
        "要求办结日期", "要求办结时间", "办理期限", "办结期限", "答复期限", "截止日期", "截止时间", "限办日期",
        "期限", "due",
        "due_date", "target_dt", "prjcompletedate", "deadline", "dateforanswer",
    ),
    "unit": (
        "承办单位", "责任单位", "办理单位", "承办部门", "去向单位", "处理部门", "department", "submitto",
        "agency", "unit",
        "answeringbodyname",
    ),
    "answer": ("答复时间", "答复日期", "回复时间", "回复日期", "answered", "answered_at", "dateanswered"),
    "closed": (
        "办结时间", "办结日期", "结案时间", "结案日期", "closed", "closed_at", "closed_dt", "datetimeclosed",
        "date_closed",
    ),
    "withdrawn": ("撤回日期", "撤回时间", "撤诉日期", "withdrawn", "cancelled", "datecancelled"),
    "channel": (
        "信访形式", "信访方式", "来源渠道", "受理渠道", "诉求渠道", "渠道", "channel", "callertype",
        "method_received",
    ),
    "source": ("信访来源", "案件来源", "来源"),
    "purpose": ("信访目的",),
    "title": (
        "标题", "主题", "留言主题", "诉求标题", "摘要", "概况", "信访概况", "事由", "title", "subject", "heading",
        "case_title", "description",
    ),
    "content_class": (
        "内容分类", "信访内容分类", "问题类别", "诉求类别", "类别", "一级标签", "category", "problemcode",
        "content_class",
    ),
    "problem_place": ("问题属地", "属地", "发生地", "事发地", "地点", "所属区域", "neighborhood", "district"),
    "people": ("信访人数", "人数", "来访人数", "people"),
    "name": ("姓名", "信访人", "信访人姓名", "来访人", "来信人", "来电人", "联系人", "name"),
    "phone": ("联系电话", "手机号码", "手机号", "电话", "电话号码", "phone"),
    "address": ("住址", "地址", "联系地址", "通讯地址", "address"),
    "problem": ("信访内容", "反映内容", "主要内容", "诉求内容", "留言详情", "内容", "problem"),
    "demand": ("诉求", "信访诉求", "主要诉求", "demand"),
}  # fmt: skip
"""By word; of several columns that fit a word the one that is named first here."""

RESULTS = ("办理结果", "处理结果", "办理情况", "处理情况", "答复意见", "答复内容", "closure_reason", "result")
"""Columns with the words of an answer."""

CODES: Mapping[str, Mapping[str, str]] = {
    "channel": {
        "来信": "letter", "书信": "letter", "信件": "letter", "来访": "visit", "走访": "visit", "来电": "call",
        "电话": "call", "电话信访": "call", "网上信访": "online", "网信": "online", "网上": "online",
        "网络": "online",
        "手机信访": "online", "微信信访": "online", "微信": "online", "网上建议": "online", "领导信箱": "online",
        "邮箱": "online", "传真": "fax", "letter": "letter", "mail": "letter", "visit": "visit", "walk-in": "visit",
        "phone": "call", "call": "call", "web": "online", "online": "online", "email": "online", "app": "online",
        "fax": "fax",
    },
    "source": {
        "0101": "direct", "0102": "leader", "0201": "superior_forwarded", "0202": "superior_assigned",
        "0301": "other_department", "0302": "other_department", "本级": "direct", "自收": "direct",
        "领导交办": "leader", "上级转送": "superior_forwarded", "上级转办": "superior_forwarded",
        "上级交办": "superior_assigned", "其他部门": "other_department", "部门转送": "other_department",
    },
}  # fmt: skip
"""What the codes of other registers mean (capitals or not)."""


def plain(name: str) -> str:
    """A name as it is compared: without blanks, what stands in brackets, and capitals."""
    return re.sub(r"[(（\[【].*?[)）\]】]|[\s*:：]", "", name).lower()
