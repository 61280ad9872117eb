"""Small files of every kind that is taken, made here byte by byte, and of some that are not."""

from __future__ import annotations

import base64
import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Mapping

from service.attachments.archives import DOCX, OFD, TYPES, XLSX

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////"
    "////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf() -> bytes:
    """One empty page, its table of objects right."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )
    made = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 4\n0000000000 65535 f \n"
    return made + head + table + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def png() -> bytes:
    """Two pixels by two, red."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"\xff\0\0" * 2 for _ in range(2))))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


def tiff() -> bytes:
    """One grey pixel: width, length, bits, compression, photometric, strip, rows, bytes."""
    tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (278, 1), (279, 1))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 10) + b"\x80\0" + struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"


def wav() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return made.getvalue()


def mp3(*, tagged: bool = True) -> bytes:
    """Frames of 128 kbit/s at 44.1 kHz, with or without a tag before them."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"ID3\x03\0\0\0\0\0\x0aTIT2\0\0\0\0\0\0" if tagged else b""
    return tag + frame * 8


def mp4(brand: bytes) -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", 8 + len(data)) + kind + data

    return (
        box(b"ftyp", brand + b"\0\0\2\0" + brand + b"mp42")
        + box(b"moov", box(b"mvhd", bytes(100)))
        + box(b"mdat", b"\0" * 64)
    )


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return made.getvalue()


def types(main: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/package/2006/content-types"
    override = f'<Override PartName="/x" ContentType="{main}"/>'
    return f'<?xml version="1.0"?><Types xmlns="{kind}">{override}</Types>'.encode()


def docx(**more: bytes) -> bytes:
    text = "<w:document><w:body><w:p><w:r><w:t>反映安置房漏水</w:t></w:r></w:p></w:body></w:document>".encode()
    return zipped({TYPES: types(f"{DOCX}.main+xml"), "word/document.xml": text, **more})


def xlsx(**more: bytes) -> bytes:
    return zipped({TYPES: types(f"{XLSX}.main+xml"), "xl/workbook.xml": b"<workbook/>", **more})


def ofd() -> bytes:
    return zipped({"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/Document.xml": b"<x/>"})


TAKEN: Mapping[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", pdf()),
    "jpeg": ("image/jpeg", JPEG),
    "png": ("image/png", png()),
    "tiff": ("image/tiff", tiff()),
    "webp": ("image/webp", WEBP),
    "utf-8": ("text/plain", "信访人反映：房屋漏水。\r\n".encode()),
    "utf-8 with mark": ("text/plain", "信访人反映".encode("utf-8-sig")),
    "gb18030": ("text/plain", "信访人反映：房屋漏水。𠮷".encode("gb18030")),
    "docx": (DOCX, docx()),
    "xlsx": (XLSX, xlsx()),
    "ofd": (OFD, ofd()),
    "mp3": ("audio/mpeg", mp3()),
    "mp3 without tag": ("audio/mpeg", mp3(tagged=False)),
    "wav": ("audio/wav", wav()),
    "m4a": ("audio/mp4", mp4(b"M4A ")),
    "mp4": ("video/mp4", mp4(b"isom")),
}
"""Each kind that is taken: its media type and a file."""

VARIANTS: Mapping[str, tuple[str, bytes]] = {
    **{
        f"jpeg {name}": ("image/jpeg", b"\xff\xd8\xff" + head + bytes(300) + b"\xff\xd9")
        for name, head in {
            "exif": b"\xe1\x12\x34Exif\0\0II*\0",
            "bare": b"\xdb\0C\0",
            "adobe": b"\xee\0\x0eAdobe",
        }.items()
    },
    "tiff of a Macintosh": ("image/tiff", b"MM\0*\0\0\0\x08" + bytes(200)),
    **{f"mp3 {head:x}": ("audio/mpeg", bytes([0xFF, head, 0x90, 0]) + bytes(413)) for head in (0xFB, 0xFA, 0xF3, 0xF2)},
    **{
        f"mp4 {brand.decode()}": ("video/mp4", mp4(brand))
        for brand in (b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV")
    },
    **{
        f"pdf {version}": ("application/pdf", pdf().replace(b"1.7", version.encode(), 1))
        for version in ("1.0", "1.3", "1.4", "1.5", "1.6", "2.0")
    },
    "webp lossless": ("image/webp", b"RIFF\x20\0\0\0WEBPVP8L" + bytes(40)),
    "webp extended": ("image/webp", b"RIFF\x20\0\0\0WEBPVP8X" + bytes(40)),
}
"""The first bytes that other programs write in files of these kinds."""

REFUSED: Mapping[str, bytes] = {
    "program of Windows": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(200),
    "program of Linux": b"\x7fELF\2\1\1" + bytes(200),
    "page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "page behind blanks": b"\n\n   <HTML><body onload=alert(1)>",
    "drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "script": b"#!/bin/sh\nrm -rf /\n",
    "rich text": b"{\\rtf1\\ansi hello}",
    "zip": zipped({"a.txt": b"a"}),
    "gzip": b"\x1f\x8b\x08\0" + bytes(50),
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "bytes without meaning": bytes(range(256)) * 4,
    "heif": mp4(b"heic"),
    "text with a zero byte": "信访\0人".encode(),
}
