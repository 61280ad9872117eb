"""Problem documents (RFC 9457): whatever goes wrong is answered as one, with every reason and no internals."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from fastapi import Response
from msgspec import UNSET, Struct, UnsetType

from domain.deciding import Reason
from service.web_guard.request_ids import CURRENT

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:zhuoluo:problem:"


class Kind(Struct, frozen=True):
    """A kind of problem: the end of its type, its status, what it is called."""

    name: str
    status: int
    zh: str
    en: str

    @property
    def title(self) -> str:
        return f"{self.zh} ({self.en})"


REFUSED = Kind("refused", 409, "不予办理", "refused by a rule")
CONFLICT = Kind("conflict", 409, "他人同时写入，请重新读取", "somebody else wrote first: load again")
ERASED = Kind(
    "erased", 409, "个人信息已删除，不能再登记", "the personal data was erased: nothing more is recorded of it"
)
TIME_BACKWARDS = Kind("recorded-backwards", 409, "记录时间不符", "the time of recording does not fit the log")
SIGNED_OUT = Kind("signed-out", 401, "请先登录", "sign in first")
FORBIDDEN = Kind("forbidden", 403, "您的角色不能办理此事", "your role may not do this")
NOT_YOURSELF = Kind("not-yourself", 403, "只能以本人名义办理", "you act as yourself only")
NO_PETITION = Kind("no-such-petition", 404, "没有此件", "there is no such petition")
NO_DUTY = Kind("no-such-duty", 404, "没有此限时事项", "the petition has no such duty")
NO_LIST = Kind("no-such-list", 404, "没有此代码表", "there is no such code list")
NO_REPORT = Kind("no-such-report", 404, "没有此报表", "there is no such report")
NO_LOG = Kind("nothing-signed", 404, "日志为空，尚无检查点", "the log is empty: nothing is signed")
NO_TILE = Kind("no-such-tile", 404, "没有此块", "there is no such tile")
NO_POSITION = Kind("no-such-position", 404, "没有该位置", "the log does not reach that position")
NO_OFFICE = Kind("no-such-office", 404, "没有此机构", "there is no such office")
NO_ACCOUNT = Kind("no-such-account", 404, "没有此账号、令牌或者会话", "there is no such account, token or session")
NO_SUBSCRIPTION = Kind("no-such-subscription", 404, "没有此订阅", "there is no such subscription")
NO_PARTNER = Kind("no-such-partner", 404, "没有此交换机构", "there is no such office exchanged with")
BAD_PACKAGE = Kind("bad-package", 422, "交换包不予接收", "the package is not taken")
NO_PROVIDER = Kind("no-such-provider", 404, "没有此统一身份认证", "no such provider of identities is configured")
SIGN_IN_FAILED = Kind("sign-in-failed", 401, "用户名、密码或动态码不正确", "the sign-in details do not fit")
BAD_TOKEN = Kind("bad-token", 401, "令牌无效", "the token does not hold")
BAD_CODE = Kind("bad-code", 401, "一次性代码无效或者已过期", "the one-time code does not hold")
TOO_MANY = Kind("too-many-attempts", 429, "尝试次数过多，请稍后重试", "too many failed attempts: try again later")
NO_ANSWER = Kind("provider-unreachable", 503, "统一身份认证无应答", "the provider of identities does not answer")
BAD_TEMPLATE = Kind("bad-template", 503, "文书模板有误", "the office's template cannot be used")
BAD_PROVIDERS = Kind("bad-providers", 503, "统一身份认证配置有误", "the provider of identities is configured wrongly")
BUSY = Kind("busy", 503, "登录繁忙，请稍后重试", "too many sign-ins at once: try again")
NOT_FOUND = Kind("not-found", 404, "没有此地址", "there is nothing at this address")
NOT_SHOWN = Kind("not-shown", 404, "编号与查询码不符", "number and query code do not belong together")
WRONG_METHOD = Kind("method-not-allowed", 405, "不支持此方法", "this address does not take this method")
NO_ATTACHMENT = Kind("no-such-attachment", 404, "没有此附件", "the petition has no such attachment")
NOT_RELEASED = Kind("attachment-not-released", 409, "附件不予提供", "the attachment is not handed out")
TOO_MANY_FILES = Kind("too-many-attachments", 409, "附件过多", "the petition has as many attachments as it may have")
FILE_ERASED = Kind("attachment-erased", 410, "附件已删除", "the attachment was erased")
WRONG_KIND = Kind("wrong-kind-of-file", 415, "文件格式不予接收", "a file of this kind is not taken")
TOO_SLOW = Kind("too-slow", 408, "上传中断", "nothing more of the file came")
NOT_SOUND = Kind("attachment-damaged", 503, "附件缺失或者损坏", "the file is missing or damaged")
NO_ROOM = Kind("storage-full", 507, "存储空间不足", "there is no room for the file")
CHANGED = Kind("changed", 412, "信访件已有变化", "the petition has changed since it was read")
TOO_LARGE = Kind("too-large", 413, "请求过大", "the request is too large")
WRONG_TYPE = Kind("unsupported-media-type", 415, "须为 application/json", "a body is application/json")
MALFORMED = Kind("malformed", 400, "不是合法的 JSON", "the body is not JSON")
BAD_HEADER = Kind("bad-header", 400, "请求头不合规", "a header cannot be understood")
INVALID = Kind("invalid", 422, "请求内容不合规", "something in the request is not as described")
KEY_REUSED = Kind("key-reused", 422, "此键已用于另一请求", "the key was used for another request")
WRONG_HOST = Kind("wrong-host", 421, "只在本机提供服务", "this server answers on loopback only")
TOO_MANY_REQUESTS = Kind("too-many-requests", 429, "请求过多，请稍后再试", "too many requests: try again later")
CROSS_SITE = Kind("cross-site", 403, "请求并非来自本站页面", "the request does not come from a page of this server")
NO_TOKEN = Kind("form-expired", 403, "表单已失效，请重新打开", "the form has no valid token: open it again")
SLOW = Kind("too-slow", 408, "请求传送过慢", "the body of the request came too slowly")
LONG_ADDRESS = Kind("address-too-long", 414, "地址过长", "the address is too long")
LARGE_HEADERS = Kind("headers-too-large", 431, "请求头过多或者过长", "the headers are too many or too long")
CONTRADICTED = Kind("log-contradicts", 503, "日志与已签的日志头不符，暂停签署", "the log contradicts what was signed")
BEHIND = Kind("behind", 503, "读模型尚未跟上，请稍后重试", "the read models are behind: try again")
CLOCK = Kind("clock-refused", 503, "时钟未被接受，暂停写入", "the clock is not accepted: nothing is written")
UNKNOWN_OUTCOME = Kind("outcome-unknown", 503, "结果未知，请用同一键重试", "repeat with the same key")
UNAVAILABLE = Kind("unavailable", 503, "数据库暂不可用", "the database does not answer")
OVERLOADED = Kind("overloaded", 503, "服务繁忙，请稍后重试", "more is asked than can be answered: try again")
NOT_READY = Kind("not-ready", 503, "尚未就绪", "not ready")
INTERNAL = Kind("internal", 500, "服务内部错误", "an error of the service")
OTHER = Kind("http", 400, "请求不能处理", "the request cannot be handled")

KINDS = (
    REFUSED, CONFLICT, ERASED, TIME_BACKWARDS, SIGNED_OUT, FORBIDDEN, NOT_YOURSELF, NO_PETITION, NO_DUTY, NO_LIST,
    NO_REPORT, NO_LOG, NO_TILE, NO_POSITION, NO_OFFICE, NO_ACCOUNT, NO_PROVIDER, SIGN_IN_FAILED, BAD_TOKEN,
    NO_SUBSCRIPTION, NO_PARTNER, BAD_PACKAGE, BAD_TEMPLATE, BAD_CODE, TOO_MANY, NO_ANSWER, BAD_PROVIDERS, BUSY,
    NOT_FOUND, NOT_SHOWN, WRONG_METHOD,
    NO_ATTACHMENT, NOT_RELEASED, TOO_MANY_FILES, FILE_ERASED, WRONG_KIND, TOO_SLOW, NOT_SOUND, NO_ROOM, CHANGED,
    TOO_LARGE, WRONG_TYPE, MALFORMED, BAD_HEADER, INVALID, KEY_REUSED, WRONG_HOST, TOO_MANY_REQUESTS, CROSS_SITE,
    NO_TOKEN, SLOW, LONG_ADDRESS, LARGE_HEADERS, CONTRADICTED, BEHIND, CLOCK, UNKNOWN_OUTCOME, UNAVAILABLE, OVERLOADED,
    NOT_READY, INTERNAL, OTHER,
)  # fmt: skip


class Fault(Struct, frozen=True):
    """What is wrong with one field: its path ("$.details.people", "query.limit", "header.If-Match")."""

    path: str
    zh: str
    en: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document. `reasons` are those of a refusal, every one with its clause; `errors` name fields.

    `incident` is the id of the request, under which the server's log knows it.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    incident: str = ""
    reasons: tuple[Reason, ...] | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET


class Refusal(Exception):
    """Raised by the API itself for what it cannot pass on."""

    def __init__(self, kind: Kind, detail: str = "", *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        self.kind, self.detail, self.faults, self.headers = kind, detail, faults, headers
        super().__init__(detail or kind.en)


def invalid(path: str, zh: str, en: str) -> Refusal:
    """A field that cannot be meant (422)."""
    return Refusal(INVALID, f"{path}: {en}", Fault(path, zh, en))


def bad_header(name: str, zh: str, en: str) -> Refusal:
    """A header that cannot be meant (400)."""
    return Refusal(BAD_HEADER, f"{name}: {en}", Fault(f"header.{name}", zh, en))


def answer(
    kind: Kind,
    path: str,
    detail: str = "",
    *,
    reasons: tuple[Reason, ...] | UnsetType = UNSET,
    errors: tuple[Fault, ...] | UnsetType = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The problem document as a response; `path` is the address that was asked."""
    problem = Problem(
        type=TYPE + kind.name,
        title=kind.title,
        status=kind.status,
        detail=detail or kind.title,
        instance=path,
        incident=CURRENT.get(),
        reasons=reasons,
        errors=errors,
    )
    body = msgspec.json.encode(problem)
    return Response(body, kind.status, dict(headers or {}), media_type=MEDIA_TYPE)


def of_status(status: int) -> Kind:
    """The kind for a status that the framework answers with by itself."""
    for kind in (NOT_FOUND, WRONG_METHOD, TOO_LARGE, WRONG_TYPE):
        if kind.status == status:
            return kind
    phrase = HTTPStatus(status).phrase
    return Kind("http", status, phrase, phrase)
