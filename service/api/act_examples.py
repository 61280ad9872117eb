"""A realistic request for the verbs beyond the plain way of a petition: joining, review, reception, supervision."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Body = Mapping[str, Any]

ANOTHER = "6f1c1f0a-8a52-4f7e-9a39-0c1b2f2f6d11"
"""A petition that stands here for any other of the office."""
ATTACHED = "1d6f5c1e-2f5b-4c55-8a9e-3c0d2b7e4a10"
"""An attachment that stands here for any of the petition."""

OF_REGISTRAR: Mapping[str, Body] = {
    "join": {"to": ANOTHER, "kind": "repeat", "reason": "同一信访人再次反映同一事项。", "score": 92},
    "unjoin": {"to": ANOTHER, "reason": "姓名相近，并非同一人。"},
    "request-material": {"text": "请补交购房合同复印件。"},
    "restrict": {"reason": "信访人要求保密。", "secrecy": "confidential"},
    "special-report": {"to": "陈国强", "text": "安置房漏水多户反映，建议专题研究。"},
    "answer-supervision": {"result": "三栋楼防水已全部重做。"},
    "decide-objection": {"upheld": True, "reason": "经核实，房屋由县局建设。", "unit": "安置科"},
    "redirect": {
        "competent_body": "市住房和城乡建设局",
        "way_there": "政务大厅3号窗，热线12345",
        "contact_made": "已与该局信访科电话联系。",
    },
    "hand-over": {"giver": "赵敏", "taker": "周海", "reason": "赵敏休产假。"},
    "return-report": {"unit": "安置科", "reason": "未附现场照片。", "reply_by": "2099-12-31"},
    "refuse-acceptance": {
        "ground": "not_competent",
        "reason": "事项不属本局职权。",
        "legal_basis": "《信访工作条例》第十九条",
        "competent_body": "市住房和城乡建设局",
        "way_there": "政务大厅3号窗",
    },
    "send-back": {"to_step": "register", "reason": "登记内容与来信不符，重新登记。"},
    "appoint": {"leader": "陈国强", "appointed_on": "2099-12-31", "part": "morning"},
    "miss-appointment": {"reason": "陈国强陪同上级检查。"},
    "guide": {"text": "已说明可依法申请行政复议。"},
    "note-incident": {"incident": "disturbance", "text": "来访人在大厅大声喧哗。", "problem_place": "接待大厅"},
    "tell-body": {"to": "police", "name": "兴安派出所", "text": "请派员维持秩序。"},
    "fill-checklist": {"form": "hall_room", "items": {"整洁": 5, "饮水": 4}},
    "register-closure": {"text": "结案登记簿第12号。"},
    "rate": {"subject": "petition_office", "rating": "satisfied", "text": "接待热情。"},
    "call-back": {"reached": True, "text": "信访人表示不再漏水。"},
    "publish": {"text": "您反映的安置房漏水已全部维修完毕。"},
    "request-review": {"level": "1", "against": "移信处〔2026〕1号", "body": "省移民局"},
    "decide-review": {"level": "1", "result": "maintain", "text": "原处理意见正确，予以维持。", "delivered": True},
    "open-hearing": {"text": "就赔偿数额举行听证。"},
    "close-hearing": {"text": "双方陈述完毕。"},
    "suggest": {"to_body": "市住房和城乡建设局", "text": "建议对同批安置房集中检修。"},
    "release-attachment": {"attachment": ATTACHED, "reason": "已人工查验。"},
    "reject-attachment": {"attachment": ATTACHED, "reason": "查出病毒。"},
    "remove-attachment": {"attachment": ATTACHED, "reason": "误传他人材料。"},
    "void-document": {"attachment": ATTACHED, "reason": "文书内容有误，另行出具。"},
    "feed-back": {"adopted": True, "text": "已列入年度检修计划。"},
}
OF_HANDLER: Mapping[str, Body] = {
    "object": {"reason": "房屋由县局建设，非本科职责。", "unit": "安置科"},
    "report": {"finding": "顶层防水层老化，责任在原施工单位。"},
}
OF_SECTION: Mapping[str, Body] = {
    "draft": {
        "text": "拟同意维修。",
        "document_number": "移信处〔2026〕1号",
        "claim": "要求维修并赔偿。",
        "findings": "顶层防水层老化。",
        "opinion_text": "由原施工单位重做防水，赔偿另行协商。",
        "legal_basis": "《建设工程质量管理条例》第四十条",
        "remedy": "自收到之日起三十日内可以申请复查。",
    },
}
OF_LEADER: Mapping[str, Body] = {
    "recuse": {"officer": "赵敏", "stage": "granted", "reason": "与信访人系亲属。"},
    "send-back": {"to_step": "report", "reason": "未说明赔偿依据，请补充调查。"},
    "review": {"text": "事实清楚，同意呈批。"},
    "meet": {"text": "当面听取诉求，请安置科十日内答复。"},
}
OF_HEAD: Mapping[str, Body] = {"approve": {"text": "同意。"}}


def by_verb(registrar: Body, section_head: Body, leader: Body, head: Body, handler: Body) -> Mapping[str, Body]:
    """The requests, each by the officer who would send it."""
    mine = (
        (registrar, OF_REGISTRAR),
        (handler, OF_HANDLER),
        (section_head, OF_SECTION),
        (leader, OF_LEADER),
        (head, OF_HEAD),
    )
    return MappingProxyType({verb: {"actor": actor, **said} for actor, verbs in mine for verb, said in verbs.items()})
