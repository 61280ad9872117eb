"""Scanned files page by page: as pictures to be looked at, and cut out as files of their own.

PDFium draws PDF files and Pillow reads pictures; both get bytes that anybody may have made, so how large a page may
become and how many there may be is bounded before anything is drawn.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it comes without types
from PIL import Image, ImageSequence, UnidentifiedImageError

DOTS = 200
"""To the inch, at which a page of a PDF file is looked at."""
INCH = 72
LONGEST = 4000
"""Pixels of the longer side of what is looked at."""
LARGEST = 89_000_000
"""Pixels of a picture that is opened at all, about where Pillow warns: A3 at 600 dots to the inch has 70 million."""
MOST = 2000
PDF, TIFF = ".pdf", (".tif", ".tiff")
PICTURES = (*TIFF, ".jpg", ".jpeg", ".png")
SUFFIXES = (PDF, *PICTURES)


class Unreadable(Exception):
    """A file that cannot be gone through page by page."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{en} ({zh})")


class Scanned(Protocol):
    """A file of pages, counted from 1."""

    @property
    def count(self) -> int: ...
    def pictures(self) -> Iterator[Image.Image]: ...
    def cut(self, first: int, last: int) -> tuple[bytes, str]: ...


@contextmanager
def opened(file: Path) -> Iterator[Scanned]:
    """The pages of a file. Raises Unreadable."""
    if file.suffix.lower() == PDF:
        with _pdf(file) as document:
            yield _Pdf(document)
    else:
        with _picture(file) as picture:
            yield _Picture(picture)


@contextmanager
def _pdf(file: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        raise Unreadable("不是可读的PDF，或者有密码", "no PDF that can be read, or one with a password") from error
    try:
        _bounded(len(document))
        yield document
    finally:
        document.close()


@contextmanager
def _picture(file: Path) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=("TIFF", "JPEG", "PNG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError) as error:
        raise Unreadable("不是可读的图像", "no picture that can be read") from error
    with picture:
        _bounded(getattr(picture, "n_frames", 1))
        yield picture


def _too_large() -> Unreadable:
    return Unreadable(f"图像超过{LARGEST}像素", f"the picture has more than {LARGEST} pixels")


def _bounded(count: int) -> None:
    if not 1 <= count <= MOST:
        raise Unreadable(f"页数为{count}，须为1至{MOST}", f"it has {count} pages, not 1 to {MOST}")


class _Pdf:
    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document

    @property
    def count(self) -> int:
        return len(self._document)

    def pictures(self) -> Iterator[Image.Image]:
        for number in range(self.count):
            yield _drawn(self._document, number)

    def cut(self, first: int, last: int) -> tuple[bytes, str]:
        """The pages as a PDF of their own, as they are."""
        made = pdfium.PdfDocument.new()
        try:
            made.import_pages(self._document, list(range(first - 1, last)))
            content = io.BytesIO()
            made.save(content)
        finally:
            made.close()
        return content.getvalue(), PDF


def _drawn(document: pdfium.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS / INCH, LONGEST / max(width, height, 1.0))
        drawn: Any = page.render(scale=scale, grayscale=True)
        picture: Image.Image = drawn.to_pil().convert("L")
        page.close()
    except pdfium.PdfiumError as error:
        raise Unreadable(f"第{number + 1}页不能显示", f"page {number + 1} cannot be drawn") from error
    return picture


def _looked_at(frame: Image.Image, number: int) -> Image.Image:
    try:
        picture = frame.convert("L")
    except (OSError, ValueError, SyntaxError) as error:  # as Pillow says of what is cut off or damaged
        raise Unreadable(f"第{number}页已损坏", f"page {number} is damaged") from error
    picture.thumbnail((LONGEST, LONGEST))
    return picture


class _Picture:
    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture

    @property
    def count(self) -> int:
        return int(getattr(self._picture, "n_frames", 1))

    def pictures(self) -> Iterator[Image.Image]:
        for number, frame in enumerate(ImageSequence.Iterator(self._picture), 1):
            if frame.width * frame.height > LARGEST:
                raise _too_large()
            yield _looked_at(frame, number)

    def cut(self, first: int, last: int) -> tuple[bytes, str]:
        """The pages as a TIFF of their own, compressed without loss."""
        frames = []
        for number in range(first - 1, last):
            self._picture.seek(number)
            frames.append(self._picture.copy())
        content = io.BytesIO()
        frames[0].save(content, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
        return content.getvalue(), TIFF[0]
