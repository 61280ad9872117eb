"""Writes the types and calls of the client from the OpenAPI document: `python -m tests.service.client.writing`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import MagicMock

from service.api.app import create_app
from service.settings import Settings
from tests.service.client import calling
from tests.service.client.calling import Operation
from tests.service.client.shapes import ACT, Typing, called, refs, snake, struct

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "service" / "client"
PACKAGE = "service.client"
PREFIX = "/api/v1"
LARGEST, WIDTH = 340, 120
"""Lines of the classes of a module, letters of a line."""
NOTE = "Written from the OpenAPI document by `make client`; not to be edited."
TAGS = {
    "petitions: commands": "petitions",
    "petitions: reading": "petitions",
    "sign-in": "sign_in",
}
SHARED = "shared"
BODY = "Body"
VERB_FIELDS = ("actor", "occurred", "already_done", "recorded_at")

Document = Mapping[str, Any]


def openapi() -> Document:
    """The document as the server gives it; no request is answered for it."""
    instance = MagicMock()
    instance.settings = Settings(Path("unused"))
    said: Document = create_app(instance, MagicMock()).openapi()
    return said


def verb_bodies(schemas: Mapping[str, Any]) -> set[str]:
    """Bodies that are an act with its circumstances, which the client puts together itself."""
    return {f"{name.removesuffix(ACT)}{BODY}" for name in schemas if name.endswith(ACT)} | {"CorrectBody"}


class Written:
    """All modules of the client that come from a document, as text by their paths in the package."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas: Mapping[str, Any] = document["components"]["schemas"]
        self.left_out = verb_bodies(self.schemas)
        self.tags, self.answers = self._used()
        self.homes: dict[str, str] = {}

    def files(self) -> dict[str, str]:
        made = {**self._of_types(), **self._of_acts(), **self._of_calls()}
        return formatted(made)

    def _used(self) -> tuple[dict[str, set[str]], set[str]]:
        """By which parts of the API each schema is used, and which stand in answers."""
        tags: dict[str, set[str]] = defaultdict(set)
        answers: set[str] = set()
        for operation in calling.operations(self.document):
            tag = module_of(operation)
            for name in self._closure(refs(operation.answers)):
                tags[name].add(tag)
                answers.add(name)
            for name in self._closure(set(refs(operation.body)) - self.left_out):
                tags[name].add(tag)
        for name in self._closure(name for name in self.schemas if name.endswith(ACT)):
            tags[name].add("acts")
        for name in self._closure(["Problem"]):
            tags[name] |= {SHARED, "acts"}
            answers.add(name)
        return tags, answers

    def _closure(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += refs(self.schemas[name])
        return found

    # ---- types

    def _text(self, name: str) -> str:
        base = ACT if name.endswith(ACT) else "Struct"
        return struct(name, self.schemas[name], Typing(given=name not in self.answers), base)

    def _of_acts(self) -> dict[str, str]:
        names = sorted(name for name in self.schemas if name.endswith(ACT))
        modules: list[list[str]] = [[]]
        for name in names:
            if sum(map(self._size, [*modules[-1], name])) > LARGEST:
                modules.append([])
            modules[-1].append(name)
        made = {}
        for part in modules:
            module = f"{snake(called(part[0]))}_to_{snake(called(part[-1]))}"
            made[f"acts/{module}.py"] = part
            self.homes |= dict.fromkeys(part, f"{PACKAGE}.acts.{module}")
        title = "Acts on a petition: what each says beside who does it and when it happened."
        return {**self._modules(made, title), "acts/__init__.py": _gathered("acts", title, made)}

    def _size(self, name: str) -> int:
        """Lines of a class once it is formatted: what is too long has a line for each of its words."""
        found = self._text(name).splitlines()
        return 3 + sum(3 + line.count(", ") if len(line) > WIDTH else 1 for line in found)

    def _of_types(self) -> dict[str, str]:
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self._ordered():
            tags = self.tags[name]
            group = next(iter(tags)) if len(tags) == 1 else SHARED
            groups[group if name in self.answers or group in (SHARED, "acts") else f"{group}_sent"].append(name)
        made = {}
        for module, names in (part for group in groups.items() for part in self._cut(*group)):
            made[f"types/{module}.py"] = names
            self.homes |= dict.fromkeys(names, f"{PACKAGE}.types.{module}")
        title = "What is sent and answered, as the API describes it."
        return {**self._modules(made, title), "types/__init__.py": _gathered("types", title, made)}

    def _ordered(self) -> list[str]:
        """What is not of the acts, each after those that it speaks of."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            for other in sorted(set(refs(self.schemas[name])) - {name}):
                visit(other)
            done.setdefault(name)

        for name in sorted(self.tags):
            if name not in self.left_out and not name.endswith(ACT):
                visit(name)
        return list(done)

    def _cut(self, group: str, names: list[str]) -> list[tuple[str, list[str]]]:
        """A group that is too large for a module has the first of it, which the rest speaks of, in another."""
        sizes = list(accumulate(map(self._size, names)))
        if sizes[-1] <= LARGEST:
            return [(group, names)]
        fits = sum(size <= LARGEST for size in sizes)
        return [(f"{group}_parts", names[:fits]), *self._cut(group, names[fits:])]

    def _modules(self, made: Mapping[str, Sequence[str]], title: str) -> dict[str, str]:
        return {path: self._module(path, names, title) for path, names in made.items()}

    def _module(self, path: str, names: Sequence[str], title: str) -> str:
        texts = [self._text(name) for name in names]
        own = f"{PACKAGE}.{path.removesuffix('.py').replace('/', '.')}"
        needed = {other for name in names for other in refs(self.schemas[name])} - set(names)
        return "\n\n\n".join([_header(title, texts) + self.imports(needed, own) + _all(map(called, names)), *texts])

    def imports(self, needed: Iterable[str], own: str) -> str:
        """The imports of classes from other modules."""
        by_home: dict[str, list[str]] = defaultdict(list)
        for name in needed:
            if self.homes[name] != own:
                by_home[self.homes[name]].append(called(name))
        return "".join(f"from {home} import {', '.join(sorted(by_home[home]))}\n" for home in sorted(by_home))

    # ---- calls

    def _of_calls(self) -> dict[str, str]:
        operations = [each for each in calling.operations(self.document) if each.home]
        queries = calling.queries(operations)
        made = self._of_queries(operations, queries)
        for home, words in calling.HOMES.items():
            groups: dict[str, list[Operation]] = defaultdict(list)
            for each in operations:
                if each.home == home:
                    groups[module_of(each)].append(each)
            made |= {f"{home}/{group}.py": self._calls(words, found, queries) for group, found in groups.items()}
            made[f"{home}/__init__.py"] = _gathered(home, words, [f"{home}/{group}.py" for group in groups])
        return made

    def _calls(self, words: str, found: Sequence[Operation], queries: Mapping[str, Any]) -> str:
        functions = [calling.function(each, queries) for each in found]
        needed = {name for each in found for name in calling.needed(each)}
        imports = self.imports(needed, "") + calling.imports(found, queries, self.homes)
        return "\n\n\n".join([_header(words, functions) + imports + _all(each.name for each in found), *functions])

    def _of_queries(self, operations: Sequence[Operation], queries: Mapping[str, Any]) -> dict[str, str]:
        title = "What can be said of a question beside its address."
        groups: dict[str, list[str]] = defaultdict(list)
        for name in queries:
            asking = [each for each in operations if calling.query_of(each, queries) == name]
            tags = {module_of(each) for each in asking}
            groups[tags.pop() if len(tags) == 1 else SHARED].append(name)
        made = {}
        for group, names in groups.items():
            texts = [struct(name, queries[name], Typing(given=True)) for name in names]
            made[f"queries/{group}.py"] = "\n\n\n".join([_header(title, texts) + _all(names), *texts])
            self.homes |= dict.fromkeys(names, f"{PACKAGE}.queries.{group}")
        return {**made, "queries/__init__.py": _gathered("queries", title, made)}


def module_of(operation: Operation) -> str:
    return TAGS.get(operation.tag, operation.tag)


def _header(title: str, texts: Sequence[str]) -> str:
    text = "\n".join(texts)
    used = {name: re.search(rf"\b{name}\b", text) is not None for name in ("date", "datetime", "UUID", "Any")}
    lines = [f'"""{title}\n\n{NOTE}\n"""\n', "from __future__ import annotations\n"]
    dates = [name for name in ("date", "datetime") if used[name]]
    lines += [f"from datetime import {', '.join(dates)}"] if dates else []
    literal = [name for name in ("Any", "Literal") if re.search(rf"\b{name}\b", text)]
    lines += [f"from typing import {', '.join(literal)}"] if literal else []
    lines += ["from uuid import UUID"] if used["UUID"] else []
    structs = [name for name in ("UNSET", "Struct", "UnsetType") if re.search(rf"\b{name}\b", text)]
    lines += ["", f"from msgspec import {', '.join(structs)}"] if structs else []
    lines += ["", f"from {PACKAGE}.act import Act"] if "(Act, " in text else []
    lines += ["", f"from {PACKAGE}.when import When"] if re.search(r"\bWhen\b", text) else [""]
    return "\n".join(lines) + "\n"


def _all(names: Iterable[str]) -> str:
    """The names of a module, so that a package can hand them on."""
    words = ", ".join(f'"{name}"' for name in sorted(names))
    wrapped = re.sub(r"(.{1,110})(?:, |$)", r"    \1,\n", words)
    return f"\n__all__ = (\n{wrapped})  # fmt: skip\n"


def _gathered(package: str, title: str, made: Iterable[str]) -> str:
    modules = [path.removeprefix(f"{package}/").removesuffix(".py") for path in made]
    stars = "".join(f"from {PACKAGE}.{package}.{module} import *\n" for module in sorted(modules))
    return f'# ruff: noqa: F403\n"""{title}\n\n{NOTE}\n"""\n\n{stars}'


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """The modules as ruff formats them, without the imports that none of them uses."""
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        ruff = [sys.executable, "-m", "ruff"]
        config = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
        ours = ["--config", 'lint.isort.known-first-party = ["service"]']
        sorting = [*ruff, "check", *config, *ours, "--select", "I,F401", "--fix", "--quiet", folder]
        subprocess.run(sorting, check=True, capture_output=True)
        subprocess.run([*ruff, "format", *config, "--quiet", folder], check=True, capture_output=True)
        return {name: (Path(folder) / name).read_text(encoding="utf-8") for name in sorted(files)}


def main() -> None:
    files = Written(openapi()).files()
    for path in CLIENT.rglob("*.py"):
        if path.parent != CLIENT and str(path.relative_to(CLIENT)) not in files:
            path.unlink()
    for name, text in files.items():
        path = CLIENT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
