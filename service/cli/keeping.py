"""`zhuoluo rebuild`, `verify` and `migrate`: for those who keep the service."""

from __future__ import annotations

import click
from msgspec.structs import asdict

from service.cli.opening import opened
from service.cli.printing import format_option, print_facts, print_rows
from service.cli.progress import bar
from service.ledger import head as heads
from service.ledger.head import UnknownLog
from service.ledger.leaf import Authenticator
from service.ledger.verify import Verified, verify
from service.offices import UnknownOffice
from service.projector.following import rebuild
from service.runtime import Instance

VERDICTS = {
    "office": "机构 office",
    "log": "日志 log",
    "size": "事件 events",
    "root": "树根 root",
    "position": "损坏位置 damaged at",
    "fault": "问题 fault",
    "sound": "完好 sound",
}
DAMAGED = 1


@click.command("rebuild")
@format_option
def rebuilt(kind: str) -> None:
    """Fold all read models anew from the ledger and put them in the place of the old ones."""
    with opened() as instance, bar("重建 rebuild") as progress:
        events = rebuild(instance.pool, lambda _office, done, total: progress(done, total))
        instance.likeness.rebuild()
    print_facts(kind, {"events": events})


@click.command("verify")
@click.option("--office", "-o", metavar="ID", help="only the logs of this office")
@format_option
def verified(office: str | None, kind: str) -> int:
    """Recompute the tree and the MACs of every log; exit code 1 when anything is damaged."""
    with opened() as instance:
        logs = [log for log in _logs(instance) if office in (None, log[0])]
        if office is not None and not logs:
            raise UnknownOffice(office)
        verdicts = [_verified(instance, *log) for log in logs]
    rows = [{**asdict(verdict), "sound": verdict.sound} for verdict in verdicts]
    print_rows(kind, rows, VERDICTS, "核验 verified")
    return 0 if all(verdict.sound for verdict in verdicts) else DAMAGED


def _logs(instance: Instance) -> list[tuple[str, str]]:
    with instance.pool.connection() as connection:
        return [(office, log) for office, log in heads.stored(connection)]


def _verified(instance: Instance, office: str, log: str) -> Verified:
    try:
        size = instance.ledger.head(office, log).size
    except UnknownLog:  # which the verdict will say
        size = 0
    with instance.pool.connection() as connection, bar(f"核验 verify {office}") as progress:
        return verify(connection, office, log, _authenticator(instance), lambda done: progress(done, size))


def _authenticator(instance: Instance) -> Authenticator:
    return Authenticator(instance.keys.instance_key())


@click.command("migrate")
@format_option
def migrated(kind: str) -> None:
    """Bring the database to the schema of this program; every other command does so too."""
    with opened() as instance:
        applied = instance.database.applied
    print_facts(kind, {"applied": list(applied)} if kind == "json" else {"applied": ", ".join(applied) or "-"})
