"""Commands by chance: every verb of the vocabulary with plausible and implausible values, by all sorts of actors.

Chance alone seldom answers a letter, so there are two manners. *Sensible*: a verb that the petition may be waiting
for, its fields filled, by somebody who may do it; much of it is still refused. *Wild*: any verb, any actor, fields
left out or filled with what does not fit. None of this judges anything: the judges look at what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.conditions import facts_of, holds
from domain.documents.kinds import KINDS
from domain.lifecycle_checks import is_document
from domain.petition import NO_LONGER_ACCEPTED, Petition, this_round
from domain.routes import route_of
from domain.rulebook import ALWAYS, Step
from domain.values import Actor, Details, Moment
from tests.clauses.lives import office
from tests.clauses.lives.life import Life

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

TEXT = "已核实"
SAID = ("", " ", TEXT)
ACTS: Mapping[str, type[Any]] = {act.__name__: act for act in get_args(c.Act)}
ENDS_ALL = ("Withdraw", "Void", "RefuseAcceptance", "RefuseAcceptance")
"""After these little more can happen: they come seldom."""
DAYS = (None, 0, 1, 10, 15, 29, 30, 31, 59, 60, 61)
CODES = {
    "channel": (*v.CHANNELS, "visit"),
    "source": v.SOURCES,
    "place": v.PLACES,
    "target_kind": ("", *v.UNIT_KINDS),
    "kind": v.JOINED_AS,
    "subject": v.RATED,
    "rating": v.RATINGS,
    "secrecy": ("", *v.SECRECY),
    "paper": v.PAPERS,
    "scan": v.SCANS,
}


class Hand:
    """Draws values for one command on one life; `wild` says in which manner."""

    def __init__(self, draw: Draw, life: Life, now: datetime, *, wild: bool, liked: Sequence[str] = ()) -> None:
        self._draw = draw
        self.liked = liked
        self.life = life
        self.now = now
        self.today = now.date()
        self.wild = wild

    @property
    def state(self) -> Petition:
        return self.life.state

    def one(self, among: Sequence[T]) -> T:
        found: T = self._draw(st.sampled_from(among))
        return found

    def once_in(self, n: int) -> bool:
        """Not at an end of the span: hypothesis likes the ends of what it draws from."""
        return bool(self._draw(st.integers(0, n - 1)) == n // 2)

    def number(self, least: int, most: int) -> int:
        return int(self._draw(st.integers(least, most)))

    def sometimes(self, usual: T, n: int, among: Sequence[T]) -> T:
        """The usual value; once in `n`, and half the time in the wild manner, one of those."""
        return self.one(among) if self.once_in(2 if self.wild else n) else usual

    def day(self) -> date:
        return self.today + timedelta(self.number(-3 if self.wild else 0, 40))

    def details(self) -> Details:
        """All that can be known of a petition; in the wild manner only some of it."""
        known = {name: made(self) for name, made in DETAILS.items()}
        if self.once_in(12):
            return Details()
        if self.wild:
            left_out = self._draw(st.sets(st.sampled_from(sorted(known)), max_size=14))
            known = {name: value for name, value in known.items() if name not in left_out}
        return Details(**known)


def _assigner(hand: Hand) -> str | None:
    received = hand.state.received
    return "市信访局" if received and received.source in v.HANDED_DOWN else None


DETAILS: Mapping[str, Callable[[Hand], Any]] = {
    "title": lambda _: "安置房渗漏",
    "petitioner": lambda hand: hand.sometimes(office.PETITIONER, 12, (office.PETITIONER, office.OFFICER_WHO_WRITES)),
    "anonymous": lambda hand: hand.once_in(8),
    "reachable": lambda _: True,
    "people": lambda hand: hand.sometimes(1, 3, (1, 2, 4, 5, 6)),
    "representatives": lambda hand: office.SPEAKERS[: hand.sometimes(2, 3, (0, 6, 6, 6))],
    "receivers": lambda hand: hand.sometimes(("田甜", "罗辉"), 10, (("田甜",), ("田甜", " 田甜"), ())),
    "accused": lambda hand: hand.sometimes((), 6, tuple((person,) for person in office.ACCUSED)),
    "accused_units": lambda hand: hand.sometimes((), 10, (("后扶科",), ("市交通局",))),
    "problem": lambda _: TEXT,
    "demand": lambda _: TEXT,
    "papers_carried": lambda _: TEXT,
    "answer_given": lambda _: TEXT,
    "importance": lambda hand: hand.one(v.IMPORTANCE),
    "urgent": lambda hand: hand.once_in(4),
    "purpose": lambda hand: hand.one(v.PURPOSES),
    "procedure": lambda hand: hand.sometimes("petition", 3, ("unknown", *v.PROCEDURES)),
    "content_class": lambda hand: hand.one(("安置", "规划", "其他")),
    "problem_place": lambda hand: hand.one(("河口", "西河村")),
    "first_responsible": lambda _: "钟山",
    "specifically_responsible": lambda _: "倪虹",
    "responsible_unit": lambda hand: hand.one(office.SECTIONS),
    "assigner": lambda hand: hand.sometimes(_assigner(hand), 10, (None, "市信访局")),
    "assigner_number": lambda _: "市信2025-17",
    "reply_by": lambda hand: hand.day(),
    "not_given": lambda hand: hand.sometimes(
        None, 8, (None, {"phone": "refused"}, {"age": "unknown", "demand": "refused"})
    ),
}


# ---- the fields of the verbs: by verb and name, else by name, else a text


def _unit_to_get_it(hand: Hand) -> str:
    routing = hand.state.routing
    free = [unit for unit in office.UNITS if unit not in (routing.holder, routing.on_the_way_to)]
    return hand.sometimes(hand.one(free), 8, (*office.UNITS, "后扶科", "柳青", ""))


def _unit_that_has_it(hand: Hand) -> str:
    routing = hand.state.routing
    return hand.sometimes(routing.holder or routing.on_the_way_to, 10, ("", *office.UNITS))


def _on_its_way(hand: Hand) -> str:
    return hand.sometimes(hand.state.routing.on_the_way_to or office.PETITION_SECTION, 10, office.UNITS)


def _assisting(hand: Hand) -> tuple[str, ...]:
    return hand.sometimes((), 4, ((), ("规划科",), (office.COUNTY, "规划科")))


def _handler(hand: Hand) -> str:
    return hand.sometimes("", 3, hand.state.recused or ("柳青", "苗禾"))


def _leader(hand: Hand) -> str:
    return hand.one(office.LEADERS).name


def _person(hand: Hand) -> str:
    return hand.one(office.ACTORS).name


def _duty(hand: Hand) -> str:
    """An open duty by the name under which it can be extended; what can be extended comes first."""
    open_ = [duty for duty in hand.state.duties if duty.end is None]
    extensible = [duty for duty in open_ if hand.life.book.duties_by_id[duty.key.id].extension]
    known = [f"{duty.key.id}/{duty.key.discriminator}".rstrip("/") for duty in extensible or open_] or ["handle"]
    return hand.sometimes(hand.one(known), 8, ("handle", "answer_hall", "nothing", "unit_result/后扶科"))


def _days(hand: Hand) -> int | None:
    return hand.sometimes(None, 2, DAYS)


def _outcome(hand: Hand) -> str:
    """Mostly one that fits what is known now."""
    book, state = hand.life.book, hand.state
    facts = facts_of(state, state.lines[-1].event, book.settings) if state.lines else {}
    fitting = [each.id for each in book.outcomes if holds(each.when, facts)]
    fitting += [each.id for each in book.outcomes if each.id in fitting and each.when != ALWAYS] * 2
    return hand.sometimes(hand.one(fitting), 8, (*(each.id for each in book.outcomes), "lost"))


def _document(hand: Hand) -> str:
    made = [word for word in DOCUMENTS if any(is_document(line.event, word) for line in hand.state.lines)]
    return hand.sometimes(hand.one(made or DOCUMENTS), 8, DOCUMENTS)


def _level(hand: Hand) -> str:
    """The level of the review that is waited for, or that can be asked for next."""
    reviews = [line.event for line in hand.state.lines if isinstance(line.event, e.ReviewRequested | e.ReviewDecided)]
    if not reviews:
        return hand.sometimes("1", 8, ("1", "2"))
    last = reviews[-1]
    return hand.sometimes(last.level if isinstance(last, e.ReviewRequested) else "2", 6, ("1", "2"))


def _attachment(hand: Hand) -> UUID:
    """One that is there, or a new one."""
    known = [line.event.attachment for line in hand.state.lines if isinstance(line.event, e.Attached)]
    new = UUID(int=len(known) + 1)
    return hand.sometimes(known[-1] if known else new, 3, (new,))


def _document_kind(hand: Hand) -> str:
    kinds = [kind for kind in KINDS if _bases(hand, kind)]
    return hand.sometimes(hand.one(kinds or ["registration"]), 8, (*KINDS, "troop"))


def _bases(hand: Hand, kind: str) -> list[int]:
    return [line.version for line in hand.state.lines if isinstance(line.event, KINDS[kind].rests_on)]


def _basis(hand: Hand) -> int:
    found = [version for kind in KINDS for version in _bases(hand, kind)]
    return hand.sometimes(hand.one(found or [0]), 8, (0, 1, 99))


def _checklist(hand: Hand) -> str:
    forms = [form.id for form in hand.life.book.forms if form.kind == "checklist"]
    return hand.one((*forms, "checklist_of_nothing"))


def _items(hand: Hand) -> dict[str, int]:
    items = [item for form in hand.life.book.forms if form.kind == "checklist" for item in form.items]
    return {hand.one(items or ["整洁"]): hand.number(0, 6)}


def _step(hand: Hand) -> str:
    return hand.one((*hand.state.steps, "report", "draft"))


def _joined(hand: Hand) -> Any:
    return hand.sometimes(hand.state.joined or office.EARLIER[0], 4, office.EARLIER)


def _reply_kind(hand: Hand) -> str:
    return hand.one(v.REPLY_KINDS)


def _mode(hand: Hand) -> str:
    return hand.sometimes("forward", 3, ("order", "order", "copy", "assign"))


def _officer(hand: Hand) -> str:
    return hand.one(("苗禾", "罗辉", "柳青", "钟山"))


DOCUMENTS = tuple(str(word) for word in v.EVENT_FACTS["document"])

BY_VERB: Mapping[tuple[str, str], Callable[[Hand], Any]] = {
    ("SignFor", "unit"): _on_its_way,
    ("Forward", "mode"): _mode,
    ("Forward", "reason"): lambda hand: hand.sometimes(TEXT, 3, (None,)),
    ("Forward", "due_on"): lambda hand: hand.sometimes(hand.day(), 3, (None,)),
    ("Instruct", "supervise_by"): lambda hand: hand.sometimes(hand.day(), 3, (None,)),
    ("RefuseAcceptance", "ground"): lambda hand: hand.sometimes(NO_LONGER_ACCEPTED, 2, v.GROUNDS),
    ("Accept", "new_facts"): lambda hand: hand.sometimes(None, 3, (TEXT,)),
    ("Submit", "to"): _leader,
    ("SpecialReport", "to"): _leader,
    ("Press", "to"): _unit_that_has_it,
    ("Suggest", "to_body"): lambda hand: hand.one(office.UNITS),
    ("Join", "to"): _joined,
    ("Unjoin", "to"): _joined,
    ("ReportResult", "to"): lambda hand: hand.sometimes(hand.one(("assigner", "office")), 6, ("superior", "leader")),
    ("ReportResult", "unit"): _unit_that_has_it,
    ("Notify", "notice"): lambda hand: hand.one(v.EVENT_FACTS["notice"]),
    ("Notify", "to"): lambda hand: hand.sometimes("petitioner", 8, ("petitioner", "leader")),
    ("AnswerSupervision", "result"): lambda _: TEXT,
    ("Reopen", "unit"): lambda hand: hand.sometimes("", 3, office.UNITS),
}
BY_NAME: Mapping[str, Callable[[Hand], Any]] = {
    **{name: partial(Hand.one, among=words) for name, words in (*CODES.items(), *v.EVENT_FACTS.items()) if words},
    "details": Hand.details,
    "target": _unit_to_get_it,
    "unit": _unit_that_has_it,
    "assisting": _assisting,
    "handler": _handler,
    "leader": _leader,
    "officer": _officer,
    "giver": lambda hand: hand.one((*office.UNITS, "柳青", "钟山")),
    "taker": lambda hand: hand.one(("规划科", "苗禾", "柳青", "后扶科")),
    "duty": _duty,
    "attachment": _attachment,
    "document_kind": _document_kind,
    "rests_on": _basis,
    "ordinal": lambda hand: hand.number(0, 1),
    "size": lambda hand: hand.number(0, 3),
    "pages": lambda hand: hand.number(0, 3),
    "days": _days,
    "outcome": _outcome,
    "document": _document,
    "level": _level,
    "form": _checklist,
    "items": _items,
    "to_step": _step,
    "reply_kind": _reply_kind,
    "reader": lambda hand: hand.one((None, "head", "in_charge")),
    "catalogue": lambda _: (TEXT,),
    "persons": lambda _: (),
    "score": lambda _: 80,
    **dict.fromkeys(("reply_by", "due_on", "redo_by", "supervise_by", "appointed_on", "withdrawn_on"), Hand.day),
    **dict.fromkeys(("delivered", "signed", "adopted", "reached", "upheld", "supervise"), partial(Hand.once_in, n=2)),
    **dict.fromkeys(("on_spot", "from_chief_day"), partial(Hand.once_in, n=6)),
    "restricted": lambda hand: hand.once_in(2),
    "bound_together": lambda hand: hand.once_in(2),
    "external_id": lambda _: "",
}


def _value(verb: str, name: str, hand: Hand) -> Any:
    made = BY_VERB.get((verb, name)) or BY_NAME.get(name)
    if made:
        return made(hand)
    return hand.one(SAID) if hand.wild and hand.once_in(8) else TEXT


def act(verb: str, hand: Hand) -> c.Act:
    """The verb with its fields; what may be left out sometimes is, in the wild manner often, and now and then all."""
    kind = ACTS[verb]
    seldom = 1 if hand.once_in(12) else (3 if hand.wild else 16)
    said = {
        field.name: _value(verb, field.name, hand)
        for field in msgspec.structs.fields(kind)
        if field.required or not hand.once_in(seldom)
    }
    made: c.Act = kind(**said)
    return made


# ---- what a petition may be waiting for


ANY_TIME = (
    "Comment", "Classify", "Propose", "Instruct", "Submit", "Meet", "Appoint", "MissAppointment", "Guide",
    "NoteIncident", "TellBody", "FillChecklist", "Recuse", "Restrict", "RequestMaterial", "Press", "SpecialReport",
    "Notify", "Exempt", "ExplainDelay", "Suggest", "FeedBack", "Join", "Unjoin", "HandOver", "AnswerSupervision",
    "Redirect", "OpenHearing", "CloseHearing",
)  # fmt: skip
AT_WORK = (
    *("Accept",) * 3, *("Answer",) * 5, *("Close",) * 4, *("Report",) * 2, "Draft", "Review", "Approve", "SendBack",
    *("Forward",) * 5, *("Assign",) * 2, "Notify", "Submit", "Instruct", "ReportResult", "ReturnReport",
)  # fmt: skip
ON_THE_WAY = ("SignFor", "SignFor", "SignFor", "SignFor", "Return")
CAME_HERE = ("Object", "DecideObjection", "Return", "ReportResult")
EXTENSION = ("Extend", "Extend", "Extend", "RequestExtension", "DenyExtension")
ANSWERED = (
    "Publish",
    "Serve",
    "Serve",
    "RequestReview",
    "RequestReview",
    "DecideReview",
    "DecideReview",
    "Rate",
    "CallBack",
)
HEARING = ("OpenHearing", "CloseHearing")
CLOSED = (
    "Archive", "Archive", "RegisterClosure", "Reopen", "Serve", "RequestReview", "DecideReview", "DecideReview", "Rate",
    "CallBack", "OpenHearing", "CloseHearing", "ReportResult", "TellBody", "AnswerSupervision", "Notify", "Comment",
)  # fmt: skip
GIVEN_UP = ("Reopen", "Reopen", "Close", "Comment", "Notify")


def awaited(life: Life) -> tuple[str, ...]:
    """Verbs that can have a place in the life as it stands, the likelier ones more than once."""
    state = life.state
    if state.received is None:
        return ("Receive",)
    if state.ending.voided:
        return ("Comment",)
    if state.ending.closed:
        return CLOSED
    if state.ending.refused or state.ending.withdrawn:
        return GIVEN_UP
    if not state.registered_at:
        return ("Open", *("Register",) * 6, "Classify", "Exempt", "TellBody", "Propose")
    again = ("Accept",) * 20 if state.final and not state.accepted_at else ()
    away = ("Forward",) * 8 if state.recused and not state.routing.on_the_way_to else ()
    return (*again, *away, *AT_WORK, *ANY_TIME, *_where_it_is(state), *_extensible(life), *_reviews(state))


def _where_it_is(state: Petition) -> tuple[str, ...]:
    if state.routing.on_the_way_to:
        return ON_THE_WAY
    return CAME_HERE if state.routing.senders else ()


def _extensible(life: Life) -> tuple[str, ...]:
    rules = life.book.duties_by_id
    open_ = [duty for duty in life.state.duties if duty.end is None and rules[duty.key.id].extension]
    return EXTENSION * (1 if any(duty.extended for duty in open_) else 3) if open_ else ()


def _reviews(state: Petition) -> tuple[str, ...]:
    asked = [line.event for line in state.lines if isinstance(line.event, e.ReviewRequested | e.ReviewDecided)]
    if asked and isinstance(asked[-1], e.ReviewRequested):
        return (*ANSWERED, *HEARING * 4, *("DecideReview",) * 3)
    answered = any(isinstance(line.event, e.Answered) for line in this_round(state))
    return (*ANSWERED, *ANSWERED, *("Close",) * 6) if answered else ()


def next_step(life: Life) -> Step | None:
    """The step of the route that is to be done now."""
    state, book = life.state, life.book
    if not state.lines:
        return None
    route = book.routes_by_id.get(state.route) or route_of(book, facts_of(state, state.lines[-1].event, book.settings))
    steps = route.steps if route else ()
    return next((step for step in steps if step.id not in state.steps and not step.optional), None)


VERB_OF = {event: verb for verb, event in v.VERBS.items() if verb != "Assign"}


# ---- by whom, when


def _sensible_actor(verb: str, step: Step | None, hand: Hand) -> Actor:
    """Who holds a post of the step, the head where time is given, else somebody of the unit that has it."""
    if step is not None and VERB_OF[step.event] == verb and step.posts:
        able = [actor for actor in office.ACTORS if actor.post in step.posts]
        return hand.one(able)
    if verb == "Extend":
        return hand.sometimes(office.HEAD, 3, office.LEADERS)
    unit = hand.state.routing.holder or hand.state.routing.on_the_way_to
    there = [actor for actor in office.ACTORS if actor.unit == unit]
    return hand.sometimes(hand.one((*there, *office.CLERKS, office.HEAD)), 10, office.ACTORS)


def _occurred(hand: Hand) -> Moment:
    """Mostly now; sometimes days ago and entered late; in the wild manner also in the future, or ages ago."""
    back = hand.sometimes(0, 5, (0, 1, 2, 3, 9, 30, *((-1, 400) if hand.wild else ())))
    at = hand.now - timedelta(back)
    return Moment(at.date(), at) if hand.once_in(2) else Moment(at.date())


@st.composite
def asked(draw: Draw, life: Life, now: datetime, *, wild: bool, liked: Sequence[str] = ()) -> c.Asked:
    """A command on the life as it stands; half the sensible ones are of the verbs that are liked, where there are."""
    hand = Hand(draw, life, now, wild=wild, liked=liked)
    step = None if wild else next_step(life)
    verb = _verb(hand, step)
    actor = hand.one(office.ACTORS) if wild else _sensible_actor(verb, step, hand)
    excuse = TEXT if hand.once_in(5 if wild else 10) else None
    return c.Asked(
        petition=life.petition,
        command=act(verb, hand),
        actor=actor,
        occurred=_occurred(hand),
        now=now,
        already_done=excuse,
    )


def _verb(hand: Hand, step: Step | None) -> str:
    if hand.wild:
        verb = hand.one(sorted(ACTS))
        return "Comment" if verb in ENDS_ALL and not hand.once_in(3) else verb
    if hand.liked and hand.state.registered_at and hand.once_in(2):
        return hand.one(hand.liked)
    if step is not None and hand.once_in(3) and not hand.state.ending.closed:
        return VERB_OF[step.event]
    verb = hand.one(awaited(hand.life))
    return hand.one(ENDS_ALL) if verb == "Comment" and hand.once_in(2) else verb


@st.composite
def correction(draw: Draw, life: Life, now: datetime) -> c.Asked:
    """A line that stands, told anew: another day, or another act of its kind."""
    hand = Hand(draw, life, now, wild=False)
    line = hand.one(life.state.lines)
    verb = "Assign" if isinstance(line.event, e.Forwarded) and line.event.mode == "assign" else _verb_of(line.event)
    day = line.occurred.day + timedelta(hand.number(-6, 6))
    command = c.Correct(of=line.version, act=act(verb, hand), occurred=Moment(day), reason=TEXT)
    return c.Asked(
        petition=life.petition,
        command=command,
        actor=hand.one(office.ACTORS),
        occurred=Moment(now.date()),
        now=now,
    )


def _verb_of(event: e.Event) -> str:
    return VERB_OF.get(type(event).__name__, "Comment")


GAPS = (0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 10, 31)
"""Days between one command and the next."""

LATEST = datetime(2028, 12, 1, 10, tzinfo=ZoneInfo(office.ZONE))


@st.composite
def later(draw: Draw, now: datetime) -> datetime:
    """Some time after `now`; the calendar of the tests ends, so time stops there."""
    gap = timedelta(days=draw(st.sampled_from(GAPS)), minutes=draw(st.integers(1, 90)))
    return min(now + gap, LATEST)
