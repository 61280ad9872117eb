"""`zhuoluo backup`: a backup while the service runs, tried on demand, older ones taken away."""

from __future__ import annotations

import os
from pathlib import Path

import click

from service.backups import apart
from service.backups.last import LastBackup, said
from service.backups.looking import pruned
from service.backups.taking import Taken, take
from service.backups.trying import tried
from service.cli.opening import opened
from service.cli.printing import format_option, note, print_facts
from service.runtime import Instance

NOT_WHOLE = 1

folder_path = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=folder_path)
@click.option("--keep", type=click.IntRange(1, 10_000), help="take away all but the newest N 保留份数")
@click.option("--keys", type=folder_path, help="also copy the keys, into this folder elsewhere 密钥副本")
@click.option("--kek", type=folder_path, help="also copy the key-encryption keys, into a third folder 主密钥副本")
@click.option("--verify", is_flag=True, help="put it back on a server of its own, and verify every log")
@format_option
def backup(folder: Path, keep: int | None, keys: Path | None, kek: Path | None, kind: str, *, verify: bool) -> int:
    """备份: back the instance up into FOLDER while it runs: database, attachments, signed heads, templates, settings.

    What was acknowledged before it began is in it. Keys are never part of it. Exit code 1 where a file of an attachment
    is damaged, or the signer refuses a log: the backup is made all the same, and both are named.
    """
    with opened() as instance:
        _refuse_near(instance, folder, keys, kek)
        if (listed := instance.keys.subjects.shred_list) is not None:
            listed.add(instance.keys.subjects.destroyed())
        done = take(instance, folder, os.environ)
        home = instance.settings.home
        for target, name in ((keys, apart.KEYS), (kek, apart.KEK)):
            if target is not None:
                apart.copied(home / name, target, done.manifest.name)
        if verify:
            tried(instance.settings, done.folder, home / apart.KEYS)
        said(home, LastBackup(str(done.folder.resolve()), done.manifest.began_at, verify))
    gone = pruned(folder, keep) if keep else []
    _print(kind, done, gone, verify=verify)
    return NOT_WHOLE if _problems(done) else 0


def _refuse_near(instance: Instance, folder: Path, keys: Path | None, kek: Path | None) -> None:
    home = instance.settings.home
    given = [each for each in (keys, kek) if each is not None]
    for nth, each in enumerate(given):
        apart.refuse_near(each, [folder, home, *given[nth + 1 :]])
    if kek is not None and not (home / apart.KEK).is_dir():
        message = f"{home / apart.KEK} is not there: the KEK lies where ZHUOLUO_KEK_FILE says; copy it from there"
        raise click.UsageError(message)


def _print(kind: str, done: Taken, gone: list[str], *, verify: bool) -> None:
    taken = done.manifest
    facts = {
        "backup": str(done.folder),
        "began_at": taken.began_at,
        "seconds": round((taken.ended_at - taken.began_at).total_seconds(), 1),
        "database_bytes": taken.files["database.dump"].size,
        "logs": len(done.logs),
        "events": sum(each.size for each in done.logs),
        "attachments": taken.attachments,
        "attachments_new": done.new,
        "tried": verify,
        "removed": gone if kind == "json" else ", ".join(gone),
        "problems": _problems(done) if kind == "json" else len(_problems(done)),
    }
    print_facts(kind, facts)
    for problem in _problems(done):
        note(problem)


def _problems(done: Taken) -> list[str]:
    damaged = [f"附件文件损坏，未备份 damaged, left out: attachment {digest}" for digest in done.damaged]
    refused = [
        f"日志被拒签 the signer refuses {each.office}/{each.log}: {each.refused}" for each in done.logs if each.refused
    ]
    return [*damaged, *refused]
