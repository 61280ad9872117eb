"""Sample content for a template: in every place the name of what stands there, so that whoever writes one sees it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

from domain.documents.content import Content
from domain.documents.making import MAKERS

DAY = date(2026, 1, 2)
RECEIVED = "2026-01-02 09:30"
LEVELS = {"review1": "1", "review2": "2"}
MODES = {"slip": ("forward", "assign", "order", "copy"), "whereto": ("forward", "assign", "redirect")}
"""Of those whose title and words depend on the way of forwarding."""


def samples(kind: str) -> Iterator[Content]:
    """With everything said, once for each way of forwarding; then with nothing said at all."""
    made = get_type_hints(MAKERS[kind])["return"]
    for mode in MODES.get(kind, ("",)):
        yield _Sample(kind, mode, bare=False).struct(made)
    yield _Sample(kind, MODES.get(kind, ("",))[0], bare=True).struct(made)


class _Sample:
    def __init__(self, kind: str, mode: str, *, bare: bool) -> None:
        self._kind, self._mode, self._bare, self._days = kind, mode, bare, 0

    def struct(self, made: Any) -> Any:
        hints = get_type_hints(made)
        return made(**{field.name: self._value(field.name, hints[field.name]) for field in fields(made)})

    def _value(self, name: str, kind: Any) -> Any:
        if get_origin(kind) in (Union, types.UnionType):
            return None if self._bare else self._value(name, get_args(kind)[0])
        if get_origin(kind) is tuple:
            return () if self._bare else tuple(self._value(name, get_args(kind)[0]) for _ in range(2))
        if isinstance(kind, type) and issubclass(kind, Struct):
            return self.struct(kind)
        return self._plain(name, kind)

    def _plain(self, name: str, kind: Any) -> Any:
        if kind is date:
            self._days += 1
            return DAY + timedelta(days=self._days)
        if kind in (bool, int):
            return kind(1)
        return self._text(name)

    def _text(self, name: str) -> str:
        codes = {"mode": self._mode, "level": LEVELS.get(self._kind, "")}
        if codes.get(name):
            return codes[name]
        if self._bare:
            return ""
        return RECEIVED if name == "received" else f"〔{name}〕"
