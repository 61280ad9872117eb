"""The offices of an installation: made, read, kept current; what a decision needs to know of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from threading import Lock
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from domain import office as o
from domain.calendar import Calendar, OwnDay, parse_year
from domain.deciding import Context, OfficeProfile, Refused, structural
from domain.evidence import Evidence
from domain.rulebook import Rulebook, in_force
from domain.values import Actor, Moment
from domain.vocabulary import ROLES
from domain.words import choices
from service.bundled import bundled_books, bundled_calendar, newest, own_book
from service.ledger.application import Ledger, Log
from service.ledger.entry import Via
from service.ledger.head import UnknownLog
from service.ledger.submission import Conflict, Written

OF_THE_MACHINE = {"localtime", "posixrules", "Factory"}
"""Zones that mean another time on another computer: the days of an office must not."""


class UnknownOffice(LookupError):
    """There is no office with this id."""

    def __init__(self, office: str) -> None:
        super().__init__(f"there is no office {office!r} (没有机构 {office!r})")


class KnownOffice(Struct, frozen=True):
    """An office as its stream says: state, profile, the calendar in force and the books it adopted."""

    state: o.Office
    profile: OfficeProfile
    calendar: Calendar
    books: Mapping[str, Rulebook]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.profile.time_zone)

    @property
    def replayed(self) -> bool:
        return self.state.created is not None and self.state.created.time == "replayed"

    def moment(self, at: datetime) -> Moment:
        """An aware instant with the local day of this office."""
        return Moment(at.astimezone(self.zone).date(), at)

    def context(self, received_on: date, now: datetime, book: str = "") -> Context:
        """What stands around a decision about a petition received on that day (rulebook.md 1.7).

        `book`: the version by which it was received. It stays with that one, whatever is adopted afterwards and
        from which day on that holds; "" = it comes in now.
        """
        return Context(
            book=self.books[book] if book else self.book_on(received_on),
            books=self.books,
            adopted=self.adopted,
            calendar=self.calendar,
            office=self.profile,
            now=now,
        )

    def book_on(self, day: date) -> Rulebook:
        """The adopted version in force on that day; the earliest one for what is older than all of them."""
        return in_force(self.adopted, day)

    @property
    def adopted(self) -> Sequence[Rulebook]:
        """The versions that the office adopted, in that order."""
        return [self.books[adopted.reference] for adopted in self.state.books]


class Offices:
    """Reads offices from their logs; what was read before is only brought up to date."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._guard = Lock()
        self._known: dict[str, KnownOffice] = {}

    def get(self, office: str) -> KnownOffice:
        """The office as it is now, whichever process changed it. Raises UnknownOffice."""
        known = self._known.get(office)
        version = known.state.version if known else 0
        try:
            if known is None:
                self._ledger.head(office)  # nothing is kept for an office that does not exist
            newer = self._log(office).newer(o.office_stream(office), version)
        except UnknownLog:
            raise UnknownOffice(office) from None
        if not newer and known is not None:
            return known
        state = known.state if known else o.Office()
        for line in newer:
            assert isinstance(line, o.OfficeLine)  # noqa: S101 - the office's stream holds nothing else
            state = o.evolve(state, line)
        if state.created is None:
            raise UnknownOffice(office)
        return self._remember(office, state, known.books if known else bundled_books())

    def as_known(self, office: str, position: int) -> KnownOffice | None:
        """The office by what stood at or before a position of its log; None while it did not exist."""
        known = self.get(office)
        lines = self._log(office).stream(o.office_stream(office), up_to=position)
        if len(lines) == known.state.version:
            return known
        state = o.replay(line for line in lines if isinstance(line, o.OfficeLine))
        if state.created is None:
            return None
        return KnownOffice(state, state.profile(), _calendar(state), _books(state, _published_by(state, known)))

    def _remember(self, office: str, state: o.Office, books: Mapping[str, Rulebook]) -> KnownOffice:
        """`books` are those read before: what an office published is read once."""
        known = KnownOffice(state, state.profile(), _calendar(state), _books(state, books))
        with self._guard:
            self._known[office] = known
        return known

    def evidence(self, office: str) -> Evidence:
        """What the office has stated of keys, witnesses and logs that were put back. Raises UnknownOffice."""
        return self.get(office).state.evidence

    def ids(self) -> list[str]:
        """The ids of all offices, in order."""
        return self._ledger.offices()

    def create(
        self,
        made: o.OfficeCreated,
        book: str,
        actor: Actor,
        now: datetime,
        via: Via,
        *,
        at: datetime | None = None,
    ) -> KnownOffice:
        """Makes the office with the newest bundled version of `book`.

        Raises: Refused when it exists, when something of it is malformed, or when there is no such book.
        """
        lines = self.founding(made, book, actor, now)
        log = self._ledger.create(made.id, replayed=made.time == "replayed")
        try:
            log.write(lines, via, at=at)
        except Conflict:  # somebody made it just now
            self._refuse_existing(made.id)
            raise
        return self.get(made.id)

    def imagined(self, made: o.OfficeCreated, book: str, actor: Actor, now: datetime) -> KnownOffice:
        """The office as `create` would make it; nothing is written. Raises Refused as that."""
        state = o.replay(self.founding(made, book, actor, now))
        return KnownOffice(state, state.profile(), _calendar(state), _books(state, bundled_books()))

    def founding(self, made: o.OfficeCreated, book: str, actor: Actor, now: datetime) -> list[o.OfficeLine]:
        """The lines that make the office; nothing is written. Raises Refused as `create`."""
        check(made, book)
        adopted = newest(book)
        moment = Moment(now.astimezone(ZoneInfo(made.time_zone)).date(), now)
        first = o.decide(o.Office(), made, actor, moment)
        event = o.RulebookAdopted(reference=adopted.reference, digest=adopted.digest, valid_from=adopted.valid_from)
        second = o.decide(o.evolve(o.Office(), first), event, actor, moment)
        self._refuse_existing(made.id)
        return [first, second]

    def _refuse_existing(self, office: str) -> None:
        try:
            self.get(office)
        except UnknownOffice:
            return
        raise Refused((structural(f"机构（{office}）已存在", f"office {office} exists already"),))

    def add(
        self,
        office: str,
        event: o.OfficeEvent,
        actor: Actor,
        via: Via,
        *,
        at: datetime | None = None,
        accepts_clock: bool = False,
    ) -> Written:
        """Writes one more event of the office. Raises Refused, UnknownOffice, LedgerError."""
        return self.add_all(office, [event], actor, via, at=at, accepts_clock=accepts_clock)

    def add_all(
        self,
        office: str,
        events: Sequence[o.OfficeEvent],
        actor: Actor,
        via: Via,
        *,
        at: datetime | None = None,
        accepts_clock: bool = False,
    ) -> Written:
        """Writes events of the office, each decided on the office that those before it make: all or none.

        Raises: Refused with every reason of the first that is refused, UnknownOffice, LedgerError.
        """
        known = self.get(office)
        lines = decided(known, events, actor, known.moment(at or datetime.now(UTC)))
        return self._log(office).write(lines, via, at=at, accepts_clock=accepts_clock)

    def _log(self, office: str) -> Log:
        return self._ledger.log(office)


