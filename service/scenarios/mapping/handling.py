"""Lines about what is found, drafted and approved, what the petitioner is told, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.scenarios.mapping.turn import FINAL, Act, Turn, without_blanks
from service.scenarios.reading import BadScenario

REPLY_KINDS = {
    "interim": "interim",
    "result": "result",
    "explanation": "policy",
    "guidance": "guidance",
    "opinion": "opinion",
}
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "supported": ("supported", "solved_directly"),
    "not_supported": ("not_supported", "rejected"),
    "explained": ("explained",),
    "guided": ("guided", "elsewhere"),
    "merged": ("merged",),
    "not_supported_policy_explained": ("policy_explained", "beyond_policy", "explained"),
    "not_within_jurisdiction": ("elsewhere",),
}
"""An outcome as the files call it, and the ids under which rulebooks know it, the nearest first."""


def investigated(turn: Turn) -> list[Act]:
    return [Act("report", {"finding": turn.given("finding") or "已调查核实"})]


def opinion_step(turn: Turn) -> list[Act]:
    """A step of an approval route: what is proposed, signed, drafted, reviewed and approved."""
    steps: Mapping[str, Callable[[Turn], Act]] = {
        "section_preliminary": lambda at: Act("propose", {"text": at.given("text") or "拟办意见"}),
        "signed": lambda at: Act("instruct", {"text": at.given("text") or "已签批"}),
        "section_draft": lambda at: Act("draft", {"text": at.given("text") or "拟稿"}),
        "opinion_document": _document,
        "deputy_reviewed": lambda at: Act("review", without_blanks({"text": at.given("text")})),
        "chief_approved": lambda at: Act("approve", without_blanks({"text": at.given("text")})),
    }
    if turn.given("step") not in steps:
        raise BadScenario(f"line {turn.line.n}: no step {turn.given('step')!r} (没有此步骤)")
    return [steps[turn.given("step")](turn)]


def _document(turn: Turn) -> Act:
    """The written opinion with its contents, from what is known of the petition by then."""
    said = {
        "document_number": turn.given("number"),
        "claim": turn.petition.text,
        "findings": turn.said_before("finding") or "已调查核实",
        "opinion_text": turn.given("text") or "处理意见见文书",
        "legal_basis": turn.given("basis") or "信访工作条例第三十二条",
        "remedy": "自收到之日起三十日内可以申请复查",
    }
    return Act("draft", said)


def replied(turn: Turn) -> list[Act]:
    kind = turn.given("kind")
    if kind == "report":
        return [Act("report-result", {"to": "assigner", "text": turn.given("text")})]
    if kind == "review_opinion":
        return [Act("decide-review", _review(turn))]
    said = {
        "reply_kind": REPLY_KINDS[kind],
        "text": turn.given("text"),
        "delivered": bool(turn.line.fields.get("delivered")),
        "on_spot": _face_to_face(turn) or None,
        "document_number": turn.given("opinion_number"),
        "policy": turn.given("policy_ref"),
    }
    return [Act("answer", without_blanks(said))]


def _face_to_face(turn: Turn) -> bool:
    """What reached a visitor on the day of the visit, or of the meeting with a leader, was said there."""
    met = (line for line in turn.before if line.action in ("received", "leader_met"))
    return (
        bool(turn.line.fields.get("delivered"))
        and turn.said_before("channel") == "visit"
        and any(line.occurred[:10] == turn.line.occurred[:10] for line in met)
    )


def _review(turn: Turn) -> dict[str, Any]:
    said = {
        "level": level(turn, at_least=1),
        "result": turn.given("result") or "maintain",
        "text": turn.given("text"),
        "document_number": turn.given("opinion_number"),
        "delivered": bool(turn.line.fields.get("delivered")),
    }
    return without_blanks(said)


def level(turn: Turn, *, at_least: int = 0) -> str:
    """The level of review: the first that is asked for is 1, the second 2."""
    asked = sum(line.action == "review_requested" for line in turn.before)
    return str(min(max(asked, at_least), 2))


def review_requested(turn: Turn) -> list[Act]:
    asked = int(level(turn)) + 1
    said = {"level": str(min(asked, 2)), "against": turn.given("against"), "body": turn.person.unit}
    return [Act("request-review", without_blanks(said))]


def served(turn: Turn) -> list[Act]:
    mode = without_blanks({"mode": turn.given("mode")})
    notices = {"notice": "receipt", "extension_notice": "extension"}
    if turn.given("what") in notices:
        return [Act("notify", {"notice": notices[turn.given("what")], "to": "petitioner", **mode})]
    document = "opinion" if turn.given("reply_kind") == "opinion" else "answer"
    return [Act("serve", {"document": document, **mode})]


def notice_exempted(turn: Turn) -> list[Act]:
    return [Act("exempt", {"reason": turn.given("reason")})]


def _extension(turn: Turn) -> dict[str, Any]:
    """Which duty, and how long as its rule counts: in all from its start, or so many days more."""
    total = turn.line.fields.get("total_days")
    asked = turn.last("extension_requested")
    if total is None and "days" not in turn.line.fields and asked is not None:
        total = asked.fields.get("total_days")
    known = turn.words.extensions
    duty = known.get("total" if total is not None else "additional", next(iter(known.values()), "handle"))
    reason = turn.given("reason") or (asked.given("reason") if asked else "") or "批准延期"
    return without_blanks({"duty": duty, "reason": reason, "days": total or turn.line.fields.get("days")})


def extension_requested(turn: Turn) -> list[Act]:
    return [Act("request-extension", _extension(turn))]


def extension_granted(turn: Turn) -> list[Act]:
    return [Act("extend", _extension(turn))]


def extension_denied(turn: Turn) -> list[Act]:
    said = _extension(turn)
    return [Act("deny-extension", {"duty": said["duty"], "reason": said["reason"]})]


def delay_explained(turn: Turn) -> list[Act]:
    """One explanation to each addressee: the leaders, or the body that assigned the matter."""
    addressees = turn.line.fields.get("to") or ["领导"]
    return [
        Act("explain-delay", {"to": "leader" if turn.is_leader(name) else "assigner", "reason": turn.given("reason")})
        for name in addressees
    ]


def closed(turn: Turn) -> list[Act]:
    """What the outcome needs comes from the basis named and from what the petitioner was told; no basis, nothing."""
    basis, answer = turn.given("basis"), _answer(turn)
    said: dict[str, Any] = {"outcome": outcome(turn)}
    if basis:
        said |= {"legal_basis": basis, "policy": basis, "explanation": answer}
    sent = turn.last("redirected")
    said["competent_body"] = turn.given("competent_body") or (sent.given("to_body") if sent else "")
    said["way_there"] = sent.given("procedure") if sent else ""
    return [Act("close", {"outcome": said["outcome"], **without_blanks(said)})]


def outcome(turn: Turn) -> str:
    """The id of the outcome in the office's rulebook; "" for an attempt to close without one."""
    return outcome_in(turn.given("outcome"), turn.words.outcomes)


