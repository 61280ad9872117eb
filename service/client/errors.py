"""What can come of a call but its answer: every problem of the server as an exception with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from msgspec import UNSET

from service.client.types import Fault, Problem, Reason

TYPE = "urn:zhuoluo:problem:"
BLANK = "about:blank"
MEDIA_TYPE = "application/problem+json"
TOO_MANY = 429
PASSING = frozenset({408, TOO_MANY, 502, 503, 504})
"""Answers that may be others a moment later; a proxy gives them too, without a problem document."""


class ClientError(Exception):
    """Whatever a call ends with that is not its answer."""


class Unreachable(ClientError):
    """No answer came. `sent`: the request may have arrived, and then what it asks for may be done.

    With the same call, or another under its `key`, it can be sent again: it is carried out once.
    """

    def __init__(self, why: str, *, sent: bool, key: str | None) -> None:
        self.sent, self.key = sent, key
        super().__init__(f"没有答复 (no answer): {why}")


class Unexpected(ClientError):
    """The answer is none that the API gives: something else stands at that address, or a newer server."""


class NotChanged(ClientError):
    """Nothing is new since the ETag that was sent."""


class Failed(ClientError):
    """The server says why not, as a problem document. `wait`: seconds after which it says to try again."""

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        self.problem, self.headers = problem, headers
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")

    @property
    def kind(self) -> str:
        """The end of the problem's type, as docs/api.md lists them: refused, changed, behind and so on."""
        return self.problem.type.removeprefix(TYPE)

    @property
    def wait(self) -> float | None:
        return seconds(self.headers)


class Refused(Failed):
    """A rule forbids it."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        said = self.problem.reasons
        return () if said is UNSET else said

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(reason.clause for reason in self.reasons)


class Invalid(Failed):
    """Fields or parameters cannot be meant."""

    @property
    def errors(self) -> tuple[Fault, ...]:
        said = self.problem.errors
        return () if said is UNSET else said


class Changed(Failed):
    """What was to be changed is at another version by now."""

    @property
    def version(self) -> int:
        return int(self.headers["etag"].strip('"'))


class Conflict(Failed):
    """Somebody else wrote at the same moment: read again."""


class KeyReused(Failed):
    """The key belongs to another request."""


class SignedOut(Failed):
    """Nobody is signed in, or what was given does not fit."""


class NotAllowed(Failed):
    """Nothing of the kind may be done by whoever asks."""


class NotFound(Failed):
    """Nothing is there, or nothing that the caller may know of."""


class TooMany(Failed):
    """Too many requests or attempts: `wait` says for how long."""


class Unavailable(Failed):
    """The server cannot do it now."""


BY_KIND: Mapping[str, type[Failed]] = {
    "refused": Refused,
    "conflict": Conflict,
    "key-reused": KeyReused,
}
BY_STATUS: Mapping[int, type[Failed]] = {
    400: Invalid,
    401: SignedOut,
    403: NotAllowed,
    404: NotFound,
    412: Changed,
    422: Invalid,
    429: TooMany,
    503: Unavailable,
}


def failed(status: int, headers: Mapping[str, str], content: bytes) -> Failed | Unexpected:
    """The exception for an answer that is none of success. Kinds that are not known yet go by their status."""
    problem = _problem(status, headers, content)
    if problem is None:
        return Unexpected(f"答复 {status} 不是问题文档 (the answer {status} is no problem document)")
    kind = problem.type.removeprefix(TYPE)
    return (BY_KIND.get(kind) or BY_STATUS.get(status, Failed))(problem, headers)


def _problem(status: int, headers: Mapping[str, str], content: bytes) -> Problem | None:
    """The document, or what a proxy that has none says by its status. Source: RFC 9457, section 4.2.1, about:blank."""
    if not is_problem(headers):
        return Problem(type=BLANK, title=HTTPStatus(status).phrase, status=status) if status in PASSING else None
    try:
        return msgspec.json.decode(content, type=Problem)
    except (msgspec.DecodeError, RecursionError):
        return None


def is_problem(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip() == MEDIA_TYPE


def seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; a date is as nothing said, for the clocks may differ."""
    said = headers.get("retry-after", "").strip()
    return float(said) if said.isascii() and said.isdigit() else None
