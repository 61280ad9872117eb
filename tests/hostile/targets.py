"""The readers of what comes from outside: what each is given, and what it may say of it."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from domain import calendar, codelist, report_content, rulebook_loader
from domain.rulebook_reader import BadRulebook
from service import organisation_file
from service.backups import manifest
from service.bundles.verifier import command
from service.evidence import checkpoint, note, proofs, receipts, witness_protocol
from service.exchange import mapping, rows, suggesting
from service.exchange.mappings import load_mapping
from service.exchange.reading.records import BadFile
from service.exchange.spool import Spool
from service.moving import frames, sealed
from service.transfers import naming, parcel, sealing

ROOT = Path(__file__).parents[2]
KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))


class Target(Struct, frozen=True):
    """A reader. `refused`: what it raises, by its word, for what is not as it should be; all else is a fault."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    refused: tuple[type[Exception], ...] = ()

    def __call__(self, given: bytes) -> None:
        with contextlib.suppress(*self.refused):
            self.read(given)


def _in_file(read: Callable[[Path], object], name: str = "given") -> Callable[[bytes], object]:
    """A reader of files: in a folder of its own that is gone afterwards."""

    def call(given: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(given)
            return read(path)

    return call


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of texts; what is no UTF-8 was refused by whoever read the file."""
    return lambda given: read(given.decode("utf-8", errors="replace"))


def _imported(path: Path, own: mapping.Mapping) -> list[object]:
    with Spool(path.parent) as spool:
        return list(rows.rows(path, own, rows.source_of(path, own), spool))


def _bundle(path: Path) -> int:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return command.main([str(path)])


def _moving(given: bytes) -> object:
    file = io.BytesIO(given)
    sealed.header_of(file)
    file.seek(0)
    return list(sealed.opened(file, KEY))


def _framed(given: bytes) -> object:
    reading = frames.Reading(iter([given]))
    while (kind := reading.next_kind()) is not None:
        list(reading.each(kind, frames.Event))
    return reading.digest


def _files(pattern: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(ROOT.glob(pattern)))


@cache
def targets() -> dict[str, Target]:
    return {**_records(), **_settings(), **_evidence(), **_packages()}


def _records() -> dict[str, Target]:
    own = load_mapping("uk-written-questions")
    csv = _files("tests/data/uk_wpq/*.csv")
    tables = tuple(each[:20_000] for each in csv) or (b"id,received\n1,2026-01-02\n",)
    return {
        "csv": Target(tables, _in_file(lambda path: _imported(path, own), "given.csv")),
        "xlsx": Target((_workbook(),), _in_file(lambda path: _imported(path, own), "given.xlsx")),
        "json": Target(
            (b'[{"id": 1, "received": "2026-01-02", "a": {"b": [1, null]}}]', b'{"id": 1}\n{"id": 2}\n'),
            _in_file(lambda path: _imported(path, own), "given.json"),
        ),
        "suggest": Target((*tables, _workbook()), _in_file(suggesting.suggest), (BadFile,)),
    }


def _workbook() -> bytes:
    """A small workbook, as a spreadsheet program writes it."""
    import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 - for this alone

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("登记")
        for nth, row in enumerate(
            [("id", "received", "title"), (1, "2026-01-02", "道路积水"), (2, "2026-01-03", "噪声")]
        ):
            sheet.write_row(nth, 0, row)
    return file.getvalue()


def _settings() -> dict[str, Target]:
    books = _files("domain/rulebooks/*.toml")
    return {
        "mapping": Target(
            _files("service/exchange/mappings/*.toml") + _files("tests/service/exchange/*.toml"),
            _text(lambda text: mapping.parse(text, "given.toml")),
            (mapping.BadMapping,),
        ),
        "rulebook": Target(books, _text(lambda text: rulebook_loader.parse(text, "given", {})), (BadRulebook,)),
        "code list": Target(
            _files("domain/codelists/*.toml"),
            _text(codelist.parse),
            (codelist.BadCodeList,),
        ),
        "holidays": Target(
            (b'{"year": 2026, "papers": ["x"], "days": [{"name": "y", "date": "2026-01-01", "isOffDay": true}]}',),
            calendar.parse_year,
            (calendar.MalformedYear,),
        ),
        "organisation": Target(
            (b'[[units]]\nname = "a"\n', *_files("docs/*.toml")),
            _text(organisation_file.parsed),
            (organisation_file.BadOrganisation,),
        ),
        "report": Target(
            (b'{"office": "a", "period": "2026-03", "cells": []}',),
            _text(report_content.parsed),
            (report_content.BadReport,),
        ),
    }


def _evidence() -> dict[str, Target]:
    refused = (note.BadNote,)
    receipt = _files("tests/data/released/0.1/bundles/receipt.txt")
    notes = (b"xinfang.example/yimin/matters\n3\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a " + b"B" * 92 + b"\n", *receipt)
    return {
        "note": Target(notes, note.read, refused),
        "checkpoint": Target(notes, lambda given: checkpoint.of(note.read(given)), refused),
        "key": Target((b"a+12345678+" + b"A" * 44,), _text(note.verifier), refused),
        "proof": Target((b"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n" + notes[0], *receipt), proofs.read, refused),
        "receipt": Target(receipt, receipts.read, refused),
        "answer": Target((*receipt, b'{"receipt": {"office": "a", "position": 1}}'), receipts.held, refused),
        "witness": Target((b"old 1\n" + b"A" * 43 + b"=\n\n" + notes[0],), witness_protocol.read, refused),
    }


def _packages() -> dict[str, Target]:
    bundles = _files("tests/data/released/0.1/bundles/*.zip") + _files("tests/data/released/0.1/bundles/receipt.txt")
    return {
        "bundle": Target(bundles, _in_file(_bundle)),
        "card": Target(
            (b'{"format": "zhuoluo-exchange-card/1", "office": "a", "verifiers": []}',), naming.read, (naming.BadCard,)
        ),
        "parcel": Target(_parcels(), parcel.decoded, (parcel.BadParcel,)),
        "package": Target(
            (b"zhuoluo-exchange/1\n{}\n", b'{"format": 1}\n\x00'), sealing.header_of, (parcel.BadParcel,)
        ),
        "office": Target((sealed.MAGIC + b'{"office": "a"}\n' + b"x" * 64,), _moving, (sealed.BadPackage,)),
        "frames": Target((b"\x01\x00\x00\x00\x05hello" * 3,), _framed, (sealed.BadPackage,)),
        "manifest": Target(
            (b'{"format": "zhuoluo-backup/1"}\n\n\xe2\x80\x94 a ' + b"B" * 92 + b"\n",),
            _in_file(lambda path: manifest.read(path.parent), manifest.MANIFEST),
            (manifest.BadBackup,),
        ),
    }


def _parcels() -> tuple[bytes, ...]:
    return (b"\x80", b"\x85\xa6format\x01", b'{"format": 1}')
