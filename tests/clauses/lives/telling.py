"""What the lines of a petition tell, read again without the engine's states: its facts, where it lies, who is named.

Written from rulebook.md 1.1 and the words of the events, and asked by the judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from domain import events as e
from domain import vocabulary as v
from domain.values import Details, Moment, Person
from tests.clauses.lives.texts import Table, listed

FINAL = ("result", "policy", "guidance", "opinion")
ONCE = ("Received", "Opened", "Registered")
STAYS = ("copy", "order")
HANDED_DOWN = ("superior_forwarded", "superior_assigned", "city_petition_office")
EITHER = {"address_or_unit": ("address", "work_unit"), "accused_or_unit": ("accused", "accused_units")}


class Told(Struct):
    """The effective lines in order; the last one is the line in hand."""

    lines: Sequence[e.Line]

    @property
    def hand(self) -> e.Line:
        return self.lines[-1]

    @property
    def before(self) -> Told:
        return Told(self.lines[:-1])

    @property
    def name(self) -> str:
        return type(self.hand.event).__name__

    def received(self) -> e.Received | None:
        return next((line.event for line in self.lines if isinstance(line.event, e.Received)), None)

    def round(self) -> int:
        return sum(isinstance(line.event, e.Reopened) for line in self.lines)

    def this_round(self) -> list[e.Line]:
        """The lines since the last reopening, which is not among them."""
        found: list[e.Line] = []
        for line in self.lines:
            found = [] if isinstance(line.event, e.Reopened) else [*found, line]
        return found

    def events(self, *kinds: type) -> list[Any]:
        return [line.event for line in self.this_round() if isinstance(line.event, kinds)]


def effective(lines: Iterable[e.Line]) -> list[e.Line]:
    """The lines as the corrections among them leave them."""
    found: dict[int, e.Line] = {}
    for line in lines:
        found[line.version] = line
        if isinstance(line.event, e.Corrected):
            change = line.event
            found[change.of] = _but(found[change.of], event=change.fact, occurred=change.occurred)
            for again in change.recomputed:
                found[again.version] = _but(found[again.version], duties=again.duties)
    return [found[version] for version in sorted(found)]


def _but(line: e.Line, **changed: Any) -> e.Line:
    return e.Line(**{name: changed.get(name, getattr(line, name)) for name in line.__struct_fields__})


def comes_before(one: Moment, other: Moment) -> bool:
    """By the clock where both have an instant, else by the day."""
    return one.at < other.at if one.at and other.at else one.day < other.day


# ---- what is known of the petition


def known(told: Told) -> dict[str, Any]:
    """Everything said of the petition so far, the newest word on each thing."""
    found: dict[str, Any] = {}
    for line in told.lines:
        for name, value in _said(line.event).items():
            found[name] = {**found.get(name, {}), **value} if name == "not_given" else value
    return found


def _said(event: e.Event) -> dict[str, Any]:
    match event:
        case e.Received() | e.Registered() | e.Classified():
            return {
                name: value for name in Details.__struct_fields__ if (value := getattr(event.details, name)) is not None
            }
        case e.Restricted():
            level = {"secrecy": event.secrecy} if event.secrecy else {}
            return {"restricted": event.restricted, **level}
        case e.Redirected() | e.AcceptanceRefused():
            names = ("competent_body", "way_there", "contact_made")
            said = {name: getattr(event, name, None) for name in names}
            return {
                name: value for name, value in said.items() if value is not None and (value or name != "competent_body")
            }
        case _:
            return {}


def facts(told: Told, settings: Table) -> dict[str, Any]:
    """The facts of the petition after the line in hand, and those that its event carries."""
    return {**_of_the_petition(told, settings), **_of_its_course(told), **carried(told.hand.event)}


def _of_the_petition(told: Told, settings: Table) -> dict[str, Any]:
    said, received = known(told), told.received()
    channel = received.channel if received else ""
    source = received.source if received else "direct"
    people = said.get("people") or 1
    crowd = people >= settings.get("collective_min", 5) and channel in settings.get("collective_channels", ["visit"])
    purpose = said.get("purpose", "unknown")
    return {
        "channel": channel,
        "source": source,
        "handed_down": source in HANDED_DOWN,
        "place": received.place if received else "elsewhere",
        "from_chief_day": bool(received and received.from_chief_day),
        "importance": said.get("importance", "ordinary"),
        "urgent": said.get("urgent", False),
        "purpose": purpose,
        "procedure": said.get("procedure", "unknown"),
        "anonymous": said.get("anonymous", False),
        "reachable": said.get("reachable", True),
        "collective": crowd,
        "joint": people > 1,
        "assigner_named": bool(said.get("assigner")),
        "names_accused": bool(said.get("accused") or said.get("accused_units")),
        "restricted": said.get("restricted", purpose == "accusation"),
        "office_role": settings.get("office_role", "responsible_body"),
    }


def _of_its_course(told: Told) -> dict[str, Any]:
    links = [line.event for line in told.lines if isinstance(line.event, e.Joined | e.Unjoined)]
    joined = bool(links) and isinstance(links[-1], e.Joined)
    answers = _answers(told)
    place = placed(told)
    return {
        "repeat": joined,
        "first_of_matter": not joined,
        "final": _is_final(told),
        "assigned_out": place.assigned_out,
        "reopened": told.round() > 0,
        "accepted": bool(told.events(e.Accepted)),
        "extended": bool(told.events(e.Extended)),
        "answered": bool(answers),
        "answer_delivered": _delivered(told),
        "handed_on": bool(place.senders),
        "refused": bool(told.events(e.AcceptanceRefused)),
        "report_returned": bool(_reports_sent_back(told)),
    }


def carried(event: e.Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in v.CARRIED.get(type(event).__name__, ())}


def _answers(told: Told) -> list[e.Line]:
    return [line for line in told.this_round() if _is_answer(line.event)]


def _is_answer(event: e.Event) -> bool:
    return isinstance(event, e.ReviewDecided) or (isinstance(event, e.Answered) and event.reply_kind in FINAL)


def _delivered(told: Told) -> bool:
    """Whether an answer was given into the petitioner's hand, or one that had been given was served."""
    answered = False
    for line in told.this_round():
        event = line.event
        if _is_answer(event):
            answered = True
            if getattr(event, "delivered", False) or getattr(event, "on_spot", False):
                return True
        if isinstance(event, e.Served) and answered and event.document != "notice":
            return True
    return False


