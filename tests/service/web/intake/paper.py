"""A form as a browser without scripts would send it: what stands in its controls, and which of them are required."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

Attributes = dict[str, str | None]


class Sheet(HTMLParser):
    """Reads the controls of the form with one id."""

    def __init__(self, page: str, form: str = "sheet") -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.required: set[str] = set()
        self.names: set[str] = set()
        self.wrong: set[str] = set()
        self._form, self._inside = form, False
        self._select, self._text = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == self._form
        if self._inside and tag in ("input", "select", "textarea"):
            self._control(tag, given)
        if self._inside and tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""

    def _control(self, tag: str, given: Attributes) -> None:
        name = given.get("name") or ""
        self.names.add(name)
        if "required" in given:
            self.required.add(name)
        if "aria-invalid" in given:
            self.wrong.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            self.values[name] = ""
        elif given.get("type") not in ("radio", "checkbox") or "checked" in given:
            self.values[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def filled(self, **typed: Any) -> dict[str, str]:
        """The values with these in their place; `_` in a name stands for a dot where there is no such control."""
        named = {name if name in self.names else name.replace("__", "."): value for name, value in typed.items()}
        return {**self.values, **named}
