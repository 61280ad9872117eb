"""One entry of the intake form: what was typed, and what that says of the petition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from domain import commands as c
from domain.codelist import CodeList
from domain.values import Details, Moment, Narrative, Person
from domain.vocabulary import CHANNELS
from service.api.bodies import BODIES, in_domain
from service.api.moments import moment
from service.api.problems import Fault, Refusal
from service.codes import lists_on
from service.web.forms.fields import fields_of
from service.web.forms.reading import Typed, at_fields, body, said
from service.web.screen import Screen

RECEIVE, OPEN, REGISTER, ANSWER, JOIN = "receive", "open", "register", "answer", "join"
SUBMIT, FORWARD, ASSIGN = "submit", "forward", "assign"
NEXT = (SUBMIT, FORWARD, ASSIGN)
"""What can be done with it right away."""
PREFIXES: Mapping[str, str] = {RECEIVE: "", OPEN: "open.", REGISTER: "", ANSWER: "answer."}
"""What the controls of a command are called by, where several commands have fields of one name."""
DETAILS = "details."
DRAFT, CHANNEL, CHOSEN = "draft", "channel", "join"
"""The id of the draft, which is also the key under which it is recorded once; the channel; the petition to join to."""
RECEIVED_DAY, RECEIVED_TIME, OPENED_DAY = "received.day", "received.time", "opened.day"
OPENED, AFTERWARDS, ALREADY = "opened", "next", "already_done"
CODED: Mapping[str, str] = {
    f"{DETAILS}content_class": "content_classes",
    f"{DETAILS}petitioner.occupation": "occupations",
}
"""Controls into which a code or its name is typed, and their code lists."""
COMPARED = ("name", "phone", "address", "id_number")
NOBODY = UUID(int=0)
HEX = re.compile("[0-9a-f]{32}")
_KINDS: Mapping[str, type[Struct]] = {RECEIVE: c.Receive, OPEN: c.Open, REGISTER: c.Register, ANSWER: c.Answer}


class Joining(Struct, frozen=True):
    """The petition that somebody has chosen to join this one to, how, and how alike they were."""

    to: UUID
    kind: str
    score: int | None

    @property
    def key(self) -> str:
        return f"{self.to}:{self.kind}:{'' if self.score is None else self.score}"


class Entry(Struct, frozen=True):
    """What stands in the form, on whose screen."""

    screen: Screen
    typed: Typed

    @property
    def channel(self) -> str:
        chosen = self.typed.get(CHANNEL, "")
        return chosen if chosen in CHANNELS else CHANNELS[0]

    @property
    def draft(self) -> UUID:
        return UUID(self.typed[DRAFT])

    def text(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    @property
    def received(self) -> Moment | None:
        """When it came in, as it was said; None means now. Raises Refusal (422)."""
        return self._moment(RECEIVED_DAY, RECEIVED_TIME)

    @property
    def opened(self) -> Moment | None:
        """The day on which the letter was opened; None means now. Raises Refusal (422)."""
        return self._moment(OPENED_DAY, "")

    def _moment(self, day: str, time: str) -> Moment | None:
        said_day, said_time = self.text(day), self.text(time)
        if not said_day and not said_time:
            return None
        said_day = said_day or self.screen.now.date().isoformat()
        text = _instant(said_day, said_time, self.screen) if said_time else said_day
        return moment(text, f"$.{day}", self.screen.office)

    def content(self, verb: str) -> dict[str, Any]:
        """What the controls of a command say, as its body."""
        prefix = PREFIXES[verb]
        told = said(fields_of(_KINDS[verb], prefix), self.typed, self.screen.office.zone)
        if verb == RECEIVE:
            _decoded(told, self.screen)
        if verb == REGISTER:
            told.pop("details", None)  # that came in with it
        return told

    def command(self, verb: str, content: Mapping[str, Any], petition: UUID) -> Any:
        """The command. Raises Refusal (422), its faults called by the controls."""
        try:
            read = body(BODIES[verb], {**content, "actor": {"name": "."}})
        except Refusal as refusal:
            prefix = PREFIXES.get(verb, f"{AFTERWARDS}.{verb}.")
            raise Refusal(refusal.kind, refusal.detail, *(_called(fault, prefix) for fault in refusal.faults)) from None
        return in_domain(read, petition)

    @property
    def receipt(self) -> c.Receive:
        """As far as it can be understood: for what the rulebook wants, and for what is alike."""
        content = self.content(RECEIVE)
        try:
            receipt: c.Receive = self.command(RECEIVE, content, NOBODY)
        except Refusal:
            return c.Receive(channel=self.channel, details=self.compared)
        return receipt

    @property
    def compared(self) -> Details:
        """What repeats are looked for by: who writes, how to reach them, what they say."""
        kept: dict[str, Any] = {each: self.text(f"{DETAILS}petitioner.{each}") or None for each in COMPARED}
        said = ("title", "problem", "demand", "problem_place")
        what: dict[str, Any] = {each: self.text(f"{DETAILS}{each}") or None for each in said}
        content_class = decoded(self.text(f"{DETAILS}content_class"), self.screen, "content_classes")
        return Details(petitioner=Person(id=uuid4(), **kept), content_class=content_class or None, **what)

    @property
    def joining(self) -> Joining | None:
        """The petition that it is to be joined to; what cannot be understood is none."""
        to, _, rest = self.text(CHOSEN).partition(":")
        kind, _, score = rest.partition(":")
        try:
            return Joining(UUID(to), kind, int(score) if score.isdecimal() else None)
        except ValueError:
            return None

    @property
    def reason(self) -> Narrative | None:
        """Why it is entered although a rule would have refused it when it happened."""
        return self.text(ALREADY) or None


def entry(screen: Screen, typed: Typed) -> Entry:
    """The entry; what has no draft yet gets the id of one."""
    named = typed.get(DRAFT, "")
    return Entry(screen, typed if HEX.fullmatch(named) else {**typed, DRAFT: uuid4().hex})


def _instant(day: str, time: str, screen: Screen) -> str:
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=screen.office.zone).isoformat()
    except ValueError:
        return f"{day}T{time}"


def _called(fault: Fault, prefix: str) -> Fault:
    """The fault by the name of its control."""
    (name,) = at_fields((fault,))
    return msgspec.structs.replace(fault, path=f"{prefix}{name}")


def _decoded(told: dict[str, Any], screen: Screen) -> None:
    """Puts codes in the place of what was typed for them."""
    for control, code_list in CODED.items():
        *way, last = control.split(".")
        holder: Any = told
        for step in way:
            holder = holder.get(step) or {}
        if last in holder:
            holder[last] = decoded(holder[last], screen, code_list)


def decoded(text: str, screen: Screen, code_list: str) -> str:
    """The code that was meant by a code, its name, or both behind each other; else what was typed."""
    if not text:
        return ""
    held = lists_on(screen.office, screen.now.date()).get(code_list)
    return next(_meant(text, held.list), text) if held else text


def _meant(text: str, codes: CodeList) -> Iterator[str]:
    first = text.split(maxsplit=1)[0]
    for each in codes.codes:
        if text in (each.code, each.zh, each.en) or first == each.code:
            yield each.code
