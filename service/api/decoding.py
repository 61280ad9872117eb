"""From the bytes of a request to a strict struct, and the errors on the way, each with the path of its field."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from service.api import problems
from service.api.problems import Refusal

B = TypeVar("B", bound=Struct)

_WHERE = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)
_FIELD = re.compile(r"Object (?P<kind>contains unknown|missing required) field `(?P<name>.*)`", re.DOTALL)
_ZH = (
    ("matching regex '^(", "不是可用的代码"),
    ("unknown field", "没有这一项"),
    ("missing required", "缺少必填项"),
    ("matching regex", "含有控制字符或者为空"),
    ("length <=", "过长"),
    ("length >=", "过短"),
    ("Expected `int`", "数值超出范围或者不是整数"),
    ("date", "不是日期或者时刻（时刻须有时区）"),
)
"""Which words of the decoder mean what, in order; what none of them matches is of the wrong type."""


def decoded(body: bytes, kind: type[B]) -> B:
    """The body as a `kind`. Raises Refusal: malformed (400), or invalid (422) naming the field."""
    try:
        found: B = _decoder(kind).decode(body)
    except msgspec.ValidationError as error:
        raise named(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(problems.MALFORMED, _reason(error)) from None
    json.loads(body, object_pairs_hook=_each_once)
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """Refuses an object that says a field twice: what stays on record would depend on who reads it."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise problems.invalid(f"$.{name}", "同一项出现两次", "given more than once")


@cache
def _decoder(kind: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def named(said: str, whole: str = "$") -> Refusal:
    """The refusal for what the decoder said; `whole` is what the paths of its fields begin with."""
    found = _WHERE.fullmatch(said)
    what, path = (found["what"], found["path"] or "$") if found else (said, "$")
    if field := _FIELD.fullmatch(what):
        path = f"{path}.{field['name']}"
    zh = next((words for sign, words in _ZH if sign in what), "类型不符")
    return problems.invalid(path.replace("$", whole, 1), zh, what)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the body is not UTF-8 (不是 UTF-8)"
    if isinstance(error, RecursionError):
        return "the body is nested too deeply (嵌套过深)"
    return f"{error} (不是合法的 JSON)"


def digest(verb: str, path: str, body: bytes) -> bytes:
    """The request digest: SHA-256 of verb, path and the canonical body (keys sorted, no blanks)."""
    content: Any = msgspec.json.decode(body)
    canonical = msgspec.json.encode(content, order="deterministic")
    return sha256(b"\n".join((verb.encode(), path.encode(), canonical))).digest()
