"""A file is what its content is; what is not on the list, or not what it was said to be, is refused with both named."""

from __future__ import annotations

import io
import secrets
import zipfile

import pytest

from service.attachments import archives, kinds
from service.attachments.archives import DOCX
from service.attachments.kinds import WrongKind
from tests.service.attachments import files


def found(content: bytes, declared: str = "") -> str:
    return kinds.found(io.BytesIO(content), declared).media_type


@pytest.mark.parametrize(("media_type", "content"), files.TAKEN.values(), ids=files.TAKEN)
def test_each_kind_is_recognised_whatever_nobody_said_of_it(media_type: str, content: bytes) -> None:
    assert found(content) == found(content, "application/octet-stream") == found(content, media_type) == media_type


@pytest.mark.parametrize(("media_type", "content"), files.VARIANTS.values(), ids=files.VARIANTS)
def test_a_kind_is_recognised_whichever_program_wrote_it(media_type: str, content: bytes) -> None:
    assert found(content) == media_type


@pytest.mark.parametrize("content", files.REFUSED.values(), ids=files.REFUSED)
def test_what_is_not_on_the_list_is_refused(content: bytes) -> None:
    with pytest.raises(WrongKind, match="not taken"):
        found(content)


@pytest.mark.parametrize("declared", ["image/png", "text/html", "application/zip", "application/json"])
def test_what_is_said_to_be_something_else_is_refused_with_both_named(declared: str) -> None:
    with pytest.raises(WrongKind) as refused:
        found(files.pdf(), declared)
    assert declared in str(refused.value)
    assert "application/pdf" in str(refused.value)
    assert "声明为" in refused.value.zh


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("image/jpg", files.JPEG),
        ("audio/x-wav", files.wav()),
        ("audio/x-m4a", files.mp4(b"M4A ")),
        ("text/plain; charset=gb18030", "信访".encode("gb18030")),
        ("IMAGE/PNG", files.png()),
    ],
)
def test_other_names_of_a_kind_are_no_other_kind(said: str, content: bytes) -> None:
    assert found(content, said)


def refusal(content: bytes) -> str:
    with pytest.raises(WrongKind) as refused:
        found(content)
    return refused.value.en


def test_macros_are_refused_however_they_are_called() -> None:
    assert "macros" in refusal(files.docx(**{"word/vbaProject.bin": b"x"}))
    assert "macros" in refusal(files.docx(**{"word/other/VBAPROJECT.BIN": b"x"}))
    renamed = {archives.TYPES: files.types("application/vnd.ms-word.document.macroEnabled.main+xml")}
    assert "macros" in refusal(files.zipped({**renamed, "word/document.xml": b"<x/>"}))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    tight = files.docx(**{"word/media/a.bin": bytes(50 * 1024 * 1024)})
    assert len(tight) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: pytest.fail("it was unpacked"))
    assert "times its size" in refusal(tight)


def test_many_entries_and_much_content_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"word/{number}.xml": b"" for number in range(archives.MOST_ENTRIES)}
    assert "entries" in refusal(files.docx(**many))
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1000)
    assert "unpacks to more than" in refusal(files.docx(**{"word/a.bin": bytes(1001)}))


def test_an_archive_inside_is_refused_and_a_table_set_into_a_document_is_not() -> None:
    assert "archive inside" in refusal(files.docx(**{"word/media/a.png": files.zipped({"a": b"a"})}))
    assert "archive inside" in refusal(files.docx(**{"word/a.gz": b"\x1f\x8b\x08" + bytes(20)}))
    assert found(files.docx(**{"word/embeddings/table.xlsx": files.xlsx()})) == DOCX
    nested = files.docx(**{"word/embeddings/a.docx": files.docx(**{"word/embeddings/b.xlsx": files.xlsx()})})
    assert "archive inside" in refusal(nested)
    evil = files.docx(**{"word/embeddings/a.xlsx": files.xlsx(**{"xl/vbaProject.bin": b"x"})})
    assert "macros" in refusal(evil)


def test_a_document_that_is_damaged_or_locked_is_refused() -> None:
    whole = files.docx()
    assert "damaged" in refusal(whole[: len(whole) // 2])
    at = whole.index(b"word/document.xml") + len(b"word/document.xml") + 5
    assert "damaged" in refusal(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    locked = bytearray(whole)
    place = locked.rindex(b"PK\x01\x02")
    locked[place + 8] |= 1
    assert "encrypted" in refusal(bytes(locked))
    unusual = files.zipped({archives.TYPES: files.types("x"), "word/document.xml": b"<x/>"}, zipfile.ZIP_LZMA)
    assert "unusual" in refusal(unusual)


def test_recordings_are_known_by_their_first_bytes() -> None:
    sound = {name for name, (_, content) in files.TAKEN.items() if kinds.is_recording(content[: kinds.HEAD])}
    assert sound == {"mp3", "mp3 without tag", "wav", "m4a", "mp4"}


def test_a_directory_that_would_fill_the_memory_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytearray(files.docx())
    whole[-10:-6] = (archives.LARGEST_DIRECTORY + 1).to_bytes(4, "little")
    monkeypatch.setattr(zipfile, "ZipFile", lambda _: pytest.fail("it was read"))
    assert "entries" in refusal(bytes(whole))


def test_a_comment_or_a_second_directory_behind_the_first_is_refused() -> None:
    whole = files.docx()
    assert "damaged" in refusal(whole[:-2] + b"\x03\x00abc")
    assert "unusual" in refusal(whole[:-22] + b"PK\x06\x07" + bytes(16) + whole[-22:])


def test_what_is_set_into_a_document_counts_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each for itself unpacks to little, all together to more than is let in."""
    table = files.xlsx(**{"xl/sheet.xml": bytes(50_000)})
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 120_000)
    assert found(files.docx(**{"word/embeddings/0.xlsx": table})) == DOCX
    many = {f"word/embeddings/{number}.xlsx": table for number in range(3)}
    assert "unpacks to more than" in refusal(files.docx(**many))
    monkeypatch.setattr(archives, "LARGEST_EMBEDDED", 100)
    assert "archive inside" in refusal(files.docx(**{"word/embeddings/0.xlsx": table}))


def test_a_list_of_types_that_is_a_bomb_itself_is_refused() -> None:
    types = files.types("x") + secrets.token_bytes(archives.SMALL)
    assert "is larger than" in refusal(files.zipped({archives.TYPES: types, "word/document.xml": b"<x/>"}))
