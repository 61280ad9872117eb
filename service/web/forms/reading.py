"""What was typed into a form: as a body of the API, or with what is wrong at which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from fastapi import Request
from msgspec import Struct
from starlette.datastructures import FormData

from service.api.decoding import named
from service.api.problems import Fault, Refusal
from service.web.forms.fields import MARKS, Field

B = TypeVar("B", bound=Struct)
Typed = Mapping[str, str]
"""What stood in each control; of several ticks of one name the last."""

MOST_FIELDS = 1500
YES, NO = "yes", "no"
MEMBER = re.compile(r"\[(\d+)\]")
NUMERAL = re.compile(r"[0-9]{1,9}")


async def typed(request: Request) -> Typed:
    """The texts of a form that was sent. Raises HTTPException (400) for more fields than any form has."""
    form: FormData = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def said(fields: Iterable[Field], given: Typed, zone: ZoneInfo) -> dict[str, Any]:
    """The fields that were filled in, nested as in the body; a flag is always said."""
    return {field.key: value for field in fields if (value := _value(field, given, zone)) is not None}


def _value(field: Field, given: Typed, zone: ZoneInfo) -> Any:
    match field.kind:
        case "flag":
            return field.name in given
        case "group":
            return said(field.fields, given, zone) or None
        case "people":
            return list(_people(field, given, zone)) or None
        case "marks" | "reasons":
            return _by_item(field, given) or None
        case _:
            return _in_one_control(field.kind, given.get(field.name, "").strip(), zone)


def _in_one_control(kind: str, text: str, zone: ZoneInfo) -> Any:
    match kind:
        case "either":
            return {YES: True, NO: False}.get(text)
        case "number":
            return int(text) if NUMERAL.fullmatch(text) else text or None
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()] or None
        case "instant":
            return _instant(text, zone)
        case _:
            return text.replace("\r\n", "\n") or None


def _people(field: Field, given: Typed, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """The persons of the rows in which anything was typed."""
    for row in range(rows_of(field, given)):
        inner = [msgspec.structs.replace(each, name=f"{field.name}.{row}.{each.key}") for each in field.fields]
        if person := said(inner, given, zone):
            yield person


def rows_of(field: Field, given: Typed) -> int:
    """How many rows of persons the form had."""
    begins = f"{field.name}."
    rows = [name[len(begins) :].partition(".")[0] for name in given if name.startswith(begins)]
    return 1 + max((int(row) for row in rows if NUMERAL.fullmatch(row)), default=-1)


def _by_item(field: Field, given: Typed) -> dict[str, Any]:
    begins = f"{field.name}."
    found = {name[len(begins) :]: value.strip() for name, value in given.items() if name.startswith(begins)}
    whole = field.kind == MARKS
    return {item: int(v) if whole and NUMERAL.fullmatch(v) else v for item, v in found.items() if v}


def _instant(text: str, zone: ZoneInfo) -> str | None:
    """A local day and time of the office as an instant; what is none stays as it was typed, to be refused."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat() if text else None
    except ValueError:
        return text


def body(kind: type[B], content: Mapping[str, Any]) -> B:
    """The body of the API. Raises Refusal (422) naming the field."""
    try:
        return msgspec.convert(dict(content), kind, strict=False)
    except msgspec.ValidationError as error:
        raise named(str(error)) from None


def at_fields(faults: Sequence[Fault]) -> dict[str, Fault]:
    """Each fault by the name of the control that it is about."""
    return {MEMBER.sub(r".\1", fault.path.removeprefix("$").removeprefix(".")): fault for fault in faults}


def faults_of(refusal: Refusal) -> dict[str, Fault]:
    return at_fields(refusal.faults)
