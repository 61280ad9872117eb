"""Parts of a rulebook in words, short enough to name a mutant by."""

from __future__ import annotations

from collections.abc import Iterator

from domain.rulebook import Condition, Requirement, Step, Trigger


def written(part: object) -> str:
    """A part as the book writes it: Answered(reply_kind=result|policy), holder, true."""
    match part:
        case bool():
            return str(part).lower()
        case Trigger():
            facts = " ".join(_facts(part.when))
            return f"{part.event}({facts})" if facts else part.event
        case Requirement():
            return part.name
        case Step():
            return part.id
        case _:
            return str(part)


def _facts(condition: Condition) -> Iterator[str]:
    for name, values in condition.facts:
        yield f"{name}={'|'.join(map(written, values))}"
    if condition.any_of:
        yield " or ".join(" ".join(_facts(each)) for each in condition.any_of)
    if condition.negated:
        yield f"not {' '.join(_facts(condition.negated))}"
