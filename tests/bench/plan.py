"""The parts of the suite: what each measures, at what sizes in the long form and in the short, how long at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from tests.bench.figures import Found
from tests.bench.lab import Lab
from tests.bench.parts import cases, growing, offices, rebuilding, replaying, soaking, writing
from tests.bench.telling import Told


class Part(Struct, frozen=True):
    """`measure` is given a size: `long` on a quiet machine, `short` where only gross ratios are looked at.

    `zh`, `en`: its heading. `asked_for`: measured only when it is named.
    """

    zh: str
    en: str
    measure: Callable[[Lab, Any, Found, Told], None]
    long: Any
    short: Any
    asked_for: bool = False

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
    "growing": Part(
        "查询随规模增长",
        "Reads as the register grows",
        growing.measure,
        growing.Size(),
        growing.Size(petitions=(100, 1_000), asked=20),
    ),
    "rebuilding": Part(
        "重建与存储",
        "Rebuild and storage",
        rebuilding.measure,
        rebuilding.Size(),
        rebuilding.Size(events=5_000, rounds=1),
    ),
    "replaying": Part(
        "重演、启动、校验",
        "Replay, start, verification",
        replaying.measure,
        replaying.Size(),
        replaying.Size(events_of_case=(100,), asked=10, events=3_000, rounds=1),
    ),
    "offices": Part(
        "多机构、多进程",
        "Many offices, several processes",
        offices.measure,
        offices.Size(),
        offices.Size(processes=2, threads=8, offices=5, seconds=1.0, rounds=1),
    ),
    "soaking": Part(
        "持续负荷",
        "Soak",
        soaking.measure,
        soaking.Size(),
        soaking.Size(clients=4, trying=5.0, seconds=90.0, windows=3),
        asked_for=True,
    ),
}
