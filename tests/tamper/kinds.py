"""The kinds of tampering, each done by a superuser with all triggers off; and what it takes to find it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from domain.evidence import Evidence
from service.evidence.kept import Heads
from service.evidence.signing import Checkpoints
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from tests.service.ledger.conftest import OFFICE, commented
from tests.tamper.forging import cut, flipped, rebuilt, renumbered, signed_anew, without_heads
from tests.tamper.office import EVENTS, FORGER, NAME, SIGNED_AT, SIGNER, opened

INSIDE, OUTSIDE, RECEIPTS = "keys alone", "heads kept outside", "receipts"
"""What it takes: database and keys of the instance; a head that somebody keeps; what a caller was told."""


class Work(NamedTuple):
    """What a forger works on: the database, chance, a home with the keys that were stolen, and how to connect."""

    connection: Connection[Any]
    chance: random.Random
    home: Path
    conninfo: str

    def at(self, low: int = 1, high: int = EVENTS) -> int:
        return self.chance.randint(low, high)

    def do(self, statement: str, *values: object) -> None:
        self.connection.execute(statement.encode(), values)

    def one(self, query: str, *values: object) -> Any:
        row = self.connection.execute(query.encode(), values).fetchone()
        assert row is not None, query
        return row[0]

    def key(self) -> bytes:
        """The MAC key of the instance, stolen."""
        keys = InstanceKeys(KeyFolder(self.home / "keys"))
        return keys.key_of(keys.mac)


class Kind(NamedTuple):
    name: str
    takes: str
    done: Callable[[Work], None]


def bit(column: str, size: int) -> Callable[[Work], None]:
    def done(work: Work) -> None:
        work.do(f"UPDATE ledger.event SET {flipped(column, work.chance, size)} WHERE position = %s", work.at())

    return done


def changed(change: str) -> Callable[[Work], None]:
    def done(work: Work) -> None:
        work.do(f"UPDATE ledger.event SET {change} WHERE position = %s", work.at(2, EVENTS - 1))

    return done


def swapped(columns: str) -> Callable[[Work], None]:
    """The values of two events of the same kind are exchanged."""

    def done(work: Work) -> None:
        first, second = work.chance.sample(
            [p for (p,) in work.connection.execute("SELECT position FROM ledger.event WHERE topic = 'Commented/1'")], 2
        )
        names = columns.split(", ")
        sets = ", ".join(f"{name} = other.{name}" for name in names)
        work.do(
            f"""UPDATE ledger.event e SET {sets} FROM ledger.event other
            WHERE (e.position, other.position) IN ((%s, %s), (%s, %s))""",
            *(first, second, second, first),
        )

    return done


def deleted(where: str) -> Callable[[Work], None]:
    def done(work: Work) -> None:
        work.do(f"DELETE FROM ledger.event WHERE {where}", *((work.at(2, EVENTS - 1),) if "%s" in where else ()))

    return done


def petition(work: Work, *, numbered: bool = True) -> UUID:
    """One of the petitions."""
    condition = "" if numbered else "HAVING bool_and(topic NOT LIKE 'Registered%%')"
    of = "SELECT stream FROM ledger.event WHERE position > 1 GROUP BY stream"
    rows = work.connection.execute(f"{of} {condition} ORDER BY 1".encode())
    found: UUID = work.chance.choice([stream for (stream,) in rows])
    return found


def petition_gone(work: Work) -> None:
    work.do("DELETE FROM ledger.event WHERE stream = %s", petition(work))


def petition_gone_and_mended(work: Work) -> None:
    """A petition without a number leaves no gap in the numbers; MACs do not name positions."""
    work.do("DELETE FROM ledger.event WHERE stream = %s", petition(work, numbered=False))
    renumbered(work.connection)
    rebuilt(work.connection)


def petition_gone_with_heads(work: Work) -> None:
    petition_gone_and_mended(work)
    without_heads(work.connection)


def moved(work: Work) -> None:
    """An event is put at the end of another petition."""
    last = work.one("SELECT max(position) FROM ledger.event WHERE topic = 'Commented/1'")
    other = work.one("SELECT stream FROM ledger.event WHERE position = %s", work.at(2, last - 60))
    version = work.one("SELECT max(version) + 1 FROM ledger.event WHERE stream = %s", other)
    work.do("UPDATE ledger.event SET stream = %s, version = %s WHERE position = %s", other, version, last)


def moved_and_mended(work: Work) -> None:
    moved(work)
    rebuilt(work.connection)


def positions_exchanged(work: Work) -> None:
    first, second = work.chance.sample(range(1, EVENTS + 1), 2)
    work.do("UPDATE ledger.event SET position = position + 10000 WHERE position IN (%s, %s)", first, second)
    work.do("UPDATE ledger.event SET position = %s WHERE position = %s", second, first + 10000)
    work.do("UPDATE ledger.event SET position = %s WHERE position = %s", first, second + 10000)


def inserted(work: Work) -> None:
    """A comment is put in behind the last event, a copy of another with the next version; the head is left alone."""
    _copy(work, EVENTS + 1)


def replayed_and_mended(work: Work) -> None:
    """A comment is told a second time, and tree and head are mended."""
    _copy(work, EVENTS + 1)
    rebuilt(work.connection)


def dated_back(work: Work) -> None:
    """A comment is put in among old events, and all is mended and signed with a key of one's own."""
    work.do("UPDATE ledger.event SET position = 100000 + position * 10")
    _copy(work, 100005 + work.at(100, 400) * 10)
    renumbered(work.connection)
    rebuilt(work.connection)
    signed_anew(work.connection, FORGER)


