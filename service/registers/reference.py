"""The README of every column: `python -m service.registers.reference > docs/layout-columns.md`; a test holds it so."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from domain.codes import Label
from domain.layouts.catalogue import LAYOUTS
from domain.layouts.terms import Layout
from service.layouts.describing import described
from service.registers.columns import COLUMNS
from service.registers.kinds import REGISTERS, Register

HEAD = """\
# Every column of layouts and registers 栏目说明

Generated; each file says the same of itself. How they are asked for and read: [layouts](layouts.md). Columns that stand
once for each content class are described once. A row that counts something of its own is described like a column.
"""


def reference() -> str:
    return "\n".join([HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield "## Layouts 统计表式\n"
    for layout in LAYOUTS.values():
        yield from _layout(layout)
    yield "## Registers 台账\n"
    for register in REGISTERS.values():
        yield from _register(register)


def _layout(layout: Layout) -> Iterator[str]:
    yield f"### {_both(layout.label)} (`{layout.id}`, {layout.formula})\n"
    yield "| table | column or row | called | holds | formula |\n|---|---|---|---|---|"
    for each in described(layout):
        yield f"| `{each.table}` | `{each.id}` | {_both(each.label)} | {_both(each.holds)} | {each.formula} |"
    yield ""
    yield from (f"* Not in it: {_both(each)}" for each in layout.missing)
    yield ""


def _register(register: Register) -> Iterator[str]:
    yield f"### {_both(register.label)} (`{register.id}`)\n"
    yield f"Rows are chosen by {_both(register.days)}.\n"
    yield "| column | called | holds |\n|---|---|---|"
    for name in register.columns:
        column = COLUMNS[name]
        yield f"| `{name}` | {_both(column.label)} | {_both(column.holds)} |"
    yield ""


def _both(label: Label) -> str:
    return f"{label.zh} – {label.en}"


if __name__ == "__main__":
    sys.stdout.write(reference())
