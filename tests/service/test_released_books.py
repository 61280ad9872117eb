"""A rulebook that came with a release stays as it is: what changes in it is a new version (docs/compatibility.md).

`make released` keeps those of today; run by itself this adds the books that are not kept yet.
"""

from __future__ import annotations

from pathlib import Path

from service.bundled import bundled_books

KEPT = Path(__file__).parents[1] / "data" / "released" / "0.1" / "rulebooks.txt"


def kept() -> dict[str, str]:
    return dict(line.split(" ") for line in KEPT.read_text(encoding="utf-8").splitlines())


def test_a_released_book_is_there_and_unchanged() -> None:
    today = {reference: book.digest for reference, book in bundled_books().items()}
    assert {reference: today.get(reference) for reference in kept()} == kept()


def test_every_book_of_today_is_kept() -> None:
    assert set(bundled_books()) == set(kept())


if __name__ == "__main__":
    before = kept() if KEPT.exists() else {}
    books = {reference: book.digest for reference, book in bundled_books().items()} | before
    KEPT.write_text("".join(f"{name} {digest}\n" for name, digest in sorted(books.items())), encoding="utf-8")
