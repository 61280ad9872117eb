"""Samples of real registers that come with the program, for the demo and for trying an import out."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample(name: str) -> Path:
    """The file of this name, for example "uk_wpq/2024-09.changes.csv". Raises: LookupError when there is none.

    In a checkout that is the tests' own copy, else the one packed into the wheel.
    """
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "tests" / "data").is_dir():
        found = checkout / "tests" / "data" / name
    else:
        found = Path(str(files("zhuoluo_samples").joinpath(name)))
    if not found.is_file():
        raise LookupError(f"no sample {name!r} comes with zhuoluo")
    return found
