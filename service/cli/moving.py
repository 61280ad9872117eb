"""`zhuoluo office receiver`, `export` and `import`: an office moves to another installation, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import click
from msgspec.structs import asdict

from service.cli import on_record
from service.cli.arguments import as_option, asked_by_console
from service.cli.opening import VIA, opened, operator
from service.cli.printing import as_json, format_option, note, print_facts, write_file
from service.cli.progress import bar
from service.evidence import note as notes
from service.ledger import reading
from service.ledger.application import MATTERS
from service.moving import exporting, importing, receiver
from service.moving.exporting import By
from service.readmodels import needs
from service.readmodels.asking import Question
from service.runtime import Instance

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
LISTED = "office-package"
PAGE = 1000


@click.command("receiver")
@click.option("--out", "file", type=NEW_FILE, help="write the card there; else it is printed")
def receiver_card(file: Path | None) -> None:
    """收件名片: the card for which another installation exports an office; compare the fingerprint by telephone."""
    with opened() as instance:
        made = receiver.card(instance.keys)
    text = as_json(made)
    if file is None:
        click.echo(text)
    else:
        write_file(file, f"{text}\n".encode())
    note(f"指纹 fingerprint: {made.fingerprint}")


@click.command("export")
@click.argument("identity", metavar="ID")
@click.option("--to", "card", type=FILE, required=True, help="the card of the receiver: 'zhuoluo office receiver'")
@click.option("--out", "file", type=NEW_FILE, required=True, help="the new file that the package is written to")
@as_option
@format_option
def exported(identity: str, card: Path, file: Path, name: str | None, kind: str) -> None:
    """迁出机构: write the whole history of an office as one package, which only the receiver of the card can open.

    Before that the keys of both installations are stated in the log, and on record is what leaves.
    """
    to = receiver.read(card.read_bytes())
    with opened() as instance:
        size = instance.ledger.head(identity).size
        asked = asked_by_console(instance, identity, None, None, None, needs=needs.NOTHING)
        rows = ({"petition": petition} for petition in _petitions(instance, asked))
        on_record.listed(instance, asked, LISTED, {"receiver": to.fingerprint}, rows)
        with bar(f"迁出 export {identity}") as told, _new(file) as written:
            by = By(operator(name), VIA)
            done = exporting.export(instance, identity, to, written, by, lambda many: told(many, size))
    print_facts(kind, {**asdict(done), "verifiers": list(done.verifiers), "file": str(file)})
    note("收件方须由其他途径获知公钥 tell the receiver the key by another way: import --key 'KEY'")
    if done.shared:
        note(
            "写入密钥随包移交，其他机构也用此密钥，请更换 the MAC key leaves, and other offices are written with it: "
            "run 'zhuoluo keys rotate mac', then 'keys retire'"
        )


def _petitions(instance: Instance, asked: Question) -> Iterator[UUID]:
    with instance.pool.connection() as connection:
        for page in reading.petitions(connection, asked.id, MATTERS, asked.position, PAGE):
            yield from page


@contextmanager
def _new(file: Path) -> Iterator[BinaryIO]:
    """A file that was not there, for this account alone; it goes again where it could not be written to its end."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
    except BaseException:
        file.unlink()
        raise


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--key", "keys", multiple=True, required=True, metavar="VKEY", help="key of the log, by another way")
@as_option
@format_option
def imported(file: Path, keys: tuple[str, ...], name: str | None, kind: str) -> None:
    """迁入机构: take an office from a package, verified against the sender's signed head before anything is written.

    An installation that holds an office of that id takes none; the same package again changes nothing.
    """
    trusted = [notes.verifier(key) for key in keys]
    with opened() as instance, bar("核验 verify") as told, file.open("rb") as package:
        by = By(operator(name), VIA)
        done = importing.take(instance, package, trusted, by, lambda many: told(many, many))
    print_facts(kind, asdict(done))


COMMANDS = (receiver_card, exported, imported)
