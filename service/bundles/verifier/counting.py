"""The facts of a report, each of its period and once; and its counting tables, counted again from them."""

from __future__ import annotations

from typing import Any

from service.bundles.verifier.files import Bundle, Said

REPORT = "report.json"
FACTS = "facts-of-the-period/2"
"""The formula of the tables that count facts."""
COUNTED = {
    "received": ("received", ("channel", "repeat")),
    "content": ("received", ("content_class",)),
    "purpose": ("received", ("purpose",)),
    "closures": ("closed", ("outcome",)),
    "handling": ("", ()),
    "units": ("", ("unit",)),
    "breaches": ("breached", ("clause",)),
}
"""Tables that count facts: of one measure or of all (""), told apart by what else."""
COUNTS = ["count", "petitions", "matters", "batches", "visitors", "persons"]


VISIT, RESTRICTED = "visit", "restricted"


def recounted(bundle: Bundle, file: Any, content: Any) -> Said:
    """The tables that are what the facts come to, and those that were not counted again."""
    placed(bundle, file["facts"], content["basis"])
    again, rest = [], []
    for table in content["tables"]:
        if table["id"] not in COUNTED or table["formula"] != FACTS:
            rest.append(table["id"])
            continue
        measure, dimensions = COUNTED[table["id"]]
        right = table["by"] == ["measure", *dimensions] and table["counts"] == COUNTS
        stated = sorted(table["rows"], key=lambda row: row[0])
        right = right and stated == rows(file["facts"], measure, dimensions)
        bundle.holds(right, f"明细与表 {table['id']} 不符", f"its facts do not come to its table {table['id']}", REPORT)
        again.append(table["id"])
    if again:
        yield f"凭明细重算相符：{', '.join(again)}", "these tables are what the facts come to"
    yield (
        "! 明细各条为机构所称：其事件在日志中，所述内容未证明",
        "each fact is the office's word: its event stands in the log, what the fact says of it is not proved",
    )
    yield (
        f"! 未重算：{', '.join(rest) or '无'}，调整与引用。zhuoluo report verify 凭本文件与台账重算",
        "tables, adjustments, citations not counted again: 'zhuoluo report verify report.json' does that in the office",
    )


def placed(bundle: Bundle, facts: Any, basis: Any) -> None:
    """Each fact is of a day of the period, and there once."""
    seen = set()
    for fact in facts:
        key = (fact["petition"], fact["measure"], fact["act"], fact["duty"])
        bundle.holds(key not in seen, "明细重复", "a fact stands there twice", REPORT)
        within = basis["first"] <= fact["day"] <= basis["last"]
        visit = fact["visit"] == (fact["channel"] == VISIT) or fact["channel"] == RESTRICTED
        bundle.holds(visit, "明细与表所计来访不符", "a fact is counted as a visit and is none, or the reverse", REPORT)
        bundle.holds(within, "明细不在期间内", "a fact is not of the period", REPORT)
        seen.add(key)


def rows(facts: Any, measure: str, dimensions: tuple[str, ...]) -> Any:
    """The rows of a table as a report has them: key and numbers."""
    cells: dict[tuple[str, ...], list[Any]] = {}
    for fact in facts:
        if measure in ("", fact["measure"]):
            key = (fact["measure"], *(spelled(fact[name]) for name in dimensions))
            cells.setdefault(key, []).append(fact)
    return [[list(key), numbers(cells[key])] for key in sorted(cells)]


def spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def numbers(facts: list[Any]) -> list[int]:
    visits = [fact for fact in facts if fact["visit"]]
    return [
        len(facts),
        len({fact["petition"] for fact in facts}),
        len({fact["matter"] for fact in facts}),
        len(visits),
        sum(fact["persons"] for fact in visits),
        sum(fact["persons"] for fact in facts),
    ]
