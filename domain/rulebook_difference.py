"""What one version of a rulebook says otherwise than another: entry by entry, and in each field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from domain.rulebook import Rulebook
from domain.rulebook_kinds import KINDS

ADDED, DROPPED, CHANGED = "added", "dropped", "changed"
SETTING = "setting"


class Difference(Struct, frozen=True):
    """An entry that is in one of both only, or says something else; `fields` are those that differ.

    `old` and `new` are the entries, None where there is none. Of a setting they are the settings as a whole.
    """

    kind: str
    id: str
    what: str
    old: Any
    new: Any
    fields: tuple[str, ...] = ()

    @property
    def rule(self) -> Any:
        """The entry as it is now, else as it was."""
        return self.old if self.new is None else self.new


def differences(old: Rulebook, new: Rulebook) -> tuple[Difference, ...]:
    """Every difference, settings last; entries in the order of the new book, then those that it drops."""
    return tuple(_all(old, new))


def _all(old: Rulebook, new: Rulebook) -> Iterator[Difference]:
    for kind, of in KINDS.items():
        before = {rule.id: rule for rule in getattr(old, of.field)}
        after = {rule.id: rule for rule in getattr(new, of.field)}
        for name in dict.fromkeys((*after, *before)):
            yield from _entry(kind, name, before.get(name), after.get(name))
    for name in old.settings.__struct_fields__:
        if getattr(old.settings, name) != getattr(new.settings, name):
            yield Difference(SETTING, name, CHANGED, old.settings, new.settings, (name,))


def _entry(kind: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(kind, name, ADDED if old is None else DROPPED, old, new)
        return
    changed = tuple(field for field in new.__struct_fields__ if getattr(old, field) != getattr(new, field))
    if changed:
        yield Difference(kind, name, CHANGED, old, new, changed)