def decided(known: KnownOffice, events: Sequence[o.OfficeEvent], actor: Actor, moment: Moment) -> list[o.OfficeLine]:
    """The lines of these events, in order. Raises Refused with every reason of the first that is refused."""
    book = known.book_on(moment.day) if known.state.books else None
    state, lines = known.state, []
    for event in events:
        lines.append(o.decide(state, event, actor, moment, book))
        state = o.evolve(state, lines[-1])
    return lines


def _published_by(state: o.Office, known: KnownOffice) -> Mapping[str, Rulebook]:
    """The books at hand without those that the office published later than that state."""
    later = {each.reference for each in known.state.books} - {each.reference for each in state.books}
    own = {each.reference for each in known.state.books if isinstance(each, o.RulebookPublished)}
    return {name: book for name, book in known.books.items() if name not in later & own}


def _calendar(state: o.Office) -> Calendar:
    """The calendar in force: what comes with the program, the years loaded, the days the office arranged itself."""
    calendar = bundled_calendar()
    for loaded in state.calendars:
        calendar = calendar.with_year(parse_year(loaded.content.encode()))
    return calendar.with_own(OwnDay(own.day, own.working, own.name, own.paper) for own in state.overrides)


def _books(state: o.Office, books: Mapping[str, Rulebook]) -> Mapping[str, Rulebook]:
    """The books at hand and those that the office published itself, by reference. Raises BadRulebook."""
    for published in state.books:
        known = books.get(published.reference)
        if isinstance(published, o.RulebookPublished) and (known is None or known.digest != published.digest):
            books = {**books, published.reference: own_book(published.text, books)}
    return books


def check(made: o.OfficeCreated, book: str) -> None:
    """Refuses an unknown rulebook, role or time zone, before anything is written."""
    reasons = [
        structural(
            f"没有角色“{role}”，可用：{choices('role', ROLES)}", f"there is no role {role!r}; known: {', '.join(ROLES)}"
        )
        for role in made.roles
        if role not in ROLES
    ]
    ids = sorted({known.id for known in bundled_books().values()})
    if book not in ids:
        known = ", ".join(ids)
        zh, en = f"没有规则“{book}”，可用：（{known}）", f"there is no rulebook {book!r}; known: {known}"
        reasons.append(structural(zh, en))
    if made.time_zone not in available_timezones() - OF_THE_MACHINE:
        zh, en = f"没有时区“{made.time_zone}”", f"there is no time zone {made.time_zone!r}"
        reasons.append(structural(zh, en))
    if reasons:
        raise Refused(tuple(reasons))
