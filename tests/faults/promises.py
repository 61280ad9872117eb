"""The table of docs/promises.md, from what pytest has noted: `python -m tests.faults.promises REPORT.xml`.

What is promised, and by which tests it is held, stands in promises.toml; whether they passed and what they counted
comes from the run, so that a line is never better than its test.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import msgspec

from service.bench.machine import machine
from tests.faults.counting import COUNTED

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "promises.md"
SAID = HERE / "promises.toml"
BEGIN, END = "<!-- the table: make faults -->", "<!-- end of the table -->"


NOT_HELD, NOT_RUN = "**not held by this run**", "not run"


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """`tests` hold it, `controls` fail where they would: both as file::function, `*` for every test of a file."""

    id: str
    says: str
    how: str
    tests: tuple[str, ...]
    controls: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """How one test ended, and what it counted."""

    passed: bool
    skipped: bool
    counted: Mapping[str, int]


def promises() -> tuple[Promise, ...]:
    said = tomllib.loads(SAID.read_text(encoding="utf-8"))
    return msgspec.convert(said["promise"], tuple[Promise, ...])


def outcomes(report: Path) -> dict[str, list[Outcome]]:
    """By file::function, each run of it with other parameters."""
    found: dict[str, list[Outcome]] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest has just written it
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        numbers = {each.get("name", ""): int(each.get("value", 0)) for each in case.iter("property")}
        bad = [each.tag for each in case if each.tag in ("failure", "error")]
        skipped = any(each.tag == "skipped" for each in case)
        found.setdefault(name, []).append(Outcome(not bad and not skipped, skipped, numbers))
    return found


def held(promise: Promise, found: Mapping[str, list[Outcome]]) -> list[str]:
    """The cells of its line: rounds, lost, doubled, wrong, and whether its control failed as it must."""
    runs = [each for name in promise.tests for each in _of(name, found)]
    if not runs:
        return ["—", "—", "—", "—", NOT_RUN]
    if not all(each.passed for each in runs):
        return ["—", "—", "—", "—", NOT_HELD]
    sums = [sum(each.counted.get(name, int(name == "rounds")) for each in runs) for name in COUNTED]
    controls = [each for name in promise.controls for each in _of(name, found)]
    proven = (
        "yes" if controls and all(each.passed for each in controls) else "none" if not promise.controls else "**no**"
    )
    return [*map(str, sums), proven]


def passed_over(promise: Promise, found: Mapping[str, list[Outcome]]) -> bool:
    """Whether what its tests need is not on this machine: its line says that it is not held, but nothing failed."""
    runs = [each for name in promise.tests for each in _of(name, found)]
    return bool(runs) and all(each.skipped for each in runs)


def _of(name: str, found: Mapping[str, list[Outcome]]) -> list[Outcome]:
    file, _, function = name.partition("::")
    if function == "*":
        return [each for known, runs in found.items() if known.startswith(f"{file}::") for each in runs]
    return found.get(name, [])


def table(found: Mapping[str, list[Outcome]]) -> Iterator[str]:
    yield "| promise | how it is tested | rounds | lost | doubled | wrong | control fails |"
    yield "|---|---|---|---|---|---|---|"
    for promise in promises():
        tests = ", ".join(f"`{name}`" for name in promise.tests)
        yield f"| {promise.says} | {promise.how} ({tests}) | {' | '.join(held(promise, found))} |"


def written(page: str, found: Mapping[str, list[Outcome]], at: datetime) -> str:
    """The page with the table of this run."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    here = machine()
    run = f"Run on {at:%Y-%m-%d}, {here['system']}, {here['processors']} processors."
    return f"{before}{BEGIN}\n\n{run}\n\n" + "\n".join(table(found)) + f"\n\n{END}{after}"


def main(report: str = "") -> None:
    """Without a report: which tests there are to run."""
    if not report:
        print(*dict.fromkeys(name for each in promises() for name in (*each.tests, *each.controls)))  # noqa: T201
        return
    found = outcomes(Path(report))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), found, datetime.now(UTC)), encoding="utf-8")
    lacking = (each for each in promises() if held(each, found)[-1] in (NOT_HELD, NOT_RUN))
    broken = [each.id for each in lacking if not passed_over(each, found)]
    if broken:
        sys.exit(f"not held: {', '.join(broken)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
