"""One reader under atheris: `python -m tests.hostile.guided TARGET FOLDER [libFuzzer options]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["domain", "service", "msgspec", "tomllib", "csv", "zipfile", "json"]):
    from tests.hostile.targets import targets


def main() -> None:
    target = targets()[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
