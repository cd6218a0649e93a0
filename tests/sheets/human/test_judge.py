"""What the judge calls a loss, and what not: trials in which only what is told here happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from oms import count_questions, counts, reorder
from oms.counts import Where
from oms.tables.stock import CountQuestion
from tests.sheets.human import ours, truth
from tests.sheets.human.page import Page
from tests.sheets.human.trial import Trial, World
from tests.sheets.human.typing_words import NOTHING
from tests.sheets.human.wire import Request

KEY = "MUG-BLU|LEEDS"


class Told(Trial):
    """A trial that goes as it is told."""

    _before_write: Callable[[], None] | None = None

    def goes(self, plot: Callable[[Told], None]) -> list[str]:
        """The losses, once it went so."""
        self._plot = plot
        return [str(loss) for loss in self.run().losses]

    def before(self, request: Request) -> None:
        """What is to be done before the next write is done."""
        if request.is_write and self._before_write is not None:
            do, self._before_write = self._before_write, None
            do()
        super().before(request)

    def before_write(self, do: Callable[[], None]) -> None:
        """Before the next write of the program somebody does something."""
        self._before_write = do

    def busy(self) -> None:
        """What is told, instead of the time in which everybody acts."""
        self._plot(self)

    @property
    def page(self) -> Page:
        """The tab Stock."""
        return self.judge.pages[0]

    @property
    def row(self) -> int:
        """The first row of the place that is told of."""
        return self.page.keys()[KEY][0]

    def person_types(self, column: str, text: str, means: Any) -> None:
        """The person types into that row."""
        self.person._type(self.row, column, text, means)

    def place(self) -> Where:
        """That place in the books."""
        shop = self.staff._shop
        with self.world.database.reading() as books:
            return Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))


def one_breaks(trial: Told) -> None:
    """The shop takes one off, which the sheet does not show yet."""
    where = trial.place()
    with trial.world.database.writing() as books:
        by = trial.staff._shop.owner(books)
        counts.adjust(books, where, -1, reason="damage", by=by, key="broken")


def copied_and_left(trial: Told) -> None:
    """A count is asked about; its row is copied with it, and only the copy stays."""
    one_breaks(trial)
    trial.person_types("Counted", "16 pcs", 16)
    trial.pass_once("asks")
    original = trial.row
    trial.person._copy(trial.page, original)
    trial.pass_once("sees both")
    trial.person._remove(trial.page, original)
    trial.pass_once("sees the copy")


def test_the_copy_of_a_count_that_is_asked_about_is_asked_about(world: World) -> None:
    assert Told(world, 1).goes(copied_and_left) == []


def test_the_answer_about_a_count_empties_the_copy_of_it_that_is_left(world: World) -> None:
    def plot(trial: Told) -> None:
        copied_and_left(trial)
        with world.database.writing() as books:
            [settled] = count_questions.settle_unanswered(books, by=trial.staff._shop.owner(books))
        assert settled.change.after == 16
        trial.pass_once("empties it")
        assert trial.page.value(trial.row, "Counted") == ""

    assert Told(world, 1).goes(plot) == []


def test_the_copy_of_a_count_that_nobody_is_asked_about_any_more_is_stuck(world: World) -> None:
    def plot(trial: Told) -> None:
        copied_and_left(trial)
        with world.database.writing() as books:
            books.execute(update(CountQuestion).values(state="dropped"))

    [loss] = Told(world, 1).goes(plot)
    assert loss.startswith("stuck: '16 pcs' typed in Stock Counted")


@pytest.mark.parametrize(("state", "losses"), [("open", 0), ("dropped", 1)])
def test_a_count_that_undoing_brings_back_is_asked_about_while_its_question_is_open(
    world: World, state: str, losses: int
) -> None:
    def plot(trial: Told) -> None:
        one_breaks(trial)
        trial.person_types("Counted", "16 pcs", 16)
        undo = brings_back(trial, "Counted")
        trial.pass_once("asks")
        trial.person_types("Counted", "50", 50)
        trial.judge.read(None)
        undo()
        trial.pass_once("sees what was there")
        with world.database.writing() as books:
            books.execute(update(CountQuestion).values(state=state))

    assert len(Told(world, 1).goes(plot)) == losses


def of_books(trial: Told, point: int) -> None:
    """The shop sets the reorder point."""
    where = trial.place()
    with trial.world.database.writing() as books:
        reorder.set_point(books, where, point, by=trial.staff._shop.owner(books))


@pytest.mark.parametrize(("text", "means", "losses"), [("6 pcs", 6, 0), ("7 pcs", 7, 1)])
def test_to_say_in_other_words_what_a_cell_shows_asks_for_nothing(
    world: World, text: str, means: int, losses: int
) -> None:
    def plot(trial: Told) -> None:
        of_books(trial, 3)
        trial.person_types("Reorder at", text, means)
        # whatever became of it, it goes
        trial.page.type(trial.row, "Reorder at", "3")

    assert len(Told(world, 1).goes(plot)) == losses


def test_who_says_what_a_cell_shows_while_the_books_write_there_loses_nothing(
    world: World,
) -> None:
    def plot(trial: Told) -> None:
        of_books(trial, 3)
        trial.before_write(lambda: trial.person_types("Reorder at", "6 pcs", 6))
        trial.pass_once("writes 3")

    assert Told(world, 1).goes(plot) == []


def test_to_say_in_other_words_what_one_typed_oneself_is_owed_all_the_same(world: World) -> None:
    def plot(trial: Told) -> None:
        of_books(trial, 3)
        trial.person_types("Reorder at", "9", 9)
        trial.person_types("Reorder at", "9 pcs", 9)
        trial.page.type(trial.row, "Reorder at", "3")

    [loss] = Told(world, 1).goes(plot)
    assert loss.startswith("edit: '9 pcs' typed in Stock Reorder at")


def test_a_figure_of_the_books_is_put_right_by_hand_at_no_loss(world: World) -> None:
    def plot(trial: Told) -> None:
        shown = trial.page.value(trial.row, "On hand")
        one_breaks(trial)
        trial.person_types("On hand", "", 0)
        # it was read, and a write meant for another row lands there
        trial.judge.read(None)
        trial.page.type(trial.row, "On hand", "about 4")
        trial.person_types("On hand", f"{shown:g}", shown)

    assert Told(world, 1).goes(plot) == []


def test_another_figure_typed_over_the_books_is_a_loss_where_nothing_tells_of_it(
    world: World,
) -> None:
    def plot(trial: Told) -> None:
        shown = trial.page.value(trial.row, "On hand")
        trial.page.type(trial.row, "On hand", "about 4")
        trial.person_types("On hand", "7004", 7004)
        trial.page.type(trial.row, "On hand", f"{shown:g}")

    [loss] = Told(world, 1).goes(plot)
    assert loss.startswith("overtyped: '7004' typed in Stock On hand")


def brings_back(trial: Told, column: str = "Adjust by") -> Callable[[], None]:
    """What undoes whatever comes over what stands there now."""
    row = trial.row
    cell, was = trial.page.cell(row, column), trial.judge.standing(trial.page, row, column)
    return lambda: trial.person._restore(trial.page, row, column, cell, was)


def booked(trial: Told) -> list[int]:
    """What the ledger booked at that place."""
    with trial.world.database.reading() as books:
        moves = truth.movements(books)
    return [one.units for one in moves if one.key == KEY and one.by_ledger]


def test_what_undoing_brings_back_after_it_was_booked_is_not_booked_again(world: World) -> None:
    found: list[int] = []

    def plot(trial: Told) -> None:
        trial.person_types("Adjust by", "3", 3)
        undo = brings_back(trial)
        # the write that is to blank it hits another row
        trial.before_write(lambda: trial.page.move(trial.page.rows[-1], 1))
        trial.pass_once("books it")
        trial.person_types("Adjust by", "about 5", 5)
        trial.before_write(undo)
        trial.pass_once("sees what came over it")
        trial.pass_once("tells of it")
        found.extend(booked(trial))

    assert Told(world, 1).goes(plot) == []
    assert found == [3]


def test_what_undoing_brings_back_unread_is_owed(world: World) -> None:
    def plot(trial: Told) -> None:
        trial.person_types("Adjust by", "3", 3)
        undo = brings_back(trial)
        trial.judge.read(None)
        trial.person_types("Adjust by", "about 5", 5)
        trial.judge.read(None)
        undo()
        trial.page.type(trial.row, "Adjust by", "")

    [loss] = Told(world, 1).goes(plot)
    assert loss.startswith("edit: '3' typed in Stock Adjust by")


def test_what_undoing_gives_back_where_it_was_blanked_for_a_moment_is_not_booked_again(
    world: World,
) -> None:
    found: list[int] = []

    def plot(trial: Told) -> None:
        trial.person_types("Adjust by", "3", 3)
        undo = brings_back(trial)

        def types_over() -> None:
            trial.person_types("Adjust by", "about 5", 5)
            # the program blanked that, and is about to give it back
            trial.before_write(undo)

        trial.before_write(types_over)
        trial.pass_once("books it")
        trial.pass_once("tells of it")
        found.extend(booked(trial))
        assert trial.page.value(trial.row, "Adjust by") == 3

    assert Told(world, 1).goes(plot) == []
    assert found == [3]


def note_of_ours(trial: Told, column: str) -> str:
    """The note on a cell of the row that is told of."""
    return trial.page.cell(trial.row, column).note or ""


def test_a_note_of_ours_that_is_missing_or_stands_where_nothing_is_told_is_a_loss(
    world: World,
) -> None:
    def stands(trial: Told) -> None:
        trial.person_types("Counted", "many", NOTHING)
        trial.pass_once("tells of it")
        assert note_of_ours(trial, "Counted").startswith(ours.BEGINS)

    def is_missing(trial: Told) -> None:
        stands(trial)
        trial.page.note(trial.row, "Counted", "")

    def is_elsewhere(trial: Told) -> None:
        stands(trial)
        trial.page.note(trial.row, "Adjust by", note_of_ours(trial, "Counted"))

    assert Told(world, 1).goes(stands) == []
    [missing] = Told(world, 1).goes(is_missing)
    assert missing.startswith("note: Stock")
    assert "has no note of {'many'}" in missing
    [elsewhere] = Told(world, 1).goes(is_elsewhere)
    assert "Adjust by) says 'Backroom: “many”" in elsewhere


@pytest.mark.parametrize(
    ("put_back", "losses"),
    [
        ({"On hand": "typed1"}, 0),
        ({"On hand": "typed2"}, 1),
        ({"On hand": "typed1", "Name": "x"}, 2),
    ],
)
def test_what_was_typed_in_a_blank_row_may_come_back_in_another(
    world: World, put_back: dict[str, str], losses: int
) -> None:
    def is_put_back_below(trial: Told) -> None:
        blank, below = trial.page.rows[12:14]
        trial.person._type(blank, "On hand", "typed1", NOTHING)
        trial.page.type(blank, "On hand", "")
        for column, text in put_back.items():
            trial.page.type(below, column, text)

    found = Told(world, 1).goes(is_put_back_below)

    assert sum(one.startswith("own: Stock") for one in found) == losses


@pytest.mark.parametrize("beside", ["Reorder at", "Name"])
def test_a_row_that_is_asked_for_where_another_without_key_shows_something_of_it_is_not_lost(
    world: World, beside: str
) -> None:
    def is_taken_out(trial: Told) -> None:
        page, row = trial.page, trial.row
        shown = str(page.value(row, beside))
        trial.judge.removed(page, row)
        at = page.delete(row)
        page.type(page.insert(at), beside, shown)

    found = Told(world, 1).goes(is_taken_out)

    assert [one for one in found if one.startswith("row: ")] == []
