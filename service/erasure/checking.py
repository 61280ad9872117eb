"""Proves that nothing of erased subjects opens any more: in the ledger, in tables, by the keys, in the blind index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, to_builtins
from psycopg import Connection, sql

from domain.events import Line
from domain.petition import replay
from domain.subjects import subject_of
from domain.values import Sealed
from service.erasure.deciding import state_of
from service.erasure.holding import petitions_of
from service.ledger import reading
from service.ledger.application import MATTERS
from service.ledger.sealing import ERASED
from service.runtime import Instance

TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'ledger')
AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT') ORDER BY 1, 2
"""
NAMING = "SELECT EXISTS (SELECT FROM {} AS t WHERE t::text LIKE ANY(%s))"


class Proof(Struct, frozen=True, kw_only=True):
    """What was found of one erased subject.

    `values`: sealed values of it in the ledger; `opened`: those that still open; `keys`: its keys in the store;
    `tables`: those outside the ledger in which its sealed values lie as well; `index_equal`: the blind traits of its
    petitions are those that are made from scratch.
    """

    subject: str
    values: int
    opened: int
    keys: tuple[str, ...]
    destroyed: bool
    tables: tuple[str, ...]
    index_equal: bool

    @property
    def erased(self) -> bool:
        return self.destroyed and not self.opened and not self.keys and self.index_equal


def check(instance: Instance, office: str) -> list[Proof]:
    """One proof for each subject that the office erased. Cost: looks through the log and the tables for each."""
    subjects = sorted(state_of(instance, office).erased)
    if subjects:
        instance.likeness.current(office)
    return [_proof(instance, office, subject) for subject in subjects]


def _proof(instance: Instance, office: str, subject: str) -> Proof:
    store = instance.keys.subjects
    with instance.pool.connection() as connection:
        petitions = petitions_of(connection, office, subject)
        lines = reading.streams(connection, office, MATTERS, petitions, 2**62)
        tables = tuple(_tables(connection, subject))
    told = [line for stream in lines.values() for line in stream if isinstance(line, Line)]
    values = [value for line in told for value in _sealed(line, subject)]
    return Proof(
        subject=subject,
        values=len(values),
        opened=sum(_opens(instance, office, line, subject) for line in told)
        + sum(store.find(kid) is not None for kid in {value.kid for value in values}),
        keys=store.kids_of(subject),
        destroyed=store.is_destroyed(subject),
        tables=tables,
        index_equal=_index_equal(instance, office, list(lines.values())),
    )


def _sealed(value: Any, subject: str) -> Iterator[Sealed]:
    """Every sealed value of the subject in a line, wherever it stands."""
    if isinstance(value, Sealed):
        if subject_of(value.kid) == subject:
            yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _sealed(getattr(value, name), subject)
    elif isinstance(value, tuple):
        for member in value:
            yield from _sealed(member, subject)


def _opens(instance: Instance, office: str, line: Line, subject: str) -> int:
    """How many of its values open to those who may see most."""
    sealed = sum(1 for _ in _sealed(line, subject))
    opened = instance.ledger.log(office).sealer.opened(line, restricted=True)
    left = _count(to_builtins(opened), ERASED) - _count(to_builtins(line), ERASED)
    return max(0, sealed - left)


def _count(value: Any, text: str) -> int:
    if isinstance(value, dict):
        return sum(_count(member, text) for member in value.values())
    if isinstance(value, list | tuple):
        return sum(_count(member, text) for member in value)
    return int(value == text)


def _tables(connection: Connection[Any], subject: str) -> Iterator[str]:
    """Tables with a value sealed for the subject, as text or as bytes."""
    patterns = [f"%{subject}%", f"%{subject.encode().hex()}%"]
    for schema, name in connection.execute(TABLES).fetchall():
        statement = sql.SQL(NAMING).format(sql.Identifier(schema, name))
        if connection.execute(statement, (patterns,)).fetchone() == (True,):
            yield f"{schema}.{name}"


def _index_equal(instance: Instance, office: str, streams: Sequence[Sequence[Any]]) -> bool:
    """Whether the blind index holds of each of these petitions what it would hold if it were made anew."""
    for stream in streams:
        lines = [line for line in stream if isinstance(line, Line)]
        if lines and instance.likeness.kept(office, lines[0].petition) != instance.likeness.made(office, replay(lines)):
            return False
    return True


def unfounded(instance: Instance, offices: Sequence[str]) -> list[str]:
    """Subjects whose keys are destroyed although no log says so: a ledger that was put back to an older state."""
    named = {subject for office in offices for subject in state_of(instance, office).erased}
    return [subject for subject in instance.keys.subjects.destroyed() if subject not in named]


__all__ = ["Proof", "check", "unfounded"]
