"""Drops a whole year of access records when it has been kept long enough, on record.

The order survives a crash at any point, and the same command again ends what was begun: the log is closed and its end
signed; the drop is an event in the log of matters, with the head, the approvers and the reason; only then the table of
the year goes, and its rows of the index with it. Before the event nothing is lost; behind it the head tells.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from msgspec import Struct
from psycopg import Connection, errors

from domain.access_record import log_of
from domain.deciding import Refused, structural
from domain.evidence_events import AccessLogDropped
from domain.values import Actor
from service.database import CONNECT_SECONDS
from service.evidence.dropped import verify_log
from service.evidence.kept import Heads
from service.evidence.rotating import at_of, public_keys
from service.evidence.whole import Outside
from service.hosts import within
from service.instance_keys import InstanceKeys
from service.ledger import head as heads
from service.ledger import tables
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.runtime import Instance

UNINDEX = ("DELETE FROM access_log.read WHERE office = %s AND log = %s",)
SIZE = "SELECT size FROM ledger.head WHERE office = %s AND log = %s FOR UPDATE"
PATIENCE = "SET LOCAL lock_timeout = '30s'"


class NotOwner(Exception):
    """This login may not drop a table of the ledger."""


class Approved(Struct, frozen=True):
    """Who has approved, and why."""

    approvers: tuple[str, ...]
    reason: str


class Dropped(Struct, frozen=True):
    """What was dropped; `recorded`: position of the event in the log of matters, None where it stood there before."""

    log: str
    size: int
    recorded: int | None


def drop(instance: Instance, office: str, year: int, approved: Approved, actor: Actor, via: Via) -> Dropped:
    """Drops the year's log of access records.

    Raises: Refused when the year is not over, the log is damaged, or fewer than two people approve; NotOwner;
    UnknownLog, UnknownOffice, LedgerError, and what signing raises.
    """
    known, log = instance.offices.get(office), log_of(year)
    record = next((each for each in known.state.evidence.dropped if each.log == log), None)
    recorded = None
    if record is None:
        _refuse_running_year(known, year)
        record = _ended(instance, office, log, approved)
        recorded = instance.offices.add(office, record, actor, via, at=at_of(instance, known)).first
    _drop(instance, office, record)
    return Dropped(log, record.size, recorded)


def _refuse_running_year(known: KnownOffice, year: int) -> None:
    if year >= datetime.now(UTC).astimezone(known.zone).year:
        raise Refused((structural(f"{year}年尚未结束", f"the year {year} is not over"),))


def _ended(instance: Instance, office: str, log: str, approved: Approved) -> AccessLogDropped:
    """The log closed, its end signed and verified: what is damaged is evidence, and stays."""
    instance.ledger.head(office, log)
    with instance.ledger.connections.borrow() as connection:
        heads.close(connection, office, log, included=True)
    signed = instance.checkpoints.current(office, log).head
    with instance.pool.connection() as connection:
        whole, _ = verify_log(connection, office, log, _outside(instance))
    if not whole.sound:
        zh, en = (
            f"日志（{log}）核验不通过，不得销毁",
            f"log {log} is not sound: see 'zhuoluo verify'; it is not dropped",
        )
        raise Refused((structural(zh, en),))
    stored = instance.checkpoints.current(office, log)
    return AccessLogDropped(
        log=log,
        size=signed.size,
        root=signed.root.hex(),
        checkpoint=stored.text,
        approvers=approved.approvers,
        reason=approved.reason,
    )


def _outside(instance: Instance) -> Outside:
    keys = InstanceKeys(instance.keys)
    return Outside(keys.macs(), public_keys(keys), Heads(instance.settings.home / "heads"))


def _drop(instance: Instance, office: str, record: AccessLogDropped) -> None:
    """The table and the index, by the login that owns them. Raises NotOwner, Refused where the log is not that long."""
    owner = instance.settings.owner_url or instance.database.conninfo
    try:
        with psycopg.connect(within(owner, CONNECT_SECONDS), application_name="zhuoluo drop") as connection:
            _drop_table(connection, office, record)
    except errors.InsufficientPrivilege as error:
        message = (
            f"the drop is on record, but this login may not drop the table: {error.diag.message_primary}; set "
            "ZHUOLUO_OWNER_URL to a superuser and run the same again (请以超级用户再次运行)"
        )
        raise NotOwner(message) from None
    with instance.pool.connection() as connection:
        for statement in UNINDEX:
            connection.execute(statement, (office, record.log))


def _drop_table(connection: Connection[Any], office: str, record: AccessLogDropped) -> None:
    connection.execute(PATIENCE)
    if connection.execute(SIZE, (office, record.log)).fetchone() != (record.size,):
        zh, en = "日志头与销毁记录不符", "the head of the log is not the one in the record of the drop"
        raise Refused((structural(zh, en),))
    connection.execute(f"DROP TABLE IF EXISTS {tables.table_of(office, record.log)}".encode())
