"""What cannot be done just now, why, and when it is worth trying again."""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePath
from threading import Lock
from time import monotonic

import psycopg
from msgspec import Struct

LOGGER = logging.getLogger("zhuoluo.projector")
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
"""Seconds between two attempts at what fails."""
DATABASE_GONE = (psycopg.OperationalError, psycopg.InterfaceError)
"""What passes by itself: the server restarts, a connection is lost, two transactions stood in each other's way."""


class Failure(Struct, frozen=True):
    """What went wrong with something, and from when on (monotonic seconds) it is tried again."""

    said: str
    passing: bool
    pause: float
    again_at: float


class Failures:
    """What fails, by office or by what else it concerns; everything else goes on.

    Each failure is logged once, and so is its end. The log names kinds of errors and places in the program, never
    their words: those could hold personal data.
    """

    def __init__(self, what: str = "read models") -> None:
        self._what = what
        self._guard = Lock()
        self._of: dict[str, Failure] = {}

    def __contains__(self, whose: str) -> bool:
        return whose in self._of

    def waits(self, whose: str) -> bool:
        """Whether it is too early to try again."""
        failure = self._of.get(whose)
        return failure is not None and monotonic() < failure.again_at

    def stuck(self, whose: str) -> bool:
        """Whether it fails for a reason that does not pass by itself."""
        failure = self._of.get(whose)
        return failure is not None and not failure.passing

    def said(self) -> dict[str, str]:
        """The kind of error of each that fails."""
        with self._guard:
            return {whose: failure.said for whose, failure in self._of.items()}

    def failed(self, whose: str, error: Exception, where: str = "") -> None:
        """`where`: at what it failed, said in the log."""
        said = kind(error)
        with self._guard:
            known = self._of.get(whose)
            pause = min(known.pause * 2, LONGEST_PAUSE) if known else FIRST_PAUSE
            self._of[whose] = Failure(said, isinstance(error, DATABASE_GONE), pause, monotonic() + pause)
        if known is None or known.said != said:
            frames = "".join(traceback.format_tb(error.__traceback__))
            at = f" at {where}" if where else ""
            LOGGER.error("%s of %s do not follow: %s%s\n%s", self._what, whose, said, at, frames)

    def passed(self, whose: str) -> None:
        if whose in self._of:
            with self._guard:
                found = self._of.pop(whose, None)
            if found is not None:
                LOGGER.warning("%s of %s follow again", self._what, whose)


def kind(error: Exception) -> str:
    """The name of the error, and the code of the database if it has one."""
    code = error.sqlstate if isinstance(error, psycopg.Error) else None
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def place(error: Exception) -> str:
    """Where in the program the error arose: file, function and line; "" for one that was never raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f"{PurePath(last.filename).stem}.{last.name}:{last.lineno}"
