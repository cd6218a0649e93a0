"""The pure merge against a plain oracle, and what must hold of it whatever people and books do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets import merge
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base, Verdict, Wanted
from sheets.reading import Kind, same
from sheets.tab import Column, Owner, Rows, Tab
from sheets.table import Table

Cells = dict[str, dict[str, Cell]]
"""Row key -> heading -> cell."""
KEYS = ("CUP", "JUG", "MUG", "PAN")
TAB = Tab(
    title="Goods",
    columns=(
        Column("SKU", Owner.PERSON, is_text=True),
        Column("On hand", kind=Kind.QUANTITY),
        Column("Reorder at", Owner.BOTH, Kind.QUANTITY),
        Column("Name", Owner.BOTH),
        Column("Active", Owner.BOTH, Kind.FLAG),
    ),
    key=("SKU",),
    rows=lambda _books, _keys: Rows(),
)
SHARED = [one for one in TAB.columns if one.owner is not Owner.PERSON]
VALUES: dict[str, list[Cell]] = {
    "On hand": [0, 1, 2, "two"],
    "Reorder at": ["", 0, 1, 2, "2", 2.0, "soon"],
    "Name": ["", "Cup", "Jug", "cup"],
    "Active": [True, False],
}
"""Few of each, so that the three often agree; the books hold only what they can."""
KEPT: dict[str, list[Cell]] = {
    "On hand": [0, 1, 2],
    "Reorder at": ["", 0, 1, 2],
    "Name": ["Cup", "Jug"],
    "Active": [True, False],
}


@dataclass
class State:
    """What was agreed, what the sheet shows, what the books say, and what is asked about."""

    base: Cells
    sheet: Cells
    books: Cells
    asked: set[tuple[str, str]] = field(default_factory=set)
    told: dict[tuple[str, str], Cell] = field(default_factory=dict)
    written: int = 0
    edited: int = 0


@dataclass(frozen=True)
class Look:
    """How a sheet is laid out: what must not matter."""

    rows: tuple[str, ...] = KEYS
    columns: tuple[str, ...] = TAB.headings
    blank_after: int = -1
    extra: str = ""

    def table(self, cells: Cells) -> Table:
        """A sheet of these cells."""
        rows = [one for one in self.rows if one in cells]
        if 0 <= self.blank_after < len(rows):
            rows.insert(self.blank_after, "")
        columns: list[list[Cell]] = []
        for heading in self.columns:
            shown = [cells.get(row, {}).get(heading, row if heading == "SKU" else "")
                     for row in rows]  # fmt: skip
            columns.append([heading, *shown])
        if self.extra:
            columns.insert(1, ["My own", *[self.extra for _ in rows]])
        return Table.of(columns)


def draw_cells(values: Mapping[str, list[Cell]]) -> st.SearchStrategy[dict[str, Cell]]:
    return st.fixed_dictionaries({name: st.sampled_from(held) for name, held in values.items()})


@st.composite
def states(draw: st.DrawFn) -> State:
    """A base, and what the person and the books made of it, each of some cells."""
    base: Cells = {key: draw(draw_cells(KEPT)) for key in KEYS}
    sheet, books = deepcopy(base), deepcopy(base)
    for side, values in ((sheet, VALUES), (books, KEPT)):
        for key in KEYS:
            for heading in draw(st.sets(st.sampled_from(list(VALUES)), max_size=3)):
                side[key][heading] = draw(st.sampled_from(values[heading]))
    return State(base, sheet, books)


def looks() -> st.SearchStrategy[Look]:
    return st.builds(
        Look,
        rows=st.permutations(KEYS).map(tuple),
        columns=st.permutations(TAB.headings).map(tuple),
        blank_after=st.integers(-1, 3),
        extra=st.sampled_from(["", "mine"]),
    )


def run(state: State, look: Look = Look(), was: Look = Look()) -> State:
    """One pass over a state: what the merge says, done."""
    base = Base(Frame(TAB, was.table(state.base)))
    now = Frame(TAB, look.table(state.sheet))
    after = State(deepcopy(state.base), deepcopy(state.sheet), deepcopy(state.books))
    found = merge.edits(base, now)
    after.edited = len(found)
    for edit in found:
        verdict = merge.judge(TAB.column(edit.heading), edit, state.books[edit.key][edit.heading])
        if verdict is Verdict.APPLY:
            if is_value(edit.heading, edit.now):
                after.books[edit.key][edit.heading] = edit.now
            else:
                after.asked.add((edit.key, edit.heading))
        elif verdict is Verdict.CONFLICT:
            after.asked.add((edit.key, edit.heading))
        elif verdict is Verdict.PUT_BACK:
            after.told[edit.key, edit.heading] = edit.now
    writes = merge.writes(now, Rows.of(after.books), Wanted(held=after.asked))
    after.written = len(writes.cells)
    for write in writes.cells:
        after.sheet.setdefault(write.key, {})[write.heading] = write.after
    for key, cells in after.sheet.items():
        for heading, cell in cells.items():
            if (key, heading) not in after.asked:
                after.base[key][heading] = cell
    return after


def is_value(heading: str, cell: Cell) -> bool:
    return cell in KEPT[heading] or cell in {"2", 2.0}


def oracle(column: Column, base: Cell, sheet: Cell, books: Cell) -> tuple[Cell, Cell, bool]:
    """What must come of one cell: sheet, books, and whether it is asked about."""

    def alike(one: Cell, other: Cell) -> bool:
        return same(column.kind, one, other)

    if alike(sheet, books):
        return sheet, books, False
    if column.owner is Owner.BOOKS or alike(sheet, base):
        return books, books, False
    if alike(books, base) and is_value(column.heading, sheet):
        return sheet, sheet, False
    return sheet, books, True


BOTH_SIZES = [
    pytest.param(200, id="ordinary"),
    pytest.param(20_000, id="soak", marks=pytest.mark.soak),
]


def holds(examples: int, check: Callable[..., None], *given_: st.SearchStrategy[object]) -> None:
    """Let Hypothesis look for the case in which a check fails."""
    settings(max_examples=examples)(given(*given_)(check))()


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_every_cell_becomes_what_a_plain_oracle_says(examples: int) -> None:
    def check(state: State) -> None:
        after = run(state)
        for key in KEYS:
            for column in SHARED:
                name = column.heading
                sheet, books, asked = oracle(
                    column, state.base[key][name], state.sheet[key][name], state.books[key][name]
                )
                assert same(column.kind, after.sheet[key][name], sheet)
                assert same(column.kind, after.books[key][name], books)
                assert ((key, name) in after.asked) == asked

    holds(examples, check, states())


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_after_two_passes_all_agree_and_a_third_does_nothing(examples: int) -> None:
    def check(state: State) -> None:
        second = run(run(state))
        for key in KEYS:
            for column in SHARED:
                name = column.heading
                if (key, name) not in second.asked:
                    assert same(column.kind, second.sheet[key][name], second.books[key][name])
                    assert same(column.kind, second.sheet[key][name], second.base[key][name])
        third = run(second)
        assert (third.written, third.told) == (0, {})
        assert third.asked == second.asked
        assert third.books == second.books
        assert third.edited == len(third.asked)

    holds(examples, check, states())


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_no_edit_of_either_side_is_lost(examples: int) -> None:
    def check(state: State) -> None:
        after = run(state)
        for key in KEYS:
            for column in SHARED:
                name = column.heading
                place, kind = (key, name), column.kind
                typed, kept = state.sheet[key][name], state.books[key][name]
                if not same(kind, typed, state.base[key][name]):
                    assert (
                        same(kind, after.books[key][name], typed)
                        or (place in after.asked and after.sheet[key][name] == typed)
                        or after.told.get(place) == typed
                    )
                if not same(kind, kept, state.base[key][name]):
                    assert same(kind, after.books[key][name], kept)

    holds(examples, check, states())


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_where_rows_and_columns_stand_does_not_matter(examples: int) -> None:
    def check(state: State, look: Look, was: Look) -> None:
        plain, moved = run(state), run(state, look, was)
        assert (moved.sheet, moved.books, moved.base) == (plain.sheet, plain.books, plain.base)
        assert (moved.asked, moved.told, moved.written) == (plain.asked, plain.told, plain.written)

    holds(examples, check, states(), looks(), looks())


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_sides_that_are_swapped_swap_what_comes_of_it(examples: int) -> None:
    def check(base: Cells, one: Cells, other: Cells) -> None:
        here, there = run(State(base, one, other)), run(State(base, other, one))
        for key in KEYS:
            for column in SHARED:
                place = key, column.heading
                if column.owner is not Owner.BOTH:
                    continue
                assert (place in here.asked) == (place in there.asked)
                if place not in here.asked:
                    assert here.books[key][column.heading] == there.books[key][column.heading]

    cells = st.fixed_dictionaries({key: draw_cells(KEPT) for key in KEYS})
    holds(examples, check, cells, cells, cells)


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_what_comes_of_a_row_hangs_on_that_row_alone(examples: int) -> None:
    def check(state: State, key: str) -> None:
        whole = run(state)
        alone = run(State({key: state.base[key]}, {key: state.sheet[key]}, {key: state.books[key]}))
        assert (alone.sheet[key], alone.books[key]) == (whole.sheet[key], whole.books[key])
        assert alone.asked == {one for one in whole.asked if one[0] == key}

    holds(examples, check, states(), st.sampled_from(KEYS))


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_any_answer_to_any_question_comes_to_rest(examples: int) -> None:
    def check(state: State, keep_sheet: bool) -> None:
        asked = run(state)
        for key, heading in asked.asked:
            if keep_sheet and is_value(heading, asked.sheet[key][heading]):
                asked.books[key][heading] = asked.sheet[key][heading]
            else:
                # what the sheet shows is accounted for: the books' figure is written over it
                asked.base[key][heading] = asked.sheet[key][heading]
        second = run(run(asked))
        assert second.asked == set()
        assert (run(second).written, run(second).edited) == (0, 0)

    holds(examples, check, states(), st.booleans())


@pytest.mark.parametrize("examples", BOTH_SIZES)
def test_only_cells_of_the_books_and_of_both_are_written_and_only_what_differs(
    examples: int,
) -> None:
    def check(state: State, look: Look) -> None:
        now = Frame(TAB, look.table(state.sheet))
        for write in merge.writes(now, Rows.of(state.books), Wanted()).cells:
            assert TAB.column(write.heading).owner is not Owner.PERSON
            assert now.table.cell(write.row, write.column) == write.before
            assert now.places[write.key] == write.row
            assert write.after == state.books[write.key][write.heading] != write.before

    holds(examples, check, states(), looks())


def test_a_tick_box_is_not_the_number_that_it_equals() -> None:
    assert merge.differing([True, 1], [1, True], Kind.FLAG) == [0, 1]
    assert merge.differing([True, 1], [1, True], Kind.QUANTITY) == []


def test_of_a_row_that_was_taken_out_and_typed_again_only_what_was_typed_is_an_edit() -> None:
    shown: Cells = {"MUG": {"On hand": 1, "Reorder at": 2, "Name": "Cup", "Active": True}}
    typed: Cells = {"MUG": {"On hand": "", "Reorder at": "", "Name": "Jug", "Active": ""}}
    look = Look(rows=("MUG",))

    found = merge.edits(Base(Frame(TAB, look.table(shown))), Frame(TAB, look.table(typed)))

    assert [(one.heading, one.base, one.now) for one in found] == [("Name", "", "Jug")]


def test_a_row_typed_again_is_new_also_where_the_books_name_the_rows() -> None:
    key = replace(TAB.columns[0], owner=Owner.BOOKS)
    named = replace(TAB, columns=(key, *TAB.columns[1:]))
    shown: Cells = {"MUG": {"On hand": 1, "Reorder at": 2, "Name": "Cup", "Active": True}}
    typed: Cells = {"MUG": {"On hand": "", "Reorder at": "", "Name": "Jug", "Active": ""}}
    look = Look(rows=("MUG",))

    found = merge.edits(Base(Frame(named, look.table(shown))), Frame(named, look.table(typed)))

    assert [(one.heading, one.base, one.now) for one in found] == [("Name", "", "Jug")]


def test_of_a_row_that_shows_some_of_what_it_did_what_is_emptied_beside_the_books_is_told() -> None:
    shown: Cells = {"MUG": {"On hand": 1, "Reorder at": 2, "Name": "Cup", "Active": True}}
    typed: Cells = {"MUG": {"On hand": "", "Reorder at": "", "Name": "Cup", "Active": True}}
    look = Look(rows=("MUG",))

    found = merge.edits(Base(Frame(TAB, look.table(shown))), Frame(TAB, look.table(typed)))

    assert [(one.heading, one.now, one.is_refilled) for one in found] == [("Reorder at", "", True)]


def test_what_moves_below_the_last_row_is_no_edit_of_ours() -> None:
    def frame(*below: Cell, like: Frame | None = None) -> Frame:
        columns: list[list[Cell]] = [
            ["SKU", "MUG"], ["On hand", 1, *below], ["Reorder at", 2], ["Name", "Cup"],
            ["Active", True],
        ]  # fmt: skip
        return Frame(TAB, Table.of(columns), like=like)

    was = frame("stray")
    assert merge.edits(Base(was), frame("", "stray", like=was)) == []
    assert merge.edits(Base(was), frame(like=was)) == []


def test_a_key_that_is_a_formula_is_its_own_text_whatever_it_comes_to() -> None:
    table = Table.of([["SKU", "MUG", "MUG"], ["Name", "Cup", ""]])
    was = Frame(TAB, table)
    assert was.twice == {"MUG": [0, 1]}

    again = Table(table.raw)
    again.written = {(1, 0): "=A2", (2, 0): "=A9"}
    assert Frame(TAB, again, like=was).keys == ["MUG", "=A2", "=A9"]
