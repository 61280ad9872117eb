"""`zhuoluo scenarios`: golden months played against a fresh installation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from service.cli.printing import JSON, as_json, format_option, note, output, table
from service.cli.progress import bar
from service.postgres import exit_on_sigterm
from service.scenarios.running import run
from service.scenarios.scoring import BEYOND, ENFORCED, Compared, Score, summed


@click.command("scenarios")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--differences", is_flag=True, help="each difference in one line")
@click.option("--only", multiple=True, metavar="TEXT", help="files whose id holds this text")
@format_option
def scenarios(folder: Path, differences: bool, only: tuple[str, ...], kind: str) -> int:  # noqa: FBT001 - click
    """情景核对: play every scenario file of FOLDER in replayed time and compare it with what it expects.

    Everything happens in an installation made for it and removed afterwards. Exit code 1: something differs.
    """
    exit_on_sigterm()
    note("准备全新环境 preparing a fresh installation …")
    with bar("情景 scenarios") as progress:
        found = run(folder, progress, only=only)
    if kind == JSON:
        click.echo(as_json(found))
    else:
        _print(found, differences=differences)
    return int(any(score.differences for score in summed(found) if score.kind in ENFORCED))


def _print(found: Sequence[Compared], *, differences: bool) -> None:
    scores = summed(found)
    shown = [score for score in scores if score.total or score.kind in ENFORCED]
    columns = {"scenario": "情景 scenario"} | {score.kind: score.kind for score in shown}
    rows = [
        {"scenario": each.scenario} | {name.kind: _cell(each.scores, name.kind) for name in shown} for each in found
    ]
    rows.append({"scenario": "合计 all"} | {score.kind: _cell(scores, score.kind) for score in shown})
    output().print(table(rows, columns, "符合/应有 matched/total"))
    if differences:
        for each in found:
            for difference in each.differences:
                click.echo(
                    f"{each.scenario} {difference.kind} {difference.where}: "
                    f"expected {difference.expected} | found {difference.found}"
                )


def _cell(scores: Sequence[Score], kind: str) -> str:
    """matched/total; what is only told or only counted is marked so."""
    score = next((each for each in scores if each.kind == kind), Score(kind))
    if not score.total:
        return ""
    if kind == BEYOND:
        return f"({score.total})"
    return f"{score.matched}/{score.total}" if kind in ENFORCED else f"later {score.total}"
