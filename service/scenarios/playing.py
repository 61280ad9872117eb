"""Plays a scenario line by line through the API and keeps what was sent and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from service.bundled import newest
from service.scenarios import books, organisation
from service.scenarios.mapping.lines import CORRECTED, NOT_PLAYED, VIEWED, acts, corrections
from service.scenarios.mapping.office import reception_held
from service.scenarios.mapping.turn import Act, BookWords, Turn
from service.scenarios.organisation import Organisation
from service.scenarios.reading import BadScenario, Scenario, Told, happened
from service.scenarios.transport import Answer, Api

RECEIVED = "received"
ACCEPTED, REFUSED, LATER, UNKNOWN = "accepted", "refused", "later", "not understood"
FOUNDER = {"name": "情景重放"}
REASON = "按情景文件设定本机构规则"


class Sent(Struct, frozen=True):
    """One command of a line and what it was answered."""

    verb: str
    said: dict[str, Any]
    answer: Answer


class Played(Struct, frozen=True):
    """A line after it was played: what became of it, what was sent; `versions` are those of the events it made.

    `fault` says why it could not be translated. `seen`: of a line that looks at a petition, whether it may.
    """

    line: Told
    became: str
    sent: tuple[Sent, ...] = ()
    versions: tuple[int, ...] = ()
    clauses: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    seen: bool | None = None

    def words(self) -> str:
        """What was sent last and what came back, in one line."""
        if not self.sent:
            return self.fault
        last = self.sent[-1]
        return f"{last.verb} {last.said} -> {last.answer.words()}"


class Play(Struct, frozen=True, kw_only=True):
    """A scenario after it was played: each line, and where each petition stands.

    `petitions` maps a petition of the file to its office and id; `of_office` are the receptions that were told with
    petitions; `faults` say what could not be set up.
    """

    scenario: Scenario
    organised: Organisation
    words: Mapping[str, BookWords]
    petitions: Mapping[str, tuple[str, str]]
    lines: tuple[Played, ...]
    of_office: tuple[Played, ...] = ()
    faults: tuple[str, ...] = ()

    def made_by(self, petition: str, version: int) -> int:
        """The line that made that version of a petition; 0 when none did."""
        for played in self.lines:
            if played.line.petition == petition and version in played.versions:
                return played.line.n
        return 0

    @property
    def names(self) -> dict[str, str]:
        """The petitions of the file by their ids."""
        return {identity: name for name, (_, identity) in self.petitions.items()}

    @property
    def offices(self) -> list[str]:
        return list(self.organised.ids.values())


class _Player:
    """Plays one scenario; the petitions and versions that came of it so far are kept here."""

    def __init__(self, scenario: Scenario, api: Api) -> None:
        self.scenario = scenario
        self.api = api
        self.organised = organisation.organisation(scenario)
        self.words: dict[str, BookWords] = {}
        self.petitions: dict[str, tuple[str, str]] = {}
        self.accepted: dict[str, list[Played]] = {}
        self.faults: list[str] = []
        self.of_office: list[Played] = []

    def found(self) -> None:
        """Makes the offices, each organised and under its own version of its rulebook, before anything happens."""
        first = min(line.occurred[:10] for line in self.scenario.lines)
        begun = date.fromisoformat(first) - timedelta(days=1)
        for name, identity in self.organised.ids.items():
            book = books.book_ids(self.scenario)[name]
            if book not in books.known_books():
                self.faults.append(f"{name}: no rulebook {book!r} (没有此规则)")
                continue
            self.words[identity] = books.words(newest(book))
            self._found(name, identity, book, begun)

    def _found(self, name: str, identity: str, book: str, begun: date) -> None:
        at = {"actor": FOUNDER, "recorded_at": self.scenario.instant(begun.isoformat()).isoformat()}
        settings = self.scenario.settings
        made = {
            "id": identity,
            "name": name,
            "rulebook": book,
            "time_zone": self.scenario.timezone,
            "time": "replayed",
            "roles": organisation.roles(self.organised, name, settings),
        }
        self._set_up("offices", body={**at, **made})
        version = books.own_version(self.scenario, name, begun)
        self._set_up("offices", identity, "rulebooks", body={**at, "text": version, "reason": REASON})
        events = organisation.structure(self.organised, name, begun.isoformat(), settings.get("field_of", {}))
        self._set_up("offices", identity, "events", body={**at, "events": events})

    def _set_up(self, *parts: str, body: Mapping[str, Any]) -> None:
        answer = self.api.post(*parts, body=body)
        if not answer.ok:
            self.faults.append(f"POST {'/'.join(parts)}: {answer.words()}")

    def play(self, line: Told) -> Played:
        """Carries out one line."""
        if line.action == VIEWED:
            return Played(line, LATER, seen=self._seen(line))
        if line.action in NOT_PLAYED:
            return Played(line, LATER)
        turn = self._turn(line)
        if line.petition is None:
            return self._told_of_office(turn, acts(turn))
        if line.action == RECEIVED:
            self.of_office += [self._told_of_office(turn, reception_held(turn))]
        played = self._sent(line, self._correction(turn) if line.action == CORRECTED else acts(turn))
        if played.became == ACCEPTED:
            self.accepted.setdefault(line.petition, []).append(played)
        return played

    def _seen(self, line: Told) -> bool:
        """Whether whoever looks may see the petition at that time. Raises BadScenario, NoAnswer."""
        known = self.petitions.get(line.petition or "")
        if known is None:
            raise BadScenario(f"line {line.n}: {line.petition} was never received (未收到的信访件)")
        return may_see(self.api, *known, line.actor.name)

    def _told_of_office(self, turn: Turn, commands: Sequence[Act]) -> Played:
        """Acts of the office itself, which happen when they are recorded."""
        office = self.organised.office_of(turn.person.unit)
        sent: list[Sent] = []
        for act in commands:
            answer = self.api.post("offices", office, act.verb, body=self._circumstances(turn.line) | act.said)
            sent.append(Sent(act.verb, act.said, answer))
            if not answer.ok:
                return Played(turn.line, REFUSED, tuple(sent), (), answer.clauses)
        return Played(turn.line, ACCEPTED, tuple(sent))

    def _turn(self, line: Told) -> Turn:
        before = tuple(played.line for played in self.accepted.get(line.petition or "", ()))
        ids = {name: identity for name, (_, identity) in self.petitions.items()}
        office = self._office(line)
        return Turn(line, before, self.scenario, self.organised, self.words[office], ids)

    def _office(self, line: Told) -> str:
        """The office of a petition: that of the unit of whoever received it."""
        known = self.petitions.get(line.petition or "")
        return known[0] if known else self.organised.office_of(line.actor.unit)

    def _correction(self, turn: Turn) -> list[Act]:
        """The whole act in the place of the one that its line made."""
        number = int(turn.line.fields["corrects"])
        done = self.accepted.get(turn.line.petition or "", [])
        place = next((place for place, played in enumerate(done) if played.line.n == number), None)
        if place is None:
            raise BadScenario(f"line {turn.line.n} corrects line {number}, which was not carried out (被更正行未成立)")
        original = replace(turn, line=done[place].line, before=tuple(played.line for played in done[:place]))
        return corrections(turn, original, [sent.answer.said["events"][0]["version"] for sent in done[place].sent])

    def _sent(self, line: Told, commands: Sequence[Act]) -> Played:
        sent: list[Sent] = []
        versions: list[int] = []
        for act in commands:
            answer = self.api.post(*self._address(line, act.verb), body=self._body(line, act))
            sent.append(Sent(act.verb, act.said, answer))
            if not answer.ok:
                return Played(line, REFUSED, tuple(sent), tuple(versions), answer.clauses)
            if act.verb == "receive":
                self.petitions[line.petition or ""] = (self._office(line), answer.said["petition"])
            versions += [event["version"] for event in answer.said["events"]]
        return Played(line, ACCEPTED, tuple(sent), tuple(versions))

    def _address(self, line: Told, verb: str) -> tuple[str, ...]:
        office = self._office(line)
        if verb == "receive":
            return ("offices", office, "petitions")
        known = self.petitions.get(line.petition or "")
        if known is None:
            raise BadScenario(f"line {line.n}: {line.petition} was never received (未收到的信访件)")
        return ("offices", office, "petitions", known[1], verb)

    def _body(self, line: Told, act: Act) -> dict[str, Any]:
        """The command with its circumstances; of a correction `occurred` is part of what it says."""
        return {"occurred": happened(self.scenario, line.occurred), **self._circumstances(line), **act.said}

    def _circumstances(self, line: Told) -> dict[str, Any]:
        at = self.scenario.instant(line.known).isoformat()
        return {"actor": organisation.actor(line.actor), "recorded_at": at}


def may_see(api: Api, office: str, petition: str, person: str) -> bool:
    """Whether a person may see a petition now. Raises NoAnswer."""
    return bool(api.read("offices", office, "petitions", petition, "seen-by", person=person)["allowed"])


def play(scenario: Scenario, api: Api) -> Play:
    """The scenario played against an installation that knows nothing of it. Raises BadScenario."""
    player = _Player(scenario, api)
    player.found()
    lines = tuple(_each(player, scenario)) if not player.faults else ()
    return Play(
        scenario=scenario,
        organised=player.organised,
        words=player.words,
        petitions=player.petitions,
        lines=lines,
        of_office=tuple(player.of_office),
        faults=tuple(player.faults),
    )


def _each(player: _Player, scenario: Scenario) -> Iterator[Played]:
    """What became of each line; one that cannot be translated does not keep the others from being played."""
    for line in scenario.lines:
        try:
            yield player.play(line)
        except BadScenario as error:
            yield Played(line, UNKNOWN, fault=str(error))
