"""The parts of a form with a file, read while they come: never more than a piece of it is held, none on a disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct
from python_multipart.multipart import MultipartParser, parse_options_header

from service.api import problems
from service.api.problems import Refusal

TYPE = b"multipart/form-data"


class Part(Struct):
    """A part of a form as it comes: its headers, and what of its content has come and was not taken yet."""

    headers: dict[bytes, bytes]
    content: deque[bytes]
    done: bool = False

    @property
    def options(self) -> dict[bytes, bytes]:
        return dict(parse_options_header(self.headers.get(b"content-disposition", b""))[1])


class Form:
    """Reads the parts of a multipart form one after the other while they come; never more than a piece is held."""

    def __init__(self, boundary: bytes, blocks: Iterator[bytes]) -> None:
        self._blocks, self._waiting = blocks, deque[Part]()
        self._name, self._value = b"", b""
        self._parser = MultipartParser(boundary, {
            "on_part_begin": self._begun, "on_part_data": self._data, "on_part_end": self._ended,
            "on_header_field": self._field, "on_header_value": self._said, "on_header_end": self._header,
        })  # fmt: skip

    def parts(self) -> Iterator[Part]:
        """Each part once its content begins. Raises Refusal (400) for what is no such form."""
        while True:
            while self._waiting and (self._waiting[0].content or self._waiting[0].done):
                yield self._waiting.popleft()
            if not self.more():
                return

    def more(self) -> bool:
        """Whether something more has come."""
        block = next(self._blocks, None)
        if block is None:
            return False
        try:
            self._parser.write(block)
        except ValueError:
            raise Refusal(problems.MALFORMED) from None
        return True

    def content(self, part: Part) -> Iterator[bytes]:
        """The content of a part, as it comes."""
        while True:
            while part.content:
                yield part.content.popleft()
            if part.done or not self.more():
                return

    def text(self, part: Part, most: int) -> str:
        """The content of a part that is a field. Raises Refusal (413) for more than `most` bytes."""
        found = b""
        for piece in self.content(part):
            found += piece
            if len(found) > most:
                raise Refusal(problems.TOO_LARGE)
        return found.decode("utf-8", "replace")

    def rest(self) -> None:
        """Lets what still comes pass by: a browser listens for its answer when it has said everything."""
        for _ in self._blocks:
            pass

    def _begun(self) -> None:
        self._waiting.append(Part({}, deque()))
        self._last = self._waiting[-1]

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _said(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self._last.headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._last.content.append(data[start:end])

    def _ended(self) -> None:
        self._last.done = True


def form_of(content_type: str, blocks: Iterator[bytes]) -> Form:
    """Raises Refusal (415) for what is no such form."""
    kind, options = parse_options_header(content_type)
    if kind != TYPE or b"boundary" not in options:
        raise Refusal(problems.WRONG_TYPE)
    return Form(options[b"boundary"], blocks)
