"""Indicators 考核指标: rates with their formulas (domain.md 9.4). Where two formulas compete each has an id of its own.

A rate is a count of facts, or the days that they took, by a count of facts; it has four decimals, half up, and none
where it is divided by zero. What no event tells has no indicator here: contacts with first-time petitioners, replies
published, backlog resolved, mediation, and ratings that lapsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from domain.results import ACCEPTANCE, ANSWER, NOTICE, REPORT

FOUR_DECIMALS = Decimal("0.0001")
ONE_DECIMAL = Decimal("0.1")
GROWTH = "growth/1"
"""(this - base) / base in percent, one decimal, half up; no number where the base is zero (domain.md 9.3)."""


class Term(Struct, frozen=True):
    """Facts that are counted: a measure, with the values that its dimensions may have; `sign` -1 takes them away.

    `limit`: only limits for this purpose (results.py). `days`: not how many, but the calendar days that they took.
    """

    measure: str
    where: Mapping[str, tuple[str | bool, ...]] = {}
    sign: int = 1
    limit: str = ""
    days: bool = False


class Indicator(Struct, frozen=True, kw_only=True):
    """A rate: the sum of the terms of `of` by the sum of the terms of `by`; in words what each of both is."""

    id: str
    zh: str
    en: str
    of: tuple[Term, ...]
    by: tuple[Term, ...]


FIRST = {"repeat": (False,)}
SATISFIED = {"outcome": ("satisfied", "basically_satisfied")}
IN_TIME, LATE = "settled_in_time", "settled_late"
OVERDUE = "overdue"
"""Not a measure of facts: the limits that are overdue at the end of the period."""


def _kept(limit: str) -> Term:
    return Term(IN_TIME, limit=limit)


def _missed(limit: str) -> Term:
    return Term(LATE, limit=limit)


INDICATORS: Sequence[Indicator] = (
    Indicator(
        id="acceptance_in_time/1",
        zh="及时受理率：期内按期受理或者转送 ÷ 期内受理或者转送（含逾期）",
        en="limits for accepting or passing on kept by those kept or missed, in the period",
        of=(_kept(ACCEPTANCE),),
        by=(_kept(ACCEPTANCE), _missed(ACCEPTANCE)),
    ),
    Indicator(
        id="notice_in_time/1",
        zh="按期受理告知率：期内按期告知 ÷ 期内告知（含逾期）",
        en="limits for notices to the petitioner kept by those kept or missed; an answer is a notice too",
        of=(_kept(NOTICE),),
        by=(_kept(NOTICE), _missed(NOTICE)),
    ),
    Indicator(
        id="reply_in_time/1",
        zh="按期答复率：期内按期答复 ÷（按期＋逾期＋期末超期未答复）",
        en="limits of answers kept by those kept, missed, and still overdue at the end of the period",
        of=(_kept(ANSWER),),
        by=(_kept(ANSWER), _missed(ANSWER), Term(OVERDUE, limit=ANSWER)),
    ),
    Indicator(
        id="reply_in_time/2",
        zh="按期答复率：期内按期答复 ÷ 期内答复（含逾期）",
        en="limits of answers kept by those kept or missed, in the period",
        of=(_kept(ANSWER),),
        by=(_kept(ANSWER), _missed(ANSWER)),
    ),
    Indicator(
        id="result_in_time/1",
        zh="按期办结率：期内按期答复或者反馈 ÷ 期内应结（按期＋逾期＋期末超期）",
        en="limits of answers and of reports to who asked, kept, by those kept, missed, and overdue at the end",
        of=(_kept(ANSWER), _kept(REPORT)),
        by=tuple(
            term for limit in (ANSWER, REPORT) for term in (_kept(limit), _missed(limit), Term(OVERDUE, limit=limit))
        ),
    ),
    Indicator(
        id="acceptance_days_first/1",
        zh="初次信访平均受理周期：初次件自收到至受理的日历天数 ÷ 受理件数",
        en="calendar days from receipt to acceptance of petitions that repeat none, by how many were accepted",
        of=(Term("accepted", FIRST, days=True),),
        by=(Term("accepted", FIRST),),
    ),
    Indicator(
        id="reply_days_first/1",
        zh="初次信访平均答复周期：初次件自收到至答复的日历天数 ÷ 答复件数",
        en="calendar days from receipt to the answer of petitions that repeat none, by how many were answered",
        of=(Term("answered", FIRST, days=True),),
        by=(Term("answered", FIRST),),
    ),
    Indicator(
        id="repeat/1",
        zh="重复信访率：期内重复件 ÷ 期内收到件",
        en="received petitions that repeat an earlier one by all received",
        of=(Term("received", {"repeat": (True,)}),),
        by=(Term("received"),),
    ),
    Indicator(
        id="participation/1",
        zh="参评率：期内评价 ÷ 期内办结",
        en="ratings given by petitions closed, in the period",
        of=(Term("rated"),),
        by=(Term("closed"),),
    ),
    Indicator(
        id="satisfaction/1",
        zh="满意率：（满意＋基本满意）÷ 已评价",
        en="satisfied or basically satisfied by all ratings given",
        of=(Term("rated", SATISFIED),),
        by=(Term("rated"),),
    ),
    Indicator(
        id="satisfaction/2",
        zh="满意率：（期内办结－不满意）÷ 期内办结",
        en="closed and not rated as not satisfied by all closed: what nobody rated counts as content",
        of=(Term("closed"), Term("rated", {"outcome": ("not_satisfied",)}, -1)),
        by=(Term("closed"),),
    ),
    Indicator(
        id="participation_satisfaction/1",
        zh="参评满意率：参评率 × 满意率，即（满意＋基本满意）÷ 期内办结",
        en="satisfied or basically satisfied by petitions closed: participation/1 by satisfaction/1",
        of=(Term("rated", SATISFIED),),
        by=(Term("closed"),),
    ),
    Indicator(
        id="online/1",
        zh="网信占比：期内网上收到件 ÷ 期内收到件",
        en="received online by all received",
        of=(Term("received", {"channel": ("online",)}),),
        by=(Term("received"),),
    ),
)


class Rate(Struct, frozen=True):
    """An indicator with its figures; `value` None: divided by zero."""

    id: str
    zh: str
    en: str
    of: int
    by: int
    value: Decimal | None


def rates(count: Callable[[Term], int]) -> list[Rate]:
    """Every indicator, from how many facts there are of a term."""
    return [_rate(each, _sum(each.of, count), _sum(each.by, count)) for each in INDICATORS]


def _sum(terms: Sequence[Term], count: Callable[[Term], int]) -> int:
    return sum(term.sign * count(term) for term in terms)


def _rate(indicator: Indicator, of: int, by: int) -> Rate:
    return Rate(indicator.id, indicator.zh, indicator.en, of, by, ratio(of, by))


def ratio(of: int, by: int) -> Decimal | None:
    """Four decimals, half up; None when divided by zero."""
    return (Decimal(of) / by).quantize(FOUR_DECIMALS, ROUND_HALF_UP) if by else None


def growth(this: int, base: int) -> Decimal | None:
    """GROWTH: percent, one decimal, half up; None for a base of zero, shown as "–"."""
    return percent(this - base, base)


def percent(part: int, whole: int) -> Decimal | None:
    """One decimal, half up; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(ONE_DECIMAL, ROUND_HALF_UP) if whole else None
