"""The English names of what `words.py` names in Chinese, under the same names and with the same keys.

Written as they stand inside a sentence; only verbs, which stand on buttons, begin with a capital.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.codes import CHANNELS, REPLY_KINDS, SOURCES, Label


def _en(labels: Mapping[str, Label]) -> Mapping[str, str]:
    return {code: label.en for code, label in labels.items()}


EVENTS: Mapping[str, str] = {
    "Received": "received", "Opened": "letter opened", "Registered": "registered", "Classified": "classified",
    "Proposed": "handling proposed", "Submitted": "submitted to a leader", "Instructed": "instruction given",
    "Accepted": "accepted", "Notified": "notice given", "Exempted": "exempted from notice",
    "Forwarded": "forwarded", "SignedFor": "signed for", "Returned": "returned", "Commented": "remark made",
    "ResultReported": "result reported", "ExtensionRequested": "extension requested", "Extended": "extension granted",
    "ExtensionDenied": "extension denied", "DelayExplained": "delay explained", "Pressed": "urged",
    "Answered": "replied", "Served": "served", "Closed": "closed", "Archived": "archived", "Reopened": "reopened",
    "Withdrawn": "withdrawn", "Voided": "voided", "Joined": "joined to an earlier petition",
    "Unjoined": "joining undone", "MaterialRequested": "written material requested",
    "Restricted": "knowledge restricted", "Recused": "recusal", "SpecialReported": "special report made",
    "SupervisionAnswered": "supervised instruction answered", "Objected": "objection raised",
    "ObjectionDecided": "objection decided", "Redirected": "directed to the competent body",
    "HandedOver": "handed over", "ReportReturned": "report returned", "AcceptanceRefused": "acceptance refused",
    "FindingReported": "investigation reported", "Drafted": "drafted", "Reviewed": "draft reviewed",
    "Approved": "draft approved", "SentBack": "sent back to be redone", "Met": "received by a leader",
    "Appointed": "reception appointed", "AppointmentMissed": "appointment missed", "Guided": "guidance given",
    "IncidentNoted": "incident noted", "BodyTold": "body concerned told", "ChecklistFilled": "checklist filled in",
    "ClosureRegistered": "closure registered", "Rated": "satisfaction rated", "CalledBack": "petitioner called back",
    "ReviewRequested": "review requested", "ReviewDecided": "review decided", "HearingOpened": "hearing opened",
    "HearingClosed": "hearing closed", "SuggestionMade": "improvement suggested",
    "SuggestionAnswered": "suggestion answered", "ReplyPublished": "reply published",
    "DutiesRecomputed": "due dates recomputed", "Corrected": "corrected", "Linked": "another petition joined",
    "Unlinked": "another petition taken out", "Attached": "attachment added",
    "AttachmentReleased": "attachment released", "AttachmentRejected": "attachment rejected",
    "AttachmentRemoved": "attachment removed", "DocumentIssued": "document issued", "DocumentVoided": "document void",
    "TransferTaken": "taken over from another office",
    "TransferAcknowledged": "acknowledged by another office",
}  # fmt: skip

VERBS: Mapping[str, str] = {
    "Receive": "Receive", "Open": "Open letter", "Register": "Register", "Classify": "Classify",
    "Join": "Join to an earlier petition", "Unjoin": "Undo joining", "RequestMaterial": "Request written material",
    "Restrict": "Restrict knowledge", "Recuse": "Recuse", "Propose": "Propose handling",
    "Submit": "Submit to a leader", "Instruct": "Instruct", "SpecialReport": "Make a special report",
    "AnswerSupervision": "Answer supervision", "Forward": "Forward", "Assign": "Assign", "SignFor": "Sign for",
    "Object": "Object", "DecideObjection": "Decide objection", "Return": "Return",
    "Redirect": "Direct to the competent body", "HandOver": "Hand over", "Comment": "Add a remark", "Press": "Urge",
    "ReportResult": "Report result", "ReturnReport": "Return report", "Accept": "Accept",
    "RefuseAcceptance": "Refuse acceptance", "Report": "Report investigation", "Draft": "Draft",
    "Review": "Review draft", "Approve": "Approve draft", "SendBack": "Send back to be redone", "Answer": "Reply",
    "Notify": "Give notice", "Exempt": "Exempt from notice", "Serve": "Serve",
    "RequestExtension": "Request extension", "Extend": "Grant extension", "DenyExtension": "Deny extension",
    "ExplainDelay": "Explain delay", "Meet": "Record meeting with a leader", "Appoint": "Appoint a reception",
    "MissAppointment": "Record missed appointment", "Guide": "Give guidance", "NoteIncident": "Note incident",
    "TellBody": "Tell the body concerned", "FillChecklist": "Fill in checklist", "Close": "Close",
    "RegisterClosure": "Register closure", "Archive": "Archive", "Reopen": "Reopen", "Withdraw": "Record withdrawal",
    "Void": "Void", "Rate": "Record satisfaction", "CallBack": "Call back", "RequestReview": "Request review",
    "DecideReview": "Decide review", "OpenHearing": "Open hearing", "CloseHearing": "Close hearing",
    "Suggest": "Suggest improvement", "FeedBack": "Answer suggestion", "Publish": "Publish reply",
    "Attach": "Add attachment", "ReleaseAttachment": "Release attachment", "RejectAttachment": "Reject attachment",
    "RemoveAttachment": "Remove attachment", "IssueDocument": "Issue document", "VoidDocument": "Void document",
    "Correct": "Correct",
}  # fmt: skip

OFFICE_EVENTS: Mapping[str, str] = {
    "OfficeCreated": "office set up", "RulebookAdopted": "rulebook adopted",
    "RulebookPublished": "own rulebook published", "CodeListPublished": "code list published",
    "CalendarLoaded": "holidays published", "CalendarOverridden": "own working days arranged",
    "ClockAccepted": "clock accepted", "UnitSet": "unit set up", "PersonAppointed": "person appointed",
    "PersonLeft": "person left", "FieldGiven": "field of responsibility given", "RoleFilled": "role filled",
    "Delegated": "delegated", "DepartmentNamed": "responsible department named", "RotaPublished": "rota published",
    "ReceptionHeld": "leader's reception held", "OfficeChecklistFilled": "checklist filled in",
    "AnalysisSubmitted": "analysis submitted", "DeskHandedOver": "all work handed over",
    "StatisticsSent": "statistics sent", "StatisticsDrafted": "statistics drafted",
    "StatisticsChecked": "statistics checked", "StatisticsReturned": "statistics returned",
    "StatisticsSigned": "statistics signed", "ReportReceived": "statistics of a lower office received",
    "InstanceKeyStated": "instance key published", "InstanceKeyRetired": "instance key retired",
    "LogRestored": "backup restored", "WitnessNamed": "witness named", "WitnessDismissed": "witness dismissed",
    "HeadRecorded": "log head of a lower office recorded", "AccessGranted": "access granted",
    "AccessRevoked": "access revoked", "KinshipDeclared": "near relation declared",
    "AccountOpened": "account opened", "AccountClosed": "account closed", "AccountBlocked": "account blocked",
    "AccountReleased": "account released", "CredentialReset": "credentials reset",
    "IdentityLinked": "single sign-on identity linked", "IdentityUnlinked": "single sign-on identity unlinked",
    "MailAddressSet": "address for reminders set",
    "TokenIssued": "machine token issued", "TokenRevoked": "machine token revoked",
    "SubscriptionNamed": "subscription named", "SubscriptionPaused": "subscription paused",
    "SubscriptionResumed": "subscription resumed", "SubscriptionSecretChanged": "subscription secret changed",
    "SubscriptionEnded": "subscription ended", "PartnerNamed": "office to exchange with named",
    "PartnerDismissed": "office to exchange with dismissed", "ItemTaken": "item taken over from another office",
    "ItemDeclined": "item of another office declined", "ItemAcknowledged": "item acknowledged by another office",
    "AccessLogDropped": "access log of a year destroyed", "ProcessingRestricted": "processing restricted",
    "RestrictionLifted": "restriction of processing lifted", "RetentionTermSet": "retention period set",
    "ErasureProposed": "erasure of personal data proposed", "ErasureApproved": "erasure of personal data approved",
    "ErasureRefused": "erasure of personal data refused", "SubjectErased": "personal data erased",
}  # fmt: skip

ROLES: Mapping[str, str] = {
    "registrar": "registrar", "receiver": "receiving officer", "duty_officer": "officer on duty",
    "coordinating_department": "coordinating department", "handling_unit": "handling unit",
    "target": "receiving unit", "leader_in_charge": "leader in charge",
    "deputy_for_petitions": "deputy for petitions", "head": "head of the office",
    "reader": "leader who reads it", "actor": "acting officer", "instructing_leader": "instructing leader",
    "petitioner": "petitioner", "assigner": "assigning body", "review_body": "review body",
    "supervisor": "supervisor", "archivist": "archivist", "statistician": "statistician",
}  # fmt: skip

POSTS: Mapping[str, str] = {
    "head": "head of the office", "deputy_for_petitions": "deputy for petitions", "deputy_head": "deputy head",
    "leader_in_charge": "leader in charge", "petition_section": "petition section staff",
    "petition_section_head": "head of the petition section", "section": "section staff",
    "section_head": "head of a section", "county_body": "county body staff", "registrar": "registrar",
    "supervisor": "supervisor", "archivist": "archivist", "handler": "handling officer",
    "discipline": "discipline officer", "auditor": "auditor",
}  # fmt: skip

UNIT_KINDS: Mapping[str, str] = {
    "petition_section": "petition section", "section": "section", "county_body": "county body",
    "department": "department", "subordinate": "subordinate unit", "outside_body": "body outside the office",
}  # fmt: skip

FIELDS: Mapping[str, str] = {
    "checkpoint": "checkpoint of the other office", "declined": "why the other office declined it",
    "leaf": "leaf hash", "number": "register number there", "origin": "log of the other office",
    "partner": "other office", "partner_name": "name of the other office", "position": "position in its log",
    "sent_as": "sent as", "stream": "its stream", "version": "its version", "what": "what was exchanged",
    "accused": "persons complained of", "accused_or_unit": "person or unit complained of",
    "accused_units": "units complained of", "address": "address", "address_or_unit": "address or place of work",
    "adopted": "suggestion adopted", "against": "number of the opinion objected to", "age": "age",
    "agreement": "agreement", "already_done": "reason for entering it afterwards", "anonymous": "anonymous",
    "answer_given": "answer given on the spot", "appointed_on": "day appointed",
    "archive_decision": "decision on keeping it", "assigner": "assigning body",
    "assigner_number": "number of the assignment", "assisting": "assisting units", "attachment": "attachment",
    "body": "review body", "bound_together": "letter and envelope bound together",
    "catalogue": "catalogue of the file", "channel": "channel", "claim": "claim", "clause": "clause relied on",
    "competent_body": "competent body", "contact_made": "units contacted", "content_class": "content class",
    "days": "days", "delivered": "delivered", "demand": "demand", "details": "content of the petition",
    "digest": "digest of the ciphertext", "document": "document", "document_kind": "kind of document",
    "document_number": "document number",
    "due": "due date", "due_at": "due date", "due_on": "due date", "duty": "duty", "envelope": "envelope",
    "explanation": "explanation", "external_id": "number at the source", "file_name": "file name",
    "file_number": "archive number", "final_opinion": "number of the final review opinion",
    "finding": "result of the investigation", "findings": "facts established",
    "first_responsible": "person first responsible", "form": "checklist",
    "from_chief_day": "visit on the leader's reception day", "giver": "handed over by",
    "ground": "ground for refusing acceptance", "handler": "handling officer", "id": "identifier of the petitioner",
    "id_number": "identity number", "importance": "importance", "incident": "kind of incident",
    "items": "items checked", "kind": "how it is joined", "leader": "leader", "legal_basis": "legal basis",
    "level": "first or final review", "location": "where it is kept", "media_type": "file format", "mode": "manner",
    "name": "name", "new_facts": "new facts and reasons", "not_given": "why it was not given",
    "notice": "kind of notice", "occupation": "occupation", "ordinal": "number in its series",
    "rests_on": "step on which it rests", "template": "digest of the template",
    "of": "what is answered", "officer": "officer recused",
    "on_spot": "answered on the spot", "opened_at": "when the letter was received",
    "opinion_text": "handling opinion", "outcome": "outcome", "pages": "pages", "paper": "kind of paper",
    "papers_carried": "papers brought along", "part": "morning or afternoon", "people": "number of people",
    "persons": "persons concerned", "petitioner": "petitioner", "phone": "telephone",
    "place": "place of reception", "plain_digest": "digest of the original", "policy": "policy",
    "politics": "political affiliation", "problem": "problem reported",
    "problem_place": "place where the problem belongs", "procedure": "applicable procedure", "purpose": "purpose",
    "rating": "satisfaction", "reachable": "can be reached", "reached": "was reached", "reader": "leader to read it",
    "reader_reason": "reason for another reader", "reason": "reason", "receivers": "received by",
    "redo_by": "to be redone by", "reference": "reference of the covering paper", "remedy": "remedies",
    "reply_by": "reply due by", "reply_kind": "kind of reply", "representatives": "representatives",
    "responsible_unit": "handling unit", "restricted": "knowledge restricted", "result": "result",
    "retention": "retention period", "scan": "virus scan", "score": "likeness", "secrecy": "level of secrecy",
    "sex": "sex", "size": "size in bytes", "signed": "signed for", "source": "source",
    "specifically_responsible": "person directly responsible", "stage": "stage of the recusal", "stamp": "stamp",
    "subject": "who is rated", "supervise": "supervise", "supervise_by": "supervise by", "taker": "taken over by",
    "target": "unit it goes to", "target_kind": "kind of unit it goes to", "text": "text", "title": "summary",
    "to": "addressee", "to_body": "body advised", "to_step": "step sent back to", "unit": "unit",
    "upheld": "objection upheld", "urgent": "urgent", "way_there": "how to bring it there",
    "withdrawn_on": "day of withdrawal", "work_unit": "place of work",
}  # fmt: skip

STANDING: Mapping[str, str] = {
    "state": "state", "open": "open", "unit": "unit that has it", "person": "handling officer",
    "on_the_way": "on the way", "assisting": "assisting units", "passed_on": "times passed on",
    "number": "register number", "received": "received", "registered": "registered", "accepted": "accepted",
    "answered": "answered", "delivered": "delivered", "closed": "closed", "archived": "archived",
    "refused": "acceptance refused", "withdrawn": "withdrawn", "voided": "voided", "round": "times reopened",
    "rulebook": "rulebook", "route": "route", "steps": "steps done", "extended": "extended",
    "joined": "joined to", "joiners": "joined to this one", "recused": "officers recused",
    "reports_wanted": "units that must report again", "final": "no longer accepted", "overdue": "overdue duties",
}  # fmt: skip

DECIDED: Mapping[str, str] = {
    "open_until": "open until", "series": "number series", "period": "period of the series",
    "pattern": "pattern of the number", "to_unit": "unit of the leader", "sender": "sending unit",
    "back_to": "unit it goes back to", "first_open": "first petition still open", "petition": "petition",
    "calendar": "calendar", "overrides": "sent to another unit than the responsible one",
}  # fmt: skip

DUTY_CHANGES: Mapping[str, str] = {
    "met": "met", "met_late": "met late", "cancelled": "cancelled", "moved": "moved to another holder",
    "redated": "given another date", "opened": "opened", "ended_otherwise": "ended otherwise by a correction",
    "open_again": "open again", "undone": "no longer exists",
}  # fmt: skip

NATURES: Mapping[str, str] = {"duty": "duty", "right": "right", "aim": "aim"}

OFFICE_FIELDS: Mapping[str, str] = {
    "name": "name", "kind": "kind", "person": "person", "post": "post", "leader": "person in charge",
    "content_class": "content class", "unit": "unit", "role": "role", "who": "held by", "taker": "taken over by",
    "giver": "handed over by", "reason": "reason", "schedule": "reception schedule", "presided_by": "presided by",
    "form": "checklist", "paper": "paper relied on", "to": "sent to", "period": "period", "text": "text",
    "since": "first day", "until": "last day", "closed_from": "closed from", "day": "day", "slots": "rota",
    "items": "items checked", "attendance": "attendance", "code_list": "code list", "delegated_by": "delegated by",
    "figures": "figures", "id": "office code", "parent": "unit above", "place": "place", "rank": "rank",
    "time": "how time is kept", "time_zone": "time zone", "title": "title", "valid_from": "valid from",
    "year": "year", "relative": "near relative", "clearance": "level of secrecy",
}  # fmt: skip

ACCESS_ROLES: Mapping[str, str] = {
    "registrar": "registrar", "handler": "handling officer", "coordinator": "petition coordinator",
    "leader": "leader", "supervisor": "supervisor", "statistician": "statistician", "auditor": "auditor",
    "system_admin": "system administrator", "security_admin": "security administrator",
    "audit_admin": "audit administrator",
}  # fmt: skip

ITEMS: Mapping[str, str] = {
    "热情接待": "received warmly", "认真填表": "sheet filled in with care", "热情耐心": "warm and patient",
    "细致": "thorough", "准确": "accurate", "诚恳": "sincere", "衣着整齐": "neatly dressed",
    "举止端正": "proper bearing", "热情大方": "warm and at ease", "态度诚恳": "sincere manner",
    "说话和气": "speaks kindly", "以礼相待": "treats people with courtesy", "文明用语": "civil language",
    "讲普通话": "speaks Mandarin", "整洁卫生": "clean and tidy", "开水": "hot water", "茶杯": "tea cups",
    "桌": "tables", "椅": "chairs", "接待热心": "receives with a warm heart",
    "倾听细心": "listens with attention", "回答耐心": "answers with patience", "处理用心": "handles with care",
    "不简单粗暴": "not rude", "不态度生硬": "not stiff", "不打官腔": "no official jargon",
    "不摆架子": "no airs", "不推诿敷衍": "no shifting of blame", "靠前一步": "comes a step forward",
    "问候一声": "says a greeting", "帮办一事": "helps with one thing",
    "送上一程": "sees people part of the way", "道别一声": "says goodbye",
}  # fmt: skip

CODES: Mapping[str, Mapping[str, str]] = {
    "items": ITEMS,
    "channel": _en(CHANNELS),
    "source": _en(SOURCES),
    "reply_kind": _en(REPLY_KINDS),
    "role": ROLES,
    "post": POSTS,
    "access_role": ACCESS_ROLES,
    "target_kind": UNIT_KINDS,
    "place": {
        "elsewhere": "another place", "hall": "reception hall",
    },
    "part": {
        "morning": "morning", "afternoon": "afternoon",
    },
    "mode": {
        "forward": "forward", "assign": "assign", "order": "order", "copy": "copy to",
    },
    "notice": {
        "receipt": "notice of receipt", "refusal": "notice of refusal", "whereto": "notice where it went",
        "extension": "notice of extension", "delay": "explanation of delay",
    },
    "to": {
        "petitioner": "petitioner", "leader": "leader", "assigner": "assigning body", "unit": "unit",
        "police": "police", "health": "health service", "superior": "body above", "subordinate": "body below",
        "committee": "Party committee", "office": "this office",
    },
    "document": {
        "notice": "notice", "answer": "reply", "opinion": "written handling opinion",
        "review1": "opinion of the first review", "review2": "opinion of the final review",
    },
    "reader": {
        "head": "head of the office", "in_charge": "leader in charge",
    },
    "level": {
        "1": "first review", "2": "final review",
    },
    "result": {
        "maintain": "maintained", "revoke": "revoked", "change": "changed", "redo": "to be handled anew",
    },
    "paper": {
        "letter": "letter", "envelope": "envelope", "evidence": "evidence", "reply": "reply",
        "identity": "proof of identity", "document": "issued document", "other": "other",
    },
    "scan": {
        "quarantined": "waiting to be scanned", "clean": "scanned", "unscanned": "not scanned",
    },
    "incident": {
        "disturbance": "disturbance of order", "damage": "damage to property", "harassment": "harassment",
        "threat": "threat", "assault": "assault", "health": "illness",
    },
    "stage": {
        "declared": "declared by the officer", "requested": "requested by somebody else", "granted": "granted",
        "denied": "denied",
    },
    "ground": {
        "not_competent": "outside the competence", "statutory_route": "to be brought by a statutory route",
        "in_progress": "being handled already", "unclear": "matter unclear", "no_longer_accepted": "no longer accepted",
    },
    "subject": {
        "petition_office": "petition office", "handling_unit": "handling unit",
    },
    "secrecy": {
        "internal": "internal", "work_secret": "work secret", "confidential": "confidential",
    },
    "not_given": {
        "refused": "refused", "unknown": "unknown", "not_applicable": "not applicable",
    },
    "time": {
        "live": "live", "replayed": "replayed",
    },
    "importance": {
        "ordinary": "ordinary", "important": "important", "major": "major",
    },
    "purpose": {
        "unknown": "not judged yet", "suggestion": "suggestion or opinion", "accusation": "report or accusation",
        "claim": "complaint or claim", "inquiry": "inquiry",
    },
    "procedure": {
        "unknown": "not judged yet", "petition": "petition procedure", "litigation": "litigation or legal supervision",
        "arbitration": "arbitration", "party": "appeal of a Party member", "administrative": "administrative procedure",
        "statutory": "a statutory duty of a body",
    },
    "rating": {
        "satisfied": "satisfied", "basically_satisfied": "basically satisfied", "not_satisfied": "not satisfied",
    },
    "kind": {"repeat": "repeat petition", "merged": "merged", **UNIT_KINDS},
}  # fmt: skip

FLAGS: Mapping[str, str] = {"true": "yes", "false": "no"}
RESTRICTED = "restricted"


def called(name: str) -> str:
    """Who owes, as a duty names its holder: a unit or person, or the word of a role that nobody fills."""
    role = name.removeprefix("nobody(").removesuffix(")")
    return name if role == name else f"{ROLES.get(role, role)}, not named yet"


MEASURES: Mapping[str, str] = {
    "received": "received", "registered": "registered", "accepted": "accepted", "refused": "acceptance refused",
    "redirected": "directed to the competent body", "instructed": "instructed", "returned": "returned",
    "commented": "remarks", "pressed": "urged", "closed": "closed", "reopened": "reopened", "archived": "archived",
    "withdrawn": "withdrawn", "review_requested": "reviews requested", "review_decided": "reviews decided",
    "rated": "rated", "met": "received by a leader", "forwarded": "forwarded or assigned", "answered": "replied",
    "delivered": "replies delivered", "extended": "extended", "settled_in_time": "settled in time",
    "settled_late": "settled late", "breached": "breaches", "passed_on": "passed on", "held": "held",
    "opened": "newly open", "ended": "ended",
}  # fmt: skip
