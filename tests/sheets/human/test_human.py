"""Whatever a person does before any of our requests, nothing of anybody's is lost."""

from __future__ import annotations

import pytest

from sheets.tab import Owner
from tests.sheets.human.slices import firsts
from tests.sheets.human.trial import Trial, World
from tests.sheets.human.truth import FACTS, MEANS, REORDER

CHUNK = 30
ORDINARY = 300


def run(world: World, seeds: range) -> None:
    """Fail with the story of the first seed in which anything was lost."""
    for seed in seeds:
        outcome = Trial(world, seed).run()
        assert not outcome.losses, str(outcome)


@pytest.mark.parametrize("first", range(1, ORDINARY + 1, CHUNK))
def test_whatever_a_person_does_in_any_window_nothing_is_lost(world: World, first: int) -> None:
    run(world, range(first, first + CHUNK))


@pytest.mark.soak
@pytest.mark.parametrize("first", firsts(range(1_001, 11_001, 500)))
def test_nothing_is_lost_in_ten_thousand_trials(world: World, first: int) -> None:
    run(world, range(first, first + 500))


def test_a_trial_is_the_same_whenever_it_is_run(world: World) -> None:
    one, other = (Trial(world, 51).run() for _ in range(2))
    assert [line for line in one.story if line.startswith("  ")] == [
        line for line in other.story if line.startswith("  ")
    ]
    assert one.losses == other.losses


def test_the_judge_knows_where_the_books_keep_every_cell_that_both_may_change(
    world: World,
) -> None:
    shared = {
        column.heading for tab in world.tabs for column in tab.columns if column.owner is Owner.BOTH
    }
    # of the notes of orders it knows only what they are by now
    assert shared - {REORDER, MEANS, *FACTS.values()} == {"Notes"}
