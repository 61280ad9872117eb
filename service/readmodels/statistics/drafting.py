"""A draft of the analysis 综合分析 (R3.2.4) from the trends of a period: every number in it says what it rests on.

It is a draft: a person reads it, says what is behind the numbers and submits it as AnalysisSubmitted, which takes its
period, text and figures as they stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

from domain.periods import NATURAL
from service.codes import named
from service.readmodels.asking import Question
from service.readmodels.statistics.clusters import Collective, Repeat
from service.readmodels.statistics.counting import Cell
from service.readmodels.statistics.trending import Trends, Unusual

DIMENSIONS = {"class_above": "一级分类", "content_class": "内容分类", "place": "属地"}
MOST = 200
"""An analysis holds so many figures, and a figure rests on so many things (service/api/words.py)."""
RESERVED = "%&+=# "
"""Characters that would end a value inside of a question; all others stay as people read them."""
Cited = tuple[str, tuple[str, ...]]
"""A sentence, and what its numbers rest on."""


class Draft(Struct, frozen=True):
    """The body of an analysis but for whom it is sent to.

    `figures`: by the mark that stands in the text the questions that open the facts, below the office's address and as
    known at the position of the trends, that of the period first and then those of the windows before; or the
    petitions.
    """

    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


def draft(asked: Question, found: Trends) -> Draft:
    """The trends in words. Nothing unusual is said so."""
    called = named(asked.office, "content_classes", found.basis.last)
    cited = [
        *(_growth(asked, found, each, called) for each in found.unusual),
        *(_repeat(each) for each in found.repeat),
        *(_collective(each, called) for each in found.collective),
    ]
    lines = [f"{nth}. {sentence}[{nth}]。" for nth, (sentence, _) in enumerate(cited[:MOST], 1)]
    if left := len(cited) - len(lines):
        lines.append(f"另有{left}项未列。")
    text = "\n".join([_head(asked, found), *(lines or ["未见异常增长和聚集。"]), _foot(found)])
    return Draft(found.basis.period, text, {f"[{nth}]": rests for nth, (_, rests) in enumerate(cited[:MOST], 1)})


def _head(asked: Question, found: Trends) -> str:
    basis = found.basis
    return (
        f"{asked.office.profile.name}{basis.period}信访动态分析"
        f"（{basis.first}至{basis.counted_to}，按台账位置{basis.position}）"
    )


def _growth(asked: Question, found: Trends, each: Unusual, called: Callable[[str], str]) -> Cited:
    trend = each.trend
    told = [f"{zh}“{called(str(each.cell[name]))}”" for name, zh in DIMENSIONS.items() if name in each.cell]
    what = "收到" if each.cell["measure"] == "received" else f"{each.cell['measure']} "
    sentence = (
        f"{'、'.join(told)}{what}{trend.observed}件，此前{len(trend.before)}个同长时段平均{trend.expected}件、"
        f"最多{max(trend.before)}件，95%区间{trend.low}至{trend.high}件，明显偏多"
    )
    periods = [(found.basis.period, found.basis.style), *((name, NATURAL) for name in found.windows)]
    opens = [_opens(asked, period, style, cell) for period, style in periods for cell in each.cells]
    return sentence, tuple(opens[:MOST])


def _opens(asked: Question, period: str, style: str, cell: Cell) -> str:
    """The question that opens the facts of a cell, the same at any time."""
    said = {**cell, "position": asked.position, "on": asked.on.day}
    if style != NATURAL:
        said["style"] = style
    return f"statistics/{period}/facts?{'&'.join(f'{name}={_value(value)}' for name, value in said.items())}"


def _value(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(quote(each) if each in RESERVED else each for each in text)


def _repeat(each: Repeat) -> Cited:
    sentence = f"同一事项{each.matter}收到{each.petitions}件，其中来访{each.visits}批，共{each.persons}人次"
    return sentence, _named(each.named)


def _collective(each: Collective, called: Callable[[str], str]) -> Cited:
    about = f"内容分类“{called(each.content_class) or '未分类'}”、属地“{each.place or '未填'}”"
    return f"{about}集体访{each.petitions}批{each.persons}人次", _named(each.named)


def _named(petitions: Sequence[UUID]) -> tuple[str, ...]:
    """The petitions; of more than a figure can rest on the first, and how many there are beside them."""
    if len(petitions) <= MOST:
        return tuple(map(str, petitions))
    return (*map(str, petitions[: MOST - 1]), f"另{len(petitions) - MOST + 1}件")


def _foot(found: Trends) -> str:
    without = "、".join(f"无{zh}{found.without[name]}件" for name, zh in DIMENSIONS.items() if name in found.without)
    if not found.windows:
        return f"口径：{found.formula}，此前没有可比时段，未比较增长；{without}。"
    return f"口径：{found.formula}，比较{found.judged}项，{without}未比较。"
