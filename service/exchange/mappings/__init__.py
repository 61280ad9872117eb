"""The mappings that come with the program, one TOML file each, and the way to read one's own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from service.exchange.mapping import BadMapping, Mapping, parse

ENDING = ".toml"


def mappings() -> tuple[str, ...]:
    """The names of the shipped mappings, in order."""
    found = (file.name for file in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


def load_mapping(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by its name, or the one in a TOML file.

    Raises: BadMapping, naming file, line and entry of each fault, or the mappings that there are.
    """
    if str(name_or_path) in mappings():
        file = f"{name_or_path}{ENDING}"
        return parse((files(__name__) / file).read_text(encoding="utf-8"), file)
    path = Path(name_or_path)
    try:
        return parse(path.read_text(encoding="utf-8"), path.name, path.parent)
    except UnicodeDecodeError:
        raise BadMapping(f"{path.name}: not UTF-8") from None
    except OSError as error:
        known = ", ".join(mappings())
        raise BadMapping(f"no mapping {str(name_or_path)!r}: {error.strerror}; shipped: {known}") from None
