"""Acts with nothing typed into them: each with every choice of its closed codes that rules can tell apart.

What has to be typed is filled with what offends nobody: words that name no one, the day itself, a unit that has not got
it. What can only be picked out of the petition or its rulebook is picked out of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Struct

from domain import commands as c
from domain.answering import askings
from domain.attachments import attachments
from domain.documents.issuing import issued
from domain.extensions import called
from domain.petition import Petition
from domain.rulebook import Rulebook
from domain.values import Actor, Details, Moment
from domain.wellformed import SHAPES

ACTS: tuple[type[Struct], ...] = tuple(
    act for act in get_args(c.Act) if act not in (c.Receive, c.Attach, c.IssueDocument)
)
"""What can be done to a petition that is there; files are sent, documents drawn up."""
SAID = "…"
"""What is typed where something must be."""
SOMEBODY_ELSE = "……"
NOT_THERE = UUID(int=2**128 - 1)

Choice = Mapping[str, Any]

OF_LIFE = frozenset({"document", "level", "mode", "rating"})
"""Codes of which the life of a petition, or an office's code list, asks under any rulebook."""
MAKES: Mapping[str, tuple[str, ...]] = {
    "delivered": ("answer_delivered",),
    "on_spot": ("answer_delivered",),
    "reply_kind": ("answered", "answer_delivered"),
    "ground": ("final",),
    "result": ("final",),
}
"""The facts of the petition that hang on a code once the act is done; each code is a fact by itself too."""


def choices(kind: type[Struct], state: Petition, book: Rulebook, decisive: Collection[str]) -> Iterator[Choice]:
    """Every combination of the codes that decide something; `decisive` are the facts of which the rulebook asks."""
    offered = {name: words for name, words in closed(kind).items() if _decides(name, decisive)}
    if kind in PICKED:
        name, found = PICKED[kind]
        offered[name] = found(state, book)
    for values in product(*offered.values()):
        yield dict(zip(offered, values, strict=True))


def _decides(code: str, decisive: Collection[str]) -> bool:
    return code in OF_LIFE or any(fact in decisive for fact in (code, *MAKES.get(code, ())))


@cache
def closed(kind: type[Struct]) -> dict[str, tuple[Any, ...]]:
    """The closed fields of an act, with their codes."""
    return dict(SHAPES[kind].codes)


def act_of(kind: type[Struct], choice: Choice, state: Petition, actor: Actor, moment: Moment) -> c.Act:
    """The act with the codes chosen and nothing said beside them."""
    said = {**_required(kind), **choice}
    said |= {name: moment.day for name, value in said.items() if value is date}
    if kind is c.SignFor:
        said["unit"] = state.routing.on_the_way_to or actor.unit or SAID
    elif kind is c.FillChecklist:
        said |= dict(zip(("form", "items"), said["form"], strict=True))
    act: Any = kind(**said)
    made: c.Act = act
    return made


@cache
def _required(kind: type[Struct]) -> dict[str, Any]:
    """The fields that must be filled, and those that only help; a day stands for itself until one is chosen."""
    hints = get_type_hints(kind)
    made = {field.name: _blank(hints[field.name]) for field in msgspec.structs.fields(kind) if field.required}
    return made | FILLED.get(kind, {})


def _blank(hint: Any) -> Any:
    blanks: dict[Any, Any] = {bool: True, int: 1, date: date, UUID: NOT_THERE}
    return {} if get_origin(hint) is dict else blanks.get(hint, SAID)


FILLED: Mapping[type[Struct], dict[str, Any]] = {
    c.Answer: {"text": SAID},
    c.Register: {"details": Details(answer_given=SAID)},
    c.HandOver: {"taker": SOMEBODY_ELSE},
}
"""What can be typed against every objection but those that no typing meets."""


# ---- what is picked out of the petition and its rulebook


def _duties(state: Petition, book: Rulebook) -> tuple[str, ...]:
    """The open duties as they are called; first what can be extended."""
    extensible = {rule.id for rule in book.duties if rule.extension}
    names = called(state)
    return tuple(sorted(names, key=lambda name: names[name].key.id not in extensible)) or (SAID,)


def _steps(state: Petition, book: Rulebook) -> tuple[str, ...]:
    """The steps that were done; first those to which the route sends back at all."""
    route = book.routes_by_id.get(state.route)
    back = {to for step in route.steps for to in step.send_back} if route else set()
    return tuple(sorted(state.steps, key=lambda step: step not in back)) or (SAID,)


def _checklists(book: Rulebook) -> tuple[tuple[str, dict[str, int]], ...]:
    """Each with a mark for one of its items."""
    found = (form for form in book.forms if form.kind == "checklist")
    return tuple((form.id, dict.fromkeys(form.items[:1], 0)) for form in found) or ((SAID, {}),)


def _issued(state: Petition) -> tuple[UUID, ...]:
    """Of what was issued and is not void, the files."""
    return tuple(each.attachment for each in issued(state.lines) if not each.voided)


def _to_answer(kind: type[Struct]) -> Picking:
    """What waits for this answer, by its version; where only one does, it need not be named."""
    return lambda state, _: (*askings(state, kind), None)


Picking = Callable[[Petition, Rulebook], tuple[Any, ...]]
PICKED: Mapping[type[Struct], tuple[str, Picking]] = {
    **dict.fromkeys((c.RequestExtension, c.Extend, c.DenyExtension), ("duty", _duties)),
    **dict.fromkeys(
        (c.ReleaseAttachment, c.RejectAttachment, c.RemoveAttachment),
        ("attachment", lambda state, _: tuple(attachments(state.lines)) or (NOT_THERE,)),
    ),
    c.VoidDocument: ("attachment", lambda state, _: _issued(state) or (NOT_THERE,)),
    c.SendBack: ("to_step", _steps),
    c.Close: ("outcome", lambda _, book: tuple(each.id for each in book.outcomes) or (SAID,)),
    c.FillChecklist: ("form", lambda _, book: _checklists(book)),
    c.AnswerSupervision: ("of", _to_answer(c.AnswerSupervision)),
    c.FeedBack: ("of", _to_answer(c.FeedBack)),
    c.Unjoin: ("to", lambda state, _: (state.joined or NOT_THERE,)),
    c.Publish: ("text", lambda *_: (SAID, None)),
    c.Restrict: ("restricted", lambda *_: (True, False)),
}
"""The field of an act, beside its codes, of which the life of a petition decides, and what it can be."""
