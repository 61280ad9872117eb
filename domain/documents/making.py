"""What a document says, made from the petition as it stands: pure, or the reason why it cannot be made yet.

Each rests on an event, the newest of its kind unless another is asked for. What it cannot do without is asked for by
name, so that nothing is printed with a gap in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import events as e
from domain import wording
from domain.deciding import Reason, Refused, structural
from domain.documents import closing, notices, opinions, slips
from domain.documents import content as d
from domain.documents.case import Case
from domain.documents.forms import reception, registration
from domain.documents.kinds import KINDS
from domain.documents.resting import bases
from domain.wording import EN, ZH


def content(kind: str, case: Case, of: int = 0) -> d.Content:
    """What the document says. Raises Refused: there is no such document, its event is missing, or what it needs."""
    line = basis(kind, case, of)
    return MAKERS[kind](case, line, line.event if line else None)


def basis(kind: str, case: Case, of: int = 0) -> e.Line | None:
    """The line on which it rests, the newest or that of the version; None: it is filled in by hand. Raises Refused."""
    known = KINDS.get(kind)
    if known is None:
        raise Refused((structural(f"没有此种文书：{kind}", f"no such document: {kind}; there are {', '.join(KINDS)}"),))
    found = [line for line in bases(case.petition, kind) if of in (0, line.version)]
    if not found and (known.needs_it or of):
        raise Refused((_missing(kind, of),))
    return found[-1] if found else None


def _missing(kind: str, of: int) -> Reason:
    known = KINDS[kind]
    zh, en = known.called or (_named(kind, "、", ZH), _named(kind, ", ", EN))
    where = (f"第{of}步不是", f"version {of} is none") if of else ("尚无", "there is none yet")
    return structural(f"{known.zh}须依据{zh}，{where[0]}", f"{known.en} rests on {en}: {where[1]}")


def _named(kind: str, between: str, language: str) -> str:
    return between.join(wording.event(each.__name__, language) for each in KINDS[kind].rests_on)


MAKERS: Mapping[str, Callable[[Case, Any, Any], d.Content]] = {
    "registration": registration,
    "reception": reception,
    "special_report": slips.special_report,
    "acceptance": notices.acceptance,
    "refusal": notices.refusal,
    "no_longer_accepted": notices.no_longer_accepted,
    "whereto": notices.whereto,
    "slip": slips.slip,
    "pressing": slips.pressing,
    "supervision": slips.supervision,
    "extension": notices.extension,
    "opinion": opinions.opinion,
    "review1": opinions.review1,
    "review2": opinions.review2,
    "approval": opinions.approval,
    "service": closing.service,
    "closure": closing.closure,
    "catalogue": closing.catalogue,
}
