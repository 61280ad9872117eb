"""A backup is put back: into an empty place only, held until it is found sound, and nothing erased opens again.

In this order: the backup is looked at; keys and attachments are placed; the database is put back, held from before
its first row; every log is verified from its events; what the shred list names is destroyed again; read models are made
anew; what is known outside of the backup tells which logs lack something. Cut short, it is begun again from the start.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from msgspec import Struct

from service.attachments import checking
from service.attachments.checking import Checked
from service.attachments.store import Store
from service.backups import apart, dumping, holding, manifest, outside, pool
from service.backups.holding import Hold
from service.backups.looking import looked_at
from service.backups.manifest import HEADS, TEMPLATES, BadBackup, LogTaken, Manifest
from service.backups.outside import Known
from service.backups.programs import tools
from service.backups.proving import Proved, proved
from service.backups.resuming import owner
from service.backups.shredding import Shredded, shredded
from service.database import NAME, check_server
from service.doctor.mending import mend
from service.evidence.kept import Heads
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.migrations import migrate
from service.postgres import Server, embedded
from service.projector.following import rebuild
from service.runtime import Instance, running
from service.settings import Settings

Progress = Callable[[int, int], None]


class NotEmpty(Exception):
    """There is something where the backup is to be put back."""


class NoKeys(Exception):
    """The keys that the events were written with are not here."""


class Asked(Struct, frozen=True, kw_only=True):
    """What is brought to a restore beside the backup.

    `keys` and `kek`: folders with copies of them. `shredded`: subjects whose keys were destroyed; None: no list is at
    hand. `known`: what is known outside. `damaged`: put back also what is not sound. `rebuild`: read models are made
    now, else by the server when it starts.
    """

    keys: Path | None = None
    kek: Path | None = None
    shredded: tuple[str, ...] | None = None
    known: Known = Known()
    damaged: bool = False
    rebuild: bool = True


class Restored(Struct, frozen=True, kw_only=True):
    """What was put back, what is wrong with it, what was destroyed again, and which logs are held."""

    manifest: Manifest
    logs: tuple[LogTaken, ...]
    proved: tuple[Proved, ...]
    files: Checked
    shredded: Shredded
    holds: tuple[Hold, ...]

    @property
    def sound(self) -> bool:
        return self.files.sound and all(not each.damage and not each.faults for each in self.proved)


def restore(settings: Settings, backup: Path, asked: Asked, progress: Progress = lambda _done, _all: None) -> Restored:
    """Puts a backup back. Raises: BadBackup, NotEmpty, NoKeys, NoTools, ToolFailed, StoreFull, BadNote, BadKey."""
    said = looked_at(backup, _publics(settings, asked))
    with database(settings, said, backup / manifest.DATABASE):
        _place(settings, backup, asked)
        with running(settings, restoring=True) as instance:
            return _settled(instance, backup, said, asked, progress)


def _settled(instance: Instance, backup: Path, said: Manifest, asked: Asked, progress: Progress) -> Restored:
    logs = manifest.logs_of(backup)
    found = proved(instance, logs)
    if not asked.damaged:
        refuse_damaged(backup, found)
    kept, known = instance.settings.home / HEADS, asked.known
    outlived = bool(Heads(kept).logs())
    if outlived:
        known = Known(known.heads, (*known.folders, kept), known.witnesses)
    holds = outside.holds(instance, logs, known)
    destroyed = shredded(instance, asked.shredded)
    if asked.rebuild:
        _made_anew(instance, progress)
    files = checking.check(instance)
    holding.settle(owner(instance), holds)
    if not outlived and (backup / HEADS).is_dir():
        # Only now: were the restore cut short behind this, they would be taken for heads that outlived.
        shutil.copytree(backup / HEADS, kept, dirs_exist_ok=True)
    holding.free(owner(instance))
    return Restored(
        manifest=said,
        logs=tuple(logs),
        proved=tuple(found),
        files=files,
        shredded=destroyed,
        holds=tuple(holds),
    )


def refuse_damaged(backup: Path, found: list[Proved]) -> None:
    """Raises BadBackup naming the first log that is not as its events say."""
    damaged = next((each for each in found if each.damage), None)
    if damaged is not None:
        message = (
            f"{backup}: log {damaged.office}/{damaged.log} is damaged: {damaged.damage}: it stays locked; another "
            "backup, or --damaged to put it back as it is (日志核验不通过，数据库保持锁定)"
        )
        raise BadBackup(message)


def _publics(settings: Settings, asked: Asked) -> list[str]:
    """The public keys that may have signed the manifest, of the keys that are here or brought. Raises NoKeys."""
    own = settings.home / apart.KEYS
    folder = own if apart.is_there(own) or asked.keys is None else apart.newest(asked.keys)
    if not apart.is_there(folder):
        message = (
            f"the keys of the instance are not in {own}: put them back there, or name their copy by --keys; without "
            "them neither can the record be checked nor anything personal be opened (缺少实例密钥，无法核验和解密)"
        )
        raise NoKeys(message)
    return publics_of(folder)


def publics_of(folder: Path) -> list[str]:
    """The public keys of a key folder, in hex: those in use, and those of before."""
    keys = InstanceKeys(KeyFolder(folder))
    return list(dict.fromkeys(signer.public.hex() for signer in keys.all_signers()))


def _place(settings: Settings, backup: Path, asked: Asked) -> None:
    """Keys where there are none, attachments that are lacking, templates of offices. Raises BadBackup."""
    for copy, name in ((asked.keys, apart.KEYS), (asked.kek, apart.KEK)):
        target = settings.home / name
        if copy is not None and not (target.is_dir() and any(target.iterdir())):
            apart.placed(apart.newest(copy), target)
    source, target_store = pool.pool_of(backup.parent), Store(settings.attachment_folder)
    for digest, _ in manifest.attachments_of(backup):
        if not target_store.path(digest).exists() and not pool.brought(source, target_store, digest):
            message = f"{source.path(digest)}: missing or changed (附件备份缺失或被改动)"
            raise BadBackup(message)
    if (backup / TEMPLATES).is_dir() and not settings.template_folder.exists():
        shutil.copytree(backup / TEMPLATES, settings.template_folder)


@contextmanager
def database(settings: Settings, said: Manifest, dump: Path) -> Iterator[None]:
    """The database put back and held, at the schema of this program; a server of our own runs meanwhile."""
    if settings.database_url is not None:
        check_server(settings.owner_url or settings.database_url)
        _put_back(settings, settings.owner_url or settings.database_url, said, dump)
        yield
        return
    with embedded(settings) as server:
        _fresh(server)
        _put_back(settings, server.conninfo(NAME), said, dump)
        yield


def _fresh(server: Server) -> None:
    """An empty database on a server of our own; one in which a restore was cut short is made anew. Raises NotEmpty."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if found and holding.is_held(server.conninfo(NAME)):
            holding.refuse_sound(server.conninfo(NAME))
            connection.execute(f"DROP DATABASE {NAME}")
            found = None
        if not found:
            connection.execute(f"CREATE DATABASE {NAME}")


def _put_back(settings: Settings, conninfo: str, said: Manifest, dump: Path) -> None:
    if there := dumping.tables_of(conninfo):
        message = (
            f"the database is not empty, it holds {', '.join(there)}…: a backup is put back into an empty place only "
            "(数据库非空，只能恢复到空库)"
        )
        raise NotEmpty(message)
    programs = tools(settings, conninfo, said.tools)
    holding.begin(conninfo, said.name, said.began_at)
    with tempfile.TemporaryDirectory() as aside:
        dumping.put_back(programs, conninfo, dump, Path(aside))
    migrate(conninfo)
    mend(conninfo)


def _made_anew(instance: Instance, progress: Progress) -> None:
    rebuild(instance.pool, lambda _office, done, total: progress(done, total))
    instance.sums.catch_up()
    instance.likeness.rebuild()
    instance.gate.rebuild()
    instance.exchange.rebuild()
