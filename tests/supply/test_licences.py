"""Everything that comes with zhuoluo comes under a licence that somebody has read, and that fits Apache-2.0."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from PIL import features

from tests.supply import licences
from tests.supply.licences import Unread, declared, licence_of, rules
from tests.supply.lock import DEVELOPMENT, ROOT, RUNTIME, Locked, locked
from tests.supply.page import PAGE, page

NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


def package(name: str) -> Locked:
    return Locked(name, "1", "", (), ())


def test_every_package_of_the_product_may_come_with_it() -> None:
    found = {each.name: licence_of(each) for each in locked(RUNTIME)}
    assert {name: said for name, said in found.items() if not rules().may_use(name, said, in_product=True)} == {}


def test_every_package_of_the_tests_may_be_used() -> None:
    found = {each.name: licence_of(each) for each in locked(DEVELOPMENT)}
    assert {name: said for name, said in found.items() if not rules().may_use(name, said, in_product=False)} == {}


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("LGPL-3.0-only", False),  # only for those that are named
        ("MPL-2.0", False),
        ("SSPL-1.0", False),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only AND MIT", False),
        ("MIT AND (GPL-3.0-only OR Apache-2.0)", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
    ],
)
def test_a_licence_that_nobody_allowed_is_noticed(licence: str, allowed: bool) -> None:  # noqa: FBT001 - a column
    assert rules().may_use("newcomer", licence, in_product=True) is allowed


def test_what_is_for_the_tests_alone_may_not_come_with_the_product() -> None:
    assert rules().may_use("hypothesis", "MPL-2.0", in_product=False)
    assert not rules().may_use("hypothesis", "MPL-2.0", in_product=True)


def test_metadata_that_say_nothing_or_something_else_than_was_read_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unread, match="absent: 'not installed'"):
        licence_of(package("absent"))
    monkeypatch.setattr(licences, "declared", lambda _name: "Business Source License")
    with pytest.raises(Unread, match="newcomer: 'Business Source License'"):
        licence_of(package("newcomer"))
    with pytest.raises(Unread, match="jinja2: 'Business Source License'"):
        licence_of(package("jinja2"))


def test_nothing_was_read_that_metadata_say_by_now() -> None:
    """A row that nothing needs any more would hide the next change."""
    names = {each.name for each in locked(DEVELOPMENT)}
    assert set(rules().read) <= names
    assert set(rules().elsewhere) <= names
    for name in rules().read:
        with pytest.raises(InvalidLicenseExpression):
            canonicalize_license_expression(declared(name) or "")
    for name in rules().elsewhere:
        with pytest.raises(PackageNotFoundError):
            metadata(name)


def test_every_condition_beyond_naming_the_authors_is_told_in_the_notice() -> None:
    names = {name for named in rules().only_for.values() for name in named}
    assert {name for name in names if not re.search(rf"(?m)^(.*, )?{name}\b", NOTICE)} == set()


def test_what_lies_in_the_repository_is_told_with_its_licence() -> None:
    for each in rules().carried:
        where = ROOT / each["where"]
        folder = where if where.is_dir() else where.parent
        assert (each["name"], rules().may_use(each["name"], each["licence"], in_product=True)) == (each["name"], True)
        assert (each["name"], list(_texts(folder)) != []) == (each["name"], True)
        assert (each["name"], folder.as_posix().removeprefix(f"{ROOT}/").removesuffix("/uk_wpq") in NOTICE) == (
            each["name"],
            True,
        )


def _texts(folder: Path) -> list[Path]:
    """Licences and sources beside what lies in the folder."""
    return [file for file in folder.iterdir() if re.search(r"LICENSE|OFL|SOURCE|README", file.name)]


def test_no_library_under_the_gpl_hides_in_the_wheel_for_pictures() -> None:
    """The bill of pillow's wheel names libimagequant (GPL-3.0), which can be built in; in ours it is not."""
    assert not features.check("libimagequant")


def test_the_page_of_the_work_of_others_is_that_of_the_lock() -> None:
    """After `make lock`, `make supply` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
