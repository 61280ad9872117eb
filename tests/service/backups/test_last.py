"""Whoever looks after the service is told when the last backup was, and that it is old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.subjects import person_subject
from service.backups.last import OLD, LastBackup, said
from service.doctor.backed_up import backup, shred_list
from service.doctor.checks import MISSING, OK, SKIPPED
from service.keystore.files import BadKey
from service.keystore.shredlist import ShredList
from tests.service.backups.conftest import Site

ONE, TWO = person_subject(UUID(int=1)), person_subject(UUID(int=2))


def test_an_old_backup_is_a_fault_and_none_at_all_is_told(tmp_path: Path) -> None:
    assert backup(tmp_path).state == SKIPPED
    now = datetime.now(UTC)
    said(tmp_path, LastBackup("/mnt/backup/1", now, tried=False))
    assert backup(tmp_path).state == OK
    said(tmp_path, LastBackup("/mnt/backup/1", now - OLD - timedelta(minutes=1), tried=False))
    assert (backup(tmp_path).state, "old" in backup(tmp_path).en) == (MISSING, True)


def test_a_list_of_what_was_erased_has_to_have_a_place(tmp_path: Path) -> None:
    assert shred_list(None).state == SKIPPED
    assert shred_list(tmp_path / "shredded").state == OK
    assert shred_list(tmp_path / "gone" / "shredded").state == MISSING


def test_the_list_grows_by_what_it_lacks(site: Site) -> None:
    listed = ShredList(site.shredded)
    assert (listed.add([ONE]), listed.add([ONE, TWO]), listed.read()) == (1, 1, [ONE, TWO])


def test_half_a_line_of_whoever_was_cut_short_is_written_over(site: Site) -> None:
    site.shredded.write_text(f"{ONE}\n{TWO[:9]}", encoding="ascii")
    listed = ShredList(site.shredded)
    assert (listed.read(), listed.add([TWO]), listed.read()) == ([ONE], 1, [ONE, TWO])


def test_a_line_that_is_no_subject_is_named(site: Site) -> None:
    site.shredded.write_text(f"{ONE}\n../../etc\n", encoding="ascii")
    with pytest.raises(BadKey, match="line 2"):
        ShredList(site.shredded).read()
