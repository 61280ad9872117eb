"""The other way: what is known already, as it stands in the controls of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.web.forms.fields import FLAG, GROUP, LINES, PEOPLE, Field
from service.web.forms.reading import NO, YES


def controls(fields: Iterable[Field], known: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    """What stands in each control for values as msgspec makes builtins of them."""
    filled: dict[str, str] = {}
    for field in fields:
        value = known.get(field.key, field.default)
        if value is not None:
            filled |= _filled(field, value, zone)
    return filled


def _filled(field: Field, value: Any, zone: ZoneInfo) -> dict[str, str]:
    if field.kind == GROUP:
        return controls(field.fields, value, zone) if isinstance(value, Mapping) else {}
    if field.kind == PEOPLE:
        return {
            f"{field.name}.{row}.{key}": str(said)
            for row, person in enumerate(value)
            for key, said in person.items()
            if key != "id" and said is not None
        }
    if isinstance(value, Mapping):
        return {f"{field.name}.{item}": str(said) for item, said in value.items()}
    if field.kind == FLAG:
        return {field.name: YES} if value else {}
    return {field.name: _text(field, value, zone)}


def _text(field: Field, value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if field.kind == LINES:
        return "\n".join(map(str, value))
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
