"""What every line does to the duties, reckoned again from the text of the book.

A ledger of its own beside the engine's: each duty opened, redated, met or cancelled is entered from the lines, and
its terms, start, end and lateness are compared with what the text and `days.py` say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from domain import events as e
from domain.deciding import OfficeProfile
from tests.clauses.lives import days, telling
from tests.clauses.lives.days import End, Terms
from tests.clauses.lives.judge import accused, letters
from tests.clauses.lives.telling import Told
from tests.clauses.lives.texts import Table, Text, listed

ANCHORS: Mapping[str, type] = {
    "received": e.Received,
    "registered": e.Registered,
    "accepted": e.Accepted,
    "signed_for": e.SignedFor,
    "served": e.Served,
    "forwarded": e.Forwarded,
}
SETTLING = ("met_by", "cancelled_by")
ONCE = ("received", "registered")


Counted = tuple[date | None, int, End]


class Owed(Struct):
    """A duty as this ledger has it."""

    key: e.DutyKey
    rule: Table
    start: date | None
    end: End
    due: e.Due
    amount: int
    over: str = ""
    ended_by: str = ""
    extended: int = 0

    @property
    def terms(self) -> Terms:
        return terms_of(self.rule)


def terms_of(rule: Table) -> Terms:
    return Terms(rule.get("unit", "none"), rule.get("count_from", "next_day"), rule.get("roll", "none"))


class Promises:
    """The duties of one petition under one text; `tables` are the working days by the digest of their calendar."""

    def __init__(self, text: Text, tables: Mapping[str, days.Table], office: OfficeProfile) -> None:
        self.text = text
        self.office = office
        self.tables = tables
        self.owed: list[Owed] = []

    def add(self, told: Told) -> list[str]:
        """Everything in which the duties of the line in hand differ from the text; then they are entered."""
        line = told.hand
        place = telling.placed(told)
        with_them = accused(told, self.office) & set(map(letters, (place.holder, place.person, place.on_the_way_to)))
        facts = {**telling.facts(told, self.text.settings), "held_by_accused": bool(with_them)}
        open_ = [owed for owed in self.owed if not owed.over]
        wrong = [
            *self._settled(line.duties.met, "met", told, facts),
            *self._settled(line.duties.cancelled, "cancelled", told, facts),
            *self._left_open(open_, told, facts),
            *self._not_redated(told),
            *self._redated(told),
            *self._opened(told, facts),
            *self._forgotten(told, facts),
            *(self._not_taken_up(told) if isinstance(line.event, e.Unjoined) else ()),
        ]
        return [f"{told.name} {line.version}: {each}" for each in wrong]

    def open(self, key: e.DutyKey) -> Owed | None:
        return next((owed for owed in self.owed if owed.key == key and not owed.over), None)

    # ---- what is settled

    def _settled(self, settled: tuple[e.SettledDuty, ...], how: str, told: Told, facts: Table) -> Iterator[str]:
        for each in settled:
            owed = self.open(each.key)
            if owed is None:
                yield f"{each.key.id} is {how} and was not open"
                continue
            passed = days.is_late(owed.due, *self._done_at(told.hand))
            if each.late != (passed and owed.rule.get("nature", "duty") != "aim"):
                yield f"{each.key.id} is {how}, late={each.late}, its end {owed.end}"
            if how == "met" and not telling.fires(owed.rule.get("met_by", []), told.name, facts):
                yield f"{each.key.id} is met by what does not meet it"
            owed.over, owed.ended_by = how, told.name

    def _done_at(self, line: e.Line) -> tuple[date, datetime | None]:
        """An exemption is made when it is recorded (S1.23: 记明), whatever day is written on it."""
        if not isinstance(line.event, e.Exempted):
            return line.occurred.day, line.occurred.at
        assert line.recorded_at
        at = line.recorded_at.astimezone(days.ZONE)
        return at.date(), at

    def _left_open(self, open_: Sequence[Owed], told: Told, facts: Table) -> Iterator[str]:
        """Of what one unit owes only its own acts settle anything: that is not asked here."""
        for owed in open_:
            settles = (*listed(owed.rule.get("met_by", [])), *listed(owed.rule.get("cancelled_by", [])))
            if not owed.over and owed.rule.get("per") != "target" and telling.fires(settles, told.name, facts):
                yield f"{owed.key.id} is still open although the text says that this settles it"

    # ---- what has another date

    def _redated(self, told: Told) -> Iterator[str]:
        for each in told.hand.duties.redated:
            owed = self.open(each.key)
            if owed is None:
                yield f"{each.key.id} has another date and was not open"
                continue
            wanted, amount = self._another(owed, each, told)
            if days.of(each.due) != wanted:
                yield f"{each.key.id} {each.why}: {days.of(each.due)}, by the text {wanted}"
            if amount is not None and each.amount != amount:
                yield f"{each.key.id} {each.why}: {each.amount} counted, by the text {amount}"
            owed.end, owed.due, owed.amount = wanted, each.due, each.amount or owed.amount
            owed.extended += each.why == "extension"

    def _not_redated(self, told: Told) -> Iterator[str]:
        """What has to have another date by the text: what is extended, what a hearing stopped, what hangs on these."""
        moved = {each.key: each for each in told.hand.duties.redated}
        event = told.hand.event
        for owed in self.owed:
            stopped = isinstance(event, e.HearingClosed) and self._hearing(owed, told) > 0
            called = (owed.key.id, f"{owed.key.id}/{owed.key.discriminator}")
            extended = isinstance(event, e.Extended) and event.duty in called
            if not owed.over and owed.key not in moved and (stopped or extended or self._parent_moves(owed, moved)):
                yield f"{owed.key.id} keeps its date although the text moves it"

    def _parent_moves(self, owed: Owed, moved: Mapping[e.DutyKey, e.RedatedDuty]) -> bool:
        """What moves the nominal end alone may leave the child as it is: it counts from the effective one."""
        parent = self._parent(owed.rule, owed.key) if owed.rule.get("after") else None
        new = moved.get(parent.key) if parent else None
        if parent is None or new is None:
            return False
        return (new.due.effective, new.due.provisional) != (parent.end.effective, parent.end.provisional)

    def _another(self, owed: Owed, new: e.RedatedDuty, told: Told) -> tuple[End, int | None]:
        """The end by the text, and the amount that it comes to from the start, where it is written."""
        known = self._table(new.due, told)
        if owed.rule.get("after"):
            return self._behind(owed.rule, owed.amount, owed.key, known), None
        if new.why == "hearing":
            more = self._hearing(owed, told)
            return self._later(owed, more, known), owed.amount + more
        if new.why == "extension":
            assert isinstance(told.hand.event, e.Extended)
            return self._extended(owed, told.hand.event.days, known)
        return self._anew(owed, known), None

    def _hearing(self, owed: Owed, told: Told) -> int:
        """By how much the hearing now ending stops the clock: not before it ran, nor once it had run out unentered."""
        if "hearing" not in owed.rule.get("stops", []):
            return 0
        began = [line for line in told.lines if isinstance(line.event, e.HearingOpened)][-1]
        assert began.recorded_at is not None
        entered = began.recorded_at.astimezone(days.ZONE)
        if days.is_late(owed.due, entered.date(), entered):
            return 0
        first = max(began.occurred.day, owed.start or began.occurred.day)
        inclusive = self.text.settings.get("hearing_days", "inclusive") == "inclusive"
        return max((told.hand.occurred.day - first).days + int(inclusive), 0)

    def _later(self, owed: Owed, amount: int, known: days.Table) -> End:
        return days.later(owed.terms, owed.end.nominal, amount, known) if owed.end.nominal else days.NO_END

    def _extended(self, owed: Owed, asked: int | None, known: days.Table) -> tuple[End, int]:
        allowed = owed.rule["extension"]
        more = allowed["days"] if asked is None or allowed["mode"] == "fixed" else asked
        if allowed["mode"] == "total" and owed.start:
            return days.counted(owed.terms, owed.start, more, known), more
        return self._later(owed, more, known), owed.amount + more

    def _anew(self, owed: Owed, known: days.Table) -> End:
        if owed.terms.unit == "given" and owed.end.nominal:
            return days.rolled(owed.end.nominal, owed.terms.roll, known)
        return days.counted(owed.terms, owed.start, owed.amount, known) if owed.start else days.NO_END

    # ---- what is opened

    def _opened(self, told: Told, facts: Table) -> Iterator[str]:
        for new in told.hand.duties.opened:
            rule = self.text.entries["duty"][new.key.id]
            apart = isinstance(told.hand.event, e.Unjoined)
            start, amount, wanted = self._as_before(rule, new, told) if apart else self._as_said(rule, new, told)
            written = (new.start, new.amount, Terms(new.unit, new.count_from, new.roll), days.of(new.due))
            if written != (start, amount, terms_of(rule), wanted):
                yield f"{new.key.id}: {written}, by the text {(start, amount, terms_of(rule), wanted)}"
            if not apart and not (
                telling.fires(rule["opens"], told.name, facts) and telling.holds(rule.get("when", {}), facts)
            ):
                yield f"{new.key.id} is opened by what does not open it"
            if self.open(new.key):
                yield f"{new.key} is opened and was open"
            if (new.key.round != told.round() and not apart) or not new.holder or not new.clause:
                yield f"{new.key} has no holder, no clause or another round than {told.round()}"
            before = self._goes_on_with(rule, new.key, start)
            self.owed.append(
                Owed(new.key, rule, start, wanted, new.due, amount, extended=before.extended if before else 0)
            )

    def _as_said(self, rule: Table, new: e.OpenedDuty, told: Told) -> Counted:
        """The start, the amount and the end of what begins with the line in hand."""
        start = self._start(rule, new.key, told)
        amount = self._amount(rule, new.key, start)
        return start, amount, self._end(rule, new.key, start, amount, told, self._table(new.due, told))

    def _as_before(self, rule: Table, new: e.OpenedDuty, told: Told) -> Counted:
        """Told apart, it is owed as before the joining, or as from the line at which it would have begun since."""
        owed = next((owed for owed in reversed(self.owed) if owed.key == new.key), None)
        if owed is not None and owed.ended_by == "Joined":
            return owed.start, owed.amount, owed.end
        return self._as_begun_since(rule, new, told)

    def _as_begun_since(self, rule: Table, new: e.OpenedDuty, told: Told) -> Counted:
        """As from the first line that opens it behind the last one that settles it."""
        settles = (*listed(rule.get("met_by", [])), *listed(rule.get("cancelled_by", [])))
        begun: Told | None = None
        for number in range(1, len(told.lines)):
            then = Told(told.lines[:number])
            facts = telling.facts(then, self.text.settings)
            if telling.fires(settles, then.name, facts):
                begun = None
            elif telling.fires(rule["opens"], then.name, facts) and telling.holds(rule.get("when", {}), facts):
                begun = begun or then
        return self._as_said(rule, new, begun) if begun else (None, 0, days.NO_END)

    def _not_taken_up(self, told: Told) -> Iterator[str]:
        """Of what the joining had ended, and nothing since can have settled, all is owed again.

        What depends on another duty goes with that one too.
        """
        joined = [at for at, line in enumerate(told.lines) if isinstance(line.event, e.Joined)]
        since = {type(line.event).__name__ for line in told.lines[joined[-1] + 1 :]}
        for owed in [owed for owed in self.owed if owed.ended_by == "Joined" and owed.key.round == told.round()]:
            first = self.text.entries["duty"].get(owed.rule.get("after", ""), {})
            settles = [each for rule in (owed.rule, first) for name in SETTLING for each in listed(rule.get(name, []))]
            if not self.open(owed.key) and since.isdisjoint(telling.trigger(each)[0] for each in settles):
                yield f"{owed.key.id} is not owed again although nothing has settled it"

    def _forgotten(self, told: Told, facts: Table) -> Iterator[str]:
        """What the text opens at this event and nothing in this round can have settled before."""
        for name, rule in self.text.entries["duty"].items():
            if self._is_wanted(rule, told, facts) and not self._is_known(name, rule, told):
                yield f"{name} is not opened although the text opens it"

    def _is_wanted(self, rule: Table, told: Told, facts: Table) -> bool:
        carried = rule.get("per", "matter") == "matter" and facts["repeat"]
        opens = telling.fires(rule["opens"], told.name, facts) and telling.holds(rule.get("when", {}), facts)
        if carried or not opens:
            return False
        settles = {telling.trigger(each)[0] for key in ("met_by", "cancelled_by") for each in listed(rule.get(key, []))}
        return not any(type(line.event).__name__ in settles for line in told.this_round())

    def _is_known(self, name: str, rule: Table, told: Told) -> bool:
        found = [owed for owed in self.owed if owed.key.id == name and owed.key.round == told.round()]
        if rule.get("after"):
            return bool(found) or not any(owed.key.id == rule["after"] and not owed.over for owed in self.owed)
        if rule.get("per") == "event":
            found = [owed for owed in found if owed.key.discriminator == str(told.hand.version)]
        return any(owed.over != "cancelled" for owed in found)

    def _start(self, rule: Table, key: e.DutyKey, told: Told) -> date | None:
        """The day from which the text counts."""
        if rule.get("after"):
            parent = self._parent(rule, key)
            return parent.end.effective if parent else None
        anchor = rule.get("start", "this")
        if anchor == "this":
            return told.hand.occurred.day
        lines = told.lines if anchor in ONCE else told.this_round()
        found = [line.occurred.day for line in lines if isinstance(line.event, ANCHORS[anchor])]
        return found[-1] if found else None

    def _parent(self, rule: Table, key: e.DutyKey) -> Owed | None:
        open_ = [owed for owed in self.owed if not owed.over and owed.key.id == rule["after"]]
        open_ = [owed for owed in open_ if owed.key.round == key.round]
        same = [owed for owed in open_ if owed.key.discriminator == key.discriminator]
        return next(iter(same or open_), None)

    def _amount(self, rule: Table, key: e.DutyKey, start: date | None) -> int:
        """What the text says; a limit that was cancelled and is taken up again keeps the extension it had."""
        before = self._goes_on_with(rule, key, start)
        said = int(rule.get("amount", 0))
        return before.amount if before and before.extended and said else said

    def _goes_on_with(self, rule: Table, key: e.DutyKey, start: date | None) -> Owed | None:
        last = next((owed for owed in reversed(self.owed) if owed.key == key), None)
        same = last is not None and last.over == "cancelled" and last.start == start
        return last if same and rule.get("amount", 0) else None

    def _end(self, rule: Table, key: e.DutyKey, start: date | None, amount: int, told: Told, known: days.Table) -> End:
        if rule.get("after"):
            return self._behind(rule, amount, key, known)
        if rule.get("unit") == "given":
            said: Any = telling.value(rule["field"], told)
            return days.set_by_somebody(terms_of(rule), said, known)
        return days.counted(terms_of(rule), start, amount, known) if start else days.NO_END

    def _behind(self, rule: Table, amount: int, key: e.DutyKey, known: days.Table) -> End:
        parent = self._parent(rule, key)
        if parent is None or parent.end.effective is None:
            return days.NO_END
        end = days.counted(terms_of(rule), parent.end.effective, amount, known)
        return end._replace(provisional=end.provisional or parent.end.provisional)

    def _table(self, due: e.Due, told: Told) -> days.Table:
        """The calendar that the date names (a correction reckons with that of its own day), else that of the line."""
        return self.tables[due.calendar or told.hand.calendar]
