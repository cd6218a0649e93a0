"""Parts of a long run are all of it, and none runs what another does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.human.slices import firsts

CHUNKS = range(1_001, 11_001, 500)


@given(st.integers(1, 30))
def test_the_parts_are_the_whole_run_each_chunk_once(parts: int) -> None:
    slices = [firsts(CHUNKS, f"{part}/{parts}") for part in range(1, parts + 1)]
    assert sorted(first for one in slices for first in one) == list(CHUNKS)


@pytest.mark.parametrize("told", ["0/2", "3/2", "2"])
def test_a_part_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r"\d/\d|invalid literal"):
        firsts(CHUNKS, told)
