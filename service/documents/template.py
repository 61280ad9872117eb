"""Templates of documents: those that come with the program, and in their place what an office has put there instead.

An office's own lie as files in a folder of its name. Whatever can be drawn from them, the event of a document that was
issued holds the digest of all that it was drawn by.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from domain.documents.kinds import KINDS

TEMPLATES = Path(str(files("service.documents") / "templates"))
SUFFIX = ".typ"
PICTURES = (".png", ".svg", ".jpg", ".jpeg")
MAIN = "main.typ"
"""How typst calls the file that it is to set."""


ALONE = frozenset(f"{each}{SUFFIX}" for each in (*KINDS, "separator"))
"""What one kind is set from; all else may be used by every kind."""


class Template(Struct, frozen=True):
    """What a document is set from: its own file and all that this may use, by name; `root`: where pictures lie."""

    kind: str
    main: bytes
    shared: Mapping[str, bytes]
    root: Path = TEMPLATES

    def texts(self) -> dict[str, bytes]:
        """As typst takes them; pictures it reads from the folder itself."""
        return {MAIN: self.main} | {name: held for name, held in self.shared.items() if name.endswith(SUFFIX)}

    def digest(self) -> str:
        """SHA-256 over every file with its name, hex."""
        total = sha256()
        for name, held in sorted({**self.shared, MAIN: self.main}.items()):
            total.update(sha256(name.encode()).digest() + sha256(held).digest())
        return total.hexdigest()


def template(kind: str, instead: Mapping[str, bytes] | None = None, root: Path = TEMPLATES) -> Template:
    """The template of that kind (or "separator"); `instead`: what stands in the place of its files, by name."""
    there = {**stock(), **(instead or {})}
    shared = {name: held for name, held in there.items() if name not in ALONE}
    return Template(kind, there[f"{kind}{SUFFIX}"], shared, root)


def of_folder(kind: str, folder: Path) -> Template:
    """The template of that kind as the folder of an office has it."""
    instead = own(folder)
    return template(kind, instead, folder if instead else TEMPLATES)


@cache
def stock() -> Mapping[str, bytes]:
    """The files that come with the program, by name."""
    return {each.name: each.read_bytes() for each in sorted(TEMPLATES.glob(f"*{SUFFIX}"))}


def own(folder: Path) -> dict[str, bytes]:
    """The templates and pictures of an office, by name; nothing where it has none."""
    found = sorted(folder.iterdir()) if folder.is_dir() else ()
    return {each.name: each.read_bytes() for each in found if is_name(each.name) and each.is_file()}


def is_name(name: str) -> bool:
    """Whether a file of that name is one of an office's templates: a kind's, a part of all of them, or a picture."""
    plain = Path(name).name == name and not name.startswith(".")
    return name in stock() or (plain and Path(name).suffix in PICTURES)
