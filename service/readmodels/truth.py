"""The rows that are true at a position and moment: the condition, the nets that an index is searched with, the values.

See projections/spans.py for what the positions of a row mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.projector.writing import lane
from service.readmodels.asking import BadQuestion, Question

TRUE = """{t}.office = %(office)s AND {t}.from_pos <= %(position)s AND %(position)s < {t}.to_pos
    AND {t}.since <= %(moment)s AND (%(position)s < {t}.until_pos OR %(moment)s < {t}.until)"""
# What had begun by then, whether or not it had ended.
BEGUN = """{t}.office = %(office)s AND {t}.from_pos <= %(position)s AND %(position)s < {t}.to_pos
    AND {t}.since <= %(moment)s"""
# Boxes are nets: they catch all rows that are true, and some that are not.
NET = """({t}.known && box(point(%(position)s, %(lane)s + 0.5), point(%(position)s, %(lane)s + 0.5))
    OR {t}.since < {t}.until
    AND {t}.stood && box(point(%(epoch)s, %(lane)s + 0.5), point(%(epoch)s, %(lane)s + 0.5)))"""


def true_of(table: str) -> str:
    """The condition under which a row of `table` (a name or an alias) is true."""
    return TRUE.format(t=table)


def begun_of(table: str) -> str:
    """The condition under which what a row of `table` says had begun and was not taken back."""
    return BEGUN.format(t=table)


def net_of(table: str) -> str:
    """A condition that holds for every true row and can be searched for in the GiST indexes of `table`."""
    return NET.format(t=table)


def values(asked: Question) -> dict[str, Any]:
    """The values that the conditions name."""
    return {
        "office": asked.id,
        "lane": lane(asked.id),
        "position": asked.position,
        "moment": asked.on.moment,
        "epoch": asked.on.moment.timestamp(),
        "judged": asked.on.judged,
        "day": asked.on.day,
        **asked.seeing.values,
    }


def chosen(filters: Mapping[str, object] | None, known: Mapping[str, str]) -> tuple[list[str], dict[str, object]]:
    """The conditions of the filters that were given a value, and the values. Raises BadQuestion for an unknown one."""
    given = {name: value for name, value in (filters or {}).items() if value is not None}
    if unknown := sorted(set(given) - set(known)):
        message = f"no such filter: {', '.join(unknown)}; there are {', '.join(known)} (筛选条件不存在)"
        raise BadQuestion(message)
    return [known[name] for name in given], given
