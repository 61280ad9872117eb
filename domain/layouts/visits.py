"""Visits by unit, place and content class, in batches and persons 批/人次 (domain.md 7.4 a and b)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.codes import Label
from domain.layouts.terms import (
    BATCHES,
    CLASS_ABOVE,
    VISITORS,
    Column,
    Count,
    Each,
    Layout,
    Spread,
    Table,
    Where,
)

SORTS: tuple[tuple[str, Label, Where], ...] = (
    ("total", Label("合计", "Total"), {}),
    ("collective", Label("集体访", "Collective"), {"collective": True}),
    ("individual", Label("个体访", "Individual"), {"collective": False}),
    ("collective_first", Label("集体初访", "Collective, first"), {"collective": True, "repeat": False}),
    ("collective_repeat", Label("集体重访", "Collective, repeated"), {"collective": True, "repeat": True}),
    ("individual_first", Label("个体初访", "Individual, first"), {"collective": False, "repeat": False}),
    ("individual_repeat", Label("个体重访", "Individual, repeated"), {"collective": False, "repeat": True}),
)
"""Sorts of visits, as the form names them. What is restricted is of none: it stands in totals and in its own row."""
VISITED = Count(measure="received", what=BATCHES, where={"visit": True})


def _both(id_: str, over: Label | None, where: Where) -> Iterator[Column]:
    """Batches and persons of one sort."""
    for what, label in ((BATCHES, Label("批", "batches")), (VISITORS, Label("人次", "persons"))):
        value = Count(measure="received", what=what, where={"visit": True, **where})
        yield Column(id=f"{id_}_{what}", label=label, value=value, over=over)


BY_SORT = tuple(column for id_, label, where in SORTS for column in _both(id_, label, where))
BY_CLASS = Spread(dimension=CLASS_ABOVE, columns=tuple(_both("class", None, {})))
CLASSES_TOTAL = tuple(_both("classes", Label("内容分类合计", "All classes"), {}))
SEEN = ("total_batches", "total_visitors")

VISITS = Layout(
    id="visits",
    version=1,
    label=Label("来访情况统计表", "Visits by unit, place and content class"),
    source="domain.md 7.4 (a), (b)",
    tables=(
        Table(
            id="units",
            label=Label("按登记单位", "By unit that received them"),
            rows=Each(dimension="unit", by=VISITED),
            columns=(*BY_SORT, BY_CLASS, *CLASSES_TOTAL),
            blank=True,
            charted=SEEN,
        ),
        Table(
            id="places",
            label=Label("按问题属地", "By place of the matter"),
            rows=Each(dimension="place", by=VISITED),
            columns=(*BY_SORT, BY_CLASS, *CLASSES_TOTAL),
            blank=True,
            charted=SEEN,
        ),
    ),
    missing=(
        Label(
            "非访、进京访、到省访、来市访的去向：所登记的是到本机构的来访，没有事件记载其他去向",
            "destinations (to the capital, the province, the city, to places that receive nobody): visits to this "
            "office are registered, and no event tells of others",
        ),
    ),
)
