"""The Chinese names of events, posts, roles, fields and codes: one place for all that is said to people.

Codes that screens and lists name in both languages stand in `codes.py` and are taken over from there. `words_en.py`
has the English names under the same keys, `wording.py` names things in either language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.codes import CHANNELS, REPLY_KINDS, SOURCES, Label


def _zh(labels: Mapping[str, Label]) -> Mapping[str, str]:
    return {code: label.zh for code, label in labels.items()}


EVENTS: Mapping[str, str] = {
    "Received": "收到", "Opened": "拆封", "Registered": "登记", "Classified": "分类", "Proposed": "拟办",
    "Submitted": "呈阅", "Instructed": "批示", "Accepted": "受理", "Notified": "告知", "Exempted": "免予告知",
    "Forwarded": "转办", "SignedFor": "签收", "Returned": "退回", "Commented": "备注", "ResultReported": "上报结果",
    "ExtensionRequested": "申请延期", "Extended": "批准延期", "ExtensionDenied": "不予延期",
    "DelayExplained": "说明情况", "Pressed": "催办", "Answered": "答复", "Served": "送达", "Closed": "办结",
    "Archived": "归档", "Reopened": "重办", "Withdrawn": "撤回", "Voided": "作废", "Joined": "关联",
    "Unjoined": "撤销关联", "MaterialRequested": "请补书面材料", "Restricted": "限制知悉", "Recused": "回避",
    "SpecialReported": "专报", "SupervisionAnswered": "督办反馈", "Objected": "提出异议",
    "ObjectionDecided": "核实异议", "Redirected": "告知去向", "HandedOver": "移交经办", "ReportReturned": "退回报告",
    "AcceptanceRefused": "不予受理", "FindingReported": "调查报告", "Drafted": "拟稿", "Reviewed": "审核",
    "Approved": "审批", "SentBack": "退回重做", "Met": "领导接见", "Appointed": "约定接待",
    "AppointmentMissed": "失约", "Guided": "疏导", "IncidentNoted": "记录情况", "BodyTold": "通知有关方面",
    "ChecklistFilled": "填写检查单", "ClosureRegistered": "结案登记", "Rated": "满意度评价", "CalledBack": "回访",
    "ReviewRequested": "申请复查复核", "ReviewDecided": "复查复核意见", "HearingOpened": "听证开始",
    "HearingClosed": "听证结束", "SuggestionMade": "改进建议", "SuggestionAnswered": "建议采纳反馈",
    "ReplyPublished": "公布答复", "DutiesRecomputed": "重算期限", "Corrected": "更正", "Linked": "并入关联",
    "Unlinked": "撤出关联",
    "Attached": "添加附件", "AttachmentReleased": "放行附件", "AttachmentRejected": "拒收附件",
    "AttachmentRemoved": "撤下附件", "DocumentIssued": "出具文书", "DocumentVoided": "文书作废",
    "TransferTaken": "接收交换件", "TransferAcknowledged": "交换回执",
}  # fmt: skip
"""What happens to a petition, by the name of the event."""

VERBS: Mapping[str, str] = {
    "Receive": "收件", "Open": "拆封", "Register": "登记", "Classify": "分类", "Join": "关联", "Unjoin": "撤销关联",
    "RequestMaterial": "请补书面材料", "Restrict": "限制知悉", "Recuse": "回避", "Propose": "拟办", "Submit": "呈阅",
    "Instruct": "批示", "SpecialReport": "专报", "AnswerSupervision": "督办反馈", "Forward": "转办", "Assign": "交办",
    "SignFor": "签收", "Object": "提出异议", "DecideObjection": "核实异议", "Return": "退回", "Redirect": "告知去向",
    "HandOver": "移交经办", "Comment": "备注", "Press": "催办", "ReportResult": "上报结果", "ReturnReport": "退回报告",
    "Accept": "受理", "RefuseAcceptance": "不予受理", "Report": "报告调查结果", "Draft": "拟稿", "Review": "审核",
    "Approve": "审批", "SendBack": "退回重做", "Answer": "答复", "Notify": "告知", "Exempt": "免予告知",
    "Serve": "送达", "RequestExtension": "申请延期", "Extend": "批准延期", "DenyExtension": "不予延期",
    "ExplainDelay": "说明情况", "Meet": "登记领导接见", "Appoint": "约定接待", "MissAppointment": "登记失约",
    "Guide": "疏导", "NoteIncident": "记录情况", "TellBody": "通知有关方面", "FillChecklist": "填写检查单",
    "Close": "办结", "RegisterClosure": "结案登记", "Archive": "归档", "Reopen": "重办", "Withdraw": "登记撤回",
    "Void": "作废", "Rate": "登记满意度评价", "CallBack": "回访", "RequestReview": "申请复查复核",
    "DecideReview": "作出复查复核意见", "OpenHearing": "开始听证", "CloseHearing": "结束听证",
    "Suggest": "提出改进建议", "FeedBack": "反馈建议采纳情况", "Publish": "公布答复", "Attach": "添加附件",
    "ReleaseAttachment": "放行附件", "RejectAttachment": "拒收附件", "RemoveAttachment": "撤下附件",
    "IssueDocument": "出具文书", "VoidDocument": "文书作废", "Correct": "更正",
}  # fmt: skip
"""What somebody can do, as it stands on a button, by the class name of the act."""

OFFICE_EVENTS: Mapping[str, str] = {
    "OfficeCreated": "设立", "RulebookAdopted": "采用规则", "RulebookPublished": "发布本机构规则",
    "CodeListPublished": "发布代码表", "CalendarLoaded": "发布节假日安排", "CalendarOverridden": "本机构调整作息",
    "ClockAccepted": "确认时钟", "UnitSet": "设置单位", "PersonAppointed": "任职", "PersonLeft": "离任",
    "FieldGiven": "分工", "RoleFilled": "定岗", "Delegated": "委托代行", "DepartmentNamed": "明确责任部门",
    "RotaPublished": "公布轮值表", "ReceptionHeld": "领导接待", "OfficeChecklistFilled": "填写检查单",
    "AnalysisSubmitted": "报送综合分析", "DeskHandedOver": "移交全部工作", "StatisticsSent": "报送统计",
    "StatisticsDrafted": "拟制统计报表", "StatisticsChecked": "核对统计报表", "StatisticsReturned": "退回统计报表",
    "StatisticsSigned": "签发统计报表", "ReportReceived": "收到下级统计报表",
    "InstanceKeyStated": "公布实例密钥", "InstanceKeyRetired": "停用实例密钥", "LogRestored": "恢复备份",
    "WitnessNamed": "指定见证方", "WitnessDismissed": "撤销见证方", "HeadRecorded": "登记下级日志头",
    "AccessGranted": "授权", "AccessRevoked": "收回授权", "KinshipDeclared": "申报近亲属",
    "AccountOpened": "开设账号", "AccountClosed": "注销账号", "AccountBlocked": "停用账号",
    "AccountReleased": "恢复账号", "CredentialReset": "重置凭据", "IdentityLinked": "关联统一身份",
    "IdentityUnlinked": "解除统一身份关联", "MailAddressSet": "登记提醒邮箱", "TokenIssued": "签发机器令牌",
    "TokenRevoked": "撤销机器令牌", "AccessLogDropped": "销毁年度查阅日志",
    "SubscriptionNamed": "指定事件订阅", "SubscriptionPaused": "暂停推送", "SubscriptionResumed": "恢复推送",
    "SubscriptionSecretChanged": "更换推送密钥", "SubscriptionEnded": "终止事件订阅",
    "PartnerNamed": "指定交换机构", "PartnerDismissed": "撤销交换机构", "ItemTaken": "接收机构交换件",
    "ItemDeclined": "不予接收交换件", "ItemAcknowledged": "机构交换件回执",
    "ProcessingRestricted": "限制处理", "RestrictionLifted": "解除限制处理", "RetentionTermSet": "设定保管期限",
    "ErasureProposed": "提请删除个人信息", "ErasureApproved": "同意删除个人信息",
    "ErasureRefused": "不同意删除个人信息", "SubjectErased": "已删除个人信息",
}  # fmt: skip
"""What happens to an office."""

ROLES: Mapping[str, str] = {
    "registrar": "登记人", "receiver": "接收人", "duty_officer": "值班人员", "coordinating_department": "归口部门",
    "handling_unit": "承办单位", "target": "收件单位", "leader_in_charge": "分管领导",
    "deputy_for_petitions": "分管信访副职", "head": "主要负责人", "reader": "阅批领导", "actor": "经办人",
    "instructing_leader": "批示领导", "petitioner": "信访人", "assigner": "交办机关", "review_body": "复查复核机关",
    "supervisor": "督办人员", "archivist": "档案管理员", "statistician": "统计人员",
}  # fmt: skip
"""Who owes."""

POSTS: Mapping[str, str] = {
    "head": "主要负责人", "deputy_for_petitions": "分管信访副职", "deputy_head": "副职领导",
    "leader_in_charge": "分管领导", "petition_section": "信访科人员", "petition_section_head": "信访科负责人",
    "section": "业务科室人员", "section_head": "业务科室负责人", "county_body": "县级机构人员", "registrar": "登记人",
    "supervisor": "督办人员", "archivist": "档案管理员", "handler": "经办人", "discipline": "纪检人员",
    "auditor": "审计人员",
}  # fmt: skip
"""What an actor must hold."""

UNIT_KINDS: Mapping[str, str] = {
    "petition_section": "信访科", "section": "业务科室", "county_body": "县级机构", "department": "部门",
    "subordinate": "下属单位", "outside_body": "机构以外的单位",
}  # fmt: skip

FIELDS: Mapping[str, str] = {
    "checkpoint": "对方签名检查点", "declined": "对方未接收的理由", "leaf": "叶哈希", "number": "对方登记编号",
    "origin": "对方日志", "partner": "对方机构", "partner_name": "对方机构名称", "position": "日志位置",
    "sent_as": "来件方式", "stream": "对方事件流", "version": "对方步骤", "what": "交换内容",
    "template": "模板摘要值",
    "accused": "被检举人", "accused_or_unit": "被检举、控告的人员或者单位", "accused_units": "被检举单位",
    "address": "住址", "address_or_unit": "住址或工作单位", "adopted": "是否采纳", "against": "原意见文号",
    "age": "年龄", "agreement": "协议", "already_done": "补录理由", "anonymous": "匿名", "answer_given": "当场答复",
    "appointed_on": "约定日期", "archive_decision": "存档决定", "assigner": "交办机关", "assigner_number": "交办文号",
    "assisting": "协办单位", "attachment": "附件", "body": "复查复核机关", "bound_together": "信封信件装订",
    "catalogue": "卷内目录", "channel": "信访形式", "claim": "请求", "clause": "依据条款",
    "competent_body": "有权处理的机关", "contact_made": "已联系的单位", "content_class": "内容分类", "days": "天数",
    "delivered": "已送达", "demand": "诉求", "details": "信访件内容", "digest": "密文摘要值", "document": "文书",
    "document_kind": "文种", "document_number": "文号", "due": "办理期限", "due_at": "办理期限", "due_on": "办理期限",
    "duty": "期限事项",
    "envelope": "信封", "explanation": "解释说明", "external_id": "外部编号", "file_name": "文件名",
    "file_number": "档号", "final_opinion": "复核意见文号", "finding": "调查结果", "findings": "查明事实",
    "first_responsible": "第一负责人", "form": "检查单", "from_chief_day": "领导接待日来访", "giver": "移交人",
    "ground": "不予受理的情形", "handler": "经办人", "id": "信访人标识", "id_number": "证件号码",
    "importance": "重要程度", "incident": "情况类别", "items": "检查项目", "kind": "关联方式", "leader": "领导",
    "legal_basis": "依据", "level": "复查或者复核", "location": "存放地点", "media_type": "文件格式", "mode": "方式",
    "name": "姓名", "new_facts": "新的事实和理由", "not_given": "未填原因", "notice": "告知书种类",
    "occupation": "职业", "of": "所答事项", "officer": "回避人员", "on_spot": "当场答复", "opened_at": "收信时间",
    "opinion_text": "处理意见", "ordinal": "序号", "outcome": "办结方式", "pages": "页数", "paper": "材料类别",
    "papers_carried": "携带材料", "part": "上午或者下午", "people": "人数", "persons": "有关人员",
    "petitioner": "信访人", "phone": "电话", "place": "接待地点", "plain_digest": "原文摘要值", "policy": "政策",
    "politics": "政治面貌", "problem": "反映的问题", "problem_place": "问题属地", "procedure": "适用程序",
    "purpose": "信访目的", "rating": "满意度", "reachable": "能否联系", "reached": "是否联系上", "reader": "阅批人",
    "rests_on": "所依据步骤",
    "reader_reason": "送其他领导阅批的理由", "reason": "理由", "receivers": "接访人员", "redo_by": "重办期限",
    "reference": "来文文号", "remedy": "救济途径", "reply_by": "答复期限", "reply_kind": "答复种类",
    "representatives": "代表", "responsible_unit": "承办单位", "restricted": "限制知悉", "result": "结果",
    "retention": "保管期限", "scan": "查毒状态", "score": "相似度", "secrecy": "密级", "sex": "性别", "size": "字节数",
    "signed": "是否签收", "source": "信访来源", "specifically_responsible": "具体负责人", "stage": "回避环节",
    "stamp": "邮票", "subject": "评价对象", "supervise": "督办", "supervise_by": "督办期限", "taker": "接受人",
    "target": "去向单位", "target_kind": "去向单位类别", "text": "内容", "title": "摘要", "to": "送往对象",
    "to_body": "建议对象", "to_step": "退回环节", "unit": "单位", "upheld": "异议是否成立", "urgent": "紧急程度",
    "way_there": "反映途径", "withdrawn_on": "撤回日期", "work_unit": "工作单位",
}  # fmt: skip
"""The fields of acts, of what is known of a petition, and of persons."""

STANDING: Mapping[str, str] = {
    "state": "状态", "open": "未办结", "unit": "所在单位", "person": "经办人", "on_the_way": "转办途中",
    "assisting": "协办单位", "passed_on": "转交次数", "number": "登记号", "received": "收到时间",
    "registered": "登记时间", "accepted": "受理时间", "answered": "答复时间", "delivered": "送达时间",
    "closed": "办结时间", "archived": "归档时间", "refused": "不予受理时间", "withdrawn": "撤回时间",
    "voided": "作废时间", "round": "重办次数", "rulebook": "适用规则", "route": "办理流程",
    "steps": "已办环节", "extended": "已延期", "joined": "关联首件", "joiners": "关联至本件",
    "recused": "回避人员", "reports_wanted": "待重报单位", "final": "不再受理", "overdue": "超期事项",
}  # fmt: skip
"""How a petition stands, field by field; its other fields are called as in FIELDS."""

DECIDED: Mapping[str, str] = {
    "open_until": "未办结至", "series": "编号系列", "period": "编号期间", "pattern": "编号格式",
    "to_unit": "领导所在单位", "sender": "转出单位", "back_to": "退往单位", "first_open": "首件未办结",
    "petition": "信访件", "calendar": "日历", "overrides": "改转其他单位",
}  # fmt: skip
"""The fields that the decision adds to what an act says."""

DUTY_CHANGES: Mapping[str, str] = {
    "met": "完成", "met_late": "超期完成", "cancelled": "终止", "moved": "转移责任", "redated": "变更期限",
    "opened": "产生", "ended_otherwise": "完成情况更正", "open_again": "恢复未完成", "undone": "不再存在",
}  # fmt: skip
"""What becomes of a duty; the last three only by a correction, or seen backwards in time."""

NATURES: Mapping[str, str] = {"duty": "期限义务", "right": "权利", "aim": "工作要求"}
"""What an entry of a rulebook makes: something owed, allowed, or wanted soon."""

OFFICE_FIELDS: Mapping[str, str] = {
    "name": "名称", "kind": "类别", "person": "姓名", "post": "职务", "leader": "负责人", "content_class": "内容分类",
    "unit": "单位", "role": "角色", "who": "担任者", "taker": "接受人", "giver": "移交人", "reason": "理由",
    "schedule": "接待安排", "presided_by": "主持人", "form": "检查单", "paper": "依据文件", "to": "报送对象",
    "period": "期间", "text": "正文", "since": "开始日期", "until": "结束日期", "closed_from": "撤销日期",
    "day": "日期", "slots": "轮值表", "items": "检查项目", "attendance": "到场人员", "code_list": "代码表",
    "delegated_by": "委托人", "figures": "数字", "id": "机构代码", "parent": "上级单位", "place": "地点",
    "rank": "职级", "time": "计时方式", "time_zone": "时区", "title": "职衔", "valid_from": "生效日期",
    "year": "年份", "relative": "近亲属", "clearance": "密级",
}  # fmt: skip
"""The fields of events of an office."""

ACCESS_ROLES: Mapping[str, str] = {
    "registrar": "登记员", "handler": "承办人", "coordinator": "信访协调员", "leader": "领导", "supervisor": "督办员",
    "statistician": "统计员", "auditor": "审计员", "system_admin": "系统管理员", "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}  # fmt: skip
"""The roles of access (domain/access_roles.py)."""

ITEMS: Mapping[str, str] = {each: each for each in (
    "热情接待", "认真填表", "热情耐心", "细致", "准确", "诚恳", "衣着整齐", "举止端正", "热情大方", "态度诚恳",
    "说话和气", "以礼相待", "文明用语", "讲普通话", "整洁卫生", "开水", "茶杯", "桌", "椅", "接待热心",
    "倾听细心", "回答耐心", "处理用心", "不简单粗暴", "不态度生硬", "不打官腔", "不摆架子", "不推诿敷衍",
    "靠前一步", "问候一声", "帮办一事", "送上一程", "道别一声",
)}  # fmt: skip
"""The items of the bundled checklists, which are known by their Chinese words; an office's own stand as they are."""

