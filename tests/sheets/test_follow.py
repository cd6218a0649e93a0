"""Rows and columns are found again wherever people took them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets import pairs
from sheets.cells import Cell
from sheets.follow import follow
from sheets.table import Table

Grid = list[list[Cell]]
HEADING: list[Cell] = ["SKU", "Name", "On hand", "Shelf"]
ROWS: Grid = [["A", "Lamp", 1, "s1"], ["B", "Mug", 2, "s2"], ["C", "Pot", 3, "s3"]]
"""Rows below the heading."""


def table(rows: Grid, heading: list[Cell] | None = None) -> Table:
    columns = zip(heading or HEADING, *rows, strict=True)
    return Table.of([list(column) for column in columns])


def went(was: Grid, now: Grid, row: int, column: int = 2) -> tuple[int, int] | None:
    """Where a cell of the earlier rows stands in the later ones."""
    return follow(table(was), table(now), [0], {row}).cell(row, column)


@given(st.permutations(range(3)), st.permutations(range(4)))
def test_what_is_sorted_and_moved_is_found(rows: list[int], columns: list[int]) -> None:
    later = table([[ROWS[row][at] for at in columns] for row in rows],
                  [HEADING[at] for at in columns])  # fmt: skip
    found = follow(table(ROWS), later, [columns.index(0)], ())
    for row in range(3):
        for column in range(4):
            assert found.cell(row, column) == (rows.index(row), columns.index(column))


@given(st.integers(0, 2), st.integers(0, 3), st.randoms(use_true_random=False))
def test_a_row_that_was_typed_in_is_found(row: int, column: int, chance: random.Random) -> None:
    now = [list(one) for one in ROWS]
    now[row][column] = "typed"
    order = list(range(3))
    chance.shuffle(order)
    assert went(ROWS, [now[one] for one in order], row) == (order.index(row), 2)


def test_a_row_of_which_only_our_cell_stood_is_found_by_its_neighbours() -> None:
    was: Grid = [ROWS[0], ["", "", 7, ""], ROWS[1]]
    now: Grid = [["", "", "", ""], ROWS[0], ["", "", "typed", ""], ROWS[1]]
    assert went(was, now, 1) == (2, 2)


def test_an_empty_row_stays_behind_its_neighbour_when_another_is_inserted() -> None:
    empty: list[Cell] = ["", "", "", ""]
    assert went([ROWS[0], empty, ROWS[1]], [ROWS[0], empty, empty, ROWS[1]], 1) == (1, 2)


BLANK: list[Cell] = ["", "", "", ""]


def guessed(was: Grid, now: Grid, row: int) -> bool:
    """Whether it is a guess where a row went."""
    return row in follow(table(was), table(now), [0], {row}).guessed


def test_which_of_the_empty_rows_it_is_can_be_told_only_where_none_came_to_them() -> None:
    between = [ROWS[0], BLANK, ROWS[1]]
    assert not guessed(between, between, 1)
    assert not guessed(between, [ROWS[2], *between], 1)
    assert guessed(between, [ROWS[0], BLANK, *between[1:]], 1)
    # behind the last there are always more
    assert guessed([*ROWS, BLANK], [*ROWS, BLANK], 3)


def test_an_empty_row_is_sorted_behind_all_others() -> None:
    empty: list[Cell] = ["", "", "", ""]
    assert went([ROWS[0], empty, ROWS[1]], [ROWS[1], ROWS[0]], 1) == (2, 2)


def test_an_empty_row_is_sorted_behind_rows_that_are_alike_too() -> None:
    empty: list[Cell] = ["", "", "", ""]
    assert went([ROWS[0], empty, ROWS[1], ROWS[1]], [ROWS[0], ROWS[1], ROWS[1]], 1) == (3, 2)


def test_the_fewest_changes_tell_which_of_several_rows_with_one_key_is_which() -> None:
    ours: list[Cell] = ["B", "Mug", 52, "s2"]
    was, now = [ROWS[0], ROWS[1], ours], [ROWS[0], ROWS[1], ROWS[1], ours]
    assert went(was, now, 2) == (3, 2)
    assert 2 in follow(table(was), table(now), [0], {2}).guessed


def test_copies_that_changed_places_are_known_by_what_they_hold() -> None:
    ours: list[Cell] = ["B", "Mug", 52, "s2"]
    found = follow(table([ROWS[0], ROWS[1], ours, ROWS[2]]),
                   table([ROWS[0], ours, ROWS[1], ROWS[2]]), [0], {2})  # fmt: skip
    assert found.cell(2, 2) == (1, 2)
    assert 2 not in found.guessed


def test_new_rows_that_hold_all_that_a_row_held_are_its_copies() -> None:
    now = [ROWS[0], ROWS[1], ROWS[1], ROWS[2], ROWS[1]]
    assert follow(table(ROWS), table(now), [0], {1}).copies == {1: [2, 4]}
    assert follow(table(ROWS), table(ROWS), [0], {1}).copies == {}
    # one is gone that resembles the copy
    gone: list[Cell] = ["D", "Mug", 2, "s4"]
    assert follow(table([gone, *ROWS]), table(now), [], {0, 2}).copies == {2: [2, 4]}


def test_of_rows_that_went_the_one_is_found_that_is_there_by_what_it_shares() -> None:
    typed: list[Cell] = ["X", "Mug", 2, "s2"]
    found = follow(table([ROWS[0], ["B", "Mug", 9, "s9"], ROWS[1]]), table([ROWS[0], typed]),
                   [], {1, 2})  # fmt: skip
    assert found.rows[2] == 1
    assert 1 not in found.rows


def test_what_two_rows_may_have_become_is_a_guess() -> None:
    now: Grid = [ROWS[2], ["Z", "Lamp", 7, "s1"], ["Y", "Lamp", 8, "s1"]]
    assert 0 in follow(table([ROWS[0], ROWS[2]]), table(now), [0], {0}).guessed
    assert 0 not in follow(table([ROWS[0], ROWS[2]]), table(now[:2]), [0], {0}).guessed


def test_a_row_that_was_taken_out_is_nowhere() -> None:
    assert went(ROWS, [ROWS[0], ROWS[2]], 1) is None


def test_of_a_row_and_its_copy_below_it_the_upper_one_is_the_row() -> None:
    assert went(ROWS, [ROWS[0], ROWS[1], ROWS[1], ROWS[2]], 1) == (1, 2)


def test_a_row_that_was_typed_in_stands_above_its_copy() -> None:
    typed: list[Cell] = ["B", "Mug", 2, "typed"]
    assert went(ROWS, [ROWS[0], typed, ROWS[1], ROWS[2]], 1) == (1, 2)


@pytest.mark.parametrize("moved", [False, True])
def test_a_renamed_column_is_known_by_what_stands_in_it(*, moved: bool) -> None:
    order = [3, 0, 1, 2] if moved else [0, 1, 2, 3]
    heading = ["head" if at == 2 else HEADING[at] for at in order]
    later = table([[row[at] for at in order] for row in ROWS], heading)
    assert follow(table(ROWS), later, [order.index(0)], ()).cell(1, 2) == (1, order.index(2))


def test_a_formula_is_the_same_wherever_it_refers_to() -> None:
    was, now = table([["", "", "=A2*2", ""]]), table([["", "", "", ""], ["", "", "=A3*2", ""]])
    assert follow(was, now, [0], ()).cell(0, 2) == (1, 2)


def test_rows_without_a_key_that_were_sorted_are_not_taken_in_the_order_they_stood_in() -> None:
    now: Grid = [ROWS[0], ["C", "Pot", 3, "typed"], ["B", "Mug", 2, "typed"], ["D", "Bag", 4, "s4"]]
    was = [*ROWS, now[3]]
    rows = follow(table(was), table(now), [], {1}).rows
    assert (rows[1], rows[2]) == (2, 1)


def test_a_row_without_a_key_is_not_the_one_that_stands_by_chance_between_its_neighbours() -> None:
    was: Grid = [*ROWS, ["D", "Bag", 2, "s4"]]
    now: Grid = [ROWS[0], ["D", "Bag", 2, "typed"], ROWS[2], ["B", "Mug", 2, "typed"]]
    found = follow(table(was), table(now), [], {1, 3})
    assert (found.rows[1], found.rows[3]) == (3, 1)


def test_blank_rows_between_rows_that_were_sorted_are_looked_at_a_few_times_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[int] = []
    is_empty = pairs.is_empty

    def counted(line: pairs.Line) -> bool:
        looked_at.append(1)
        return is_empty(line)

    monkeypatch.setattr(pairs, "is_empty", counted)
    rows = [line for number in range(400) for line in ((f"S{number}", number), ("", ""))]
    later = [line for line in reversed(rows) if line[0]]
    made = pairs.Pairs(rows, later + [("", "")] * 400)
    made.join([key for key, _ in rows], [key for key, _ in later] + [""] * 400)
    looked_at.clear()

    made.join_empty(range(len(rows)))

    assert made.unpaired() == []
    assert len(looked_at) < 5 * len(rows)


def test_rows_are_known_whatever_their_formulas_come_to_by_now() -> None:
    headings: list[Cell] = ["Name", "Twice"]
    was, now = table([["a", 1], ["b", 2]], headings), table([["b", 1], ["a", 2]], headings)
    was.written = {(0, 1): "=C2*2", (1, 1): "=C3*2"}
    now.written = {(0, 1): "=C2*2", (1, 1): "=C3*2"}

    found = follow(was, now, [], {0, 1})

    assert (dict(found.rows), set(found.guessed)) == ({0: 1, 1: 0}, set())
