"""A realistic request for each verb, shown in the API's documentation; tests send every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from service.api.act_examples import by_verb

Body = Mapping[str, Any]

REGISTRAR: Body = {"name": "李文", "unit": "信访科", "post": "registrar"}
LEADER: Body = {"name": "陈国强", "unit": "局领导", "post": "deputy_for_petitions"}
SECTION_HEAD: Body = {"name": "孙立", "unit": "信访科", "post": "petition_section_head"}
HEAD: Body = {"name": "王建军", "unit": "局领导", "post": "head"}
HANDLER: Body = {"name": "赵敏", "unit": "安置科", "post": "handler"}

_DETAILS: Body = {
    "title": "安置房漏水无人维修",
    "petitioner": {"name": "张桂兰", "sex": "女", "address": "兴安街道12号", "phone": "13800000000"},
    "people": 1,
    "problem": "2023年入住的安置房顶层漏水，多次反映无人维修。",
    "demand": "尽快维修并赔偿损失。",
    "purpose": "claim",
    "procedure": "petition",
    "importance": "ordinary",
    "content_class": "安置房质量",
}

BY_VERB: Mapping[str, Body] = MappingProxyType(
    {
        "receive": {
            "actor": REGISTRAR,
            "occurred": "2026-01-05T09:10:00+08:00",
            "channel": "visit",
            "place": "hall",
            "details": {"petitioner": {"name": "张桂兰"}, "problem": _DETAILS["problem"]},
        },
        "open": {
            "actor": REGISTRAR,
            "occurred": "2026-01-05",
            "envelope": "完好",
            "stamp": "完好",
            "bound_together": True,
        },
        "register": {
            "actor": REGISTRAR,
            "occurred": "2026-01-05T09:30:00+08:00",
            "details": {**_DETAILS, "receivers": ["李文", "赵敏"]},
        },
        "classify": {
            "actor": REGISTRAR,
            "details": {"importance": "important", "urgent": True, "content_class": "安置房质量"},
        },
        "propose": {"actor": REGISTRAR, "text": "拟转安置科办理，十五日内答复。"},
        "submit": {"actor": REGISTRAR, "to": "陈国强", "reader": "in_charge"},
        "instruct": {
            "actor": LEADER,
            "text": "请安置科现场查看，限期维修。",
            "supervise": True,
            "supervise_by": "2099-12-31",
        },
        "accept": {"actor": HANDLER, "occurred": "2026-01-08"},
        "notify": {
            "actor": HANDLER,
            "notice": "receipt",
            "document_number": "移信告〔2026〕3号",
            "mode": "直接送达",
        },
        "exempt": {"actor": REGISTRAR, "reason": "来信未署名，住址不详。"},
        "forward": {
            "actor": SECTION_HEAD,
            "target": "安置科",
            "target_kind": "section",
            "text": "请按批示办理。",
        },
        "assign": {
            "actor": REGISTRAR,
            "target": "兴安县移民局",
            "target_kind": "county_body",
            "reply_by": "2099-12-31",
            "reference": "移信交〔2026〕2号",
        },
        "sign-for": {"actor": HANDLER, "unit": "安置科"},
        "return": {"actor": HANDLER, "unit": "安置科", "reason": "房屋由县局建设，非本科职责。"},
        "comment": {"actor": HANDLER, "text": "已与信访人电话约定现场查看时间。"},
        "report-result": {"actor": HANDLER, "unit": "安置科", "to": "assigner", "text": "漏水处已修复。"},
        "request-extension": {
            "actor": HANDLER,
            "duty": "answer_hall",
            "reason": "需等雨天复查。",
            "days": 50,
        },
        "extend": {"actor": HEAD, "duty": "answer_hall", "reason": "需等雨天复查。", "days": 50},
        "deny-extension": {"actor": HEAD, "duty": "answer_hall", "reason": "维修已完成，无须延期。"},
        "explain-delay": {"actor": HANDLER, "to": "leader", "reason": "施工队年前停工。"},
        "press": {"actor": REGISTRAR, "to": "安置科", "text": "期限将至，请抓紧办理。"},
        "answer": {
            "actor": HANDLER,
            "reply_kind": "result",
            "text": "顶层防水已重做，经雨后复查不再漏水。",
            "delivered": True,
            "mode": "当面答复",
            "document_number": "移信复〔2026〕5号",
        },
        "serve": {"actor": HANDLER, "document": "answer", "mode": "邮寄", "signed": True},
        "close": {
            "actor": REGISTRAR,
            "outcome": "supported",
            "legal_basis": "《建设工程质量管理条例》第四十条",
        },
        "archive": {
            "actor": REGISTRAR,
            "file_number": "2026-信访-0012",
            "location": "档案室三号柜",
            "catalogue": ["登记表", "批示", "答复书"],
            "retention": "30年",
        },
        "reopen": {"actor": REGISTRAR, "reason": "维修后再次漏水。", "unit": "安置科"},
        "withdraw": {"actor": REGISTRAR, "reason": "信访人当面表示撤回。"},
        "void": {"actor": REGISTRAR, "reason": "与另一件重复录入。"},
        "correct": {
            "actor": REGISTRAR,
            "of": 1,
            "act": {"verb": "receive", "channel": "visit", "place": "hall"},
            "occurred": "2026-01-04",
            "reason": "实际收到日期为前一日。",
        },
        **by_verb(REGISTRAR, SECTION_HEAD, LEADER, HEAD, HANDLER),
    }
)

OFFICE: Body = {
    "actor": {"name": "管理员"},
    "id": "yimin",
    "name": "移民局",
    "rulebook": "R5",
    "time_zone": "Asia/Shanghai",
    "roles": {"coordinating_department": "信访科", "deputy_for_petitions": "陈国强", "archivist": "李文"},
}
CALENDAR: Body = {
    "actor": {"name": "管理员"},
    "calendar": {
        "year": 2028,
        "papers": ["https://www.gov.cn/zhengce/2028.htm"],
        "days": [{"name": "元旦", "date": "2028-01-03", "isOffDay": True}],
    },
}
CLOCK: Body = {"actor": {"name": "管理员"}, "reason": "更换主板后时钟曾走快，已校准。"}

ADMINISTRATOR: Body = {"name": "管理员"}
OWN_BOOK = """\
[book]
id = "yimin"
valid_from = 2026-01-01
extends = "R5"
zh = "市移民局信访工作细则"

