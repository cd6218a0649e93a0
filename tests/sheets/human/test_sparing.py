"""Nothing is lost, and no figure is left wrong, where only rows that may differ are compared."""

from __future__ import annotations

import pytest

from tests.sheets.human.slices import firsts
from tests.sheets.human.sparing import Sparing
from tests.sheets.human.trial import World


def run(world: World, seeds: range) -> None:
    """Fail with the story of the first seed in which anything was lost."""
    for seed in seeds:
        outcome = Sparing(world, seed).run()
        assert not outcome.losses, str(outcome)


def test_comparing_only_what_may_differ_loses_nothing(world: World) -> None:
    run(world, range(1, 21))


@pytest.mark.soak
@pytest.mark.parametrize("first", firsts(range(1_001, 5_001, 500)))
def test_comparing_only_what_may_differ_loses_nothing_in_four_thousand_trials(
    world: World, first: int
) -> None:
    run(world, range(first, first + 500))
