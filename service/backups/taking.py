"""A backup is taken while the service runs: aside, synced, looked at again, and only then given its name.

What was acknowledged before it began is in it: heads are signed first, then one snapshot of the database is dumped.
Files of attachments are copied behind the snapshot: an event comes after its file, so what the snapshot names is there.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from service.attachments.store import Store
from service.backups import dumping, manifest, pool
from service.backups.dumping import Snapshot
from service.backups.looking import looked_at
from service.backups.manifest import ATTACHMENTS, DATABASE, FORMAT, HEADS, LOGS, TEMPLATES, LogTaken, Manifest
from service.backups.pool import Copied
from service.backups.programs import tools
from service.evidence import store
from service.evidence.kept import DamagedHead
from service.evidence.signing import NothingToSign
from service.evidence.signing import Refused as NotSigned
from service.instance_keys import InstanceKeys
from service.keys import sync
from service.ledger import head as heads
from service.runtime import Instance

PART = ".part"
PREFIX = "ZHUOLUO_"
SECRET = re.compile(r"(?<=://)([^/@:]*):[^/@]*@|(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE)
PRIVATE = 0o700


class Inside(Exception):
    """Backups would lie below what they are backups of."""


class Taken(Struct, frozen=True):
    """A backup that was taken: where, what it says, what was new of the attachments, which of them are damaged."""

    folder: Path
    manifest: Manifest
    logs: tuple[LogTaken, ...]
    new: int
    damaged: tuple[str, ...]


def take(instance: Instance, folder: Path, environ: Mapping[str, str]) -> Taken:
    """Takes a backup into a new folder below `folder`. `environ`: the settings that are kept with it.

    Raises: NoTools, ToolFailed, StoreFull, Inside, BadBackup when what was written does not read back.
    """
    _refuse_inside(instance, folder)
    began = datetime.now(UTC)
    name = f"{began:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"
    conninfo = instance.settings.owner_url or instance.database.conninfo
    refused = _sign(instance)
    with _aside(folder, name) as aside:
        _heads_and_templates(instance, aside)
        programs = tools(instance.settings, conninfo)
        with dumping.snapshot(conninfo) as moment:
            logs = tuple(_logs(moment, refused))
            dumping.dump(programs, conninfo, moment, aside / DATABASE)
            state = (moment.server, moment.migration, programs.major)
        copied = pool.copied(Store(instance.settings.attachment_folder), pool.pool_of(folder))
        _lists(aside, logs, copied)
        said = _manifest(name, began, state, copied, aside, environ)
        signers = InstanceKeys(instance.keys).signers()
        manifest.written(aside, said, "zhuoluo-backup", signers)
        looked_at(aside, [signer.public.hex() for signer in signers])
        _synced(aside)
    return Taken(folder / name, said, logs, copied.new, copied.damaged)


def plain(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings as they may be written down: no password of an address."""
    named = {name: text for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
    return {name: SECRET.sub(_masked, text) for name, text in sorted(named.items())}


def _masked(found: re.Match[str]) -> str:
    return f"{found[2]}…" if found[2] else f"{found[1]}:…@"


def _refuse_inside(instance: Instance, folder: Path) -> None:
    """A backup below the home goes with the home."""
    home = instance.settings.home.resolve()
    if folder.resolve().is_relative_to(home):
        message = (
            f"{folder} lies in {home}: what takes the one takes the other; name another place (备份不能放在数据目录内)"
        )
        raise Inside(message)


@contextmanager
def _aside(folder: Path, name: str) -> Iterator[Path]:
    """A folder under another name, which becomes the backup when all is well and is gone when not."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    aside = folder / f".{name}{PART}"
    aside.mkdir(mode=PRIVATE)
    try:
        yield aside
        aside.rename(folder / name)
        sync(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sign(instance: Instance) -> dict[tuple[str, str], str]:
    """Signs every log, so that the backup shows what it holds; which of them the signer refuses, and why."""
    refused = {}
    with instance.pool.connection() as connection:
        logs = heads.logs(connection)
    for office, log in logs:
        try:
            instance.checkpoints.current(office, log)
        except NothingToSign:
            continue
        except (NotSigned, DamagedHead) as refusal:
            refused[office, log] = str(refusal)
    return refused


def _logs(moment: Snapshot, refused: Mapping[tuple[str, str], str]) -> Iterator[LogTaken]:
    for office, log in heads.logs(moment.connection):
        head, newest = heads.read(moment.connection, office, log), store.newest(moment.connection, office, log)
        yield LogTaken(
            office,
            log,
            head.size,
            head.root.hex(),
            newest.generation if newest else 0,
            newest.text if newest else "",
            refused.get((office, log), ""),
        )


def _heads_and_templates(instance: Instance, aside: Path) -> None:
    """Before the snapshot: a head that were signed behind it would say that the backup has lost something."""
    for source, name in ((instance.settings.home / HEADS, HEADS), (instance.settings.template_folder, TEMPLATES)):
        if source.is_dir():
            shutil.copytree(source, aside / name, ignore=shutil.ignore_patterns(".*"))


def _lists(aside: Path, logs: tuple[LogTaken, ...], copied: Copied) -> None:
    """The logs, and the attachments by name."""
    (aside / LOGS).write_bytes(msgspec.json.format(msgspec.json.encode(logs), indent=1))
    (aside / ATTACHMENTS).write_text("".join(f"{digest} {size}\n" for digest, size in copied.files), encoding="ascii")


def _manifest(
    name: str,
    began: datetime,
    state: tuple[str, int, int],
    copied: Copied,
    aside: Path,
    environ: Mapping[str, str],
) -> Manifest:
    server, migration, major = state
    return Manifest(
        format=FORMAT,
        name=name,
        began_at=began,
        ended_at=datetime.now(UTC),
        program=version("zhuoluo"),
        postgres=server,
        tools=major,
        migration=migration,
        settings=plain(environ),
        attachments=len(copied.files),
        attachment_bytes=sum(size for _, size in copied.files),
        files=manifest.files_below(aside),
    )


def _synced(aside: Path) -> None:
    """All of it on disk."""
    for place, _, files in os.walk(aside):
        for each in files:
            with Path(place, each).open("rb") as file:
                os.fsync(file.fileno())
        sync(Path(place))
