"""Answers to an act of the petition that may have been done several times: which of them is answered.

An instruction that is supervised (R3.2.3) and a suggestion (S1.40) are each answered for themselves. Where only one
waits for its answer it need not be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain.deciding import Reason, structural
from domain.petition import Petition
from domain.values import Moment

Answers = e.SupervisionAnswered | e.SuggestionAnswered


def is_supervised(event: e.Event) -> bool:
    return isinstance(event, e.Instructed) and event.supervise


def is_suggestion(event: e.Event) -> bool:
    return isinstance(event, e.SuggestionMade)


ASKED_BY: Mapping[type[Struct], tuple[Callable[[e.Event], bool], type[Answers]]] = {
    c.AnswerSupervision: (is_supervised, e.SupervisionAnswered),
    c.FeedBack: (is_suggestion, e.SuggestionAnswered),
}
"""What each answering act answers, and the event that it makes."""


def supervision_faults(state: Petition, act: c.AnswerSupervision) -> Reason | None:
    nothing = structural("没有督办事项", "nothing in it is supervised")
    return _faults(state, act.of, is_supervised, e.SupervisionAnswered) if _any(state, is_supervised) else nothing


def suggestion_faults(state: Petition, act: c.FeedBack) -> Reason | None:
    nothing = structural("没有提出过建议", "no suggestion was made", "S1.40")
    return _faults(state, act.of, is_suggestion, e.SuggestionAnswered) if _any(state, is_suggestion) else nothing


def asked_at(state: Petition, act: c.AnswerSupervision | c.FeedBack) -> Moment | None:
    """When that was asked which the act answers: of several, where none is named, the first."""
    asks = is_supervised if isinstance(act, c.AnswerSupervision) else is_suggestion
    return next((line.occurred for line in state.lines if asks(line.event) and act.of in (None, line.version)), None)


def askings(state: Petition, kind: type[Struct]) -> tuple[int, ...]:
    """The versions that such an act can answer, those that wait for their answer first; none for other acts."""
    if kind not in ASKED_BY:
        return ()
    asks, answer = ASKED_BY[kind]
    asked = (line.version for line in state.lines if asks(line.event))
    return tuple(dict.fromkeys((*_waiting(state, asks, answer), *asked)))


def _any(state: Petition, asks: Callable[[e.Event], bool]) -> bool:
    return any(asks(line.event) for line in state.lines)


def _faults(state: Petition, of: int | None, asks: Callable[[e.Event], bool], answer: type[Answers]) -> Reason | None:
    """That the act named asks for no such answer, or that none is named where several wait."""
    if of is not None:
        named = any(line.version == of and asks(line.event) for line in state.lines)
        zh, en = f"第{of}项不是要求答复的事项", f"version {of} asks for no such answer"
        return None if named else structural(zh, en)
    waiting = list(_waiting(state, asks, answer))
    if len(waiting) < 2:  # noqa: PLR2004 - one alone need not be named
        return None
    versions_zh, versions = "、".join(map(str, waiting)), ", ".join(map(str, waiting))
    zh = f"第{versions_zh}项均待答复，须写明答复哪一项"
    return structural(zh, f"versions {versions} wait for an answer: say `of` which one it is")


def _waiting(state: Petition, asks: Callable[[e.Event], bool], answer: type[Answers]) -> Iterator[int]:
    """The versions of the acts that no answer has met; an answer that names none is one to all before it."""
    answers = [line for line in state.lines if isinstance(line.event, answer)]
    for line in state.lines:
        if asks(line.event) and not any(_meets(each, line.version) for each in answers):
            yield line.version


def _meets(answer: e.Line, version: int) -> bool:
    of = answer.event.of if isinstance(answer.event, Answers) else None
    return of == version or (of is None and version < answer.version)
