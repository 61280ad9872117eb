"""For what somebody answers: said of one petition, and of all of them without looking at any."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain import office as o
from domain import staffing
from domain.deciding import Refused
from tests.domain.offices import START, bureau
from tests.domain.test_codelist import published, text

DAY = date(2026, 1, 15)
SUBJECTS = [("content_class", each) for each in ("", "01", "0101")]
SUBJECTS += [("unit", each) for each in ("规划科", "局领导", "无此科")]
CLASSES = published(text("01", "01/0101", "01/0102"))


def acting(giver: str) -> o.Delegated:
    return o.Delegated(taker="邱泽", giver=giver, since=date(2026, 1, 12), reason="外出")


@given(
    fields=st.lists(st.tuples(st.sampled_from(["", "倪虹", "邱泽", "钟山"]), st.sampled_from(SUBJECTS)), max_size=8),
    besides=st.lists(st.sampled_from([CLASSES, acting("倪虹"), acting("钟山")]), unique=True),
)
def test_for_what_somebody_answers_is_said_of_one_petition_and_of_all_alike(
    fields: list[tuple[str, tuple[str, str]]], besides: list[o.OfficeEvent]
) -> None:
    told = bureau().tell(*besides)
    for leader, (kind, name) in fields:
        with suppress(Refused):
            told.tell(o.FieldGiven(leader=leader, since=START, **{kind: name}))
    for name, content_class, where in product(
        ("", "倪虹", "邱泽", "钟山", "外人"),
        ("", "01", "0101", "0102", "02"),
        ("", "规划科", "后扶科", "局领导", "无此科", "另一科"),
    ):
        answers = staffing.leader_of(told.profile, content_class, where, DAY) == name
        assert staffing.leading(told.profile, name, DAY).includes(content_class, where) is answers
