"""Puts a backup back and kills itself before a step: `python -m … HOME BACKUP KEYS KEK HEADS STEP [unheld]`.

`unheld`: the control, which does not say beforehand that a backup is about to be put back.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from service.backups import dumping, holding, outside, restoring
from service.backups.outside import Known
from service.backups.restoring import Asked, restore
from service.settings import Settings

ORIGIN = "xinfang.example"

STEPS: dict[str, tuple[Any, str]] = {
    "the rows": (dumping, "put_back"),
    "the migrations": (restoring, "migrate"),
    "the keys": (restoring, "_place"),
    "the comparison": (outside, "holds"),
    "the read models": (restoring, "_made_anew"),
    "the verdict": (holding, "settle"),
    "the release": (holding, "free"),
}
"""What is there to be killed before, in this order."""


def _killed(*_given: Any, **_named: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _nothing(*_given: Any) -> None:
    """Stands in the place of a function."""


def main(home: str, backup: str, keys: str, kek: str, heads: str, step: str, *options: str) -> None:
    of, name = STEPS[step]
    setattr(of, name, _killed)
    if options:
        vars(holding)["begin"] = _nothing
    asked = Asked(keys=Path(keys), kek=Path(kek), shredded=(), known=Known(folders=(Path(heads),)))
    restore(Settings(Path(home), origin=ORIGIN), Path(backup), asked)


if __name__ == "__main__":
    main(*sys.argv[1:])
