"""The promises that the house makes about itself: where things lie, how large they are, what is shipped."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from statistics import median, quantiles
from zipfile import ZipFile

import pytest

from service.migrations import Migration, read_migrations

ROOT = Path(__file__).resolve().parents[1]
CODE = ("domain", "projections", "service")
FOLDERS = {*CODE, "migrations", "tests", "docs", ".ci"}
FILES = {
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Containerfile",
    "LICENSE",
    "Makefile",
    "NOTICE",
    "README.md",
    "SECURITY.md",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "sbom.cdx.json",
}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
FUNCTION_LINES, FILE_LINES, TEST_FILE_LINES = 40, 400, 600
MEDIAN_LINES, P90_LINES = 8, 25

Function = ast.FunctionDef | ast.AsyncFunctionDef


def ignored() -> set[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return {".git", *(line.strip("/") for line in lines)}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, its docstring counted, its decorators not."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, Function):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def test_the_top_of_the_house_holds_what_the_plan_shows() -> None:
    found = {path for path in ROOT.iterdir() if path.name not in ignored()}
    folders = {path.name for path in found if path.is_dir()}
    assert folders == FOLDERS
    assert {path.name for path in found} - folders <= FILES


def test_no_function_is_too_long() -> None:
    assert {name: n for path in sources(*CODE) for name, n in functions(path) if n > FUNCTION_LINES} == {}


def test_most_functions_are_short() -> None:
    found = [n for path in sources(*CODE) for _, n in functions(path)]
    assert median(found) <= MEDIAN_LINES
    assert quantiles(found, n=10)[-1] <= P90_LINES


def test_no_file_is_too_long() -> None:
    too_long = {path: lines(path) for path in sources(*CODE) if lines(path) > FILE_LINES}
    too_long |= {path: lines(path) for path in sources("tests") if lines(path) > TEST_FILE_LINES}
    assert too_long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in sources(*CODE, "tests") if {path.stem, path.parent.name} & SAY_NOTHING] == []


def test_every_folder_of_code_is_a_package() -> None:
    """Without its __init__.py a folder would not be checked by import-linter."""
    folders = {path.parent for path in sources(*CODE, "tests")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_library_brings_a_module_of_our_names() -> None:
    """`domain`, `projections` and `service` are plain words: another package could have taken them."""
    ours = {*CODE, "zhuoluo_migrations"}
    for distribution in distributions():
        if distribution.name != "zhuoluo":
            taken = {file.parts[0].removesuffix(".py") for file in distribution.files or ()}
            assert (distribution.name, taken & ours) == (distribution.name, set())


def test_migrations_stand_in_order_and_well_named() -> None:
    """Gaps are allowed; read_migrations refuses a bad name and a number given twice."""
    numbers = [migration.number for migration in read_migrations()]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("migration", read_migrations(), ids=lambda migration: migration.name)
def test_a_migration_says_first_what_it_does(migration: Migration) -> None:
    assert migration.body.startswith(b"-- ")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_pin_everything_by_hash_and_name_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2])
    assert all(re.match(r"[a-z0-9_.-]+(\[[a-z,]+\])?==\S+", entry) for entry in entries)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"(?m)^\s*-(?:i|-index-url|-extra-index-url|-find-links).*|https?://.*|file:.*", text) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    test, groups = project["project"]["optional-dependencies"]["test"], project["dependency-groups"]
    asked = {
        "requirements.lock": project["project"]["dependencies"] + groups["build"],
        "requirements-dev.lock": [*test, *(entry for entry in groups["dev"] if isinstance(entry, str))],
    }
    for lock, wanted in asked.items():
        pinned = set(re.findall(r"(?m)^([a-z0-9_.-]+)==", (ROOT / lock).read_text(encoding="utf-8")))
        names = {re.split(r"[^a-z0-9_.-]", requirement)[0] for requirement in wanted}
        assert (lock, names - pinned) == (lock, set())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("dist"))


def built(kind: str, where: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(where)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = where.iterdir()
    return file


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in CODE
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {f"zhuoluo_{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "migrations").glob("*.sql")}
    with ZipFile(wheel) as archive:
        assert wanted - set(archive.namelist()) == set()


def test_the_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Its migrations and other data are found through the packages, not through the checkout."""
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)  # noqa: S202 - built here just now
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from service import migrations;"
        "print(migrations.migrations_folder(), *(file.name for file in migrations.read_migrations()))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split()
    assert said == [str(tmp_path / "zhuoluo_migrations"), *(file.name for file in read_migrations())]


def test_the_source_distribution_can_be_tested(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {
        "Makefile",
        "pyproject.toml",
        "requirements-dev.lock",
        "tests/conftest.py",
        ".gitignore",
        "sbom.cdx.json",
    } <= names
