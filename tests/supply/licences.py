"""Under which licence each locked package comes, read from what is installed, and whether it may come with zhuoluo."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from license_expression import AND, LicenseExpression, LicenseSymbol, LicenseWithExceptionSymbol, get_spdx_licensing
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from tests.supply.lock import Locked

BESIDE = "License :: OSI Approved :: "
SPDX = get_spdx_licensing()


@dataclass(frozen=True, slots=True)
class Rules:
    """What licences.toml says."""

    allowed: frozenset[str]
    only_for: Mapping[str, Sequence[str]]
    only_for_tests: Mapping[str, Sequence[str]]
    read: Mapping[str, Mapping[str, str]]
    elsewhere: Mapping[str, str]
    carried: Sequence[Mapping[str, str]]

    def may_use(self, name: str, licence: str, *, in_product: bool) -> bool:
        """Whether the package may be used under the licence: every part of an AND, one of the parts of an OR."""
        return self._may(name, SPDX.parse(licence, validate=True), in_product=in_product)

    def _may(self, name: str, licence: LicenseExpression, *, in_product: bool) -> bool:
        if isinstance(licence, LicenseSymbol | LicenseWithExceptionSymbol):
            return self._named(name, str(licence), in_product=in_product)
        parts = [self._may(name, part, in_product=in_product) for part in licence.args]
        return all(parts) if isinstance(licence, AND) else any(parts)

    def _named(self, name: str, licence: str, *, in_product: bool) -> bool:
        named = list(self.only_for.get(licence, ()))
        if not in_product:
            named += self.only_for_tests.get(licence, ())
        return licence in self.allowed or name in named


@cache
def rules() -> Rules:
    said: dict[str, Any] = tomllib.loads((Path(__file__).parent / "licences.toml").read_text(encoding="utf-8"))
    return Rules(frozenset(said.pop("allowed")), **said)


class Unread(ValueError):
    """Nobody has read yet under which licence the package comes."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said!r} is no licence of SPDX: read its file and say so in licences.toml")


def declared(name: str) -> str | None:
    """What the metadata of the installed package say, in SPDX's words where they know them; None: not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [each.removeprefix(BESIDE) for each in said.get_all("Classifier", []) if each.startswith(BESIDE)]
    return said["License-Expression"] or said["License"] or ", ".join(classifiers)


def licence_of(package: Locked) -> str:
    """The SPDX expression. Raises Unread."""
    known, said = rules(), declared(package.name)
    if said is None:
        if package.name not in known.elsewhere:
            raise Unread(package.name, "not installed")
        return known.elsewhere[package.name]
    try:
        return canonicalize_license_expression(said)
    except InvalidLicenseExpression:
        read = known.read.get(package.name)
        if read is None or read["declared"] != said:
            raise Unread(package.name, said) from None
        return read["licence"]
