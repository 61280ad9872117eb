"""Small cells are hidden, and none that is hidden follows from the cells that are shown and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import hidden

Key = tuple[str, ...]
BOUND = 5
THREE: dict[Key, int] = {("a",): 3, ("b",): 7, ("c",): 40}


def tables(dimensions: int) -> st.SearchStrategy[dict[Key, int]]:
    """Tables with few values in each dimension, most of the counts small."""
    key = st.tuples(*[st.sampled_from("abc")] * dimensions)
    return st.dictionaries(key, st.one_of(st.integers(0, 8), st.integers(0, 200)), max_size=14)


def totals(table: Mapping[Key, int]) -> Iterator[list[Key]]:
    """The cells of every total that can be asked for: some dimensions are told apart, the others summed."""
    dimensions = range(len(next(iter(table), ())))
    for fixed in (each for size in dimensions for each in combinations(dimensions, size)):
        for value in {tuple(key[nth] for nth in fixed) for key in table}:
            yield [key for key in table if tuple(key[nth] for nth in fixed) == value and table[key]]


def determined(table: Mapping[Key, int], away: frozenset[Key]) -> set[Key]:
    """Hidden cells that follow from a total, the cells shown, and that a cell of the table is at least one.

    Of a total of which nothing is shown, only a part that is all of it or all ones: nothing more could be hidden.
    """
    found: set[Key] = set()
    for group in totals(table):
        inside = [key for key in group if key in away]
        rest = sum(table[key] for key in group) - sum(table[key] for key in group if key not in away)
        if len(inside) < len(group) and inside and (len(inside) == 1 or rest == len(inside)):
            found.update(inside)
    return found


@given(table=st.integers(1, 3).flatmap(tables))
def test_no_hidden_cell_follows_from_a_total_and_the_cells_that_are_shown(table: dict[Key, int]) -> None:
    away = hidden(table, BOUND)
    assert determined(table, away) == set()


@given(table=st.integers(1, 3).flatmap(tables))
def test_every_small_cell_is_hidden_and_no_empty_one(table: dict[Key, int]) -> None:
    away = hidden(table, BOUND)
    assert {key for key, count in table.items() if 0 < count < BOUND} <= away
    assert all(table[key] for key in away)


@given(table=st.integers(1, 3).flatmap(tables))
def test_a_table_without_small_cells_is_shown_as_it_is(table: dict[Key, int]) -> None:
    assert hidden({key: count and count + BOUND for key, count in table.items()}, BOUND) == frozenset()


def test_in_a_row_with_one_small_cell_the_next_smallest_is_hidden_too() -> None:
    """By unit 3, 7, 40: from a total of 50 the three would follow."""
    assert hidden(THREE, BOUND) == {("a",), ("b",)}


def test_of_rows_and_columns_none_is_left_with_one_hidden_cell() -> None:
    """Beside the 2 the 6 of its row, below it the 9; then the row of the 9 and the column of the 6 have one each."""
    table: dict[Key, int] = {("a", "x"): 2, ("a", "y"): 6, ("b", "x"): 9, ("b", "y"): 30}
    assert hidden(table, BOUND) == set(table)
    larger: dict[Key, int] = {**table, ("a", "z"): 60, ("b", "z"): 70, ("c", "x"): 80, ("c", "y"): 81, ("c", "z"): 82}
    assert hidden(larger, BOUND) == set(table)


def test_two_of_one_each_do_not_follow_from_their_sum_of_two() -> None:
    table: dict[Key, int] = {("a",): 1, ("b",): 1, ("c",): 9, ("d",): 12}
    assert hidden(table, BOUND) == {("a",), ("b",), ("c",)}


def test_control_with_small_cells_hidden_alone_they_do_follow() -> None:
    assert determined(THREE, frozenset({("a",)})) == {("a",)}