def _copy(work: Work, position: int) -> None:
    work.do(
        """INSERT INTO ledger.event
            (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf)
        SELECT office, log, %s, stream, 1 + (SELECT max(version) FROM ledger.event o WHERE o.stream = e.stream), topic,
            recorded_at, replace(convert_from(content, 'UTF8'), '"key":"command-', '"kez":"command-')::bytea,
            stamp, mac, sha256(leaf)
        FROM ledger.event e WHERE topic = 'Commented/1' ORDER BY position DESC LIMIT 1""",
        position,
    )


def rewritten_and_mended(work: Work) -> None:
    """Words of an event are changed, and tree and head are mended."""
    work.do(
        """UPDATE ledger.event SET content = replace(convert_from(content, 'UTF8'), '李文', '王文')::bytea
        WHERE position = %s""",
        work.at(),
    )
    rebuilt(work.connection)


def rewritten_and_signed_by_another(work: Work) -> None:
    rewritten_and_mended(work)
    signed_anew(work.connection, FORGER)


def rewritten_with_the_mac_key(work: Work) -> None:
    """The MAC key was stolen: events fit; the checkpoints still say what the log was."""
    work.do(
        """UPDATE ledger.event SET content = replace(convert_from(content, 'UTF8'), '李文', '王文')::bytea
        WHERE position = %s""",
        work.at(1, SIGNED_AT[-1]),
    )
    rebuilt(work.connection, work.key())


def rewritten_with_both_keys(work: Work) -> None:
    """MAC key and signing key were stolen: only who keeps a head of before can tell."""
    rewritten_with_the_mac_key(work)
    signed_anew(work.connection, SIGNER)


def put_back(work: Work) -> None:
    """The database of an earlier day, whole and sound."""
    cut(work.connection, _boundary(work, 260, 440))


