"""From number and code to the published facts: the same answer and the same work for everything that does not fit.

An unknown number and a wrong code cost one look-up and one HMAC each, and no petition is read for them. Only who has
the right code makes one be read; void, not yet numbered and erased ones are then answered like unknown ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from domain.office import ID
from domain.petition import Petition
from domain.public_status import PublicStatus, answer_limits, public_status
from domain.rulebook import Rulebook
from domain.values import Sealed
from service.ledger.sealing import ERASED
from service.offices import KnownOffice, UnknownOffice
from service.readmodels import headings
from service.runtime import Instance
from service.web.query.code import QueryCodes, read
from service.web.query.throttling import Attempt, Throttle

LONGEST_NUMBER = 100
Record = Callable[[Attempt], None]


class NotShown(LookupError):
    """Number and code do not belong together, or there is nothing to show: which of the two is not said."""

    def __init__(self) -> None:
        super().__init__("number and query code do not belong together (编号与查询码不符)")


class Throttled(Exception):
    """Too many failures with this number or from this address; `seconds` to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"too many failed attempts: try again in {seconds} s (尝试过多，请{seconds}秒后再试)")


class Asked(Struct, frozen=True):
    """What was asked, and from which address."""

    office: str
    number: str
    code: str
    address: str


class PetitionerQuery:
    """Answers petitioners. `record` is told of every attempt before its answer leaves; by default a row is written."""

    def __init__(self, instance: Instance, record: Record | None = None) -> None:
        self._instance = instance
        self._codes = QueryCodes(instance.keys)
        self._throttle = Throttle(instance.pool)
        self._record = record or self._throttle.record

    def answer(self, asked: Asked) -> PublicStatus:
        """The published facts. Raises MistypedCode (not counted), UnknownOffice, NotShown, Throttled."""
        code = read(asked.code)
        if ID.fullmatch(asked.office) is None:
            raise UnknownOffice(asked.office)
        office = self._instance.offices.get(asked.office)
        number = self._codes.hidden(f"number {asked.office} {asked.number.strip()}")
        address = self._codes.hidden(f"address {asked.address}")
        if seconds := self._throttle.begun(number, address):
            self._told(asked, "throttled", number)
            raise Throttled(seconds)
        found = self._found(office, asked.number.strip(), code)
        if found is None:
            self._told(asked, "refused", number)
            raise NotShown
        self._throttle.right(number, address)
        self._told(asked, "shown", number)
        return found

    def _told(self, asked: Asked, outcome: str, number: bytes) -> None:
        self._record(Attempt(office=asked.office, outcome=outcome, address=asked.address, number=number))

    def _found(self, office: KnownOffice, number: str, code: str) -> PublicStatus | None:
        petition = self._numbered(office.profile.id, number)
        fits = self._codes.fits(office.profile.id, petition or uuid4(), code)
        if petition is None or not fits:
            return None
        state = self._instance.desk.petition(office.profile.id, petition)
        book = _book(office, state)
        if book is None or self._is_erased(state):
            return None
        said = public_status(state, answer_limits(book))
        return self._opened(office.profile.id, said) if said else None

    def _numbered(self, office: str, number: str) -> UUID | None:
        """By the register number alone: ids of sources are not printed on the slip."""
        if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
            return None
        with self._instance.pool.connection() as connection:
            return headings.numbered(connection, office, number)

    def _is_erased(self, state: Petition) -> bool:
        """Whether a key is gone under which something of the petition was sealed."""
        return any(self._instance.keys.find(kid) is None for kid in set(_kids(state.lines)))

    def _opened(self, office: str, said: PublicStatus) -> PublicStatus | None:
        if not isinstance(said.reply, Sealed):
            return said
        # The words are sealed as the field of their event: they open under that name only.
        reply = self._instance.ledger.log(office).sealer.text("text", said.reply)
        return None if reply == ERASED else replace(said, reply=reply)


def _book(office: KnownOffice, state: Petition) -> Rulebook | None:
    return office.books.get(state.book)


def _kids(value: object) -> Iterator[str]:
    """The ids of all keys that something in the value is sealed under."""
    if isinstance(value, Sealed):
        yield value.kid
    elif isinstance(value, tuple):
        for each in value:
            yield from _kids(each)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _kids(getattr(value, name))
