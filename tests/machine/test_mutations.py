"""Bugs put in on purpose are seen by the machine: each by a replay of a few dozen events."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.machine.bugs import BUGS, Bug
from tests.machine.checks import CHECKS
from tests.machine.listed import PAGE, page
from tests.machine.replay import replay

EVENTS, MOST_SEEDS = 45, 14


@pytest.mark.parametrize("seed", range(3))
def test_the_program_as_it_is_passes_every_replay(
    sqlite_template: Path, quick_folder: Path, seed: int
) -> None:
    assert replay(sqlite_template, quick_folder, seed, EVENTS) == ""


def test_the_list_to_read_names_every_bug() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.machine.listed"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_program_as_it_is_passes_every_check(check: Callable[[], None]) -> None:
    check()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_seen(
    bug: Bug, sqlite_template: Path, quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bug.check:
        module, _, name = bug.check.partition(":")
        check = getattr(importlib.import_module(module), name)
        bug.put_in(monkeypatch)
        with pytest.raises(AssertionError):
            check()
        return
    bug.put_in(monkeypatch)

    assert any(
        replay(sqlite_template, quick_folder, seed, EVENTS, bug.among) for seed in range(MOST_SEEDS)
    )
