"""The page docs/side-by-side.md: tables with a column an office, and a clause in every cell that says something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.clauses.catalogue import catalogue
from service.sidebyside.offices import HOUSES
from service.sidebyside.playing import Played, played
from service.sidebyside.rows import Row, documents, duties, recurring, refusals, routes
from service.sidebyside.story import SCENES, Scene

HEAD = """# One petition in six offices, side by side

Made by `python -m service.sidebyside --write`; a test fails when it is out of date. One matter, a leaking roof, is
decided under each of the six rulebooks by offices with their own posts, through the same acts on the same days of
January to March 2026 (the holidays of 2026 are those of the published notice: 1 to 3 January and 15 to 23 February
off, 14 February worked). Every cell says by which clause; "—" means that the office has no such rule. `S1` is the
national regulation, which holds in all six. What is alike in all six stands below each table.
"""
NOTHING = "—"


def tellings() -> Mapping[str, Sequence[Played]]:
    """Each scene by its id, as it went in the six offices."""
    return {scene.id: [played(house, scene) for house in HOUSES] for scene in SCENES}


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join((HEAD, *_sections(tellings()))).rstrip() + "\n"


def _sections(told: Mapping[str, Sequence[Played]]) -> Iterator[str]:
    yield "## What is owed, from when, until when, by whom\n"
    yield "Dates are the last day; `→` is where a last day that is a rest day moves to. Aims have no date.\n"
    for scene in SCENES:
        yield from _section(scene, duties(told[scene.id]))
    yield "## Who signs, in which order\n"
    yield from _tables("what must be signed or stand before the act", routes(told))
    yield "## What must be written\n"
    yield "Fields in brackets cannot be had by this channel and are not asked for.\n"
    yield from _tables("document", documents())
    yield "## What is refused\n"
    yield "The same acts tried in every office at the same moment, and every clause by which they were refused.\n"
    yield from _tables("tried", refusals(told))
    yield "## What recurs in the office\n"
    yield from _tables("what", recurring())


def _section(scene: Scene, rows: Sequence[Row]) -> Iterator[str]:
    yield f"### {scene.title[0].upper()}{scene.title[1:]}\n"
    yield from _tables("owed", rows)


def _tables(first: str, rows: Sequence[Row]) -> Iterator[str]:
    """The rows that differ as a table, what is alike in all six below it."""
    differing = [row for row in rows if len(set(row.cells)) > 1]
    alike = [row for row in rows if len(set(row.cells)) == 1 and row.cells[0]]
    if differing:
        names = {each.id: each.zh for each in catalogue().rule_set}
        yield _line((first, *(f"{house.book} {names[house.book]}" for house in HOUSES)))
        yield _line(["---"] * (1 + len(HOUSES)))
        yield from (_line((row.title, *(cell or NOTHING for cell in row.cells))) for row in differing)
        yield ""
    if alike:
        yield "Alike in all six:\n"
        yield from (f"* {row.title}: {row.cells[0].replace('<br>', '; ')}" for row in alike)
        yield ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
