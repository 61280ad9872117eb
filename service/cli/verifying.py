"""`zhuoluo verify`: the logs recomputed from their events, and held against all that was said of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from service.attachments import checking
from service.attachments.checking import Checked
from service.backups.outside import is_of
from service.cli.opening import opened
from service.cli.printing import FITTING, JSON, as_json, format_option, print_rows
from service.cli.printing import note as note_to_user
from service.cli.progress import bar
from service.evidence import checkpoint, note, receipts, seen
from service.evidence.examining import HEADS, examined
from service.evidence.kept import Heads
from service.evidence.receipts import Held
from service.evidence.rotating import public_keys
from service.evidence.stated import stated
from service.evidence.whole import Whole
from service.instance_keys import InstanceKeys
from service.ledger import head as heads
from service.ledger.head import UnknownLog
from service.offices import UnknownOffice
from service.runtime import Instance

VERDICTS = {
    "name": "日志\nlog",
    "size": "事件\nevents",
    "root": "树根\nroot",
    "since": "自\nsince",
    "checkpoints": "检查点\ncheckpoints",
    "cosignatures": "见证\ncosigned",
    "held": "回执等\nheld",
    "sound": "完好\nsound",
}
ROOT_DIGITS = 16
DAMAGED = 1

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Printed(Struct):
    note: str


class Asked(Struct, frozen=True):
    """What is to be held against the logs, and from where on they are looked at."""

    receipts: tuple[Held, ...]
    heads: tuple[tuple[str, str], ...]
    ask_witnesses: bool
    since_last: bool


@click.command("verify")
@click.option("--office", "-o", metavar="ID", help="only the logs of this office")
@click.option("--receipt", "receipt_files", multiple=True, type=existing, help="a receipt, or the answer to a command")
@click.option("--head", "head_files", multiple=True, type=existing, help="a signed head that somebody holds")
@click.option("--ask-witnesses", is_flag=True, help="also what the witnesses have seen, asked now")
@click.option("--since-last", is_flag=True, help="only what came since the last time that all was sound")
@click.option("--without-attachments", is_flag=True, help="the files of attachments are not looked at")
@format_option
def verified(
    office: str | None,
    receipt_files: tuple[Path, ...],
    head_files: tuple[Path, ...],
    kind: str,
    *,
    without_attachments: bool,
    **flags: bool,
) -> int:
    """Recompute every log from its events, and compare it with all that was said of it elsewhere.

    Elsewhere: checkpoints, the last signed head kept outside the database, cosignatures of witnesses, heads and
    receipts that somebody holds. Files of attachments are compared with the digests
    in the ledger. Exit code 1 when anything is damaged, missing, or could not be checked.
    """
    held = tuple(each for file in receipt_files for each in receipts.held(file.read_bytes()))
    signed = tuple((file.name, head_of(file.read_bytes())) for file in head_files)
    asked = Asked(held, signed, **flags)
    with opened(restoring=True) as instance:
        logs = [log for log in _logs(instance) if office in (None, log[0])]
        if office is not None and not logs:
            raise UnknownOffice(office)
        _refuse_strangers(instance, logs, asked)
        found = [(_verified(instance, *log, asked), log) for log in logs]
        files = None if without_attachments else checking.check(instance, office)
    _print(kind, found, files)
    return 0 if _all_sound(found, files) else DAMAGED


def head_of(file: bytes) -> str:
    """The signed note of a file; also of what `log head --format json` prints. Raises BadNote."""
    try:
        return msgspec.json.decode(file, type=_Printed).note
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return note.text_of(file)


def _refuse_strangers(instance: Instance, logs: Sequence[tuple[str, str]], asked: Asked) -> None:
    """What is of a log that is not here, or was not signed by it, says nothing about those that are."""
    for receipt in asked.receipts:
        if (receipt.office, receipt.log) not in logs:
            of = f"{receipt.office}/{receipt.log}"
            message = f"the receipt is of log {of}, which is not verified here (回执属于其他日志)"
            raise note.BadNote(message)
        if receipt.note:
            _refuse_unsigned(instance, receipt.office, f"position {receipt.position}", receipt.note)
    for name, text in asked.heads:
        of_log = next((log for log in logs if is_of(text, *log)), None)
        if of_log is None:
            origin = checkpoint.of(note.read(text)).origin
            message = f"{name} is a head of {origin}, which is not verified here (该日志头属于其他日志)"
            raise note.BadNote(message)
        _refuse_unsigned(instance, of_log[0], name, text)


def _refuse_unsigned(instance: Instance, office: str, name: str, text: str) -> None:
    signed = note.read(text)
    try:
        note.verified(signed, _known(instance, office, checkpoint.of(signed).origin))
    except note.BadNote as bad:
        message = f"{name} says nothing of the log: {bad}"
        raise note.BadNote(message) from None


def _known(instance: Instance, office: str, origin: str) -> list[note.Verifier]:
    """The keys of the log, those that were retired too: what they signed before stays signed."""
    keys = InstanceKeys(instance.keys)
    with instance.pool.connection() as connection:
        state = stated(connection, office, keys.macs())
    publics = dict.fromkeys((*public_keys(keys), *(key.public for key in state.keys if key.public)))
    return [note.Verifier(origin, bytes.fromhex(public)) for public in publics]


def _logs(instance: Instance) -> list[tuple[str, str]]:
    """Every log that the database has, and every one of which a head is kept outside it."""
    with instance.pool.connection() as connection:
        return sorted({*heads.stored(connection), *Heads(instance.settings.home / HEADS).logs()})


def _verified(instance: Instance, office: str, log: str, asked: Asked) -> Whole:
    given = [*asked.heads, *(_witnessed(instance, office, log) if asked.ask_witnesses else ())]
    size = _size(instance, office, log)
    with bar(f"核验 verify {office}") as progress:
        return examined(
            instance,
            office,
            log,
            heads=tuple((name, text) for name, text in given if is_of(text, office, log)),
            receipts=tuple(each for each in asked.receipts if (each.office, each.log) == (office, log)),
            since_last=asked.since_last,
            progress=lambda done: progress(done, size),
        )


def _witnessed(instance: Instance, office: str, log: str) -> Iterator[tuple[str, str]]:
    """What each witness shows of the log; one that does not answer is told and passed over."""
    try:
        found = list(seen.seen(instance, office, log))
    except UnknownOffice:
        return
    for each in found:
        if each.note:
            yield f"witness {each.witness}", each.note
        elif each.reason:
            note_to_user(f"见证方未应答 witness {each.witness}: {each.reason}")


def _size(instance: Instance, office: str, log: str) -> int:
    try:
        return instance.ledger.head(office, log).size
    except UnknownLog:  # which the verdict will say
        return 0


def _print(kind: str, found: Sequence[tuple[Whole, tuple[str, str]]], files: Checked | None) -> None:
    rows = [_row(whole) for whole, _ in found]
    if kind == JSON:
        click.echo(as_json([*rows, *_of_files(files)]))
        return
    short = [{**row, "name": f"{row['office']}/{row['log']}", "root": row["root"][:ROOT_DIGITS]} for row in rows]
    print_rows(kind, short, VERDICTS, "核验 verification", wide=FITTING)
    for whole, (office, log) in found:
        if whole.dropped:
            click.echo(f"已登记销毁，日志头保留 dropped on record, head kept: {office}/{log}")
        if whole.verified.fault:
            click.echo(
                f"损坏 damaged: {office}/{log} 位置 at position {whole.verified.position}: {whole.verified.fault}"
            )
    for fault in _faults(found):
        click.echo(f"不符 not so: {fault['log']} {fault['of']} ({fault['position']}): {fault['what']}")
    if unchecked := sum(row["unchecked"] for row in rows):
        click.echo(
            f"{unchecked} 条由其他实例写入，其密钥不在此处 events of other instances could not be checked: keys import"
        )
    for told in _of_files(files):
        _print_files(told)
    sound = _all_sound(found, files)
    click.echo("全部完好 all is sound" if sound else "并非全部完好 not all is sound")


def _all_sound(found: Sequence[tuple[Whole, tuple[str, str]]], files: Checked | None) -> bool:
    return all(whole.sound for whole, _ in found) and (files is None or files.sound)


def _of_files(files: Checked | None) -> list[dict[str, Any]]:
    """What is told of attachments, where there are any or something lies in their place."""
    if files is None or not (files.attachments or files.problems or files.young):
        return []
    return [
        {"log": "attachments", **asdict(files), "problems": list(map(asdict, files.problems)), "sound": files.sound}
    ]


def _print_files(told: Mapping[str, Any]) -> None:
    counted = (
        f"附件 attachments: {told['attachments']}，完好 sound {told['sound_files']}，已删除 erased {told['erased']}"
    )
    click.echo(counted)
    for each in told["problems"]:
        of = f"{each['office']} {each['petition']} {each['attachment']} " if each["petition"] else ""
        click.echo(f"附件不符 attachment {each['what']} {checking.WORDS[each['what']]}: {of}{each['digest']}")


def _row(whole: Whole) -> dict[str, Any]:
    return {
        **asdict(whole.verified),
        "checkpoints": whole.checkpoints,
        "cosignatures": whole.cosignatures,
        "held": whole.held,
        "faults": [asdict(fault) for fault in whole.faults],
        "dropped": whole.dropped,
        "sound": whole.sound,
    }


def _faults(found: Iterable[tuple[Whole, tuple[str, str]]]) -> Iterator[dict[str, Any]]:
    for whole, (office, log) in found:
        for fault in whole.faults:
            yield {"log": f"{office}/{log}", **asdict(fault)}
