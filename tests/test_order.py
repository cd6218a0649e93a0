"""The longest files of the tests are begun first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import LONGEST_FIRST


def test_every_file_that_is_to_come_first_is_there() -> None:
    assert [name for name in LONGEST_FIRST if not (Path(__file__).parent / name).is_file()] == []


def test_what_is_long_comes_first_and_the_rest_in_order(request: pytest.FixtureRequest) -> None:
    longest = [Path(__file__).parent / name for name in LONGEST_FIRST]
    begun = list(dict.fromkeys(item.path for item in request.session.items))
    long = [path for path in begun if path in longest]

    assert begun[: len(long)] == long == [path for path in longest if path in begun]
