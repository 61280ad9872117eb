"""Conditional requests (RFC 9110, section 13): which answers whoever asks has already."""

from __future__ import annotations

from fastapi import Request


def known_tags(request: Request) -> list[str]:
    """The tags in If-None-Match; a weak one counts as its strong one (RFC 9110, 13.1.2)."""
    said = ",".join(request.headers.getlist("if-none-match"))
    return [each.strip().removeprefix("W/") for each in said.split(",")]
