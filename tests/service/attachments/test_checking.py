"""verify compares the store with the ledger: what is missing, changed, left over or nobody's is named."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import UUID

import pytest

from domain.subjects import case_subject
from service.attachments import checking
from service.attachments.checking import LEFT, MISMATCH, MISSING, ORPHAN, Checked
from service.attachments.erasing import erase_files
from service.attachments.store import GRACE, Store
from service.runtime import Instance
from tests.service.attachments import files
from tests.service.attachments.conftest import Sender


def path_of(instance: Instance, office: Sender, attachment: str) -> Path:
    listed = office.client.get(office.path("petitions", office.petition, "attachments")).json()["attachments"]
    digest = next(each["digest"] for each in listed if each["id"] == attachment)
    return Store(instance.settings.attachment_folder).path(digest)


def problems(checked: Checked) -> list[tuple[str, str, str, str]]:
    return [(each.what, each.petition, each.attachment, each.digest) for each in checked.problems]


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_sound_store_has_no_problem(instance: Instance, office: Sender) -> None:
    office.attached(files.pdf())
    office.attached(files.png(), "a.png")
    checked = checking.check(instance)
    assert (checked.sound, checked.attachments, checked.sound_files, checked.problems) == (True, 2, 2, ())


@pytest.mark.parametrize("what", [MISSING, MISMATCH])
def test_a_file_that_is_gone_or_changed_is_named_with_its_petition(
    instance: Instance, office: Sender, what: str
) -> None:
    office.attached(files.png(), "a.png")
    attachment = office.attached(files.pdf())
    path = path_of(instance, office, attachment)
    if what == MISSING:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    checked = checking.check(instance)
    assert problems(checked) == [(what, office.petition, attachment, path.name)]
    assert (checked.sound, checked.sound_files) == (False, 1)
    assert problems(checking.check(instance, office.office)) == problems(checked)


def test_what_nobody_names_is_left_alone_for_a_day_then_named_and_swept_away(
    instance: Instance, office: Sender, store: Store
) -> None:
    kept = path_of(instance, office, office.attached(files.pdf()))
    age(kept, 2 * GRACE)
    nameless = store.folder / "ab" / "cd" / ("abcd" + "0" * 60)
    part = store.folder / "incoming" / "x.part"
    for path in (nameless, part):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert (checking.check(instance).young, checking.sweep(instance)) == (2, ())
    for path in (nameless, part):
        age(path, GRACE + 60)
    checked = checking.check(instance)
    assert sorted(each.digest for each in checked.problems) == sorted((nameless.name, part.name))
    assert {each.what for each in checked.problems} == {ORPHAN}
    assert checked.sound  # nothing of the record is damaged
    assert sorted(checking.sweep(instance)) == sorted((nameless.name, part.name))
    assert (checking.check(instance).problems, kept.exists()) == ((), True)


def test_of_an_erased_petition_the_file_may_be_gone_and_one_left_over_is_named(
    instance: Instance, office: Sender
) -> None:
    attachment = office.attached(files.pdf())
    path = path_of(instance, office, attachment)
    petition = UUID(office.petition)
    instance.keys.subjects.destroy(case_subject(petition))
    assert problems(checking.check(instance)) == [(LEFT, office.petition, attachment, path.name)]
    erase_files(instance, office.office, petition)
    checked = checking.check(instance)
    assert (checked.sound, checked.erased, checked.sound_files, checked.problems) == (True, 1, 0, ())


def test_attachments_are_found_by_how_they_stand(instance: Instance, office: Sender) -> None:
    one, other = office.attached(files.pdf()), office.attached(files.pdf())
    office.do("release-attachment", office.petition, attachment=one)
    found = list(checking.standing(instance, office.office, ("unscanned",)))
    assert found == [(UUID(office.petition), UUID(other))]
