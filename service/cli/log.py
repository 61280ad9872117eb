"""`zhuoluo log`: the logs as others see them: witnesses, heads for upper offices, heads of lower ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from domain.evidence_events import WitnessDismissed, WitnessNamed
from service.cli.arguments import as_option, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import JSON, format_option, in_zone, note, print_facts, print_rows
from service.evidence import heads_below, naming, seen, signing, store, witnessing
from service.evidence import note as notes
from service.evidence.kept import DamagedHead
from service.evidence.rotating import at_of
from service.evidence.succession import succession as succession_of
from service.ledger import head as heads
from service.ledger.application import MATTERS
from service.offices import KnownOffice
from service.runtime import Instance

NO = 1
WITNESSES = {
    "witness": "见证方 witness",
    "body": "机构 body",
    "url": "地址 url",
    "log": "日志 log",
    "size": "已见证 cosigned",
    "signed_at": "签名时间 signed",
    "refused_at": "拒绝时间 refused",
    "reason": "原因 reason",
}
SAID = {
    "log": "日志 log",
    "witness": "见证方 witness",
    "body": "机构 body",
    "size": "规模 size",
    "outcome": "结果 result",
    "reason": "原因 reason",
}
SEEN = {
    "witness": "见证方 witness",
    "body": "机构 body",
    "origin": "日志 log",
    "seen": "见证方已见 seen",
    "signed": "本处已签 signed here",
    "standing": "比较 standing",
    "reason": "原因 reason",
}
STANDINGS = {
    seen.SAME: "一致 same",
    seen.BEHIND: "见证方较旧 behind",
    seen.AHEAD: "见证方较新：日志短缺 ahead: this log lacks events",
    seen.FORKED: "不一致 forked",
    seen.NOTHING: "尚未见证 nothing seen",
    seen.UNREACHED: "无应答 unreached",
}
OUTCOMES = {
    witnessing.COSIGNED: "已见证 cosigned",
    witnessing.REFUSED: "拒绝 refused",
    witnessing.UNREACHED: "无应答 unreached",
}

log_option = click.option(
    "--log", default=MATTERS, show_default=True, metavar="LOG", help="which log of the office 日志"
)


@click.group("log")
def logs() -> None:
    """日志: what others see of the logs: witnesses of their heads, heads for upper offices and of lower ones."""


@logs.command("witness-name")
@click.argument("url")
@click.argument("vkey")
@click.option("--body", required=True, help="which body runs the witness 见证机构")
@office_option
@as_option
@format_option
def witness_name(url: str, vkey: str, body: str, office: str, name: str | None, kind: str) -> None:
    """Name a witness: its address and its verifier key (NAME+ID+KEY); that is an event of the office."""
    with opened() as instance:
        known = instance.offices.get(office)
        event = naming.named(known.state.evidence, url, vkey, body)
        written = instance.offices.add(office, event, operator(name), VIA, at=at_of(instance, known))
    print_facts(kind, {"office": office, "witness": notes.verifier(event.verifier).name, "position": written.first})


@logs.command("witness-dismiss")
@click.argument("vkey")
@click.option("--reason", required=True, help="why it witnesses no longer")
@office_option
@as_option
@format_option
def witness_dismiss(vkey: str, reason: str, office: str, name: str | None, kind: str) -> None:
    """Dismiss a witness; that is an event of the office."""
    with opened() as instance:
        known = instance.offices.get(office)
        event = WitnessDismissed(verifier=vkey.strip(), reason=reason)
        written = instance.offices.add(office, event, operator(name), VIA, at=at_of(instance, known))
    print_facts(kind, {"office": office, "position": written.first})


@logs.command("witnesses")
@office_option
@format_option
def witnesses(office: str, kind: str) -> None:
    """List the witnesses of an office: how far each has cosigned each log, and what it refused last."""
    with opened(restoring=True) as instance:
        zone = instance.offices.get(office).zone
        rows = [in_zone(row, zone) for row in _witnesses(instance, office)]
    print_rows(kind, rows, WITNESSES, "见证方 witnesses")


@logs.command("submit")
@office_option
@format_option
def submit(office: str, kind: str) -> int:
    """Submit the newest checkpoints to the witnesses now; exit code 1 when one refuses, or does not answer."""
    with opened() as instance:
        _refuse_without_witness(instance, office)
        _sign(instance, office)
        said = list(_submitted(instance, office))
    rows = [{**asdict(each), "outcome": OUTCOMES[each.outcome]} if kind != JSON else asdict(each) for each in said]
    print_rows(kind, rows, SAID, "提交见证 submitted")
    return 0 if all(each.outcome == witnessing.COSIGNED for each in said) else NO


@logs.command("seen")
@log_option
@office_option
@format_option
def seen_by_witnesses(log: str, office: str, kind: str) -> int:
    """Ask the witnesses what they have seen of a log; exit code 1 when one has seen more, or something else.

    In json with the signed note: it shows what was lost where the signer's own memory was put back too.
    """
    with opened(restoring=True) as instance:
        known_log(instance, office, log)
        _refuse_without_witness(instance, office)
        found = list(seen.seen(instance, office, log))
    rows = [asdict(each) for each in found]
    shown = rows if kind == JSON else [{**row, "standing": STANDINGS[row["standing"]]} for row in rows]
    print_rows(kind, shown, SEEN, "见证方所见 seen by witnesses")
    return 0 if all(each.well for each in found) else NO


@logs.command("succession")
@log_option
@office_option
def succession(log: str, office: str) -> None:
    """Print the file by which a witness follows a log that was restored (`zhuoluo witness succeed FILE`)."""
    with opened() as instance:
        known_log(instance, office, log)
        click.echo(succession_of(instance, office, log), nl=False)


@logs.command("export-head")
@click.option("--since", type=click.IntRange(min=0), default=0, show_default=True, help="the size recorded there last")
@log_option
@office_option
def export_head(since: int, log: str, office: str) -> None:
    """Print the newest signed head with the proof since an earlier one, for the log of the upper office."""
    with opened() as instance:
        known_log(instance, office, log)
        click.echo(str(heads_below.exported(instance, office, log, since)), nl=False)


@logs.command("record")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verifier", metavar="VKEY", help="key of that log: for its first head, and when it has a new key")
@office_option
@as_option
@format_option
def record(file: Path, verifier: str | None, office: str, name: str | None, kind: str) -> None:
    """Record the head of a lower office (FILE of `export-head`), after checking its signature and that it only grew."""
    with opened() as instance:
        event, written = heads_below.record(instance, office, file.read_bytes(), verifier, operator(name), VIA)
    print_facts(kind, {"origin": event.origin, "size": event.size, "root": event.root, "position": written.first})


def known_log(instance: Instance, office: str, log: str) -> KnownOffice:
    """The office, when it has such a log. Raises UnknownOffice, UnknownLog."""
    known = instance.offices.get(office)
    instance.ledger.head(office, log)
    return known


def _refuse_without_witness(instance: Instance, office: str) -> None:
    """Raises BadNote: a restore may have taken the naming along, and nothing is well because nobody was asked."""
    if not instance.offices.get(office).state.evidence.witnesses:
        message = f"office {office} has named no witness: log witness-name (没有指定见证方)"
        raise notes.BadNote(message)


def _sign(instance: Instance, office: str) -> None:
    """A log that cannot be signed is submitted as it was signed last: so the witness hears of it too."""
    for log in _logs(instance, office):
        try:
            instance.checkpoints.current(office, log)
        except (signing.Refused, signing.NothingToSign, DamagedHead) as error:
            note(str(error))


def _logs(instance: Instance, office: str) -> list[str]:
    """Those that witnesses hear of."""
    with instance.pool.connection() as connection:
        return [log for whose, log in heads.logs(connection) if (whose, log) == (office, MATTERS)]


def _submitted(instance: Instance, office: str) -> Iterator[witnessing.Said]:
    for whose, log, named in instance.witnessing.submissions.due():
        if whose == office and (said := instance.witnessing.submissions.submit(whose, log, named)):
            yield said


def _witnesses(instance: Instance, office: str) -> Iterator[dict[str, Any]]:
    for named in instance.offices.get(office).state.evidence.witnesses:
        for log in _logs(instance, office):
            yield _witness(instance, office, log, named)


def _witness(instance: Instance, office: str, log: str, named: WitnessNamed) -> dict[str, Any]:
    witness = notes.verifier(named.verifier).name
    with instance.pool.connection() as connection:
        cosigned = store.last_cosigned(connection, office, log, witness)
        refused = [each for each in store.refusals(connection, office, log) if each.refused_by == witness]
    return {
        "witness": witness,
        "body": named.body,
        "url": named.url,
        "verifier": named.verifier,
        "log": log,
        "size": cosigned.size if cosigned else None,
        "signed_at": cosigned.signed_at.replace(microsecond=0) if cosigned else None,
        "refused_at": refused[0].refused_at.replace(microsecond=0) if refused else None,
        "reason": refused[0].reason if refused else None,
    }
