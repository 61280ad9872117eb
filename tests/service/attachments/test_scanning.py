"""With a scanner a file is handed out only after it was found clean; without an answer it stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.attachments import attachments
from domain.events import AttachmentRejected, Line
from service.attachments.scanner import NotScanned, ScannerAway, scanned
from service.jobs import queue
from service.jobs.runner import Runner
from service.runtime import Instance
from service.settings import Attaching
from tests.service.api.callers import problem
from tests.service.attachments import files
from tests.service.attachments.clamd import Clamd, clamd
from tests.service.attachments.conftest import LIMITS, Sender


@pytest.fixture
def scanner() -> Iterator[tuple[Clamd, str]]:
    with clamd() as made:
        yield made


@pytest.fixture
def limits(scanner: tuple[Clamd, str]) -> Attaching:
    return replace(LIMITS, scanner=scanner[1])


class Later:
    """A clock that the test sets forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def runner(instance: Instance, clock: Later) -> Runner:
    return Runner(instance, clock=clock)


def test_what_is_clean_is_released_and_what_is_not_is_never_handed_out(
    instance: Instance, office: Sender, runner: Runner
) -> None:
    clean, evil = office.attached(files.pdf()), office.attached(files.pdf() + files.EICAR)
    assert office.standing() == ["quarantined", "quarantined"]
    problem(office.content(clean), 409, "attachment-not-released")
    assert runner.emptied() == 2
    assert office.standing() == ["clean", "rejected"]
    assert office.content(clean).content == files.pdf()
    assert "rejected" in problem(office.content(evil), 409, "attachment-not-released")["detail"]
    stored = instance.ledger.log(office.office).stream(UUID(office.petition))
    lines = [line for line in stored if isinstance(line, Line)]
    assert {(line.actor.name, line.actor.authenticated) for line in lines[3:]} == {("scanner", "scanner")}
    event = instance.ledger.log(office.office).sealer.opened(lines[-1]).event
    assert isinstance(event, AttachmentRejected)
    assert event.reason == "Eicar-Test-Signature"


def test_the_scanner_sees_the_very_bytes_that_were_sent(
    office: Sender, runner: Runner, scanner: tuple[Clamd, str]
) -> None:
    content = files.pdf() + bytes(150_000)
    office.attached(content)
    runner.emptied()
    assert scanner[0].seen == [content]


@pytest.mark.parametrize("fault", ["breaks", "largest"])
def test_without_a_verdict_it_stays_in_quarantine_and_is_tried_again(
    office: Sender, runner: Runner, scanner: tuple[Clamd, str], clock: Later, fault: str
) -> None:
    attachment = office.attached(files.pdf())
    setattr(scanner[0], fault, 1)
    assert runner.emptied() == 0
    assert office.standing() == ["quarantined"]
    problem(office.content(attachment), 409, "attachment-not-released")
    setattr(scanner[0], fault, 0 if fault == "breaks" else 10**9)
    assert runner.emptied() == 0  # it waits before it tries again
    clock.ahead = timedelta(minutes=1)
    assert runner.emptied() == 1
    assert office.standing() == ["clean"]


def test_a_scanner_that_is_away_releases_nothing_and_is_given_up_after_all_attempts(
    instance: Instance, office: Sender, runner: Runner, scanner: tuple[Clamd, str], clock: Later
) -> None:
    office.attached(files.pdf())
    scanner[0].breaks = True
    for _ in range(queue.MOST_ATTEMPTS):
        clock.ahead += timedelta(hours=2)
        assert runner.emptied() == 0
    with instance.pool.connection() as connection:
        (job,) = queue.jobs(connection, "failed")
    assert (job.kind, job.last_error is not None and "ScannerAway" in job.last_error) == ("scan", True)
    assert office.standing() == ["quarantined"]


def test_a_person_may_release_what_the_scanner_cannot_look_at(
    instance: Instance, office: Sender, runner: Runner, scanner: tuple[Clamd, str]
) -> None:
    attachment = office.attached(files.pdf())
    office.do("release-attachment", office.petition, attachment=attachment, reason="离线查验")
    assert office.content(attachment).status_code == 200
    assert runner.emptied() == 1
    assert scanner[0].seen == []
    assert office.standing() == ["clean"]
    assert len(instance.desk.petition(office.office, UUID(office.petition)).lines) == 3


def test_what_is_removed_is_handed_out_no_more_and_stays_in_the_store(
    instance: Instance, office: Sender, runner: Runner
) -> None:
    attachment = office.attached(files.pdf())
    runner.emptied()
    office.do("remove-attachment", office.petition, attachment=attachment, reason="误传他人材料")
    problem(office.content(attachment), 409, "attachment-not-released")
    (known,) = attachments(instance.desk.petition(office.office, UUID(office.petition)).lines).values()
    assert (instance.settings.attachment_folder / known.digest[:2] / known.digest[2:4] / known.digest).exists()


def test_a_scanner_on_a_socket_of_this_computer_is_asked_the_same_way(tmp_path: Path) -> None:
    with clamd(tmp_path / "clamd.ctl") as (_, address):
        assert scanned(address, [b"letter"]) is None
        assert scanned(address, [files.EICAR[:30], b"", files.EICAR[30:]]) == "Eicar-Test-Signature"
    with pytest.raises(ScannerAway):
        scanned(address, [b"letter"])


def test_a_stream_beyond_the_limit_of_the_scanner_is_no_verdict() -> None:
    with clamd() as (server, address):
        server.largest = 1000
        with pytest.raises(NotScanned, match="size limit"):
            scanned(address, [bytes(600)] * 3)


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there_is_no_verdict(address: str) -> None:
    with pytest.raises(ScannerAway):
        scanned(address, [b"letter"])
