"""Whether a witness may cosign a checkpoint, after what it cosigned before (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

from http import HTTPStatus

from msgspec import Struct

from service.evidence.witness_protocol import Addition
from service.ledger import merkle
from service.witness.state import Cosigned

SMALLER, FORKED, UNPROVED = "smaller", "forked", "unproved"
"""Kinds of refusals that may be proof of misbehaviour."""


class Objection(Struct, frozen=True):
    """Why not: the status of the answer, and the words. Without a `kind` it says nothing against the log."""

    status: HTTPStatus
    reason: str
    kind: str = ""


def objection(asked: Addition, latest: Cosigned | None, same: Cosigned | None) -> Objection | None:
    """What stands in the way of a checkpoint whose signature is good; None when nothing does.

    `latest` was cosigned last, `same` is what was cosigned at the size asked for.
    """
    head, seen = asked.head, latest.size if latest else 0
    if same is not None and same.root != head.root:
        return Objection(_status(asked, seen, HTTPStatus.UNPROCESSABLE_ENTITY), _forked(head.size), FORKED)
    if head.size < seen:
        return Objection(_status(asked, seen, HTTPStatus.CONFLICT), _smaller(head.size, seen), SMALLER)
    if asked.old > head.size:
        return Objection(HTTPStatus.BAD_REQUEST, f"old {asked.old} is larger than {head.size} (旧规模大于检查点)")
    if asked.old != seen:
        return Objection(HTTPStatus.CONFLICT, f"{seen} leaves were cosigned last (上次见证规模为 {seen})")
    return _unproved(asked, latest)


def _status(asked: Addition, seen: int, otherwise: HTTPStatus) -> HTTPStatus:
    """The order of the checks is that of the specification."""
    if asked.old > asked.head.size:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.CONFLICT if asked.old != seen else otherwise


def _forked(size: int) -> str:
    return f"another root was cosigned at {size}: the log was changed or forked (同一规模的树根不同：日志被改动或分叉)"


def _smaller(size: int, seen: int) -> str:
    return (
        f"{size} leaves are fewer than the {seen} that were cosigned: the log was cut short or put back, or an old "
        f"checkpoint was sent again (小于已见证的 {seen} 条：被截断、恢复了旧备份，或重发旧检查点)"
    )


def _unproved(asked: Addition, latest: Cosigned | None) -> Objection | None:
    head = asked.head
    if not head.size and head.root != merkle.EMPTY_ROOT:
        reason = "the root of no leaves is that of the empty tree (空日志的树根不符)"
    elif not asked.old and asked.proof:
        reason = "from the empty tree there is nothing to prove (旧规模为零时不得附证明)"
    elif latest is not None and asked.old and not _continues(asked, latest):
        reason = (
            f"the proof does not show that {head.size} leaves continue the {latest.size} that were cosigned: the log "
            "was changed, or the proof is wrong (证明不能说明日志连续：日志被改动，或证明有误)"
        )
    else:
        return None
    return Objection(HTTPStatus.UNPROCESSABLE_ENTITY, reason, UNPROVED)


def _continues(asked: Addition, latest: Cosigned) -> bool:
    try:
        return merkle.continued(latest.size, asked.head.size, latest.root, asked.proof) == asked.head.root
    except ValueError:
        return False
