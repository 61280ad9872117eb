"""What is said of each setting, by the environment before the file, and who says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

from service.configuration import file
from service.configuration.known import BY_VARIABLE, CONFIG, KNOWN, OF_COMMANDS, PREFIX, Known
from service.configuration.masking import masked

ENVIRONMENT, FILE, USUAL = "environment", "file", "default"
VARIABLE = re.compile(r"ZHUOLUO_[A-Z_]+")
FOR_TESTS = f"{PREFIX}TEST_"


class Said(Struct, frozen=True):
    """What the environment and the file say, by variable; `path`: the file, None where there is none."""

    environment: Mapping[str, str]
    file: Mapping[str, str]
    path: Path | None

    @property
    def values(self) -> dict[str, str]:
        return {**self.file, **self.environment}

    def located(self, message: str) -> str:
        """The message, with each variable that the file speaks for named by the file and its key."""

        def named(found: re.Match[str]) -> str:
            variable = found[0]
            if variable in self.environment or variable not in self.file:
                return variable
            return f"{self.path}: {BY_VARIABLE[variable].key}"

        return VARIABLE.sub(named, message)


class Shown(Struct, frozen=True, kw_only=True):
    """A setting as it holds, secrets masked. `source`: environment, file (which one: `path`) or default."""

    key: str
    variable: str
    value: str
    source: str
    path: str
    zh: str
    en: str


def gathered(environ: Mapping[str, str], home: Callable[[Mapping[str, str]], Path]) -> Said:
    """What is said; an empty variable counts as not set. `home`: the one that the environment means.

    Raises: file.BadSettingsFile, and what `home` raises.
    """
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
    path = file.where(given, home(given))
    said = file.read(path, in_home=CONFIG not in given) if path else {}
    return Said(given, said, path)


def shown(said: Said, home: Path) -> tuple[Shown, ...]:
    """Every setting; `home`: the one that holds."""
    return tuple(_shown(said, known, home) for known in KNOWN)


def _shown(said: Said, known: Known, home: Path) -> Shown:
    source = _source(said, known.variable)
    value = said.values.get(known.variable, str(home) if known.key == "home" else known.usual)
    return Shown(
        key=known.key,
        variable=known.variable,
        value=masked(value) if known.secret else value,
        source=source,
        path=str(said.path) if source == FILE else "",
        zh=known.zh,
        en=known.en,
    )


def _source(said: Said, variable: str) -> str:
    if variable in said.environment:
        return ENVIRONMENT
    return FILE if variable in said.file else USUAL


def unknown(said: Said) -> dict[str, str]:
    """Variables that look like settings and are none, each with the one that may be meant."""
    names = [each for each in said.environment if each not in BY_VARIABLE and each not in OF_COMMANDS]
    found = [each for each in names if not each.startswith(FOR_TESTS)]
    return {each: next(iter(get_close_matches(each, BY_VARIABLE, 1)), "") for each in found}
