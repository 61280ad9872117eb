"""The page of docs/bench-peers.md, written from the file of runs and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tests.bench.figures import Figure, Ratio, Run
from tests.bench.plan import PARTS

BEGINS, ENDS = "<!-- figures: made by `make bench`, not by hand -->", "<!-- end of figures -->"
GIBIBYTE = 1024**3


def kept(file: Path) -> list[Run]:
    """The newest run of each part, in the order of the parts."""
    if not file.exists():
        return []
    runs = {run.part: run for run in msgspec.json.decode(file.read_bytes(), type=list[Run])}
    return [runs[name] for name in PARTS if name in runs]


def keep(file: Path, run: Run) -> list[Run]:
    """Puts this run in the place of the last one of its part; all that stand there then."""
    runs = {each.part: each for each in [*kept(file), run]}
    found = [runs[name] for name in PARTS if name in runs]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return found


def rewrite(page: Path, runs: Sequence[Run]) -> None:
    """What stands between the two marks of the page is replaced."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGINS, 1)
    _, after = rest.split(ENDS, 1)
    page.write_text(f"{before}{BEGINS}\n\n{figures(runs)}\n{ENDS}{after}", encoding="utf-8")


def figures(runs: Sequence[Run]) -> str:
    """All parts that were run, as Markdown."""
    return "\n".join(line for run in runs for line in _part(run))


def _part(run: Run) -> Iterator[str]:
    part = PARTS[run.part]
    yield f"## {part.zh.strip()} {part.en}"
    yield ""
    yield _where(run)
    yield ""
    if run.ratios:
        yield "| ratio | at | beside | min | median | max | goal |"
        yield "|---|---|---|---|---|---|---|"
        yield from map(_ratio, run.ratios)
        yield ""
    yield "| figure | at | of | min | median | max | |"
    yield "|---|---|---|---|---|---|---|"
    yield from map(_figure, run.figures)
    yield ""
    for each in run.skipped:
        yield f"* Not measured: {each.side} ({each.why})."
    if run.skipped:
        yield ""


def _where(run: Run) -> str:
    of = ", ".join(f"{name} {version}" for name, version in sorted(run.versions.items()))
    memory = int(str(run.machine["memory"])) / GIBIBYTE
    form = "Short form, which shows gross ratios only. " if run.short else ""
    on = (
        f"{run.machine['system']}, {run.machine['processors']} processors, {memory:.0f} GiB, load {run.machine['load']}"
    )
    return f"{form}{run.began:%Y-%m-%d %H:%M} UTC, {run.seconds:,.0f} s. {on}. {of}."


def _ratio(each: Ratio) -> str:
    goal = "" if each.goal is None else f"{each.goal:g} {'reached' if each.reached else '**missed**'}"
    return f"| {each.what} | {each.at} | {each.ours} / {each.beside} | {_spread(each.spread)} | {goal} |"


def _figure(each: Figure) -> str:
    return f"| {each.what} | {each.at} | {each.side} | {_spread(each.spread)} | {each.unit} |"


def _spread(spread: tuple[float, float, float]) -> str:
    return " | ".join(f"{each:,.0f}" if abs(each) >= 100 else f"{each:.3g}" for each in spread)
