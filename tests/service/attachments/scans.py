"""Paper as a scanner gives it: pages with real bar codes, turned, askew, coarse and grey, as pictures and as PDF."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it comes without types
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from service.attachments.backfill.marks import Mark

A4 = (1654, 2339)
"""Pixels of A4 at 200 dots to the inch."""
WHITE = 255


def page(text: str = "") -> Image.Image:
    """A page with a few lines of writing, and none of any code."""
    made = Image.new("L", A4, WHITE)
    draw = ImageDraw.Draw(made)
    for line in range(20):
        draw.line((200, 300 + 80 * line, 200 + 53 * (line % 7 + 17), 300 + 80 * line), fill=40, width=5)
    draw.text((200, 150), text, fill=0)
    return made


def with_code(
    text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode, height: int = 400
) -> Image.Image:
    """A page with a code on it, drawn by the library that reads it."""
    code = Image.fromarray(zxingcpp.create_barcode(text, kind).to_image(scale=4))
    code = code.convert("L").resize((code.width * height // code.height, height), Image.Resampling.NEAREST)
    made = page()
    made.paste(WHITE, (250, 250, 250 + code.width + 100, 250 + code.height + 100))
    made.paste(code, (300, 300))
    return made


def printed(pdf: bytes, dots: int = 200) -> list[Image.Image]:
    """The pages of a PDF as they leave the printer and come back from the scanner."""
    document = pdfium.PdfDocument(pdf)
    drawn = [
        document[number].render(scale=dots / 72, grayscale=True).to_pil().convert("L")
        for number in range(len(document))
    ]
    document.close()
    return drawn


def scanned(sheet: Image.Image, *, degrees: float = 0, shrink: float = 1, seed: int = 7) -> Image.Image:
    """The sheet as it lay: turned, coarse, blurred a little and with grains."""
    turned = sheet.rotate(degrees, fillcolor=WHITE, expand=True, resample=Image.Resampling.BICUBIC)
    small = turned.resize((int(turned.width * shrink), int(turned.height * shrink)), Image.Resampling.BILINEAR)
    blurred = small.filter(ImageFilter.GaussianBlur(0.6))
    grain = random.Random(seed)
    for _ in range(blurred.width * blurred.height // 400):
        blurred.putpixel((grain.randrange(blurred.width), grain.randrange(blurred.height)), grain.randrange(256))
    return blurred


def mark(number: str, office: str = "desk", paper: str = "letter") -> str:
    return Mark(office, number, paper).text()


def saved(file: Path, pages: Sequence[Image.Image]) -> Path:
    """A scan as a file of the kind that its name says; several pages as PDF or TIFF."""
    content = io.BytesIO()
    kind = {".pdf": "PDF", ".tif": "TIFF", ".tiff": "TIFF", ".jpg": "JPEG", ".png": "PNG"}[file.suffix.lower()]
    more = {"save_all": True, "append_images": list(pages[1:])} if kind in ("PDF", "TIFF") else {}
    more |= {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    pages[0].save(content, kind, resolution=200, dpi=(200, 200), **more)
    file.write_bytes(content.getvalue())
    return file
