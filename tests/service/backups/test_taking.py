"""A backup is whole or none; keys are never in it; what has not changed is not copied again."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.attachments.store import Store
from service.backups import apart, manifest
from service.backups.apart import TooNear
from service.backups.looking import backups, looked_at, pruned
from service.backups.manifest import BadBackup
from service.backups.programs import ToolFailed
from service.backups.restoring import publics_of
from service.backups.taking import Inside, plain, take
from service.runtime import Instance
from tests.service.backups.conftest import Site
from tests.service.erasure.people import OFFICE, writes

HALF = """#!/bin/sh
case "$*" in *--version*) echo "pg_dump (PostgreSQL) 99.0"; exit 0;; esac
for each in "$@"; do case "$each" in --file=*) echo half > "${each#--file=}";; esac; done
echo "server closed the connection unexpectedly" >&2
exit 1
"""


def stored(instance: Instance, content: bytes) -> str:
    """A file in the store of attachments, as if an upload had put it there."""
    with Store(instance.settings.attachment_folder).incoming() as incoming:
        incoming.write(content)
        Store(instance.settings.attachment_folder).place(incoming)
        return incoming.digest


def test_a_backup_says_how_far_each_log_goes_and_shows_a_signed_head_of_it(instance: Instance, site: Site) -> None:
    writes(instance)
    size = instance.ledger.head(OFFICE).size
    (log,) = site.taken(instance).logs
    assert (log.office, log.log, log.size) == (OFFICE, "matters", size)
    assert f"xinfang.example/{OFFICE}/matters\n{size}\n" in log.note


def test_nothing_of_a_key_is_in_a_backup(instance: Instance, site: Site) -> None:
    written = writes(instance)
    taken = site.taken(instance)
    secrets = [file.read_bytes() for file in (*site.home.rglob("keys/**/*.key"), *site.home.rglob("kek/*.key"))]
    assert len(secrets) > 3
    for file in taken.folder.rglob("*"):
        if file.is_file():
            assert [secret for secret in secrets if secret in file.read_bytes()] == []
    assert written.of_person in {path.stem for path in site.keys.rglob("*.key")}, (
        "the copies hold what the backup lacks"
    )


def test_a_backup_whose_dump_breaks_off_is_none(instance: Instance, site: Site, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (programs / name).write_text(HALF, encoding="ascii")
        (programs / name).chmod(0o755)
    broken = instance.settings.__class__(site.home, pg_bin=programs)
    whole = instance.settings
    object.__setattr__(instance, "settings", broken)
    with pytest.raises(ToolFailed, match="closed the connection"):
        take(instance, site.backups, {})
    assert list(site.backups.iterdir()) == []
    object.__setattr__(instance, "settings", whole)
    assert backups(site.backups) == [] != [site.taken(instance).folder]


def test_attachments_are_copied_once_and_go_with_the_last_backup_that_names_them(
    instance: Instance, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = stored(instance, b"one"), stored(instance, b"two")
    assert site.taken(instance).new == 2
    third = stored(instance, b"three")
    Store(instance.settings.attachment_folder).delete(first)
    later = site.taken(instance)
    assert (later.new, later.manifest.attachments) == (1, 2)
    pool = site.backups / "attachments"
    monkeypatch.setattr("service.backups.pool.GRACE", -1)
    assert len(pruned(site.backups, keep=1)) == 1
    assert backups(site.backups) == [later.folder]
    assert {path.name for path in pool.rglob("*") if path.is_file()} == {second, third}


def test_a_damaged_attachment_is_told_and_left_out(instance: Instance, site: Site) -> None:
    digest = stored(instance, b"whole")
    Store(instance.settings.attachment_folder).path(digest).write_bytes(b"other")
    assert site.taken(instance).damaged == (digest,)


@pytest.mark.parametrize("name", [manifest.DATABASE, manifest.LOGS, "heads/yimin/matters"])
def test_a_changed_file_is_named(instance: Instance, site: Site, name: str) -> None:
    taken = site.taken(instance)
    assert looked_at(taken.folder) == taken.manifest, "the control: untouched it is sound"
    content = bytearray((taken.folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (taken.folder / name).write_bytes(content)
    with pytest.raises(BadBackup, match=name):
        looked_at(taken.folder)


def test_whoever_changes_the_manifest_too_has_no_key_to_sign_it(instance: Instance, site: Site) -> None:
    taken = site.taken(instance)
    publics = publics_of(site.home / "keys")
    looked_at(taken.folder, publics)
    (taken.folder / manifest.LOGS).write_bytes(b"[]")
    said = manifest.MANIFEST
    text = (taken.folder / said).read_text(encoding="utf-8")
    was, now = taken.manifest.files[manifest.LOGS], manifest.measured(taken.folder / manifest.LOGS)
    text = text.replace(was.sha256, now.sha256).replace(f'"size": {was.size},', f'"size": {now.size},')
    (taken.folder / said).write_text(text, encoding="utf-8")
    looked_at(taken.folder)
    with pytest.raises(BadBackup, match="signature"):
        looked_at(taken.folder, publics)


def test_backups_and_copies_of_keys_lie_apart(instance: Instance, site: Site) -> None:
    with pytest.raises(Inside):
        take(instance, site.home / "backups", {})
    with pytest.raises(TooNear):
        apart.refuse_near(site.backups / "keys", [site.backups])
    apart.refuse_near(site.keys, [site.backups, site.home])


def test_only_the_newest_copy_of_the_keys_is_kept(instance: Instance, site: Site) -> None:
    site.taken(instance)
    newest = site.taken(instance).manifest.name
    assert [path.name for path in site.keys.iterdir()] == [newest]


def test_no_password_is_written_down() -> None:
    environ = {
        "ZHUOLUO_DATABASE_URL": "postgresql://zhuoluo:geheim@db.example/zhuoluo",
        "ZHUOLUO_OWNER_URL": "host=db.example user=owner password='ge heim' dbname=zhuoluo",
        "ZHUOLUO_PORT": "8000",
        "HOME": "/root",
    }
    said = plain(environ)
    assert "heim" not in str(said)
    assert said["ZHUOLUO_DATABASE_URL"] == "postgresql://zhuoluo:…@db.example/zhuoluo"
    assert set(said) == {"ZHUOLUO_DATABASE_URL", "ZHUOLUO_OWNER_URL", "ZHUOLUO_PORT"}