CODES: Mapping[str, Mapping[str, str]] = {
    "items": ITEMS,
    "channel": _zh(CHANNELS),
    "source": _zh(SOURCES),
    "reply_kind": _zh(REPLY_KINDS),
    "role": ROLES,
    "post": POSTS,
    "access_role": ACCESS_ROLES,
    "target_kind": UNIT_KINDS,
    "place": {
        "elsewhere": "其他地点", "hall": "接待大厅",
    },
    "part": {
        "morning": "上午", "afternoon": "下午",
    },
    "mode": {
        "forward": "转办", "assign": "交办", "order": "责成", "copy": "抄送",
    },
    "notice": {
        "receipt": "收到告知", "refusal": "不予受理告知", "whereto": "去向告知", "extension": "延期告知",
        "delay": "延误说明",
    },
    "to": {
        "petitioner": "信访人", "leader": "领导", "assigner": "交办机关", "unit": "单位", "police": "公安机关",
        "health": "卫生机构", "superior": "上级机关", "subordinate": "下级机关", "committee": "党委",
        "office": "本机关",
    },
    "document": {
        "notice": "告知书", "answer": "答复", "opinion": "处理意见书", "review1": "复查意见书",
        "review2": "复核意见书",
    },
    "reader": {
        "head": "主要负责人", "in_charge": "分管领导",
    },
    "level": {
        "1": "复查", "2": "复核",
    },
    "result": {
        "maintain": "维持", "revoke": "撤销", "change": "变更", "redo": "重新处理",
    },
    "paper": {
        "letter": "来信", "envelope": "信封", "evidence": "证据材料", "reply": "答复", "identity": "身份证明",
        "document": "出具的文书", "other": "其他",
    },
    "scan": {
        "quarantined": "待查毒", "clean": "已查毒", "unscanned": "未查毒",
    },
    "incident": {
        "disturbance": "扰乱秩序", "damage": "损毁财物", "harassment": "纠缠滋扰", "threat": "扬言威胁",
        "assault": "殴打他人", "health": "身体不适",
    },
    "stage": {
        "declared": "自行申请", "requested": "他人申请", "granted": "同意回避", "denied": "不同意回避",
    },
    "ground": {
        "not_competent": "不属职权范围", "statutory_route": "应依法定途径提出", "in_progress": "正在办理",
        "unclear": "事项不清", "no_longer_accepted": "不再受理",
    },
    "subject": {
        "petition_office": "信访部门", "handling_unit": "承办单位",
    },
    "secrecy": {
        "internal": "内部", "work_secret": "工作秘密", "confidential": "保密",
    },
    "not_given": {
        "refused": "拒绝提供", "unknown": "不详", "not_applicable": "不适用",
    },
    "time": {
        "live": "实时", "replayed": "重放",
    },
    "importance": {
        "ordinary": "一般", "important": "重要", "major": "重大",
    },
    "purpose": {
        "unknown": "未定", "suggestion": "建议意见", "accusation": "检举控告", "claim": "申诉求决", "inquiry": "咨询",
    },
    "procedure": {
        "unknown": "未定", "petition": "信访程序", "litigation": "诉讼、法律监督程序", "arbitration": "仲裁程序",
        "party": "党员申诉程序", "administrative": "行政复议等行政程序", "statutory": "履行法定职责程序",
    },
    "rating": {
        "satisfied": "满意", "basically_satisfied": "基本满意", "not_satisfied": "不满意",
    },
    "kind": {"repeat": "重复信访", "merged": "并案", **UNIT_KINDS},
}  # fmt: skip
"""The codes of each coded field, with the words of the bundled code lists where there is one."""

