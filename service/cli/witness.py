"""`zhuoluo witness`: the witness of other bodies' logs; it needs no database, and runs on a computer of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec.structs import asdict

from service.cli.printing import JSON, as_json, format_option, note, print_facts, print_rows
from service.evidence import calling
from service.evidence import note as notes
from service.evidence.note import ED25519, BadNote, Verifier
from service.keys import BadKey
from service.ledger.merkle import HASH_SIZE
from service.witness import home as homes
from service.witness.checking import OtherTree, Outcome, Unjudged, Verdict, checked
from service.witness.cosigning import Witness
from service.witness.home import Identity, WitnessError
from service.witness.reading import fetching
from service.witness.serving import serve as serve_witness
from service.witness.state import Records, State
from service.witness.succession import succeed as succeed_log

F = TypeVar("F", bound=Callable[..., Any])
NO = 1
CODES = {Outcome.CONSISTENT: 0, Outcome.MISSING: NO, Outcome.LOST: 4}
"""Exit codes of a verdict; 2 is for what cannot be judged, 3 for who does not answer."""
LOGS = {
    "origin": "日志 log",
    "size": "规模 size",
    "root": "树根 root",
    "cosigned_at": "见证时间 cosigned",
    "successor": "恢复后 goes on as",
    "kept": "保留至 kept up to",
}
REFUSED = {
    "last_at": "时间 last",
    "times": "次数 times",
    "origin": "日志 log",
    "size": "规模 size",
    "root": "树根 root",
    "kind": "类别 kind",
    "reason": "原因 reason",
}
SAID = {
    Outcome.CONSISTENT: "一致 consistent",
    Outcome.MISSING: "缺失 MISSING",
    Outcome.LOST: "缺失（已声明丢失）MISSING, stated as lost",
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

home_option = click.option(
    "--home",
    envvar="ZHUOLUO_WITNESS_HOME",
    show_envvar=True,
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="where the witness keeps its key and what it has seen",
)


def options(command: F) -> F:
    """Adds --home and --format."""
    return reduce(lambda made, option: option(made), (format_option, home_option), command)


@click.group()
def witness() -> None:
    """见证方: cosigns the logs of other bodies (C2SP tlog-witness), on a computer of its own, without a database."""


@witness.command("init")
@click.argument("name")
@options
def init(name: str, home: Path, kind: str) -> None:
    """Make a witness called NAME (such as witness.example.gov.cn); prints its verifier key, for the offices."""
    made = homes.founded(home, name)
    State.made(home / homes.STATE)
    print_facts(kind, {"name": made.name, "verifier": str(made.verifier)})


@witness.command("trust")
@click.argument("vkey", metavar="ORIGIN-VKEY")
@options
def trust(vkey: str, home: Path, kind: str) -> None:
    """Witness the log of this verifier key (ORIGIN+ID+KEY), from now on; a log may have several keys."""
    with _state(home)[1].writing() as records:
        key = _log_key(vkey)
        if successor := records.successor(key.name):
            message = f"{key.name} goes on as {successor} since a restore (已登记后续日志)"
            raise WitnessError(message)
        records.trust(key, datetime.now(UTC))
        print_facts(kind, {"origin": key.name, "keys": len(records.trusted(key.name))})


@witness.command("distrust")
@click.argument("vkey", metavar="ORIGIN-VKEY")
@options
def distrust(vkey: str, home: Path, kind: str) -> int:
    """Take a key of a log back, because it was retired or stolen; exit code 1 when it was not trusted."""
    with _state(home)[1].writing() as records:
        key = _log_key(vkey)
        found = records.distrust(key)
        print_facts(kind, {"origin": key.name, "keys": len(records.trusted(key.name)), "taken_back": found})
    return 0 if found else NO


@witness.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8050, show_default=True, help="0 takes a free one")
@click.option("--host", default="127.0.0.1", show_default=True, help="the address to listen on; 0.0.0.0 for all")
@home_option
def serve(port: int, host: str, home: Path) -> None:
    """Answer the logs until Ctrl-C: POST /add-checkpoint, GET /ORIGIN-HASH/checkpoint."""
    identity, state = _state(home)
    with homes.serving_alone(home):
        serve_witness(Witness(identity, state), host, port, lambda place: note(f"见证方 {identity.name} {place}"))


@witness.command("list")
@options
def listed(home: Path, kind: str) -> None:
    """List the logs that are witnessed: how far, with which root, when last."""
    with _state(home)[1].reading() as records:
        print_rows(kind, [_row(records, origin) for origin in records.origins()], LOGS, "见证的日志 logs")


@witness.command("refused")
@options
def refused(home: Path, kind: str) -> int:
    """List what was refused, with the notes in question in json; exit code 1 when there is any."""
    with _state(home)[1].reading() as records:
        rows = [
            {**asdict(each), "root": each.root.hex(), "first_at": _utc(each.first_at), "last_at": _utc(each.last_at)}
            for each in records.refusals()
        ]
    print_rows(kind, rows, REFUSED, "拒绝 refused")
    return NO if rows else 0


@witness.command("succeed")
@click.argument("file", type=FILE)
@click.option("--nothing-kept", is_flag=True, help="follow although nothing of what was cosigned is shown to be kept")
@options
def succeed(file: Path, home: Path, kind: str, *, nothing_kept: bool) -> None:
    """Follow a log that was restored from a backup to its next origin: FILE of `zhuoluo log succession`.

    Prints up to where the log that goes on is shown to keep what was cosigned here, and cosigns its head.
    """
    identity, state = _state(home)
    with state.writing() as records:
        now = datetime.now(UTC)
        followed = succeed_log(records, identity, file.read_bytes(), now, nothing_kept=nothing_kept)
    print_facts(kind, asdict(followed))
    note(followed.told)


@witness.command("check")
@click.argument("file", type=FILE)
@click.option(
    "--log",
    "url",
    required=True,
    metavar="URL",
    callback=lambda _context, _option, url: _address(url),
    help="where the log serves its tree (C2SP tlog-tiles)",
)
@click.option("--leaf", metavar="HEX", help="leaf hash of the event, to check that the receipt is about it")
@options
def check(file: Path, url: str, leaf: str | None, home: Path, kind: str) -> int:
    """Check a receipt (of an office, or a C2SP tlog-proof) against what was cosigned, and the log as it is served now.

    Exit code 0: consistent; 1: the log lacks it, or serves another tree than the one cosigned, which is evidence; 2:
    this cannot be judged: wrong file, wrong log, nothing cosigned yet; 3: the log does not answer; 4: lost in a
    restore, and stated as lost.
    """
    with _judging():
        verdict = checked(_state(home)[1], file.read_bytes(), lambda: fetching(url), _leaf(leaf))
    _print_verdict(kind, verdict)
    return CODES[verdict.outcome]


@contextmanager
def _judging() -> Iterator[None]:
    """What keeps from a verdict is told apart from evidence."""
    try:
        yield
    except OtherTree:
        raise
    except (BadNote, BadKey, WitnessError, OSError) as error:
        raise Unjudged(str(error)) from error


def _print_verdict(kind: str, verdict: Verdict) -> None:
    if kind == JSON:
        click.echo(as_json({"consistent": verdict.consistent, **asdict(verdict)}))
        return
    about = (
        f"{verdict.origin} 位置 position {verdict.position}，回执规模 size {verdict.size}，已见证 seen {verdict.seen}"
    )
    click.echo(f"{SAID[verdict.outcome]}: {about}{f': {verdict.reason}' if verdict.reason else ''}")
    if verdict.successor:
        click.echo(
            f"此日志因恢复已终止，后续为 {verdict.successor}，保留至第 {verdict.kept} 条 "
            f"closed after a restore, goes on as {verdict.successor}: kept up to {verdict.kept}"
        )
    if not verdict.leaf:
        note("未核对事件本身（--leaf）which event it is about was not checked: give its leaf hash")


def _state(home: Path) -> tuple[Identity, State]:
    identity = homes.opened(home)
    return identity, State(home / homes.STATE)


def _log_key(vkey: str) -> Verifier:
    key = notes.verifier(vkey)
    if key.kind != ED25519:
        message = f"{vkey} is no key of a log: those have type 0x01, it has {key.kind} (不是日志的公钥)"
        raise WitnessError(message)
    return key


def _address(url: str) -> str:
    if not calling.is_address(url):
        message = f"{url!r} is no address that begins with http:// or https:// (地址无效)"
        raise click.BadParameter(message)
    return url


def _utc(instant: str) -> str:
    """An instant of the state, to the second: 2026-01-05T01:00:00Z."""
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _leaf(text: str | None) -> bytes | None:
    try:
        leaf = None if text is None else bytes.fromhex(text)
    except ValueError:
        leaf = b""
    if leaf is not None and len(leaf) != HASH_SIZE:
        message = f"{text!r} is no hash of {HASH_SIZE} bytes in hex"
        raise click.BadParameter(message, param_hint="--leaf")
    return leaf


def _row(records: Records, origin: str) -> dict[str, Any]:
    latest, (successor, kept) = records.latest(origin), records.succession(origin) or (None, None)
    return {
        "origin": origin,
        "size": latest.size if latest else None,
        "root": latest.root.hex() if latest else None,
        "cosigned_at": _utc(latest.cosigned_at) if latest else None,
        "successor": successor,
        "kept": kept,
    }
