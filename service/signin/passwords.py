"""Passwords: what one must be like, how it is kept (argon2id), and how many are worked on at once.

Whoever comes from a network from which the account was signed in to before waits in one lane, strangers in another: a
flood of strangers cannot hold up the others. Each lane works on one password at a time, so two take 64 MiB each.
Source: NIST SP 800-63B-4 section 3.1.1 (length without composition rules, block list, NFKC), RFC 9106 section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.deciding import Reason, Refused, structural
from service.signin.blocklist import guessable
from service.signin.errors import Busy

LEAST, LEAST_WITH_FACTOR = 15, 12
"""Characters."""
MOST = 1024
"""Bytes in UTF-8."""
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
WAIT_SECONDS = 3.0
HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


class Lane:
    """One password at a time; at most `waiting` callers, each for WAIT_SECONDS."""

    def __init__(self, waiting: int) -> None:
        self._slot = BoundedSemaphore(1)
        self._places = BoundedSemaphore(waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises Busy when nobody's turn comes in time."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._slot.acquire(timeout=WAIT_SECONDS):
                raise Busy
            try:
                yield
            finally:
                self._slot.release()
        finally:
            self._places.release()


KNOWN, STRANGERS = Lane(12), Lane(8)
"""Together fewer than the threads of the server, so that it goes on answering all else."""


def hashed(password: str, lane: Lane = KNOWN) -> str:
    """The argon2id hash with its parameters and salt (PHC string). Raises Busy."""
    said = normalize("NFKC", password)
    with lane.turn():
        return HASHER.hash(said)


def fits(kept: str | None, password: str, lane: Lane) -> bool:
    """Whether the password is the one kept; where none is, the same work is done for nothing. Raises Busy."""
    said = normalize("NFKC", password).encode("utf-8", "surrogatepass")[: MOST + 1]
    with lane.turn():
        try:
            HASHER.verify(kept or _nobodys(), said)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None and len(said) <= MOST


def outgrown(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


_NOBODY: list[str] = []


def _nobodys() -> str:
    """A hash that no password fits, made with today's parameters at first use."""
    if not _NOBODY:
        _NOBODY.append(HASHER.hash(b"\xff nobody"))
    return _NOBODY[0]


def check(password: str, *, factor: bool, words: Iterable[str]) -> None:
    """Refuses a password that is too short, too long or easily guessed; `words`: login, names, office.

    Raises: Refused with every reason; none of them repeats the password.
    """
    if reasons := tuple(_faults(normalize("NFKC", password), words, LEAST_WITH_FACTOR if factor else LEAST)):
        raise Refused(reasons)


def _faults(password: str, words: Iterable[str], least: int) -> Iterator[Reason]:
    if len(password) < least:
        zh, en = f"密码至少{least}个字符", f"a password has at least {least} characters"
        yield structural(zh, en)
    if any("\ud800" <= each <= "\udfff" or each < " " for each in password):
        yield structural("密码含有不能使用的字符", "a password holds characters that cannot be typed")
    elif len(password.encode()) > MOST:
        yield structural(f"密码至多{MOST}字节", f"a password has at most {MOST} bytes")
    elif guessable(password, words):
        zh = "密码容易被猜到：由常用词、姓名、机构名称、键盘顺序或者数字组成"
        yield structural(zh, "easily guessed: made of common words, names, runs on the keyboard or digits only")
