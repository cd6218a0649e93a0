"""Rows that leave: a few are let go of, many wait for a person."""

from __future__ import annotations

import pytest

from sheets import leaving
from tests.conftest import NOON


@pytest.mark.parametrize(("left", "there", "too_many"), [
    (5, 20, False), (6, 20, True), (6, 400, False), (9, 400, True),
])  # fmt: skip
def test_more_than_a_few_of_a_tab_at_once_wait_for_a_person(
    left: int, there: int, *, too_many: bool
) -> None:
    gone = {f"GONE-{number}": {"On hand": 1} for number in range(left)}
    kept = {f"KEPT-{number}" for number in range(there)}
    assert leaving.look({}, gone, kept, NOON).too_many is too_many
