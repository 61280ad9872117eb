"""verify.py, the one file that goes into every bundle: the modules of service/bundles/verifier, joined."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

OURS = "service.bundles.verifier"
PARTS = (
    *("ed25519", "trees", "files", "heads", "events"),
    *("grounds", "history", "petition"),
    *("counting", "steps", "report"),
    "receipt",
    "command",
)
"""In the order in which they build on one another; the last one speaks for the whole file."""
FUTURE = "__future__"


@cache
def verify_py() -> bytes:
    """The text of verify.py, UTF-8: needs Python 3.8 or newer and nothing else."""
    texts = [(files(OURS) / f"{part}.py").read_text(encoding="utf-8") for part in PARTS]
    imports = sorted({line for text in texts for line in _imported(text)}, key=lambda line: (line[0] == "f", line))
    said = ast.get_docstring(ast.parse(texts[-1]), clean=False)
    top = f'"""{said}"""\n\nfrom __future__ import annotations\n\n' + "".join(f"{line}\n" for line in imports)
    return "\n\n".join([top, *(_body(text) for text in texts)]).encode()


def _imported(text: str) -> Iterator[str]:
    """What a module imports of the standard library, each name on a line of its own."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            yield from (f"import {each.name}" for each in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith((OURS, FUTURE)):
            yield from (f"from {node.module} import {each.name}" for each in node.names)


def _body(text: str) -> str:
    """A module without its imports, under its docstring as a heading."""
    tree = ast.parse(text)
    above = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    heading = (ast.get_docstring(tree) or "").split("\n")[0]
    rest = text.split("\n")[max(node.end_lineno or 0 for node in above) :]
    return f"# ---- {heading}\n\n" + "\n".join(rest).strip("\n") + "\n"
