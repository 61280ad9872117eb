"""What stands behind the ? of a page: as an API's query, without what is left blank and what only the page knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import msgspec
from fastapi import Request
from msgspec import Struct

from service.api.decoding import named
from service.api.querying import WHOLE

Q = TypeVar("Q", bound=Struct)

OF_PAGES = frozenset({"done", "lang", "view", "purpose"})
"""Words that say something to the page and nothing to the question."""

ROWS = 40
"""Of a list where nobody says how many: the page stays below 50 kB, uncompressed as pages with tokens have to be."""


def asked_for(request: Request, kind: type[Q], apart: Collection[str] = ()) -> Q:
    """The query as a `kind`; what was left blank was not said. Raises Refusal (422) naming the parameter."""
    said = {
        name: value
        for name, value in request.query_params.items()
        if value.strip() and name not in OF_PAGES and name not in apart
    }
    if "limit" in kind.__struct_fields__:
        said.setdefault("limit", str(ROWS))
    try:
        return msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as error:
        raise named(str(error), WHOLE) from None
