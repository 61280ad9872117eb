"""The parts of the suite: what each measures, at what sizes in the long form and in the short, how long at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from tests.bench.figures import Found
from tests.bench.lab import Lab
from tests.bench.parts import cases, writing
from tests.bench.telling import Told


class Part(Struct, frozen=True):
    """`measure` is given a size: `long` on a quiet machine, `short` where only gross ratios are looked at.

    `zh`, `en`: its heading. `longest`: seconds that a size may take.
    """

    zh: str
    en: str
    measure: Callable[[Lab, Any, Found, Told], None]
    long: Any
    short: Any

    def size(self, *, short: bool) -> Any:
        return self.short if short else self.long


PARTS: Mapping[str, Part] = {
    "writing": Part(
        "写入 ",
        "The write path",
        writing.measure,
        writing.Size(),
        writing.Size(writers=(1, 16), seconds=1.0, rounds=1),
    ),
    "cases": Part(
        "整件办理",
        "A whole case over HTTP",
        cases.measure,
        cases.Size(),
        cases.Size(clients=(4,), seconds=3.0, rounds=1),
    ),
}
