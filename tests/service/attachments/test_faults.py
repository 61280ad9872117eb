"""A killed process, a full disk, a large file: nothing half-written is ever named, and memory stays as it was."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.access import CONSOLE
from domain.events import Attached
from domain.values import Actor
from service.api.app import create_app
from service.attachments import checking, handing_out, taking
from service.attachments.checking import MISSING
from service.attachments.store import Incoming, Store
from service.attachments.taking import Upload
from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Attaching, Settings
from tests.service.api.callers import HERE, problem
from tests.service.attachments import files
from tests.service.attachments.conftest import LIMITS, Sender

ROUNDS = 6
MIB = 1024 * 1024


def killed(home: Path, database: Database, office: Sender, after: float) -> int:
    """Attaches in a process of its own until it is killed; how many it said were attached."""
    words = [str(home), database.conninfo, office.office, office.petition]
    command = [sys.executable, "-m", "tests.service.attachments.uploading", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()  # one is through: from here on it is killed at any moment
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(after)
        process.send_signal(signal.SIGKILL)
        return len((said + process.stdout.read()).split())


@pytest.mark.faults
def test_a_process_killed_at_any_moment_leaves_no_event_without_its_whole_file(
    home: Path, database: Database, instance: Instance, office: Sender
) -> None:
    chance = random.Random(7)
    said = sum(killed(home, database, office, chance.uniform(0, 0.3)) for _ in range(ROUNDS))
    checked = checking.check(instance)
    assert checked.problems == ()
    assert checked.attachments >= said >= ROUNDS
    assert checked.sound_files == checked.attachments


@pytest.mark.faults
def test_the_control_that_writes_the_event_first_is_found_out(
    instance: Instance, office: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two; here the moment is chosen, so that the control fails each time."""

    def named_only(self: Store, incoming: Incoming) -> Path:
        return self.path(incoming.digest)

    monkeypatch.setattr(Store, "place", named_only)
    office.attached(files.pdf())
    assert [each.what for each in checking.check(instance).problems] == [MISSING]


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The system refuses to let a file of this process grow beyond."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def attached(instance: Instance, office: Sender) -> int:
    lines = instance.ledger.log(office.office).stream(UUID(office.petition))
    return sum(isinstance(line.event, Attached) for line in lines)


@pytest.mark.faults
def test_when_a_file_may_not_grow_the_caller_is_told_and_nothing_is_left(
    instance: Instance, office: Sender, store: Store
) -> None:
    with no_file_beyond(100_000):
        problem(office.attach(b"a" * 150_000), 507, "storage-full")
    assert (attached(instance, office), list(store.files())) == (0, [])
    office.attached(b"a" * 150_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one MiB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    done = subprocess.run(mount, check=False, capture_output=True)
    if done.returncode:
        pytest.skip("nobody but root mounts a disk")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)  # noqa: S607 - the same


@pytest.mark.faults
def test_when_the_disk_is_full_the_caller_is_told_and_nothing_is_left(
    small_disk: Path, database: Database, home: Path
) -> None:
    limits = replace(LIMITS, folder=small_disk / "attachments", largest=5 * MIB)
    with (
        assembled(Settings(home, attachments=limits), database) as instance,
        TestClient(create_app(instance), base_url=HERE) as client,
    ):
        office = Sender(client, Sender.founded(client, "desk", "plain").office)
        office.petition = office.received()
        office.attached(b"a" * 300_000)
        free = os.statvfs(small_disk).f_bavail
        problem(office.attach(b"a" * 2 * MIB), 507, "storage-full")
        assert os.statvfs(small_disk).f_bavail == free
        assert attached(instance, office) == 1
        office.attached(b"a" * 300_000)
        assert checking.check(instance).problems == ()


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_an_error_of_the_disk_at_the_last_moment_leaves_nothing(
    instance: Instance, office: Sender, store: Store, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os if call == "fsync" else Path, call, fail)
        problem(office.attach(files.pdf()), 507, "storage-full")
    assert (attached(instance, office), list(store.files())) == (0, [])


def test_neither_taking_in_nor_handing_out_holds_a_file_in_memory(database: Database, home: Path) -> None:
    """40 MiB each way in less than 4 MiB; the control holds the file and is found out by the same measure."""
    limits = Attaching(largest=50 * MIB)
    with (
        assembled(Settings(home, attachments=limits), database) as instance,
        TestClient(create_app(instance), base_url=HERE) as client,
    ):
        office = Sender(client, Sender.founded(client, "desk", "plain").office)
        upload = Upload(
            office=office.office,
            petition=UUID(office.received()),
            said="a.txt",
            declared="",
            paper="letter",
            actor=Actor("田甜"),
            channel="test",
        )
        block = b"a" * 65536
        assert most(lambda: taking.take(instance, upload, (block for _ in range(640)))) < 4 * MIB

        def read() -> None:
            listed = handing_out.listed(instance, CONSOLE, office.office, upload.petition)
            handed = handing_out.handed_out(instance, CONSOLE, office.office, upload.petition, str(listed[0].id))
            assert sum(map(len, handed.blocks)) == 40 * MIB

        assert most(read) < 4 * MIB
        assert most(lambda: checking.check(instance)) < 4 * MIB
        assert most(lambda: b"".join(block for _ in range(640))) > 40 * MIB


def most(act: Callable[[], object]) -> int:
    """The most memory that Python held during the act, beyond what it held before."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
