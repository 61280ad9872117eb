"""docs/third-party.md: whose work comes with zhuoluo, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.supply.licences import licence_of, rules
from tests.supply.lock import OURS, ROOT, RUNTIME, Locked, at_run_time, locked

PAGE = ROOT / "docs" / "third-party.md"
HEAD = """# The work of others 第三方组件

Written by `make supply` from requirements.lock and from what the packages say of themselves; not to be edited. The
same, with hashes and who needs whom, stands for programs in [sbom.cdx.json](../sbom.cdx.json) (CycloneDX 1.6), which
the wheel carries in its folder `sboms`. [NOTICE](../NOTICE) says which conditions go beyond naming the authors, and
what the wheels of others carry inside; several of those wheels hold a bill of their own in the same folder.

`tests/supply/licences.toml` says which licences may be used. A package under another one, or whose licence nobody has
read, fails `tests/supply`; so does a package that begins to say something else of its licence.
"""


def page() -> str:
    """The page that the lock gives today. Raises Unread."""
    packages = locked(RUNTIME)
    running = at_run_time(packages)
    used = [each for each in packages if each.name in running]
    tools = [each for each in packages if each.name not in running]
    carried = [each for each in rules().carried if not each["where"].startswith("tests/")]
    parts = [
        HEAD,
        f"\n## Needed while it runs ({len(used)})\n\n",
        *_table(used),
        f"\n## Needed to install it ({len(tools)})\n\n",
        *_table(tools),
        f"\n## Within the repository and the wheel ({len(carried)})\n\n",
        "| work | version | licence | where | from |\n|---|---|---|---|---|\n",
        *(_carried(each["name"], each.get("version", ""), each["licence"], each) for each in carried),
        f"\n## How many under which\n\n{_counted(packages)}\n",
    ]
    return "".join(parts)


def _table(packages: Sequence[Locked]) -> Iterator[str]:
    yield "| package | version | licence | needed by | only where |\n|---|---|---|---|---|\n"
    for each in packages:
        needed = ", ".join(name.replace(" (pyproject.toml)", "").replace(f"{OURS} (pyproject.toml:build)", "building")
                           for name in each.needed_by)  # fmt: skip
        marker = f"`{each.marker}`" if each.marker else ""
        yield f"| {each.name} | {each.version} | {licence_of(each)} | {needed} | {marker} |\n"


def _carried(name: str, version: str, licence: str, each: Mapping[str, str]) -> str:
    return f"| {name} | {version} | {licence} | `{each['where']}` | <{each['from']}> |\n"


def _counted(packages: Iterable[Locked]) -> str:
    found: dict[str, int] = {}
    for each in packages:
        found[licence_of(each)] = found.get(licence_of(each), 0) + 1
    ordered = sorted(found.items(), key=lambda row: (-row[1], row[0]))
    return "| licence | packages |\n|---|---|\n" + "".join(f"| {licence} | {count} |\n" for licence, count in ordered)