def put_back_and_written_on(work: Work) -> None:
    """Rolled back, then written on with the stolen keys, and signed again where it was signed before."""
    cut(work.connection, _boundary(work, 260, 380))
    work.connection.commit()
    with opened(work.conninfo, work.home) as ledger:
        log = ledger.log(OFFICE)
        stream = work.one("SELECT stream FROM ledger.event WHERE position = 2")
        version = work.one("SELECT max(version) FROM ledger.event WHERE stream = %s", stream)
        while (size := ledger.head(OFFICE).size) < EVENTS:
            version += 1
            via = Via(channel="test", key=f"fork-{size}", request=bytes(32))
            log.write([commented(stream, version, "另一段历史")], via)
        heads = Heads(work.home / f"forged-{work.chance.random()}")
        forged = Checkpoints(ledger.connections, heads, [SIGNER], NAME, lambda *_: Evidence())
        without_heads(work.connection)
        work.connection.commit()
        forged.current(OFFICE, MATTERS)


def _boundary(work: Work, low: int, high: int) -> int:
    """A size between these at which a command ended."""
    rows = work.connection.execute(
        "SELECT position - 1 FROM ledger.event WHERE command IS NOT NULL AND position BETWEEN %s AND %s", (low, high)
    ).fetchall()
    return int(work.chance.choice(rows)[0])


def last_gone_and_mended(work: Work) -> None:
    """The last events under a head are gone, with all heads that cover them."""
    cut(work.connection, _boundary(work, SIGNED_AT[-2] + 1, SIGNED_AT[-1]))


def acknowledged_gone(work: Work) -> None:
    """What came behind the last head was acknowledged and is gone; no head ever covered it."""
    signed = work.one("SELECT max(size) FROM ledger.checkpoint")
    cut(work.connection, _boundary(work, signed + 2, EVENTS))


def number_changed(work: Work) -> None:
    work.do(
        """UPDATE ledger.event SET stamp = replace(convert_from(stamp, 'UTF8'), '〕00', '〕01')::bytea
        WHERE position = (SELECT max(position) FROM ledger.event WHERE topic LIKE 'Registered%%')"""
    )


def forged_with_another_key(work: Work) -> None:
    """The whole program at hand, and a key of one's own: the event fits in every way but its MAC."""
    work.connection.commit()
    with opened(work.conninfo, work.home / "forger") as ledger:
        stream = work.one("SELECT stream FROM ledger.event WHERE position = %s", work.at(2))
        version = work.one("SELECT max(version) FROM ledger.event WHERE stream = %s", stream)
        ledger.log(OFFICE).write([commented(stream, version + 1, "从未说过")], Via(channel="test"))


def elsewhere(statement: str) -> Callable[[Work], None]:
    """Something beside the events."""

    def done(work: Work) -> None:
        changed_rows = work.connection.execute(statement.encode())
        assert changed_rows.rowcount > 0, statement

    return done


def bit_of(table: str, column: str, size: int, one: str) -> Callable[[Work], None]:
    def done(work: Work) -> None:
        statement = f"UPDATE ledger.{table} SET {flipped(column, work.chance, size)} WHERE {one}"
        assert work.connection.execute(statement.encode()).rowcount == 1

    return done


def letter_of(table: str, column: str, skipped: int) -> Callable[[Work], None]:
    """One letter of a text is another, behind those that are skipped."""

    def done(work: Work) -> None:
        text = work.one(f"SELECT {column} FROM ledger.{table} ORDER BY size DESC LIMIT 1")
        places = [n for n in range(skipped, len(text) - 6) if text[n].isalnum() and text[n].isascii()]
        place = work.chance.choice(places)
        other = "A" if text[place] != "A" else "B"
        changed_text = text[:place] + other + text[place + 1 :]
        work.do(f"UPDATE ledger.{table} SET {column} = %s WHERE {column} = %s", changed_text, text)

    return done


NEWEST = "size = (SELECT max(size) FROM ledger.checkpoint)"

