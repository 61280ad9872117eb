"""The code lists of the invented offices: each publishes those of the program as its own, to hold in its first year."""

from __future__ import annotations

import re
from datetime import date

from domain import office as o
from domain.codelist import FIELDS, parse
from service.bundled import bundled_code_text

REASON = "自本年度起按本表分类登记"
VERSION = re.compile("^version = .*$", re.MULTILINE)


def published(day: date) -> tuple[o.CodeListPublished, ...]:
    """Every list of the program as an office publishes it, to hold from the first day of that year on."""
    return tuple(_published(text, day) for name in FIELDS if (text := bundled_code_text(name)))


def _published(text: str, day: date) -> o.CodeListPublished:
    own = VERSION.sub(f"version = {day.replace(month=1, day=1)}", text, count=1)
    said = parse(own)
    return o.CodeListPublished(code_list=said.id, valid_from=said.version, digest=said.digest, text=own, reason=REASON)
