"""Posts one delivery: to an address that was looked at, without redirects, bounded in time and in what is read."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Timer
from urllib.parse import urlsplit

from msgspec import Struct

from service.feeds.networks import Network, NotAllowed, Unresolved, reached

SECONDS = 15.0
"""For all of it: the specification recommends 15 to 30."""
LARGEST = 65536
"""Bytes of an answer that are read; what is said there is not looked at."""
PORTS = {"https": 443, "http": 80}
LONGEST_WAIT = 86400
"""Seconds that a receiver may ask for."""
TOO_LATE = "timeout"
MOST = 4
"""Addresses of one name that are tried."""


class Undelivered(Exception):
    """A receiver did not take a delivery. `why` is a word of ours; `wait`: seconds that the receiver asks for."""

    def __init__(self, why: str, wait: int = 0) -> None:
        super().__init__(why)
        self.why, self.wait = why, wait


class _Direct(HTTPConnection):
    """A connection to the first of some addresses that answers, under the name of the receiver.

    Its certificate has to bear that name.
    """

    def __init__(self, host: str, port: int, addresses: Sequence[str], context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._addresses, self._context = addresses, context

    def connect(self) -> None:
        self.sock = self._reached()
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)

    def _reached(self) -> socket.socket:
        """All addresses have their share of the time: one that does not answer is no end. Raises OSError."""
        share, last = SECONDS / len(self._addresses), len(self._addresses) - 1
        for place, address in enumerate(self._addresses):
            try:
                made = socket.create_connection((address, self.port), share)
            except OSError:
                if place == last:
                    raise
                continue
            made.settimeout(SECONDS)
            return made
        raise OSError

    def shaken(self) -> None:
        """The handshake, once whoever ends it in time knows the connection."""
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def cut(self) -> None:
        """Ends whatever is read or written, from another thread."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class Answer(Struct, frozen=True):
    """What a receiver answered: its status, the seconds it asks to wait, and what it said, as far as that was read."""

    status: int
    wait: int = 0
    content: bytes = b""


def post(url: str, body: bytes, headers: Mapping[str, str], named: Sequence[Network]) -> None:
    """Returns once the receiver has said that it has the delivery. Raises Undelivered."""
    answer = _posted(url, body, headers, named)
    if answer.status // 100 != 2:  # noqa: PLR2004 - success, RFC 9110 section 15.3
        raise Undelivered(f"status {answer.status}", answer.wait)


def ask(url: str, body: bytes, headers: Mapping[str, str], named: Sequence[Network], largest: int) -> bytes:
    """What the receiver answers, whole. Raises Undelivered, also for an answer of more than `largest` bytes."""
    answer = _posted(url, body, headers, named, largest + 1)
    if answer.status // 100 != 2:  # noqa: PLR2004 - success, RFC 9110 section 15.3
        raise Undelivered(f"status {answer.status}", answer.wait)
    if len(answer.content) > largest:
        raise Undelivered("too-large")
    return answer.content


def _posted(
    url: str, body: bytes, headers: Mapping[str, str], named: Sequence[Network], largest: int = LARGEST
) -> Answer:
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    try:
        addresses = reached(host, port, named, SECONDS)
    except TimeoutError:
        raise Undelivered(TOO_LATE) from None
    except Unresolved:
        raise Undelivered("unresolved") from None
    except NotAllowed:
        raise Undelivered("not-allowed") from None
    context = ssl.create_default_context() if parts.scheme == "https" else None
    direct = _Direct(host, port, addresses[:MOST], context)
    return _asked(direct, parts.path or "/", body, headers, largest)


def _asked(connection: _Direct, path: str, body: bytes, headers: Mapping[str, str], largest: int) -> Answer:
    """Raises Undelivered, also when all of it takes too long, whatever is said meanwhile."""
    late = Event()

    def cut_off() -> None:
        late.set()
        connection.cut()

    timer = Timer(SECONDS, cut_off)
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        _in_time(late)  # when the time ended there may have been nothing yet to cut
        connection.shaken()
        connection.request("POST", path, body, {"User-Agent": "zhuoluo", "Connection": "close", **headers})
        with connection.getresponse() as answer:
            _in_time(late)  # the headers may have been cut off
            content = b""
            with suppress(HTTPException, OSError):  # what counts has been said
                content = answer.read(largest)
            return Answer(answer.status, _wait(answer), content)
    except ssl.SSLCertVerificationError:
        raise Undelivered("certificate") from None
    except TimeoutError:
        raise Undelivered(TOO_LATE) from None
    except (HTTPException, OSError, ValueError):
        raise Undelivered(TOO_LATE if late.is_set() else "unreachable") from None
    finally:
        timer.cancel()
        connection.close()


def _in_time(late: Event) -> None:
    if late.is_set():
        raise TimeoutError


def _wait(answer: HTTPResponse) -> int:
    """Retry-After in seconds; a date is as nothing said."""
    said = (answer.getheader("Retry-After") or "").strip()
    return min(int(said), LONGEST_WAIT) if said.isascii() and said.isdigit() and len(said) < 9 else 0  # noqa: PLR2004
