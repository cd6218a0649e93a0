"""The judge is no fool: four protocols that look sound lose something, and it says so."""

from __future__ import annotations

import itertools

import pytest

from sheets.cells import Cell
from sheets.taking import Taking
from tests.sheets.human.trial import Trial, World
from tests.sheets.human.worse import WORSE

SEEDS = 80
QUIET = 8
LOSES = {
    "whole_table": "edit",
    "by_address": "own",
    "read_first": "own",
    "row_metadata": "cell",
}
"""What each loses first of all: edits, the owner's own cells, the books' figures."""


def lost(world: World, name: str, seed: int, *, between: bool = False) -> set[str]:
    """The kinds of loss in one trial with a worse protocol; it knows the tab Stock only."""
    stock = [tab for tab in world.tabs if tab.title == "Stock"]
    trial = Trial(world, seed, WORSE[name], tabs=stock, between=between)
    return {loss.kind for loss in trial.run().losses}


@pytest.mark.parametrize("name", WORSE)
def test_a_worse_protocol_is_caught(world: World, name: str) -> None:
    seeds = itertools.takewhile(lambda seed: LOSES[name] not in lost(world, name, seed),
                                range(1, SEEDS + 1))  # fmt: skip
    assert len(list(seeds)) < SEEDS


@pytest.mark.parametrize("name", WORSE)
def test_a_worse_protocol_that_nobody_disturbs_loses_nothing(world: World, name: str) -> None:
    for seed in range(1, QUIET + 1):
        assert not lost(world, name, seed, between=True) & {"own", "twice", "row", "heading"}


def test_a_program_that_takes_what_is_typed_again_for_what_it_took_before_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(taking: Taking, tab: str, row: str, heading: str, typed: Cell) -> str:
        return f"ledger:{tab}:{row}:{heading}:{taking.receipt}:{typed}"

    monkeypatch.setattr(Taking, "key", key)
    seeds = range(1, SEEDS + 1)
    assert any(loss.kind == "edit" for seed in seeds for loss in Trial(world, seed).run().losses)
