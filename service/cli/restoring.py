"""`zhuoluo restore` and `resume`: a backup put back into an empty place, and what it lacks stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from service.backups import apart
from service.backups.holding import FORKED, LOST, UNASKED, UNKNOWN, Hold
from service.backups.looking import chosen
from service.backups.outside import Known, Shown
from service.backups.restoring import Asked, Restored, restore
from service.backups.resuming import resume
from service.backups.trying import tried
from service.cli.arguments import as_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import FITTING, JSON, as_json, format_option, note, print_facts, print_rows
from service.cli.progress import bar
from service.cli.verifying import head_of
from service.evidence import checkpoint
from service.keystore.shredlist import subjects_of
from service.postgres import exit_on_sigterm
from service.settings import Settings

NOT_SETTLED = 1
KINDS = {
    "": "",
    LOST: "缺失，须声明 events are missing",
    FORKED: "与外部日志头不符 another log was signed",
    UNKNOWN: "不明，须声明 nothing outside tells",
    UNASKED: "见证方未应答 a witness did not answer",
}
LOGS = {
    "log": "日志\nlog",
    "size": "事件\nevents",
    "sound": "完好\nsound",
    "missing": "缺失位置\nmissing",
    "held": "暂停写入\nheld",
    "who": "依据\nas seen by",
}
STATED = {"log": "日志 log", "have": "现有 has", "lost": "曾签 signed", "origin": "续用名称 goes on as"}

folder_path = click.Path(exists=True, file_okay=False, path_type=Path)
file_path = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("restore")
@click.argument("backup", type=folder_path)
@click.option("--check", is_flag=True, help="only try it: put back on a server of its own that is gone afterwards")
@click.option("--keys", type=folder_path, help="the copy of the keys, where they are not in the home 密钥副本")
@click.option("--kek", type=folder_path, help="the copy of the key-encryption keys 主密钥副本")
@click.option("--shredded", type=file_path, help="the shred list; else ZHUOLUO_SHRED_LIST 已删除主体名单")
@click.option("--head", "heads", multiple=True, type=file_path, help="a signed head that somebody holds 日志头")
@click.option(
    "--heads", "kept", type=folder_path, help="the folder heads of the old home, where it outlived 日志头目录"
)
@click.option("--without-witnesses", is_flag=True, help="the witnesses are not asked 不询问见证方")
@click.option("--without-rebuild", is_flag=True, help="read models are filled by the server when it starts")
@click.option("--damaged", is_flag=True, help="put it back although a log is damaged 日志损坏仍恢复")
@format_option
def restored(backup: Path, kind: str, *, check: bool, keys: Path | None, shredded: Path | None, **given: Any) -> int:
    """恢复备份: put BACKUP (or the newest of a folder) back, into an empty home or database only.

    Every log is verified from its events, and compared with the heads that are known outside. A log that lacks
    something, or of which nobody outside can tell, is held: nothing is written until 'zhuoluo resume' puts that on
    record; exit code 1.
    """
    exit_on_sigterm()
    settings = Settings.from_environment()
    place = chosen(backup)
    if check:
        return _check(kind, settings, place, keys)
    listed = shredded or (settings.shred_list if settings.shred_list and settings.shred_list.exists() else None)
    heads = tuple(Shown(file.name, head_of(file.read_bytes())) for file in given["heads"])
    known = Known(heads, (given["kept"],) if given["kept"] else (), not given["without_witnesses"])
    asked = Asked(
        keys=keys,
        kek=given["kek"],
        shredded=tuple(subjects_of(listed)) if listed else None,
        known=known,
        damaged=given["damaged"],
        rebuild=not given["without_rebuild"],
    )
    with bar("重建 rebuild") as progress:
        done = restore(settings, place, asked, progress)
    _print(kind, done)
    return 0 if done.sound and not done.holds else NOT_SETTLED


def _check(kind: str, settings: Settings, place: Path, keys: Path | None) -> int:
    done = tried(settings, place, apart.newest(keys) if keys else settings.home / apart.KEYS)
    faults = [f"{each.office}/{each.log} {fault.of}: {fault.what}" for each in done.logs for fault in each.faults]
    facts = {
        "backup": str(place),
        "began_at": done.manifest.began_at,
        "logs": len(done.logs),
        "events": sum(each.size for each in done.logs),
        "attachments": done.attachments,
        "sound": not faults,
    }
    print_facts(kind, facts)
    for fault in faults:
        note(fault)
    return NOT_SETTLED if faults else 0


def _print(kind: str, done: Restored) -> None:
    rows = list(_rows(done))
    if kind == JSON:
        said = {"backup": done.manifest.name, "began_at": done.manifest.began_at, "sound": done.sound, "logs": rows}
        files = {**asdict(done.files), "problems": list(map(asdict, done.files.problems))}
        click.echo(as_json({**said, "attachments": files, "shredded": asdict(done.shredded)}))
        return
    shown = [{**row, "held": KINDS[row["held"]]} for row in rows]
    print_rows(kind, shown, LOGS, f"已恢复 restored: {done.manifest.name}", wide=FITTING)
    for line in _said(done):
        note(line)


def _said(done: Restored) -> Iterator[str]:
    began = done.manifest.began_at
    for each in done.proved:
        yield from (f"不符 not so: {each.office}/{each.log} {fault.of}: {fault.what}" for fault in each.faults)
    for problem in done.files.problems:
        yield f"附件 attachment {problem.what} {problem.zh}: {problem.digest}"
    if done.shredded.listed is None:
        yield (
            f"没有删除名单：{_at(began)} 之后删除的个人信息可能重新可读 no shred list was at hand: what was erased "
            f"after {_at(began)} may open again; give it by 'zhuoluo erasure replay FILE'"
        )
    else:
        again = len(done.shredded.kids)
        yield f"删除名单 shred list: {done.shredded.listed}，再次销毁密钥 keys destroyed again: {again}"
    if done.holds:
        yield (
            "数据库已锁定，声明缺失后方可写入 nothing is written until what is missing is on record: "
            "zhuoluo resume --reason …"
        )


def _rows(done: Restored) -> Iterator[Mapping[str, Any]]:
    held = {(each.office, each.log): each for each in done.holds}
    for each in done.proved:
        hold = held.get((each.office, each.log))
        yield {
            "log": f"{each.office}/{each.log}",
            "size": each.size,
            "sound": not each.damage,
            "missing": _missing(hold),
            "held": hold.kind if hold else "",
            "who": hold.who if hold else "",
        }


def _missing(hold: Hold | None) -> str:
    return f"{hold.have + 1}…{hold.seen}" if hold and hold.missing else ""


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


@click.command("resume")
@click.option("--reason", required=True, help="what happened 恢复的原因")
@click.option("--without-witnesses", is_flag=True, help="although a witness does not answer 见证方未应答仍继续")
@as_option
@format_option
def resumed(reason: str, name: str | None, kind: str, *, without_witnesses: bool) -> None:
    """恢复后继续: state in every log that is held what was lost, and let the service write again.

    Each goes on under the origin of its next generation; witnesses follow by 'zhuoluo log succession'.
    """
    with opened(restoring=True) as instance:
        done = resume(instance, reason, operator(name), VIA, ask_witnesses=not without_witnesses)
    rows = [
        {
            "log": f"{each.hold.office}/{each.hold.log}",
            "have": each.hold.have,
            "lost": checkpoint.of(each.lost).size,
            "origin": each.signed.head.origin,
        }
        for each in done
    ]
    print_rows(kind, rows, STATED, "已声明 stated", wide=FITTING)
