"""Goes over to another KEK and kills itself at its N-th step: `python -m … KIND PLACE KEKS N [careless]`.

A step is what changes files, or asks the server. `careless`: the control, which takes a key away before the key wrapped
anew is in its place. Prints "done" when it comes to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from service.keystore import folder, rotating
from service.keystore.files import put, sync
from service.keystore.folder import FolderShelf
from service.keystore.server import ServerShelf
from service.keystore.shelves import Shelf
from service.keystore.store import KeyStore
from service.keystore.wrapping import KekFolder

CHANGES = {"os.link", "os.rename", "os.remove", "os.mkdir"}


class Steps:
    """Counts down, and kills this process at the end."""

    def __init__(self, left: int) -> None:
        self._left = left

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY
        if event in CHANGES or writes:
            self.step()


class Asking(ServerShelf):
    """Takes a step before and behind each question."""

    steps: Steps

    def _asked(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        self.steps.step()
        found = super()._asked(statement, *values)
        self.steps.step()
        return found


def careless(path: Path, secret: bytes) -> None:
    path.unlink(missing_ok=True)
    put(path, secret)
    sync(path.parent)


def main(kind: str, place: str, keks: str, at: str, *options: str) -> None:
    steps = Steps(int(at))
    if kind == "folder":
        shelf: Shelf = FolderShelf(Path(place))
        if options:
            vars(folder)["put_over"] = careless
        sys.addaudithook(steps.audit)
    else:
        asking = Asking(place)
        asking.steps = steps
        shelf = asking
    rotating.rotate(KeyStore(shelf, KekFolder(Path(keks))))
    sys.stdout.write("done\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
