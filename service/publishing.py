"""An office publishes its own version of a rulebook: the text is read, and stands whole in the event."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from domain.deciding import Refused, structural
from domain.office import RulebookAdopted, RulebookPublished
from domain.values import Actor
from service.bundled import bundled_books, own_book
from service.ledger.entry import Via
from service.ledger.submission import Written
from service.offices import KnownOffice
from service.runtime import Instance


def publish(
    instance: Instance,
    office: str,
    text: str,
    reason: str,
    actor: Actor,
    via: Via,
    *,
    at: datetime | None = None,
) -> Written:
    """Writes that the book in `text` (TOML) holds in the office from its `valid_from` on.

    Raises: BadRulebook with every mistake, Refused when the office goes by this version already or the program
    has one of this name, UnknownOffice, LedgerError.
    """
    event = published(instance.offices.get(office), text, reason)
    return instance.offices.add(office, event, actor, via, at=at)


def published(office: KnownOffice, text: str, reason: str) -> RulebookPublished:
    """The event of publishing `text`, which may extend what comes with the program or was published before."""
    book = own_book(text, office.books)
    if book.reference in bundled_books():
        zh = f"规则（{book.reference}）是随程序提供的版本，须另定生效日期"
        en = f"{book.reference} comes with the program: a version of the office needs another day or id"
        raise Refused((structural(zh, en),))
    parents = [each for each in office.books.values() if each.id == book.extends and each.valid_from <= book.valid_from]
    return RulebookPublished(
        reference=book.reference,
        digest=book.digest,
        valid_from=book.valid_from,
        text=text,
        text_digest=sha256(text.encode()).hexdigest(),
        extends=max(parents, key=lambda parent: parent.valid_from).reference if parents else "",
        reason=reason,
    )


def adoption(reference: str) -> RulebookAdopted:
    """The event of adopting a version that comes with the program. Raises Refused when there is none of this name."""
    book = bundled_books().get(reference)
    if book is None:
        zh, en = f"程序没有规则（{reference}）", f"no rulebook {reference} comes with the program"
        raise Refused((structural(zh, en),))
    return RulebookAdopted(reference=book.reference, digest=book.digest, valid_from=book.valid_from)
