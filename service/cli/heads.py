"""`zhuoluo log head`, `heads`, `receipt`, `refusals`, `adopt`, `restored`: signed heads, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec.structs import asdict

from domain.access_record import year_of
from domain.deciding import Refused, structural
from service.backups import holding
from service.backups.resuming import owner, state
from service.cli.arguments import as_option, office_option
from service.cli.log import known_log, log_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import JSON, as_json, format_option, in_zone, print_facts, print_rows
from service.evidence import checkpoint, receipts, store
from service.evidence import note as notes
from service.evidence.store import Stored
from service.ledger.application import MATTERS

existing = click.Path(exists=True, dir_okay=False, path_type=Path)

DAILY = {
    "day": "日期 day",
    "size": "事件 events",
    "origin": "日志 origin",
    "root": "树根 root",
    "cosigned": "见证 witnesses",
    "signed_at": "签名时间 signed",
}
REFUSALS = {
    "refused_at": "时间 when",
    "log": "日志 log",
    "refused_by": "拒绝方 by",
    "size": "规模 size",
    "reason": "原因 reason",
}


@click.command("head")
@log_option
@office_option
@format_option
def head(log: str, office: str, kind: str) -> None:
    """Sign the head of a log as it stands, and print the signed note (C2SP tlog-checkpoint)."""
    with opened() as instance:
        known_log(instance, office, log)
        signed = instance.checkpoints.current(office, log)
        with instance.pool.connection() as connection:
            note = store.cosigned(connection, office, log, signed)
        keys = [str(key) for key in instance.checkpoints.known(office, signed.head.origin)]
    if kind == JSON:
        click.echo(as_json({**_facts(signed), "note": str(note), "verifiers": keys}))
    else:
        click.echo(str(note), nl=False)


@click.command("heads")
@click.option("--days", type=click.IntRange(1, 3660), default=31, show_default=True)
@log_option
@office_option
@format_option
def daily(days: int, log: str, office: str, kind: str) -> None:
    """每日日志头: print the last signed head of each day, to be kept on paper outside the house."""
    with opened() as instance:
        zone = known_log(instance, office, log).zone
        with instance.pool.connection() as connection:
            found = store.daily(connection, office, log, zone.key, days)
            rows = [
                {
                    "day": day,
                    **_facts(each),
                    "cosigned": len(store.cosigned(connection, office, log, each).signatures) - 1,
                }
                for day, each in found
            ]
    print_rows(kind, [in_zone(row, zone) for row in rows], DAILY, "每日日志头 heads of each day")


@click.command("receipt")
@click.argument("position", type=click.IntRange(min=1))
@log_option
@office_option
def receipt(position: int, log: str, office: str) -> None:
    """回执: print the receipt of the event at a position: its leaf record, and its proof under a signed head.

    Whoever holds it checks it without this program: verify.py RECEIPT --key KEY ('zhuoluo verifier' prints verify.py).
    """
    with opened() as instance:
        known_log(instance, office, log)
        with instance.pool.connection() as connection:
            found = receipts.receipt(connection, instance.checkpoints, office, log, position)
    click.echo(receipts.text_of(found), nl=False)


@click.command("refusals")
@log_option
@office_option
@format_option
def refusals(log: str, office: str, kind: str) -> None:
    """List what the signer and the witnesses have refused."""
    with opened() as instance:
        zone = known_log(instance, office, log).zone
        with instance.pool.connection() as connection:
            rows = [
                {**asdict(each), "refused_at": each.refused_at.replace(microsecond=0)}
                for each in store.refusals(connection, office, log)
            ]
    print_rows(kind, [in_zone(row, zone) for row in rows], REFUSALS, "拒绝记录 refusals")


@click.command("adopt")
@log_option
@office_option
@format_option
def adopt(log: str, office: str, kind: str) -> None:
    """Go on signing from the newest checkpoint in the database, after the file of the last head was lost.

    Only for whoever knows that the database is not an older copy: the signer has nothing left to tell that by.
    """
    with opened() as instance:
        known_log(instance, office, log)
        signed = instance.checkpoints.adopt(office, log)
    print_facts(kind, _facts(signed))


@click.command("restored")
@click.option("--reason", required=True, help="what happened 恢复的原因")
@click.option("--seen", type=existing, help="a later head of ours, as a witness or somebody else has it")
@log_option
@office_option
@as_option
@format_option
def restored(reason: str, seen: Path | None, log: str, office: str, name: str | None, kind: str) -> None:
    """恢复备份: state in the log that it was put back to an older state, and what was signed last.

    It goes on under the origin of its next generation, which witnesses follow by `zhuoluo log succession`. Where the
    file of the last head was put back with the database, `--seen` names a note that shows what is lost (`log seen`).
    """
    note = notes.read(seen.read_bytes()) if seen else None
    with opened(restoring=True) as instance:
        known_log(instance, office, log)
        _refuse_other_log(log)
        generation, signed_before = instance.checkpoints.contradicted(office, log, note)
        lost = checkpoint.of(signed_before)
        signed = state(instance, (office, log), (generation, signed_before), reason, operator(name), VIA)
        holding.release(owner(instance), office, log)
    print_facts(kind, {"lost_origin": lost.origin, "lost_size": lost.size, **_facts(signed)})


def _refuse_other_log(log: str) -> None:
    """Raises Refused: a statement stands in the log of matters, where witnesses hear of that log only."""
    if log != MATTERS and year_of(log) is None:
        zh, en = (
            f"日志（{log}）不能声明恢复：声明写在日志 {MATTERS} 中，见证方只能据以跟随该日志",
            f"log {log} cannot state its restore: statements stand in {MATTERS}, and witnesses follow that log only",
        )
        raise Refused((structural(zh, en),))


def _facts(signed: Stored) -> dict[str, object]:
    head = signed.head
    return {
        "origin": head.origin,
        "generation": signed.generation,
        "size": head.size,
        "root": head.root.hex(),
        "signed_at": signed.signed_at.replace(microsecond=0),
    }


COMMANDS = (head, daily, receipt, refusals, adopt, restored)
"""They belong to the group `zhuoluo log`."""
