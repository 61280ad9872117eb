"""What a change of the office is for the pages: its fields, what it would do, and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fastapi import Response
from fastapi.responses import RedirectResponse
from msgspec import Struct

from domain.office_effects import Effect
from service.api.problems import Fault
from service.ledger.entry import Via
from service.web.forms.fields import Field
from service.web.forms.reading import Typed
from service.web.screen import Screen

OFFICE = "/office"
"""The page that everybody may open who may change something."""


class Control(Field, frozen=True, kw_only=True):
    """A field with what it is called on this form; `rows` of a long text, `file`: it may also be sent as a file."""

    label: str
    hint: str = ""
    rows: int = 3
    file: bool = False


class Said(Struct, frozen=True):
    """A field as it is repeated before it is confirmed."""

    label: str
    words: str


class Plan(Struct, frozen=True, kw_only=True):
    """What a form would do: what it says, what that changes, and the deed itself.

    `act` is given how the command came in; what it returns is handed to the change's `done`. `upon`: whether it is
    only done while the office is as it was when the plan was shown. `more` is for a template of its own.
    """

    said: tuple[Said, ...]
    act: Callable[[Via], Any]
    effects: tuple[Effect, ...] = ()
    upon: bool = True
    office: str = ""
    again: bool = False
    more: Mapping[str, Any] = {}


class Wrong(Exception):
    """A text that cannot be used: every mistake in it, at the field in which it stands."""

    def __init__(self, field: str, mistakes: Iterable[Fault]) -> None:
        self.field, self.mistakes = field, tuple(mistakes)
        super().__init__(field)


Controls = Callable[[Screen, Typed], tuple[Control, ...]]
Planned = Callable[[Screen, Typed], Plan]


def led_back(_screen: Screen, change: Change, _outcome: Any) -> Response:
    """Back to where the change can be seen."""
    return RedirectResponse(f"{change.back}?done={change.name}", 303)


def nothing(_screen: Screen, _given: Typed) -> Typed:
    """A form in which nothing stands that its address does not say."""
    return {}


class Change(Struct, frozen=True, kw_only=True):
    """One change: its address, what it is called, its form, what it would do.

    `begun` says what stands in the form at first; `package` and `preview` name a template of its own.
    """

    path: str
    title: str
    back: str
    controls: Controls
    planned: Planned
    begun: Callable[[Screen, Typed], Typed] = nothing
    done: Callable[[Screen, Any, Any], Response] = led_back
    hint: str = ""
    grave: bool = False
    package: str = "service.web.office"
    preview: str = "changes/preview.html"

    def way_back(self, screen: Screen) -> str:
        """Where whoever gives it up is led: to the page that it belongs to, if they may open that."""
        return self.back if screen.opens(self.back) else OFFICE

    @property
    def name(self) -> str:
        """How the page that it leads back to knows it."""
        return self.path.strip("/").replace("/", "-")
