"""What the command line takes, as lines: `make released` keeps those of today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from service.cli.main import zhuoluo

RELEASED = Path(__file__).parents[2] / "data" / "released" / "0.1" / "commands.txt"
WANTED = " [required]"


def lines(group: click.Group = zhuoluo, path: str = "zhuoluo") -> Iterator[str]:
    """A line for each command, and one for each word that one of its options or arguments goes by."""
    for name, command in sorted(group.commands.items()):
        here = f"{path} {name}"
        if isinstance(command, click.Group):
            yield from lines(command, here)
        else:
            yield here
            yield from (f"{here} {said}" for option in command.params for said in _said(option))


def _said(option: click.Parameter) -> list[str]:
    wanted = WANTED if option.required else ""
    if isinstance(option, click.Argument):
        return [f"{option.human_readable_name}{wanted}"]
    return [f"{word}{wanted}" for word in (*option.opts, *option.secondary_opts)]


def breaks(old: list[str], new: list[str]) -> list[str]:
    """What a script that was written for the older lines misses, or would have to say beside."""
    before, now = ({line.removesuffix(WANTED) for line in each} for each in (old, new))
    commands = {line for line in before if not line.rsplit(" ", 1)[1].startswith("-")}
    gone = [f"gone: {line}" for line in sorted(before - now)]
    wants = {line for line in new if line.endswith(WANTED)} - set(old)
    return gone + [
        f"wanted: {line}" for line in sorted(wants) if line.removesuffix(WANTED).rsplit(" ", 1)[0] in commands
    ]


def released() -> list[str]:
    return RELEASED.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    RELEASED.parent.mkdir(parents=True, exist_ok=True)
    RELEASED.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