def outcome_in(word: str, known: frozenset[str]) -> str:
    """The id under which a rulebook knows an outcome of the files."""
    near = OUTCOMES.get(word, (word,))
    return next((each for each in near if each in known), near[0])


def _answer(turn: Turn) -> str:
    """What the petitioner was told last, for good; else what was reported or found."""
    replies = [line for line in reversed(turn.before) if line.action == "replied"]
    final = [line for line in replies if line.given("kind") in FINAL]
    return next((line.given("text") for line in (*final, *replies)), turn.said_before("finding"))


def archived(turn: Turn) -> list[Act]:
    """Files lie in the office's archive; without a list of documents the sheet is in them."""
    said = {
        "file_number": turn.given("file_number"),
        "location": "档案室",
        "catalogue": turn.line.fields.get("documents") or ["登记表"],
        "retention": turn.given("retention"),
        "archive_decision": "归档保存" if turn.line.fields.get("keep", True) else "不予保存",
    }
    return [Act("archive", without_blanks(said))]


def reopened(turn: Turn) -> list[Act]:
    said = {"unit": turn.given("to_unit"), "handler": turn.given("handler"), "reason": turn.given("reason")}
    return [Act("reopen", without_blanks(said))]


def voided(turn: Turn) -> list[Act]:
    return [Act("void", {"reason": turn.given("reason")})]


def withdrawn(turn: Turn) -> list[Act]:
    return [Act("withdraw", {"reason": turn.given("reason")})]


HANDLING: Mapping[str, Callable[[Turn], list[Act]]] = {
    each.__name__: each
    for each in (
        investigated, opinion_step, replied, review_requested, served, notice_exempted, extension_requested,
        extension_granted, extension_denied, delay_explained, closed, archived, reopened, voided, withdrawn,
    )
}  # fmt: skip
