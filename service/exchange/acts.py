"""From what a source tells and what stands in the ledger to the commands that make up the difference.

What is told already leads to nothing, so that an overlapping or repeated export adds only what is new. A date
that the source changes is corrected, never extended; what it takes back is corrected or reopened.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Entries
from datetime import datetime
from typing import Any
from uuid import uuid5

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.petition import FINAL_REPLIES, Ending, Petition
from domain.values import IMPORTED, NO_DETAILS, Details, Moment, Person
from projections.register import unit_of
from service.desk import Step
from service.exchange import mapping as m
from service.exchange.mapping import Mapping
from service.exchange.told import Item, Told

CHANGED = "来源登记簿已更改 changed at the source"
TAKEN_BACK = "来源登记簿已撤销 taken back at the source"
BACK = "来源登记簿中重新出现 there again at the source"
GONE = "来源登记簿中已不存在 no longer at the source"

RECEIPT_DETAILS = frozenset({m.DUE, "clause"})
"""Details by which the limit runs: a change of them corrects the receipt."""
LATER_DETAILS = (m.DETAILS | m.NARRATIVE | frozenset(m.CODES)) - m.OF_RECEIPT - RECEIPT_DETAILS


def steps(told: Told, state: Petition, mapping: Mapping, known: Details = NO_DETAILS) -> list[Step]:
    """The commands, in order, that bring the petition to what is told; none when it is there already.

    `known`: the details of the petition with their personal fields open. Raises: NotReceived.
    """
    return list(_Difference(told, state, mapping, known).steps())


class NotReceived(Exception):
    """The petition is not known yet, and nothing that is told says when it came in."""


class _Difference:
    def __init__(self, told: Told, state: Petition, mapping: Mapping, known: Details) -> None:
        self._observed = told.observed
        self._told = told
        self._state = state
        self._mapping = mapping
        self._known = known
        self._said: dict[str, Item] = {item.word: item for item in told.items if item.word != m.COMMENT}
        self._lines = _this_round(state)

    def steps(self) -> Iterator[Step]:
        if self._state.received is None:
            yield from self._received()
        else:
            yield from self._back_again()
            yield from self._receipt_corrected()
            yield from self._stage("registered", e.Registered, c.Register())
            yield from self._forwarded()
            yield from self._classified()
        yield from self._stages()
        yield from self._interim()
        yield from self._answered()
        yield from self._commented()
        yield from self._closed()
        yield from self._withdrawn()

    def _value(self, word: str) -> Any:
        item = self._said.get(word)
        return item.value if item else None

    def _constant(self, word: str) -> str | None:
        return self._mapping.always.get(word)

    # ---- the receipt

    def _received(self) -> Iterator[Step]:
        at: Moment | None = self._value(m.RECEIVED)
        if at is None:
            raise NotReceived
        words = (*LATER_DETAILS, "clause")
        details = {word: self._value(word) or self._constant(word) for word in words}
        given: dict[str, Any] = {name: value for name, value in details.items() if value}
        given |= _due(self._value(m.DUE)) | self._petitioner(None)
        receive = c.Receive(
            channel=self._value("channel") or self._mapping.always.get("channel", ""),
            source=self._value("source") or self._constant("source") or "direct",
            external_id=self._told.id,
            details=Details(**given),
        )
        yield self._then(receive, at)
        yield self._then(c.Register(), self._value("registered") or at)

    def _receipt_corrected(self) -> Iterator[Step]:
        """The receipt as the source gives it now, when that differs."""
        line = _last(self._state.lines, e.Received)
        old = _act(line.event)
        new, at = self._receipt_now(old), self._value(m.RECEIVED) or line.occurred
        if new != old or at != line.occurred:
            yield self._correct(line, new, at, CHANGED)

    def _receipt_now(self, old: c.Receive) -> c.Receive:
        details: dict[str, Any] = {}
        if m.DUE in self._said:
            details |= {"due_on": None, "due_at": None} | _due(self._value(m.DUE))
        if "clause" in self._said:
            details["clause"] = self._value("clause") or self._constant("clause")
        if self._state.ending.closed:
            details |= self._details_now()
        receipt = {word: value for word in m.OF_RECEIPT if (value := self._value(word))}
        return replace(old, details=replace(old.details, **details), **receipt)

    def _classified(self) -> Iterator[Step]:
        """What was described otherwise before; of a closed petition only the receipt can still be put right."""
        changed = self._details_now()
        if changed and not self._state.ending.closed:
            yield self._now(c.Classify(details=Details(**changed)))

    def _details_now(self) -> dict[str, Any]:
        """The details told that are not known so."""
        told = {word: value for word in LATER_DETAILS if (value := self._value(word))} | self._petitioner(self._known)
        return {name: value for name, value in told.items() if value != getattr(self._known, name)}

    def _petitioner(self, known: Details | None) -> dict[str, Person]:
        said = {word: value for word in m.PERSONAL if (value := self._value(word))}
        if not said:
            return {}
        before = (known.petitioner if known else None) or Person(id=uuid5(self._told.petition, "petitioner"))
        return {"petitioner": replace(before, **said)}

    # ---- where it is

    def _forwarded(self) -> Iterator[Step]:
        """The source names a unit only when that one has it: it is sent and signed for at once."""
        unit = self._value(m.UNIT)
        if unit and unit != unit_of(self._state) and m.FORWARDED_TO not in self._said:
            yield self._now(c.Forward(target=unit))
            yield self._now(c.SignFor(unit=unit))

    # ---- what only an old register says

    def _stages(self) -> Iterator[Step]:
        yield from self._stage("accepted", e.Accepted, c.Accept())
        if target := self._value(m.FORWARDED_TO):
            yield from self._stage("forwarded", e.Forwarded, c.Forward(target=target), target=target)
            yield from self._stage("signed_for", e.SignedFor, c.SignFor(unit=target), unit=target)

    def _stage(self, word: str, kind: type[e.Event], command: c.Act, **said: str) -> Iterator[Step]:
        """What has a date of its own: new it is a step, told otherwise than before a correction."""
        at = self._value(word)
        line = next((line for line in reversed(self._lines) if type(line.event) is kind), None)
        if at and line is None:
            yield self._then(command, at)
        elif at and line and _imported(line):
            old = _act(line.event)
            new = replace(old, **said)
            if (new, at) != (old, line.occurred):
                yield self._correct(line, new, at, CHANGED)

    # ---- answers

    def _interim(self) -> Iterator[Step]:
        told = [self._said[word] for word in ("interim_answer", "interim_only") if self._value(word)]
        days = {line.occurred for line in self._answers(final=False)}
        for item in told:
            final = self._final()
            if item.word == "interim_only" and final is not None:
                yield self._correct(final, replace(_act(final.event), reply_kind="interim"), item.value, TAKEN_BACK)
                self._lines = tuple(line for line in self._lines if line is not final)
            elif item.value not in days:
                yield self._then(c.Answer(reply_kind="interim", text=item.text or None), item.value)
            days.add(item.value)

    def _answered(self) -> Iterator[Step]:
        item, final = self._said.get("answer"), self._final()
        if item is None:
            return
        if final is None:
            if item.value:
                yield self._result(item)
        elif item.value is None:
            if _imported(final):
                yield self._correct(final, replace(_act(final.event), reply_kind="interim"), final.occurred, TAKEN_BACK)
        elif item.value != final.occurred:
            yield self._correct(final, _act(final.event), item.value, CHANGED)

    def _result(self, item: Item) -> Step:
        answer = c.Answer(reply_kind="result", text=item.text or None, delivered=item.entry.delivered)
        return self._then(answer, item.value)

    def _answers(self, *, final: bool) -> Iterator[e.Line]:
        for line in self._lines:
            if isinstance(line.event, e.Answered) and (line.event.reply_kind in FINAL_REPLIES) == final:
                yield line

    def _final(self) -> e.Line | None:
        """The answer that counts: the first final one of this round."""
        return next(self._answers(final=True), None)

    def _commented(self) -> Iterator[Step]:
        made = {line.occurred for line in self._state.lines if isinstance(line.event, e.Commented) and _imported(line)}
        for item in self._told.items:
            if item.word == m.COMMENT and item.value and item.text and item.value not in made:
                yield self._then(c.Comment(text=item.text), item.value)

    # ---- ends

    def _closed(self) -> Iterator[Step]:
        """Closing says that the result is there: the limit of the source is met by it."""
        item = self._said.get("closed")
        if item is None or not item.value:
            return
        if self._state.ending.closed is None:
            if self._final() is None and not self._value("answer"):
                yield self._result(item)
            yield self._then(c.Close(outcome=item.entry.outcome), item.value)
            return
        line = _last(self._state.lines, e.Closed)
        if line.occurred == item.value:
            return
        final = self._final()
        if final is not None and final.occurred == line.occurred:
            yield self._correct(final, _act(final.event), item.value, CHANGED)
        yield self._correct(line, _act(line.event), item.value, CHANGED)

    def _withdrawn(self) -> Iterator[Step]:
        item = self._said.get("withdrawn")
        if item is None or not item.value:
            return
        if self._state.ending.withdrawn is None:
            yield self._then(c.Withdraw(reason=item.text or GONE), item.value)
        elif self._told.complete and self._state.ending.withdrawn != item.value:
            line = _last(self._state.lines, e.Withdrawn)
            yield self._correct(line, _act(line.event), item.value, CHANGED)

    def _back_again(self) -> Iterator[Step]:
        """What the source had ended and no longer shows as ended is taken up again."""
        if self._is_back("withdrawn", e.Withdrawn) or self._is_back("closed", e.Closed):
            yield self._now(c.Reopen(reason=BACK))
            self._state = replace(self._state, ending=Ending())
            self._lines = ()

    def _is_back(self, word: str, kind: type[e.Event]) -> bool:
        """A line of a list of changes shows that what had vanished is there; a closing must be taken back."""
        if getattr(self._state.ending, word) is None or self._value(word):
            return False
        shown = word in self._said or (word == "withdrawn" and not self._told.complete)
        return shown and _imported(_last(self._state.lines, kind))

    # ---- what a step is made of

    def _then(self, command: c.Command, at: Moment) -> Step:
        """Of an old register it is history: it happened, whatever the rules say of it."""
        return Step(command=command, occurred=at, historic=self._mapping.head.historic)

    def _now(self, command: c.Command) -> Step:
        return Step(command=command, occurred=self._observed)

    def _correct(self, line: e.Line, act: c.Act, at: Moment, reason: str) -> Step:
        return self._now(c.Correct(of=line.version, act=act, occurred=at, reason=reason))


def _due(said: Any) -> dict[str, Any]:
    if said is None:
        return {}
    return {"due_at": said} if isinstance(said, datetime) else {"due_on": said}


def _this_round(state: Petition) -> tuple[e.Line, ...]:
    """The lines since the petition was last reopened."""
    for place in range(len(state.lines) - 1, -1, -1):
        if isinstance(state.lines[place].event, e.Reopened):
            return state.lines[place:]
    return state.lines


def _last(lines: tuple[e.Line, ...], kind: type[e.Event]) -> e.Line:
    return next(line for line in reversed(lines) if isinstance(line.event, kind))


def _imported(line: e.Line) -> bool:
    """Whether an import had said it: what somebody entered here is not for the source to take back."""
    return line.actor.authenticated == IMPORTED


ACTS: Entries[type[e.Event], type[Any]] = {
    e.Received: c.Receive,
    e.Registered: c.Register,
    e.Accepted: c.Accept,
    e.Forwarded: c.Forward,
    e.SignedFor: c.SignFor,
    e.Answered: c.Answer,
    e.Closed: c.Close,
    e.Withdrawn: c.Withdraw,
}


def _act(event: e.Event) -> Any:
    """The command that says what the event says."""
    kind = ACTS[type(event)]
    return kind(**{name: getattr(event, name) for name in kind.__struct_fields__})
