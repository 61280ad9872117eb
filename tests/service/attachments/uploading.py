"""A process that attaches one file after the other and says so, until it is killed."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from uuid import UUID

from domain.values import Actor
from service.attachments import taking
from service.attachments.taking import Upload
from service.database import Database
from service.runtime import assembled
from service.settings import Attaching, Settings

SIZE = 3_000_000


def main(home: str, conninfo: str, office: str, petition: str) -> None:
    with assembled(Settings(Path(home), attachments=Attaching(most=10**6)), Database(conninfo)) as instance:
        while True:
            upload = Upload(
                office=office,
                petition=UUID(petition),
                said="a.txt",
                declared="",
                paper="letter",
                actor=Actor("田甜", "信访科"),
                channel="test",
            )
            text = secrets.token_hex(SIZE // 2).encode()
            answer = taking.take(instance, upload, (text[at : at + 65536] for at in range(0, SIZE, 65536)))
            print(answer.position, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
