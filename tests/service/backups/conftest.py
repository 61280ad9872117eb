"""An instance with an office whose backups lie apart, and places to put them back in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.backups import apart
from service.backups.outside import Known
from service.backups.restoring import Asked, Restored, restore
from service.backups.taking import Taken, take
from service.database import Database
from service.runtime import Instance, assembled, running
from service.settings import Settings
from tests.service.erasure.people import founded


class Site:
    """The folders of one installation: its home, its backups, the copies of its keys, the list of what was erased."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.backups = root / "backups"
        self.keys = root / "keys"
        self.kek = root / "kek"
        self.shredded = root / "apart" / "shredded"
        self.shredded.parent.mkdir()

    def settings(self, **named: object) -> Settings:
        return Settings(self.home, origin="xinfang.example", shred_list=self.shredded, **named)  # type: ignore[arg-type]

    def taken(self, instance: Instance) -> Taken:
        """A backup, and copies of the keys."""
        done = take(instance, self.backups, {})
        apart.copied(self.home / "keys", self.keys, done.manifest.name)
        apart.copied(self.home / "kek", self.kek, done.manifest.name)
        return done


class Elsewhere:
    """An empty home over an empty database, where a backup is put back."""

    def __init__(self, home: Path, database: Database, site: Site) -> None:
        self.settings = Settings(home, database_url=database.conninfo, origin="xinfang.example")
        self._site = site

    def asked(self, known: Known = Known(), shredded: tuple[str, ...] | None = (), **named: bool) -> Asked:  # noqa: B008 - frozen
        return Asked(keys=self._site.keys, kek=self._site.kek, known=known, shredded=shredded, **named)

    def restored(self, taken: Taken, asked: Asked | None = None) -> Restored:
        return restore(self.settings, taken.folder, asked or self.asked())

    @contextmanager
    def running(self, *, restoring: bool = True) -> Iterator[Instance]:
        with running(self.settings, restoring=restoring) as instance:
            yield instance


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def instance(database: Database, site: Site) -> Iterator[Instance]:
    with assembled(site.settings(), database) as made:
        founded(made)
        yield made


@pytest.fixture
def elsewhere(empty_database: Database, site: Site, tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere", empty_database, site)
