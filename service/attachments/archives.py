"""Documents that are zip files inside: DOCX, XLSX, OFD. Bounded before they are believed; macros are refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
MARKS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("OFD.xml", OFD))
"""The entry by which each is known."""

MOST_ENTRIES = 10_000
LARGEST_UNPACKED = 512 * 1024 * 1024
LARGEST_RATIO = 200
SMALL = 1024 * 1024
"""Bytes up to which an entry may be packed as tightly as it likes: XML of a repeated form is."""
LARGEST_DIRECTORY = 4 * 1024 * 1024
"""Bytes of the directory of MOST_ENTRIES entries, with room for their names."""
LARGEST_EMBEDDED = 8 * 1024 * 1024
"""Bytes of a document set into another one, which is held in memory while it is looked at."""
END, LOCATOR = 22, 20
"""Bytes of the record that ends a zip file, and of the one before it in files of more than 4 GiB."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
ACTIVE = (b"macroEnabled", b"vnd.ms-office.vbaProject")
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
EMBEDDED = "/embeddings/"
"""Where a document keeps the tables set into it, which are documents of their own."""
TYPES = "[Content_Types].xml"


class BadArchive(ValueError):
    """A document that cannot be taken, and why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{en} ({zh})")


class _Room:
    """How much may still be unpacked, in a document and what is set into it together."""

    def __init__(self) -> None:
        self.left = LARGEST_UNPACKED

    def take(self, entries: list[zipfile.ZipInfo]) -> None:
        self.left -= sum(entry.file_size for entry in entries)
        if self.left < 0:
            raise BadArchive("解压后过大", f"it unpacks to more than {LARGEST_UNPACKED} bytes")


def document_type(file: IO[bytes]) -> str:
    """The media type of a document that is a zip file. Raises BadArchive."""
    try:
        return _opened(file, _Room(), deep=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, BadArchive):
            raise
        raise BadArchive("压缩结构损坏", "its zip structure is damaged") from error


def _opened(file: IO[bytes], room: _Room, *, deep: bool) -> str:
    _refuse_large_directory(file)
    with zipfile.ZipFile(file) as archive:
        return _checked(archive, room, deep=deep)


def _refuse_large_directory(file: IO[bytes]) -> None:
    """The record that ends a zip file says how large its directory is, before all of that is read into memory.

    A comment behind it, or a record for larger files before it, could make readers find different directories.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - END - LOCATOR))
    tail = file.read()
    end = tail[-END:]
    if not end.startswith(b"PK\x05\x06") or not end.endswith(b"\0\0"):
        raise BadArchive("压缩结构损坏", "its zip structure is damaged")
    if tail[:-END].startswith(b"PK\x06\x07"):
        raise BadArchive("压缩结构不予接收", "it is packed in an unusual way")
    if int.from_bytes(end[12:16], "little") > LARGEST_DIRECTORY:
        raise BadArchive(f"内含条目超过{MOST_ENTRIES}个", f"more than {MOST_ENTRIES} entries")


def _checked(archive: zipfile.ZipFile, room: _Room, *, deep: bool) -> str:
    entries = archive.infolist()
    for zh, en in _faults(entries):
        raise BadArchive(zh, en)
    room.take(entries)
    _refuse_what_acts(archive, entries)
    names = {entry.filename for entry in entries}
    found = next((kind for mark, kind in MARKS if mark in names and (kind == OFD or TYPES in names)), None)
    if found is None:
        raise BadArchive("压缩包不予接收，只接收DOCX、XLSX、OFD", "a zip file that is no DOCX, XLSX or OFD")
    if archive.testzip() is not None:
        raise BadArchive("压缩结构损坏", "its zip structure is damaged")
    for entry in entries:
        _refuse_packed(archive, entry, room, deep=deep)
    return found


def _faults(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """What its directory says that cannot be let in; nothing is unpacked for it."""
    if len(entries) > MOST_ENTRIES:
        yield f"内含条目超过{MOST_ENTRIES}个", f"more than {MOST_ENTRIES} entries"
    if any(entry.file_size > max(SMALL, LARGEST_RATIO * entry.compress_size) for entry in entries):
        yield "压缩比过高", f"an entry unpacks to more than {LARGEST_RATIO} times its size"
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        yield "已加密", "it is encrypted"
    if any(entry.compress_type not in METHODS for entry in entries):
        yield "压缩方法不予接收", "it is packed in an unusual way"
    if len({entry.filename for entry in entries}) != len(entries):
        yield "条目重名", "two entries have one name"


def _refuse_what_acts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    types = next((entry for entry in entries if entry.filename == TYPES), None)
    if types and types.file_size > SMALL:
        raise BadArchive("类型清单过大", f"{TYPES} is larger than {SMALL} bytes")
    with_macros = any(entry.filename.lower().endswith(MACROS) for entry in entries)
    if with_macros or (types and any(mark in archive.read(types) for mark in ACTIVE)):
        raise BadArchive("含宏，不予接收", "it holds macros")


def _refuse_packed(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: _Room, *, deep: bool) -> None:
    """Refuses archives inside, but for the documents set into a document, looked at one level deep."""
    with archive.open(entry) as inside:
        head = inside.read(8)
        if not head.startswith(PACKED):
            return
        if not deep or EMBEDDED not in f"/{entry.filename}" or entry.file_size > LARGEST_EMBEDDED:
            raise BadArchive("压缩包内另有压缩包", "there is an archive inside it")
        _opened(io.BytesIO(head + inside.read()), room, deep=False)