def _is_final(told: Told) -> bool:
    return any(
        (isinstance(event, e.ReviewDecided) and event.level == "2" and event.result != "redo")
        or (isinstance(event, e.AcceptanceRefused) and event.ground == "no_longer_accepted")
        for event in (line.event for line in told.lines)
    )


def _reports_sent_back(told: Told) -> set[str]:
    """The units that have not reported anew, nor given the petition back, since their report was sent back."""
    found: set[str] = set()
    start = len(told.lines) - len(told.this_round())
    for number in range(start, len(told.lines)):
        line = told.lines[number]
        event, before = line.event, placed(Told(told.lines[:number]))
        if isinstance(event, e.ReportReturned):
            found = found | {event.unit}
        elif isinstance(event, e.ResultReported) and event.to == "office":
            found = found - {event.unit or line.actor.unit}
        elif isinstance(event, e.Returned):
            found = found - {event.unit or before.holder or before.on_the_way_to}
    return found


# ---- where it lies


class Place(Struct):
    """Who has it, to whom it is on the way, through whose hands it came, before which leader's unit it lies."""

    holder: str = ""
    person: str = ""
    on_the_way_to: str = ""
    senders: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    read_in: str = ""
    assigned_out: bool = False


def placed(told: Told) -> Place:
    place = Place()
    for number, line in enumerate(told.lines):
        place = _then(place, line, told.lines[:number])
    return place


def _then(place: Place, line: e.Line, earlier: Sequence[e.Line]) -> Place:
    event = line.event
    match event:
        case e.Received():
            return Place(holder=line.actor.unit, person=line.actor.name)
        case e.Forwarded():
            return _sent(place, event)
        case e.SignedFor():
            return _with(place, holder=event.unit, person=line.actor.name, on_the_way_to="")
        case e.Returned():
            unit = event.unit or place.holder or place.on_the_way_to
            ends = place.assigned_out and _last_mode_to(unit, earlier) == "assign"
            return Place(event.back_to, "", senders=place.senders[:-1], assigned_out=place.assigned_out and not ends)
        case e.Reopened():
            holder = event.unit or place.holder or place.on_the_way_to
            moved = _with(place, holder=holder, person=event.handler, on_the_way_to="")
            return _with(moved, read_in="", assigned_out=False)
        case e.Submitted():
            return _with(place, read_in=event.to_unit)
        case e.Instructed():
            return _with(place, read_in="")
        case _:
            return place


def _sent(place: Place, event: e.Forwarded) -> Place:
    assigned_out = place.assigned_out or event.mode == "assign"
    if event.mode in STAYS:
        return _with(place, assigned_out=assigned_out)
    senders = place.senders if place.on_the_way_to else (*place.senders, event.sender)
    return Place("", "", event.target, senders, event.assisting, assigned_out=assigned_out)


def _with(place: Place, **changed: Any) -> Place:
    return Place(**{name: changed.get(name, getattr(place, name)) for name in place.__struct_fields__})


def _last_mode_to(unit: str, lines: Sequence[e.Line]) -> str:
    modes = [line.event.mode for line in lines if isinstance(line.event, e.Forwarded) and line.event.target == unit]
    return modes[-1] if modes else ""


# ---- conditions and triggers as the text writes them


def holds(condition: Table, facts: Mapping[str, Any]) -> bool:
    for word, wanted in condition.items():
        if word == "any":
            met = any(holds(part, facts) for part in wanted)
        elif word == "not":
            met = not holds(wanted, facts)
        else:
            met = word in facts and facts[word] in listed(wanted)
        if not met:
            return False
    return True


def fires(triggers: Any, event: str, facts: Mapping[str, Any]) -> bool:
    return any(name == event and holds(when, facts) for name, when in map(trigger, listed(triggers)))


def trigger(written: Any) -> tuple[str, Table]:
    return (written, {}) if isinstance(written, str) else (written["event"], written.get("when", {}))


# ---- fields


def value(field: str, told: Told) -> object:
    """What the event in hand says of the field, else what is known of the petition; None = nobody has said."""
    if field in EITHER:
        return next((found for name in EITHER[field] if (found := value(name, told))), None)
    said = known(told)
    holders = (told.hand.event, said, said.get("petitioner"), told.received())
    found = (holder.get(field) if isinstance(holder, dict) else getattr(holder, field, None) for holder in holders)
    return next((each for each in found if is_said(each)), None)


def is_said(value: object) -> bool:
    return value is not None and value not in ("", (), "unknown")


def names_of(people: Iterable[Person]) -> set[str]:
    return {str(person.name) for person in people if person.name}