[[schedule]]
id = "hall_rota"
clause = "R5.10"
zh = "局领导轮流在大厅值班接待"
what = "reception"
every = "week"
on = "monday"
part = "morning"
holiday = "skip"
attend = ["deputy_head"]
met_by = ["ReceptionHeld"]

[[form]]
id = "hall_room"
clause = "R5.9"
zh = "接待大厅检查单"
kind = "checklist"
items = ["整洁", "饮水", "座椅"]
"""

STATISTICIAN: Body = {"name": "周静", "unit": "信访科", "post": "registrar"}
CHECKER: Body = {"name": "李文", "unit": "信访科", "post": "petition_section_head"}
SIGNER: Body = {"name": "陈国强", "unit": "局领导", "post": "deputy_for_petitions"}
SEEN = "9f2c5a0f7c0b6f0a7d2d8b3c1e4f5a6978879605142332415061728394a5b6c7"

REPORTS: Mapping[str, Body] = MappingProxyType(
    {
        "drafts": {"actor": STATISTICIAN, "period": "2026-01", "style": "natural"},
        "checks": {"actor": CHECKER, "digest": SEEN},
        "returns": {"actor": CHECKER, "reason": "来访人次与登记簿不符，请核对后重拟。"},
        "signatures": {"actor": SIGNER, "digest": SEEN},
        "submissions": {"actor": STATISTICIAN, "digest": SEEN, "to": "市信访局"},
        "received-reports": {"actor": STATISTICIAN, "file": '{"format": "zhuoluo-report/1", …}'},
    }
)
"""What is posted about reports, by the name of the address."""

SUBJECT = "person-5f2d7c1e9a4b4c0d8e6f3a2b1c0d9e8f"
ERASURES: Mapping[str, Body] = MappingProxyType(
    {
        "erasure-proposals": {
            "actor": STATISTICIAN,
            "subjects": [SUBJECT],
            "basis": "legal_ground",
            "reason": "本人申请，经核实应予删除。",
        },
        "erasure-approvals": {"actor": CHECKER},
        "erasure-refusals": {"actor": CHECKER, "reason": "相关诉讼尚未终结。"},
        "erasure-execution": {"actor": STATISTICIAN},
        "restrictions": {"actor": STATISTICIAN, "subject": SUBJECT, "reason": "本人对准确性提出异议。"},
        "restriction-lifts": {"actor": STATISTICIAN, "subject": SUBJECT, "reason": "已核实更正。"},
    }
)
"""What is posted about restrictions and erasures, by the name of the address."""

BY_ADDRESS: Mapping[str, Body] = MappingProxyType(
    {
        "rulebooks": {"actor": ADMINISTRATOR, "text": OWN_BOOK, "reason": "局务会2026年第1次会议通过。"},
        "codes": {"actor": ADMINISTRATOR, "adopt": "content_classes", "reason": "局务会2026年第1次会议通过。"},
        "units": {"actor": ADMINISTRATOR, "name": "局领导", "kind": "department"},
        "grants": {
            "actor": ADMINISTRATOR,
            "person": "田甜",
            "role": "auditor",
            "clearance": "work_secret",
            "since": "2026-01-05",
            "reason": "年度审计",
        },
        "revocations": {"actor": ADMINISTRATOR, "person": "田甜", "role": "auditor", "reason": "审计结束"},
        "kinships": {"actor": ADMINISTRATOR, "person": "田甜", "relative": "钟山", "since": "2026-01-05"},
        "posts": {
            "actor": ADMINISTRATOR,
            "person": "王建军",
            "post": "head",
            "unit": "局领导",
            "title": "局长",
            "rank": "正处级",
            "since": "2024-03-01",
        },
        "events": {
            "actor": ADMINISTRATOR,
            "events": [
                {"event": "UnitSet", "name": "信访科", "kind": "petition_section", "parent": "局领导"},
                {
                    "event": "PersonAppointed",
                    "person": "陈国强",
                    "post": "deputy_for_petitions",
                    "unit": "局领导",
                    "title": "副局长(分管信访)",
                    "rank": "副处级",
                    "since": "2024-03-01",
                },
                {
                    "event": "PersonAppointed",
                    "person": "李文",
                    "post": "registrar",
                    "unit": "信访科",
                    "since": "2024-03-01",
                },
                {
                    "event": "PersonAppointed",
                    "person": "孙丽",
                    "post": "registrar",
                    "unit": "信访科",
                    "since": "2025-06-01",
                },
            ],
        },
        "fields": {
            "actor": ADMINISTRATOR,
            "leader": "陈国强",
            "content_class": "安置房质量",
            "since": "2026-01-01",
        },
        "roles": {"actor": ADMINISTRATOR, "role": "coordinating_department", "who": "信访科"},
        "departments": {"actor": ADMINISTRATOR, "content_class": "安置房质量", "unit": "信访科"},
        "delegations": {
            "actor": HEAD,
            "taker": "陈国强",
            "giver": "王建军",
            "since": "2026-01-12",
            "until": "2026-01-16",
            "reason": "外出学习。",
        },
        "rota": {
            "actor": ADMINISTRATOR,
            "schedule": "hall_rota",
            "slots": {"2026-01-05": "王建军", "2026-01-12": "陈国强"},
        },
        "receptions": {
            "actor": REGISTRAR,
            "schedule": "hall_rota",
            "day": "2026-01-05",
            "presided_by": "王建军",
            "attendance": ["李文"],
        },
        "checklists": {
            "actor": REGISTRAR,
            "form": "hall_room",
            "day": "2026-01-05",
            "items": {"整洁": 5, "饮水": 4, "座椅": 5},
        },
        "analyses": {
            "actor": REGISTRAR,
            "to": "陈国强",
            "period": "2025年第四季度",
            "text": "安置房质量问题占全部来访的四成，建议集中检修。",
            "figures": {"安置房质量来访": ["信〔2025〕0041", "信〔2025〕0044"]},
        },
        "calendar-days": {
            "actor": ADMINISTRATOR,
            "day": "2026-01-19",
            "working": False,
            "name": "全局停电检修",
            "paper": "移办〔2026〕4号",
        },
        "handovers": {
            "actor": ADMINISTRATOR,
            "giver": "李文",
            "taker": "孙丽",
            "since": "2026-02-01",
            "reason": "调往安置科。",
            "leaving": True,
        },
        "departures": {
            "actor": ADMINISTRATOR,
            "person": "王建军",
            "since": "2026-06-01",
            "reason": "退休。",
        },
    }
)
"""A realistic request for each address of the organisation, in an order in which all can be sent."""