FLAGS: Mapping[str, str] = {"true": "是", "false": "否"}
RESTRICTED = "限制知悉"
"""The row of a breakdown that holds all that is restricted."""


def listed(words: Mapping[str, str], names: Iterable[str]) -> str:
    """The names in Chinese, one after the other; one that nobody gave a word stands in brackets as it is."""
    return "、".join(words.get(name) or bracketed(name) for name in names)


def choices(field: str, codes: Iterable[object]) -> str:
    """The codes that a field can hold, each in Chinese and, in brackets, as it is to be written."""
    words = CODES.get(field, FLAGS)
    written = [str(code).lower() if isinstance(code, bool) else str(code) for code in codes]
    return "、".join(f"{words.get(code, '')}{bracketed(code)}" for code in written if code)


def titled(zh: str, entry: str) -> str:
    """The title of an entry of a rulebook; one that has none is called by its id, in brackets."""
    return zh or bracketed(entry)


def bracketed(name: str) -> str:
    """An id among Chinese words."""
    return f"（{name}）"


def called(name: str) -> str:
    """Who owes, as a duty names its holder: a unit or person, or the word of a role that nobody fills."""
    role = name.removeprefix("nobody(").removesuffix(")")
    if role != name:
        return f"尚未明确的{listed(ROLES, [role])}"
    return ROLES["petitioner"] if name == "petitioner" else name


MEASURES: Mapping[str, str] = {
    "received": "收到", "registered": "登记", "accepted": "受理", "refused": "不予受理", "redirected": "告知提出",
    "instructed": "批示", "returned": "退回", "commented": "备注", "pressed": "催办", "closed": "办结",
    "reopened": "重办", "archived": "归档", "withdrawn": "撤回", "review_requested": "申请复查复核",
    "review_decided": "复查复核", "rated": "评价", "met": "领导接见", "forwarded": "转办交办", "answered": "答复",
    "delivered": "送达答复", "extended": "延期", "settled_in_time": "按期完成", "settled_late": "逾期完成",
    "breached": "违反", "passed_on": "转出", "held": "持有", "opened": "新增在办", "ended": "终结",
}  # fmt: skip
"""What statistics count."""
