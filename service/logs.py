"""What the server says on standard error: lines for people, or an object a line for programs.

Nothing in it could make a person or a petition known. Our own messages are made so where they are written; of other
libraries' only the template is taken, and of errors only their kind and the places in the program, never their words.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import asdict

from service.projector.failing import kind
from service.web_guard import access_log
from service.web_guard.access_log import Asked
from service.web_guard.request_ids import Numbered

OURS = "zhuoluo"
SERVER = logging.getLogger(f"{OURS}.server")
FORMAT = "%(asctime)s %(levelname)s %(name)s request=%(request_id)s %(message)s"
LONGEST = 200
"""Characters that are taken of another library's message, of its first line only."""


@contextmanager
def printed(*, access: bool, as_objects: bool = False) -> Iterator[None]:
    """Meanwhile what is logged goes to standard error, each with the id of its request; requests too, if wanted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Objects() if as_objects else Lines(FORMAT))
    handler.addFilter(Numbered())
    levels = {access_log.LOGGER: logging.INFO if access else logging.WARNING, SERVER: logging.INFO}
    before = {logger: logger.level for logger in levels}
    hook = threading.excepthook
    logging.getLogger().addHandler(handler)
    threading.excepthook = _thread_broken
    for logger, level in levels.items():
        logger.setLevel(level)
    try:
        yield
    finally:
        for logger, level in before.items():
            logger.setLevel(level)
        threading.excepthook = hook
        logging.getLogger().removeHandler(handler)


class Lines(logging.Formatter):
    """A line for people, and below it the places in the program where an error arose."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy(record)
        plain.msg, plain.args = "\n".join((_message(record), *_places(record))), None
        plain.exc_info = plain.exc_text = plain.stack_info = None
        return super().format(plain)


class Objects(logging.Formatter):
    """A JSON object a line: time, level, logger, request, message; of a request what it was; of an error `places`."""

    def format(self, record: logging.LogRecord) -> str:
        asked = getattr(record, "asked", None)
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": _message(record).encode(errors="replace").decode(),
            **(asdict(asked) if isinstance(asked, Asked) else {}),
        }
        places = _places(record)
        return msgspec.json.encode(said | ({"places": places} if places else {})).decode()


def _message(record: logging.LogRecord) -> str:
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    template = str(record.msg)
    try:
        said = template % _kinds(record.args) if record.args else template
    except (TypeError, ValueError, KeyError):
        said = template
    return said.partition("\n")[0][:LONGEST]


def _kinds(args: Any) -> Any:
    """The arguments of another library's message without what they hold: numbers, and the kinds of errors."""
    if isinstance(args, dict):
        return {name: _kind(each) for name, each in args.items()}
    return tuple(map(_kind, args))


def _kind(value: object) -> object:
    if isinstance(value, Exception):
        return kind(value)
    return value if isinstance(value, int | float) else "…"


def _places(record: logging.LogRecord) -> list[str]:
    """The kind of the error that is logged, and where it arose; nothing where there is none."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, Exception):
        return []
    frames = traceback.extract_tb(error.__traceback__)
    return [kind(error), *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]


def _thread_broken(hooked: threading.ExceptHookArgs) -> None:
    """A thread ended by an error: it is logged as any other."""
    if isinstance(hooked.exc_value, Exception):
        name = hooked.thread.name if hooked.thread else "?"
        broken = (hooked.exc_type, hooked.exc_value, hooked.exc_traceback)
        logging.getLogger(f"{OURS}.threads").error("thread %s has ended", name, exc_info=broken)
