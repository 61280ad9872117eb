"""Seals the personal values of an event before it is encoded, and opens them for those who may read.

Which fields are personal is said by their types (domain/values.py). A person's fields are sealed under the
person's key, narrative under the petition's, with AES-256-GCM and the place of the value as associated
data, so that a sealed value moved to another field or subject cannot be opened.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace

from domain.subjects import case_subject, person_subject, subject_of
from domain.values import CASE, PERSON, Person, Sealed
from service.keystore.shelves import SubjectDestroyed
from service.keystore.store import Key
from service.ledger.barred import NOBODY, Barred

ERASED = "[已删除]"
RESTRICTED = "[限制处理]"
HIDDEN = (ERASED, RESTRICTED)
"""What stands in the place of a value that is not opened."""
NONCE_BYTES = 12

S = TypeVar("S", bound=msgspec.Struct)


class Keys(typing.Protocol):
    """What a sealer needs of a key store."""

    def sealing(self, subject: str) -> Key: ...

    def prepare(self, subjects: Iterable[str]) -> None: ...

    def find(self, kid: str) -> bytes | None: ...


class Sealer:
    """Seals and opens with the keys of one key store, for one office."""

    def __init__(self, keys: Keys, office: str, barred: Barred | None = None) -> None:
        self._keys = keys
        self._office = office
        self._barred = barred

    @property
    def barred(self) -> Barred | None:
        """Which subjects of the office are erased or restricted."""
        return self._barred

    def prepare(self, values: Iterable[tuple[msgspec.Struct, UUID]]) -> None:
        """Makes the keys that sealing these values of these cases will need, all in one go; of the erased none."""
        erased = self._barred.names().erased if self._barred else frozenset()
        wanted: dict[str, None] = {}

        def act(_field: str, kid: str, found: object, /) -> object:
            if isinstance(found, str) and kid not in erased:
                wanted[kid] = None
            return found

        for value, case in values:
            _walk(value, "", case_subject(case), act)
        self._keys.prepare(wanted)

    def sealed(self, value: S, case: UUID) -> S:
        """`value` with every personal string in it sealed; keys of new subjects are made first."""
        return typing.cast("S", _walk(value, "", case_subject(case), self._seal))

    def opened(self, value: S, *, restricted: bool = False) -> S:
        """`value` with every sealed value opened; ERASED stands where the key is gone or the subject was erased.

        RESTRICTED stands where processing is restricted, unless `restricted` says that whoever asks may see that too:
        data protection, and the rules that protect the people concerned. Raises InvalidTag, BadKey.
        """
        barred = self._barred.names() if self._barred else NOBODY
        if not barred.erased and not barred.restricted:
            return typing.cast("S", _walk(value, "", "", self._open))
        hidden = dict.fromkeys(() if restricted else barred.restricted, RESTRICTED)
        hidden |= dict.fromkeys(barred.erased, ERASED)

        def act(field: str, kid: str, found: object, /) -> object:
            mark = hidden.get(subject_of(found.kid)) if isinstance(found, Sealed) else None
            return mark or self._open(field, kid, found)

        return typing.cast("S", _walk(value, "", "", act))

    def text(self, field: str, value: Sealed) -> str:
        """One sealed value of that field opened; ERASED when its key is gone. Raises InvalidTag."""
        return str(self._open(field, "", value))

    def _seal(self, field: str, kid: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        if self._barred and kid in self._barred.names().erased:
            raise SubjectDestroyed(kid)
        nonce = os.urandom(NONCE_BYTES)
        key = self._keys.sealing(kid)
        return Sealed(key.kid, nonce, AESGCM(key.secret).encrypt(nonce, value.encode(), self._place(key.kid, field)))

    def _open(self, field: str, _kid: str, value: object) -> object:
        if not isinstance(value, Sealed):
            return value
        key = self._keys.find(value.kid)
        if key is None:
            return ERASED
        return AESGCM(key).decrypt(value.nonce, value.ciphertext, self._place(value.kid, field)).decode()

    def _place(self, kid: str, field: str) -> bytes:
        return f"{self._office}\n{kid}\n{field}".encode()


def key_ids(value: msgspec.Struct) -> set[str]:
    """The ids of the keys under which something in it is sealed."""
    found: set[str] = set()

    def act(_field: str, _kid: str, each: object, /) -> object:
        if isinstance(each, Sealed):
            found.add(each.kid)
        return each

    _walk(value, "", "", act)
    return found


class Act(typing.Protocol):
    """What is done to one personal value: (field, key id, value) -> value."""

    def __call__(self, field: str, kid: str, value: object, /) -> object: ...


def _walk(value: Any, field: str, kid: str, act: Act) -> Any:
    """`value` with `act` applied to each personal value in it; the very same object when nothing changed."""
    if isinstance(value, Sealed):
        return value
    if isinstance(value, tuple):
        walked = tuple(_walk(item, field, kid, act) for item in value)
        return walked if any(new is not old for new, old in zip(walked, value, strict=True)) else value
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {}
    for name, seal in _personal_fields(type(value)):
        old = getattr(value, name)
        new = _acted(name, _kid(value, seal, kid), old, act) if seal else _walk(old, name, kid, act)
        if new is not old:
            changes[name] = new
    return replace(value, **changes) if changes else value


def _acted(field: str, kid: str, value: object, act: Act) -> object:
    """A personal value, or several of them in a tuple, acted upon."""
    if not isinstance(value, tuple):
        return act(field, kid, value)
    acted = tuple(act(field, kid, item) for item in value)
    return acted if any(new is not old for new, old in zip(acted, value, strict=True)) else value


def _kid(owner: msgspec.Struct, seal: str, case: str) -> str:
    if seal == PERSON:
        assert isinstance(owner, Person)  # noqa: S101 - only a Person has personal fields
        return person_subject(owner.id)
    return case


@cache
def _personal_fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """The fields that are personal (name, "person" or "case") or may hold a struct that has such."""
    return tuple((name, seal or "") for name, seal, hint in _fields(kind) if seal or _holds_personal(hint))


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str | None, Any], ...]:
    """Name, seal and type of each field."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple((name, _seal_of(hint), hint) for name, hint in hints.items() if name in kind.__struct_fields__)


def _seal_of(hint: Any) -> str | None:
    for metadata in getattr(hint, "__metadata__", ()):
        if isinstance(metadata, msgspec.Meta) and metadata.extra and metadata.extra.get("seal") in (PERSON, CASE):
            return str(metadata.extra["seal"])
    if typing.get_origin(hint) in (typing.Union, UnionType, tuple):
        return next((seal for option in typing.get_args(hint) if (seal := _seal_of(option))), None)
    return None


def _holds_personal(hint: Any) -> bool:
    """Whether a value of this type may be or hold a struct with a personal field: most of a line may not."""
    return any(seal for kind in _structs(hint, set()) for _, seal, _ in _fields(kind))


def _structs(hint: Any, seen: set[Any]) -> set[Any]:
    """All kinds of structs that a value of this type may be or hold, put into `seen`."""
    if not isinstance(hint, type) or typing.get_args(hint):
        for option in typing.get_args(hint):
            _structs(option, seen)
    elif issubclass(hint, msgspec.Struct) and hint is not Sealed and hint not in seen:
        seen.add(hint)
        for _, _, inner in _fields(hint):
            _structs(inner, seen)
    return seen


__all__ = ["ERASED", "HIDDEN", "RESTRICTED", "InvalidTag", "Sealer", "key_ids"]
