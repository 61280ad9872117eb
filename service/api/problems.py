"""Problem documents (RFC 9457): whatever goes wrong is answered as one, with every reason and no internals."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from fastapi import Response
from msgspec import UNSET, Struct, UnsetType

from domain.deciding import Reason

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
TIME_BACKWARDS = Kind("recorded-backwards", 409, "记录时间不符", "the time of recording does not fit the log")
NO_PETITION = Kind("no-such-petition", 404, "没有此件", "there is no such petition")
NO_DUTY = Kind("no-such-duty", 404, "没有此限时事项", "the petition has no such duty")
NO_LIST = Kind("no-such-list", 404, "没有此代码表", "there is no such code list")
NO_OFFICE = Kind("no-such-office", 404, "没有此机构", "there is no such office")
NOT_FOUND = Kind("not-found", 404, "没有此地址", "there is nothing at this address")
WRONG_METHOD = Kind("method-not-allowed", 405, "不支持此方法", "this address does not take this method")
CHANGED = Kind("changed", 412, "信访件已有变化", "the petition has changed since it was read")
TOO_LARGE = Kind("too-large", 413, "请求过大", "the request is too large")
WRONG_TYPE = Kind("unsupported-media-type", 415, "须为 application/json", "a body is application/json")
MALFORMED = Kind("malformed", 400, "不是合法的 JSON", "the body is not JSON")
BAD_HEADER = Kind("bad-header", 400, "请求头不合规", "a header cannot be understood")
INVALID = Kind("invalid", 422, "请求内容不合规", "something in the request is not as described")
KEY_REUSED = Kind("key-reused", 422, "此键已用于另一请求", "the key was used for another request")
WRONG_HOST = Kind("wrong-host", 421, "只在本机提供服务", "this server answers on loopback only")
BEHIND = Kind("behind", 503, "读模型尚未跟上，请稍后重试", "the read models are behind: try again")
CLOCK = Kind("clock-refused", 503, "时钟未被接受，暂停写入", "the clock is not accepted: nothing is written")
UNKNOWN_OUTCOME = Kind("outcome-unknown", 503, "结果未知，请用同一键重试", "repeat with the same key")
UNAVAILABLE = Kind("unavailable", 503, "数据库暂不可用", "the database does not answer")
NOT_READY = Kind("not-ready", 503, "尚未就绪", "not ready")
INTERNAL = Kind("internal", 500, "服务内部错误", "an error of the service")
OTHER = Kind("http", 400, "请求不能处理", "the request cannot be handled")

KINDS = (
    REFUSED, CONFLICT, TIME_BACKWARDS, NO_PETITION, NO_DUTY, NO_LIST, NO_OFFICE, NOT_FOUND, WRONG_METHOD, CHANGED,
    TOO_LARGE, WRONG_TYPE, MALFORMED, BAD_HEADER, INVALID, KEY_REUSED, WRONG_HOST, BEHIND, CLOCK, UNKNOWN_OUTCOME,
    UNAVAILABLE, NOT_READY, INTERNAL, OTHER,
)  # fmt: skip


class Fault(Struct, frozen=True):
    """What is wrong with one field: its path ("$.details.people", "query.limit", "header.If-Match")."""

    path: str
    zh: str
    en: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document. `reasons` are those of a refusal, every one with its clause; `errors` name fields."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
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