KINDS = (
    Kind("a bit of the content", INSIDE, bit("content", 200)),
    Kind("a bit of the stamp", INSIDE, bit("stamp", 50)),
    Kind("a bit of the MAC", INSIDE, bit("mac", 32)),
    Kind("a bit of the leaf", INSIDE, bit("leaf", 32)),
    Kind("the topic", INSIDE, changed("topic = 'Commented/2'")),
    Kind("the version", INSIDE, changed("version = version + 1000")),
    Kind("the time beside the event", INSIDE, changed("recorded_at = recorded_at + interval '1 microsecond'")),
    Kind("the command key", INSIDE, changed("command = 'another', request = mac, events = 1")),
    Kind("the events of a command", INSIDE, elsewhere("UPDATE ledger.event SET events = events + 1 WHERE events > 1")),
    Kind("the request digest", INSIDE, elsewhere("UPDATE ledger.event SET request = mac WHERE command IS NOT NULL")),
    Kind("content laid out anew", INSIDE, changed("content = content || ' '::bytea")),
    Kind("contents of two events exchanged", INSIDE, swapped("content")),
    Kind("contents, stamps and MACs of two exchanged", INSIDE, swapped("content, stamp, mac")),
    Kind("two leaves exchanged", INSIDE, swapped("leaf")),
    Kind("two positions exchanged", INSIDE, positions_exchanged),
    Kind("the first event deleted", INSIDE, deleted("position = 1")),
    Kind("an event in the middle deleted", INSIDE, deleted("position = %s")),
    Kind("the last event deleted", INSIDE, deleted(f"position = {EVENTS}")),
    Kind("a petition deleted", INSIDE, petition_gone),
    Kind("an event moved to another petition", INSIDE, moved),
    Kind("an event inserted", INSIDE, inserted),
    Kind("another register number", INSIDE, number_changed),
    Kind("a number counter turned back", INSIDE, elsewhere("UPDATE ledger.series SET last = last - 1")),
    Kind("the size in the head", INSIDE, elsewhere("UPDATE ledger.head SET size = size - 1")),
    Kind("the tree in the head", INSIDE, bit_of("head", "edge", 32, "true")),
    Kind("the time in the head", INSIDE, elsewhere("UPDATE ledger.head SET recorded_at = now() + '1 s'")),
    Kind("an event moved, tree mended", INSIDE, moved_and_mended),
    Kind("an event replayed, tree mended", INSIDE, replayed_and_mended),
    Kind("an event dated back, tree mended, signed by another", INSIDE, dated_back),
    Kind("words changed, tree mended", INSIDE, rewritten_and_mended),
    Kind("words changed, tree mended, signed by another", INSIDE, rewritten_and_signed_by_another),
    Kind("an event forged with another key", INSIDE, forged_with_another_key),
    Kind("words changed with the stolen MAC key", INSIDE, rewritten_with_the_mac_key),
    Kind("a petition without number left out, tree mended", INSIDE, petition_gone_and_mended),
    Kind("a hash in a tile", INSIDE, bit_of("tile", "hashes", 8192, "level = 0 AND nth = 0")),
    Kind("the root of a tile", INSIDE, bit_of("tile", "root", 32, "level = 0 AND nth = 0")),
    Kind("the size of a checkpoint", INSIDE, elsewhere(f"UPDATE ledger.checkpoint SET size = size + 1 WHERE {NEWEST}")),
    Kind("a letter of a checkpoint", INSIDE, letter_of("checkpoint", "note", 0)),
    Kind("a letter of a cosignature", INSIDE, letter_of("cosignature", "line", 20)),
    Kind("words changed with both stolen keys", OUTSIDE, rewritten_with_both_keys),
    Kind("a petition without number left out with all heads", OUTSIDE, petition_gone_with_heads),
    Kind("the newest checkpoint deleted", OUTSIDE, elsewhere(f"DELETE FROM ledger.checkpoint WHERE {NEWEST}")),
    Kind("the last events deleted with their heads", OUTSIDE, last_gone_and_mended),
    Kind("an old backup put back", OUTSIDE, put_back),
    Kind("put back and written on with both stolen keys", OUTSIDE, put_back_and_written_on),
    Kind("acknowledged and gone before a head covered it", RECEIPTS, acknowledged_gone),
)
