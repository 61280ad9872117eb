"""What the file of a layout rests on 口径, line by line, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.codes import Label
from domain.layouts import terms as t
from domain.periods import BUSINESS, Period
from service.evidence import store
from service.evidence.tiles import MissingTile, Tree
from service.layouts.describing import described
from service.ledger.application import MATTERS
from service.ledger.merkle import appended, root
from service.readmodels.asking import Question, recorded_at
from service.readmodels.statistics import whole
from service.runtime import Instance

Said = str | int | datetime
"""What a line says: text and numbers as they are, an instant by the office's clock."""


class Ground(Struct, frozen=True):
    """A line: what is said, and in which words of both languages."""

    label: Label
    said: Label | Said


class Grounds(Struct, frozen=True):
    """All of them; `moment`: when the last line of the ledger that is known was recorded.

    `made_at`, by the office's clock, is said by files and by no answer, which is the same however often it is asked.
    """

    lines: tuple[Ground, ...]
    moment: datetime | None
    made_at: datetime

    def having(self, *own: Ground) -> Grounds:
        """The same with these lines behind the first, which names the office."""
        return replace(self, lines=(self.lines[0], *own, *self.lines[1:]))


STYLES = {
    True: Label("业务月（21日至20日）", "business months (21st to 20th)"),
    False: Label("自然月", "natural months"),
}
REPLAYED = Label("重放时间（时间取自命令，仅用于演示）", "replayed: taken from the commands, as demonstrations do")
LIVE = Label("服务器时间", "the server's")
RULE = Label(
    "限制知悉的计入合计，分栏单列一行或者一列",
    "what is restricted counts in totals and is one row or column of its own",
)
NONE = Label("尚未签署", "not signed yet")


def grounds(instance: Instance, asked: Question, made_at: datetime) -> Grounds:
    """What any file rests on: office, position, root, the checkpoint that covers it, when it was made."""
    with instance.pool.connection() as connection:
        moment = recorded_at(connection, asked.id, asked.position)
        root_hash = _root(instance, connection, asked).hex()
        checkpoint = _checkpoint(instance, connection, asked)
    zone = asked.office.zone
    lines = [
        Ground(Label("机构", "Office"), f"{asked.office.profile.name}（{asked.id}）"),
        Ground(Label("台账位置", "Position of the ledger"), asked.position),
        Ground(Label("该位置树根", "Root at that position"), root_hash),
        Ground(Label("检查点", "Checkpoint"), checkpoint),
        Ground(Label("判断日期", "Judged on"), str(asked.on.day)),
        Ground(Label("时间", "Time"), REPLAYED if asked.office.replayed else LIVE),
    ]
    if moment:
        lines.insert(2, Ground(Label("截至时刻", "Recorded until"), moment.astimezone(zone)))
    return Grounds(tuple(lines), moment, made_at.astimezone(zone))


def _root(instance: Instance, connection: Connection[Any], asked: Question) -> bytes:
    """The root of the log as it was at the position. Cost: of one that no checkpoint covers yet a node hash a leaf."""
    head = instance.ledger.head(asked.id)
    if head.size == asked.position:
        return head.root
    tree = Tree(connection, asked.id, MATTERS)
    try:
        return tree.hash_of((0, asked.position))
    except MissingTile:
        return root(appended(0, (), tree.leaves(0, asked.position)))


def _checkpoint(instance: Instance, connection: Connection[Any], asked: Question) -> Label | str:
    """The first signed checkpoint that covers the position: origin, size and the beginning of its root."""
    generation = instance.checkpoints.generation(asked.id, MATTERS)
    signed = store.covering(connection, asked.id, MATTERS, generation, asked.position)
    return signed.head.head if signed else NONE


def of_layout(base: Grounds, asked: Question, of: Period, layout: t.Layout) -> Grounds:
    """The same with what a layout rests on: the period, the date, the formulas, the rules, what is missing."""
    counted = whole.basis(asked, of)
    book = asked.office.book_on(of.last)
    own = [
        Ground(Label("表式", "Layout"), f"{layout.formula}（{layout.source}）"),
        Ground(Label("统计期间", "Period"), counted.period),
        Ground(Label("期间口径", "Kind of months"), STYLES[counted.style == BUSINESS]),
        Ground(Label("计入的日期", "Days counted"), f"{counted.first} – {counted.counted_to}"),
        Ground(Label("日期口径", "Counted by"), Label("事实发生之日", "day of the fact")),
        Ground(Label("公式", "Formulas"), "、".join(_formulas(layout))),
        Ground(Label("集体访人数（起）", "Collective from"), counted.collective_min),
        Ground(Label("规则", "Rulebook"), f"{book.id} {book.valid_from}"),
        Ground(Label("限制知悉", "Restricted"), RULE),
        *(Ground(Label("本表所无", "Not in it"), each) for each in layout.missing),
    ]
    return base.having(*own)


def _formulas(layout: t.Layout) -> Iterator[str]:
    """Each once, in the order of the columns."""
    yield from dict.fromkeys([whole.FORMULA, *(each.formula for each in described(layout))])
