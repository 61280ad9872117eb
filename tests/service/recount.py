"""Counts a period again from exported events, in plain Python that imports nothing of the product.

    python recount.py FIRST LAST [DIMENSION …] < events > cells

Events come one a line, in the order of writing, as a petition's history tells them, each with the petition it is of.
Cells go out one a line: measure, a value for each dimension, then how many facts, petitions, matters, batches,
visitors and persons.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

Json = dict[str, Any]
COUNTS = {
    "Received",
    "Registered",
    "Accepted",
    "Redirected",
    "Instructed",
    "Returned",
    "Commented",
    "Pressed",
    "Closed",
}
NAMES = {name: name.lower() for name in COUNTS | {"Reopened", "Archived", "Withdrawn", "Rated", "Met"}}
NAMES |= {"AcceptanceRefused": "refused", "ReviewRequested": "review_requested", "ReviewDecided": "review_decided"}
ENDS = {"Closed", "AcceptanceRefused", "Withdrawn", "Voided", "ReviewDecided", "Answered"}
STATES = {*ENDS, "Received", "Registered", "Submitted", "Instructed", "Accepted", "SignedFor", "Returned", "Archived"}
STATES |= {"Reopened", "Objected", "ObjectionDecided", "Redirected", "Forwarded"}
SAYS = {"Closed": "outcome", "Answered": "reply_kind", "Forwarded": "mode", "AcceptanceRefused": "ground"}
SAYS |= {"Rated": "rating", "ReviewRequested": "level"}
DEFAULTS = {"source": "direct", "mode": "forward", "open_until": "answered"}  # a history leaves out what is usual


def corrected(events: list[Json]) -> list[Json]:
    """The events as their corrections make them, each in its place."""
    lines = {event["version"]: {**event, "said": DEFAULTS | event["said"]} for event in events}
    for event in events:
        if event["event"] == "Corrected":
            said, fact = event["said"], event["said"]["fact"]
            now = {"event": fact["event"], "said": DEFAULTS | fact, "occurred": said["occurred"]}
            lines[said["of"]] |= now | {"breaches": event["breaches"]}
            for again in event.get("recomputed", ()):
                lines[again["version"]]["duties"] = again["duties"]
    return [line for line in lines.values() if line["event"] != "Corrected"]


def instant(line: Json) -> datetime:
    return datetime.fromisoformat(line["occurred"].get("at") or f"{line['occurred']['day']}T00:00:00+08:00")


def idle(name: str, said: Json) -> bool:
    """A copy or an order, an interim answer, an objection that was upheld: the petition stays where and as it is."""
    sent, interim = said["mode"] in {"copy", "order"}, said.get("reply_kind") == "interim"
    return (name == "Forwarded" and sent) or (name == "Answered" and interim) or said.get("upheld") is True


class Case:
    """One petition as some of its events tell it, in the order in which they were written."""

    def __init__(self, lines: Iterable[Json]) -> None:
        self.holder = self.way = self.leader = self.until = self.state = ""
        self.over: set[str] = set()
        self.owed: dict[Any, Json] = {}
        self.limits: dict[int, list[tuple[str, Json]]] = {}
        for line in lines:
            if not idle(line["event"], line["said"]):
                self.pass_on(line["event"], line["said"], line["actor"].get("unit", ""))
                self.state = line["event"] if line["event"] in STATES else self.state
                self.over |= {"Answered" if line["event"] == "ReviewDecided" else line["event"]} & ENDS
            self.limits[line["version"]] = list(self.change(line["event"], line["said"], line["duties"]))

    @property
    def open(self) -> bool:
        return self.until != "" and not self.over - ({"Answered"} if self.until == "closed" else set())

    @property
    def unit(self) -> str:
        return (self.leader if self.state == "Submitted" else "") or self.holder or self.way

    def pass_on(self, name: str, said: Json, unit: str) -> None:
        if name == "Received":
            self.holder, self.until = unit, said["open_until"]
        elif name == "SignedFor":
            self.holder, self.way = said["unit"], ""
        elif name == "Reopened":
            self.holder, self.way, self.leader, self.over = said.get("unit") or self.holder or self.way, "", "", set()
        elif name in {"Forwarded", "Returned"}:
            self.holder, self.way, self.leader = said.get("back_to", ""), said.get("target", ""), ""
        elif name in {"Submitted", "Instructed"}:
            self.leader = said.get("to_unit", "")

    def change(self, name: str, said: Json, changes: Json) -> Iterator[tuple[str, Json]]:
        """What the event does to the limits that run: as what it counts, and the duty."""
        for change in [*changes.get("met", ()), *changes.get("cancelled", ())]:
            duty = self.owed.pop(key(change), {"nature": ""})
            late, met = change.get("late", False), change in changes.get("met", ())
            measures = ["settled_late" if late else "settled_in_time"] * (met and "on" in duty.get("due", ()))
            yield from ((each, duty) for each in measures + ["breached"] * late if duty["nature"] == "duty")
        for what, how in (("holder", "moved"), ("due", "redated")):
            for change in changes.get(how, ()):
                self.owed.get(key(change), {})[what] = change[what]
        longer = [self.owed.get(key(each)) for each in changes.get("redated", ()) if each["why"] == "extension"]
        got = [duty for duty in longer if duty] if name == "Extended" else []
        named = [duty for duty in got if duty["entry"] == said["duty"].partition("/")[0]]
        yield from (("extended", duty) for duty in (named or got)[-1:])
        self.owed |= {key(change): dict(change) for change in changes.get("opened", ())}


Counted = tuple[str, str, str, str, str]


def facts(lines: list[Json]) -> list[Counted]:
    """What the events count as, moment by moment: measure, day, unit, outcome, clause. Nothing of what is void."""
    found: list[Counted] = []
    known: list[Json] = []
    had, case = "", Case(())
    ended: set[tuple[Any, ...]] = set()
    for moment in sorted({instant(line) for line in lines}):
        now = Case([line for line in lines if instant(line) <= moment])
        for line in (line for line in lines if instant(line) == moment):
            known = [*known, line]
            before, case = case, Case(sorted(known, key=lambda each: int(each["version"])))
            found += acts(line, case.unit, had, {measure for measure, *_ in found})
            day, name = line["occurred"]["day"], line["event"]
            for measure, duty in now.limits[line["version"]]:
                if measure == "extended":
                    found.append((measure, day, duty["holder"], name, duty["clause"]))
            if before.open != case.open:
                found.append(("opened" if case.open else "ended", day, had or case.unit, name, ""))
            has = "" if case.way or not case.open else case.unit
            found += [("held", day, had, "", "")] if had not in {"", has} else []
            had = has
        found += limits([line for line in lines if instant(line) <= moment], now, ended)
    return [] if "Voided" in case.over or not case.until else found


def limits(lines: list[Json], now: Case, ended: set[tuple[Any, ...]]) -> Iterator[Counted]:
    """Limits that are known to have ended by now, each once: also by an act of before the one that opened them."""
    for line in lines:
        for measure, duty in now.limits[line["version"]]:
            mark = (line["version"], measure, key(duty))
            if measure != "extended" and mark not in ended:
                ended.add(mark)
                yield measure, line["occurred"]["day"], duty["holder"], line["event"], duty["clause"]


def acts(line: Json, where: str, had: str, seen: set[str]) -> Iterator[Counted]:
    """What an event counts as by itself."""
    name, said, day = line["event"], line["said"], line["occurred"]["day"]
    unit = {"Forwarded": said.get("target"), "Returned": said.get("unit"), "Received": line["actor"].get("unit")}
    told = line.get("step", "") if name == "Instructed" else said.get(SAYS.get(name, ""), "")
    told = f"{said['level']} {said['result']}" if name == "ReviewDecided" else told
    yield from ((measure, day, unit.get(name) or where, told, "") for measure in measures(name, said, seen))
    if name in {"Forwarded", "Returned"} and not idle(name, said):
        yield "passed_on", day, had or where, name, ""
    yield from (("breached", day, where, "recorded", breach["clause"]) for breach in line["breaches"])


def measures(name: str, said: Json, seen: set[str]) -> Iterator[str]:
    """The first final answer counts, and the first that reached the petitioner."""
    final, served = name == "Answered" and not idle(name, said), name == "Served" and "answered" in seen
    if name in NAMES or (name == "Forwarded" and not idle(name, said)):
        yield NAMES.get(name, "forwarded")
    if final and "answered" not in seen:
        yield "answered"
    reached = said.get("delivered") or said.get("on_spot") if final else said.get("document") in {"answer", "opinion"}
    if (final or served) and reached and "delivered" not in seen:
        yield "delivered"


def key(duty: Json) -> tuple[str, str, int]:
    return duty["entry"], duty.get("discriminator", ""), duty.get("round", 0)


MASKED = dict.fromkeys(
    ("unit", "channel", "source", "purpose", "content_class", "place", "outcome", "clause"), "restricted"
) | {"repeat": False}
SECRET = ("work_secret", "confidential")


def sort(petition: str, lines: list[Json]) -> Json:
    """What all facts of a petition share, as last told."""
    of: Json = {"channel": "", "source": "", "purpose": "", "content_class": "", "problem_place": "", "people": 1}
    of |= dict.fromkeys(("restricted", "secrecy", "accused", "accused_units"))
    joined = None
    for name, said in ((line["event"], line["said"]) for line in lines):
        if name in {"Received", "Registered", "Classified"}:
            of |= said.get("details", {}) | (
                {each: said[each] for each in ("channel", "source")} if name == "Received" else {}
            )
        if name == "Restricted":
            of["restricted"] = said.get("restricted", True)
            of["secrecy"] = said.get("secrecy") or of["secrecy"]
        joined = {"Joined": said.get("to"), "Unjoined": None}.get(name, joined)
    shared = {each: of[each] for each in ("channel", "source", "purpose", "content_class", "people")}
    told = shared | {"place": of["problem_place"], "repeat": joined is not None, "matter": joined or petition}
    return told | {"visit": of["channel"] == "visit"} | (MASKED if is_restricted(of) else {})


def is_restricted(of: Json) -> bool:
    """Whether it counts in totals alone: it accuses somebody, or was restricted."""
    accuses = of["purpose"] == "accusation" if of["restricted"] is None else of["restricted"]
    return bool(accuses or of["accused"] or of["accused_units"] or of["secrecy"] in SECRET)


def cells(events: Iterable[Json], first: str, last: str, by: tuple[str, ...]) -> Iterator[list[Any]]:
    petitions: dict[str, list[Json]] = {}
    found: dict[tuple[Any, ...], list[tuple[str, Json]]] = {}
    for event in events:
        petitions.setdefault(event["petition"], []).append(event)
    for petition, told in petitions.items():
        lines = corrected(told)
        of = sort(petition, lines)
        for measure, day, unit, outcome, clause in facts(lines):
            if first <= day <= last:
                said = {"unit": unit, "outcome": outcome, "clause": clause} | of
                found.setdefault((measure, *(said[name] for name in by)), []).append((petition, of))
    for cell, behind in found.items():
        visits = [of["people"] for _, of in behind if of["visit"]]
        items, matters = {petition for petition, _ in behind}, {of["matter"] for _, of in behind}
        yield [
            *cell,
            len(behind),
            len(items),
            len(matters),
            len(visits),
            sum(visits),
            sum(of["people"] for _, of in behind),
        ]


if __name__ == "__main__":
    for row in cells(map(json.loads, sys.stdin), sys.argv[1], sys.argv[2], tuple(sys.argv[3:])):
        sys.stdout.write(json.dumps(row) + "\n")
