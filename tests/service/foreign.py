"""Go with its x/mod library, as Debian has it (golang-go, golang-golang-x-mod-dev); without it tests skip."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

GOPATH = Path("/usr/share/gocode")
SUMDB = GOPATH / "src" / "golang.org" / "x" / "mod" / "sumdb"


def built(source: Path, where: Path) -> Path:
    """The program of one Go file. Skips the test where there is no Go."""
    go = shutil.which("go")
    if go is None or not SUMDB.is_dir():
        pytest.skip("needs golang-go and golang-golang-x-mod-dev")
    program = where / source.stem
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(where / "cache"), "GOFLAGS": ""}
    subprocess.run([go, "build", "-o", str(program), str(source)], env=env, check=True, capture_output=True)
    return program
