"""`python -m tests.bench [PART…]`: measures part after part, keeps what was found, and shows it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import click
from msgspec.structs import replace

from service.postgres import embedded, exit_on_sigterm
from service.settings import Settings
from tests.bench.figures import Found, Run
from tests.bench.lab import ROOT, Lab
from tests.bench.page import figures, keep, rewrite
from tests.bench.plan import PARTS
from tests.bench.telling import Told

FILE = ROOT / "build" / "bench" / "runs.json"
BROKEN = 1


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--short", is_flag=True, help="small, for gross ratios only; ends with 1 when one of them is broken")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="another size: rounds=5, seconds=10, clients=1,4"
)
@click.option("--file", type=click.Path(path_type=Path), default=FILE, show_default=True, help="where runs are kept")
@click.option("--page", type=click.Path(path_type=Path, exists=True), help="a page whose figures are replaced")
@click.option("--plan", "only_plan", is_flag=True, help="say how long it takes at most, and measure nothing")
def main(
    parts: Sequence[str],
    short: bool,  # noqa: FBT001 - click hands flags over like this
    given: Sequence[str],
    file: Path,
    page: Path | None,
    only_plan: bool,  # noqa: FBT001 - the same
) -> None:
    """Measures zhuoluo beside what somebody would use instead; if no PARTS are named all but the soak."""
    exit_on_sigterm()
    chosen = parts or [name for name, part in PARTS.items() if not part.asked_for]
    sizes = {name: _sized(PARTS[name].size(short=short), given) for name in chosen}
    for name, size in sizes.items():
        click.echo(f"{name}: {size}, at most {size.longest() / 60:.0f} min", err=True)
    if only_plan:
        return
    runs = [_measured(name, size, short=short) for name, size in sizes.items()]
    for run in runs:
        everything = keep(file, run)
    if page is not None:
        rewrite(page, everything)
    click.echo(figures(runs))
    sys.exit(_broken(runs) if short else 0)


def _measured(name: str, size: Any, *, short: bool) -> Run:
    found, began = Found(name), datetime.now(UTC)
    with lab() as made:
        PARTS[name].measure(made, size, found, _telling(name))
    return found.run(began, short=short)


@contextmanager
def lab() -> Iterator[Lab]:
    """A folder and a server for one part, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="zhuoluo-bench-"))
    folder.chmod(0o711)  # the account of the server passes through
    try:
        with embedded(Settings(folder)) as server:
            yield Lab(folder, server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sized(size: Any, given: Sequence[str]) -> Any:
    """The size with what was given for it; what it does not know is meant for another part."""
    known = {name: getattr(size, name) for name in size.__struct_fields__}
    told = dict(each.split("=", 1) for each in given)
    return replace(size, **{name: _like(known[name], text) for name, text in told.items() if name in known})


def _like(was: Any, text: str) -> Any:
    """The text read as what stood there: several, a number."""
    if isinstance(was, tuple):
        return tuple(type(was[0])(each) for each in text.split(","))
    return type(was)(text)


def _telling(part: str) -> Told:
    began = monotonic()
    return lambda what: click.echo(f"{monotonic() - began:6.0f} s  {part}: {what}", err=True)


def _broken(runs: Sequence[Run]) -> int:
    broken = [each for run in runs for each in run.ratios if each.broken]
    for each in broken:
        click.echo(f"broken: {each.part}, {each.what} at {each.at} beside {each.beside}: {each.spread}", err=True)
    return BROKEN if broken else 0


if __name__ == "__main__":
    main()
