"""`zhuoluo bundle`, `report bundle` and `verifier`: evidence, and what checks it without this program."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from service.access import recording
from service.bundles import petition, report
from service.bundles.packing import Made
from service.bundles.single import verify_py
from service.cli import on_record
from service.cli.arguments import Instant, as_option, asked_by_console, office_option
from service.cli.opening import opened, operator
from service.cli.printing import write_file
from service.cli.reports import report as reports
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.reports import reading

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("bundle")
@click.argument("number")
@office_option
@click.option("--out", "file", type=FILE, help="write it there; else bundle-OFFICE-NUMBER.zip in this folder")
@click.option("--opened", "open_", is_flag=True, help="the rendering shows personal values; the proof is of ciphertext")
@click.option("--position", type=click.IntRange(min=0), help="as known at this position of the ledger")
@click.option("--as-of", "known_at", type=Instant(), help="as known at this instant")
@as_option
def bundled(number: str, office: str, file: Path | None, name: str | None, **asked: Any) -> None:
    """证据包: a petition as one zip that verifies anywhere: events, proofs, signed checkpoint, rules, verify.py."""
    with opened() as instance:
        about = asked_by_console(instance, office, asked["position"], asked["known_at"], None, needs=needs.PETITION)
        packed = petition.bundle(instance, about, number, _made(name), opened=asked["open_"])
        of, fields = petitions.seen(instance, about, number), recording.EVERYTHING if asked["open_"] else ()
        on_record.shown(instance, office, of, action="bundle", fields=("bundle", *fields), position=about.position)
    write_file(file or Path(f"bundle-{office}-{_plain(number)}.zip"), packed)


@reports.command("bundle")
@click.argument("name", metavar="REPORT")
@office_option
@click.option("--out", "file", type=FILE, help="write it there; else bundle-OFFICE-REPORT.zip in this folder")
@click.option("--as", "by", metavar="NAME", help="who makes it; else the account's name")
def report_bundled(name: str, office: str, file: Path | None, by: str | None) -> None:
    """证据包: a report as one zip that verifies anywhere: its file, its steps, proofs, signed checkpoint, verify.py."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.STATISTICS)
        packed = report.bundle(instance, asked, reading.report(asked.office, name), _made(by))
    write_file(file or Path(f"bundle-{office}-{_plain(name)}.zip"), packed)


@click.command("verifier")
def verifier() -> None:
    """核验程序: print verify.py, which checks a bundle or a receipt anywhere: one file, Python 3.8 or newer alone.

    Whoever holds a receipt: zhuoluo verifier > verify.py; python3 -I verify.py receipt.json --key 'KEY OF THE LOG'
    """
    click.echo(verify_py(), nl=False)


def _made(name: str | None) -> Made:
    return Made(operator(name).name, datetime.now(UTC))


def _plain(name: str) -> str:
    """What a file may be called after a number."""
    return re.sub(r"[^\w.@-]+", "-", name).strip("-.")
