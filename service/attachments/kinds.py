"""What a file is, by its content: the kinds that are taken, and how each is recognised.

puremagic knows hundreds of kinds by their first bytes; a file is taken for one of ours when puremagic says so and our
own look at its structure agrees; of film and sound in MP4 our own look decides. What it is called and what it was
said to be decide nothing.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable, Mapping
from typing import IO

import puremagic
from msgspec import Struct

from service.attachments.archives import DOCX, OFD, XLSX, BadArchive, document_type

HEAD = 4096
"""First bytes that are looked at."""
BLOCK = 64 * 1024
ANY = ("", "application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream")
"""What callers say who say nothing of the kind."""
ALIASES: Mapping[str, str] = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "application/x-pdf": "application/pdf",
    "application/vnd.ofd": OFD,
}
"""Other names of the same kinds."""
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
    "text/plain": (".txt",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    OFD: (".ofd",),
    "audio/mpeg": (".mp3",),
    "audio/wav": (".wav",),
    "audio/mp4": (".m4a",),
    "video/mp4": (".mp4",),
}
"""The kinds that are taken, and what their names end in."""
BRANDED = frozenset({"audio/mp4", "video/mp4"})
"""Kinds that name themselves by a brand; puremagic knows some of the brands only, and which ones differs by version."""
RECORDINGS = frozenset({"audio/mpeg", "audio/wav", "audio/mp4", "video/mp4"})
VIDEO_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV")
ID3, FRAME, BITRATE, LAYER_3 = b"ID3", 0xE0, 0xF0, 0x02
MARKUP = ("<!doctype", "<html", "<svg", "<script", "<?xml", "<?php", "#!", "{\\rtf", "%!ps", "mime-version:")
"""Texts that programs act upon begin so."""
ENCODINGS = ("utf-8-sig", "gb18030")
CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f")
SHOWN = 80


class WrongKind(Exception):
    """A file that is not taken, or is not what it was said to be."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{en} ({zh})")


class Kind(Struct, frozen=True):
    """What the content was found to be."""

    media_type: str

    @property
    def suffixes(self) -> tuple[str, ...]:
        return SUFFIXES[self.media_type]


def is_recording(head: bytes) -> bool:
    """Whether the first bytes are those of sound or film, for which more room is given."""
    return any(LOOKS[kind](head) for kind in RECORDINGS)


def found(file: IO[bytes], declared: str = "") -> Kind:
    """What the file is. Raises WrongKind, naming what it was said to be and what it is."""
    file.seek(0)
    head = file.read(HEAD)
    kind = _by_structure(file, head)
    if kind is None:
        raise WrongKind(f"不接收此类文件：{_guessed(head)}", f"files of this kind are not taken: {_guessed(head)}")
    said = declared_type(declared)
    if said not in ANY and said != kind:
        shown = said[:SHOWN]
        raise WrongKind(f"声明为{shown}，实为{kind}", f"it is said to be {shown} and is {kind}")
    return Kind(kind)


def declared_type(header: str) -> str:
    """The media type of a Content-Type header under its usual name, without parameters."""
    said = header.partition(";")[0].strip().lower()
    return ALIASES.get(said, said)


def _by_structure(file: IO[bytes], head: bytes) -> str | None:
    """The kind whose structure the file has. Raises WrongKind for a document that cannot be let in."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _document(file)
    guessed = _guesses(head)
    for kind, look in LOOKS.items():
        if look(head) and (kind in guessed or not guessed or kind in BRANDED):
            return kind
    return "text/plain" if _is_text(file, head) else None


def _document(file: IO[bytes]) -> str:
    try:
        return document_type(file)
    except BadArchive as bad:
        raise WrongKind(f"文件不予接收：{bad.zh}", f"the file is not taken: {bad.en}") from None


def _guesses(head: bytes) -> frozenset[str]:
    """The media types that puremagic knows these first bytes of, by their usual names."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(ALIASES.get(each.mime_type, each.mime_type) for each in matches if each.mime_type)


def _guessed(head: bytes) -> str:
    """In words for who is refused; nothing of the content."""
    return ", ".join(sorted(_guesses(head))[:3]) or "unknown (未知)"


# ---- our own look at each kind


def _pdf(head: bytes) -> bool:
    return head.startswith((b"%PDF-1.", b"%PDF-2."))


def _png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR"


def _jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _tiff(head: bytes) -> bool:
    return head.startswith((b"II*\x00", b"MM\x00*"))


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == form


def _mp3(head: bytes) -> bool:
    """A tag, or the head of a frame of layer 3 with a bit rate that exists."""
    if head.startswith(ID3):
        return True
    if len(head) < 4 or head[0] != 0xFF:  # noqa: PLR2004 - the eleven set bits that begin a frame
        return False
    _, flags, rate = struct.unpack(">BBB", head[:3])
    return flags & FRAME == FRAME and flags & 0x06 == LAYER_3 and rate & BITRATE not in (0, BITRATE)


def _m4a(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] == b"M4A "


def _mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in VIDEO_BRANDS


LOOKS: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/tiff": _tiff,
    "image/webp": _riff(b"WEBP"),
    "audio/wav": _riff(b"WAVE"),
    "audio/mpeg": _mp3,
    "audio/mp4": _m4a,
    "video/mp4": _mp4,
}


def _is_text(file: IO[bytes], head: bytes) -> bool:
    """Text in UTF-8 or GB18030 without controls, that no program acts upon."""
    for encoding in ENCODINGS:
        file.seek(0)
        if _reads_as(file, encoding):
            begins = head.decode(encoding, "ignore").lstrip().lower()
            return not begins.startswith(MARKUP)
    return False


def _reads_as(file: IO[bytes], encoding: str) -> bool:
    reader = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(BLOCK):
            if not CONTROLS.isdisjoint(reader.decode(block)):
                return False
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
