"""Columns that a person deletes and makes anew, in any window, take nothing out of the books."""

from __future__ import annotations

import pytest

from sheets import headings
from tests.sheets.human import person
from tests.sheets.human.trial import Trial, World

TRIALS = 40


@pytest.fixture(autouse=True)
def makes_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """People do that as well, and often."""
    monkeypatch.setitem(person.ACTIONS, "make_anew", 8)


def test_a_column_that_is_made_anew_loses_nothing(world: World) -> None:
    for seed in range(1, TRIALS + 1):
        outcome = Trial(world, seed).run()
        assert not outcome.losses, str(outcome)


def test_the_judge_sees_when_one_is_taken_for_what_stood_there_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headings, "made_anew", lambda _names: [])
    outcomes = (Trial(world, seed).run() for seed in range(1, TRIALS + 1))
    assert any(loss.kind == "twice" for outcome in outcomes for loss in outcome.losses)
