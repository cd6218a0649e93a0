"""Nothing is lost when requests fail, land late, or the program dies between any two of them."""

from __future__ import annotations

import pytest

from tests.sheets.human.faults import Faulty, Simulated
from tests.sheets.human.slices import firsts
from tests.sheets.human.trial import Trial, World

ORDINARY = 60


def run(world: World, trial: type[Trial], seeds: range) -> int:
    """Fail with the story of the first seed with a loss; gives how many cells were displaced."""
    displaced = 0
    for seed in seeds:
        outcome = trial(world, seed).run()
        assert not outcome.losses, str(outcome)
        displaced += outcome.displaced
    return displaced


@pytest.mark.parametrize(
    ("trial", "seed"),
    [(Trial, 3001), (Trial, 3915), (Faulty, 1958), (Simulated, 12345), (Simulated, 13109),
     (Simulated, 15306), (Simulated, 15739), (Simulated, 18622), (Simulated, 2360),
     (Simulated, 6265), (Simulated, 10072), (Simulated, 10509), (Simulated, 11167),
     (Simulated, 12268), (Simulated, 19116)],
)  # fmt: skip
def test_what_lost_something_once_loses_nothing(
    world: World, trial: type[Trial], seed: int
) -> None:
    run(world, trial, range(seed, seed + 1))


@pytest.mark.parametrize("first", range(1, 61, 15))
def test_requests_that_fail_and_a_program_that_dies_lose_nothing(world: World, first: int) -> None:
    run(world, Faulty, range(first, first + 15))


@pytest.mark.soak
@pytest.mark.parametrize("first", firsts(range(1_001, 3_001, 200)))
def test_two_thousand_trials_with_troubles_lose_nothing(world: World, first: int) -> None:
    run(world, Faulty, range(first, first + 200))


@pytest.mark.parametrize("first", range(1, ORDINARY + 1, 20))
def test_no_history_of_single_steps_loses_anything(world: World, first: int) -> None:
    run(world, Simulated, range(first, first + 20))


@pytest.mark.soak
@pytest.mark.parametrize("first", firsts(range(1_001, 21_001, 500)))
def test_twenty_thousand_histories_lose_nothing_without_a_question(
    world: World, first: int
) -> None:
    displaced = run(world, Simulated, range(first, first + 500))
    print(f"told of after a late landing: {displaced} cells in 500 histories")  # noqa: T201  counted
