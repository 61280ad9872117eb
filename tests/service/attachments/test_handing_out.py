"""An attachment leaves as a download that no browser shows, whole and genuine, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from domain.access import CONSOLE, Viewer
from domain.attachments import Attachment
from domain.petition import Petition
from domain.subjects import case_subject
from service.attachments import handing_out
from service.attachments.erasing import erase_files
from service.attachments.handing_out import Erased
from service.attachments.sealed import CHUNK, SEALED_CHUNK, Damaged
from service.attachments.store import Store
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance
from tests.service.api.callers import problem
from tests.service.attachments import files
from tests.service.attachments.conftest import Sender


def test_a_download_is_saved_under_its_name_and_never_shown_or_kept(office: Sender) -> None:
    answer = office.content(office.attached(files.pdf(), "../来 信\u202e.pdf"))
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E6%9D%A5%20%E4%BF%A1.pdf" in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-length"] == str(len(files.pdf()))


def test_an_attachment_is_named_by_its_id_or_the_beginning_of_it(office: Sender) -> None:
    one = office.attached(files.pdf())
    assert office.content(one[:8]).status_code == 200
    for said in ("00000000-0000-0000-0000-000000000000", "%20", "x"):
        problem(office.content(said), 404, "no-such-attachment")


def test_an_attachment_of_another_petition_is_not_found(office: Sender) -> None:
    attachment = office.attached(files.pdf())
    office.petition = office.received()
    problem(office.content(attachment), 404, "no-such-attachment")


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


FAULTS: dict[str, Callable[[Path], object]] = {
    "a bit flipped": flipped,
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "cut off at a chunk": lambda file: file.write_bytes(file.read_bytes()[:-SEALED_CHUNK]),
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
}


def only(store: Store) -> Path:
    (kept,) = store.files()
    return kept.path


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_of_a_damaged_file_not_one_byte_leaves(office: Sender, store: Store, fault: Callable[[Path], object]) -> None:
    content = b"a" * (2 * CHUNK)
    attachment = office.attached(content)
    assert office.content(attachment).content == content
    fault(only(store))
    problem(office.content(attachment), 503, "attachment-damaged")


def test_a_file_of_another_petition_in_its_place_is_refused(office: Sender, store: Store) -> None:
    attachment = office.attached(files.pdf())
    mine = only(store)
    office.petition, first = office.received(), office.petition
    office.attached(files.pdf())
    other = next(each.path for each in store.files() if each.path != mine)
    mine.write_bytes(other.read_bytes())
    office.petition = first
    problem(office.content(attachment), 503, "attachment-damaged")


def test_what_changes_after_it_was_compared_breaks_off(instance: Instance, office: Sender, store: Store) -> None:
    attachment = office.attached(b"a" * (2 * CHUNK + 5))
    handed = handing_out.handed_out(instance, CONSOLE, office.office, UUID(office.petition), attachment)
    file = only(store)
    with file.open("r+b") as changed:
        changed.seek(SEALED_CHUNK + 1000)
        changed.write(b"\0" * 10)
    assert len(next(handed.blocks)) == CHUNK
    with pytest.raises(Damaged):
        next(handed.blocks)


def test_whoever_may_not_open_it_gets_neither_the_list_nor_the_content(instance: Instance, office: Sender) -> None:
    attachment, petition = office.attached(files.pdf()), UUID(office.petition)
    stranger = Viewer(person="路人")
    with pytest.raises(UnknownPetition):
        handing_out.listed(instance, stranger, office.office, petition)
    with pytest.raises(UnknownPetition):
        handing_out.handed_out(instance, stranger, office.office, petition, attachment)
    assert len(handing_out.listed(instance, CONSOLE, office.office, petition)) == 1


def test_the_hook_is_asked_before_anything_leaves_and_its_refusal_holds(instance: Instance, office: Sender) -> None:
    attachment, petition = office.attached(files.pdf()), UUID(office.petition)
    asked: list[tuple[UUID, str | None]] = []

    def allow(_: Instance, viewer: Viewer, of: str, state: Petition, about: Attachment | None) -> None:
        assert (viewer, of) == (CONSOLE, office.office)
        asked.append((state.id, str(about.id) if about else None))
        if about:
            raise UnknownPetition(str(state.id))

    handing_out.listed(instance, CONSOLE, office.office, petition, allow)
    with pytest.raises(UnknownPetition):
        handing_out.handed_out(instance, CONSOLE, office.office, petition, attachment, allow)
    assert asked == [(petition, None), (petition, None), (petition, attachment)]


def test_after_erasure_its_files_are_gone_and_the_events_stay(instance: Instance, office: Sender, store: Store) -> None:
    attachment, petition = office.attached(files.pdf()), UUID(office.petition)
    office.petition = office.received()
    office.attached(files.pdf())
    instance.keys.subjects.destroy(case_subject(petition))
    with pytest.raises(Erased):
        handing_out.handed_out(instance, CONSOLE, office.office, petition, attachment)
    assert erase_files(instance, office.office, petition) == 1
    assert erase_files(instance, office.office, petition) == 0
    assert len(list(store.files())) == 1
    office.petition = str(petition)
    problem(office.content(attachment), 410, "attachment-erased")
    assert office.standing() == ["unscanned"]
