"""One world for the tests of a file: a ledger in step with a shop, copied for each trial."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sheets.human.trial import World, a_world


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A world, for as many trials as are wanted."""
    with a_world() as made:
        yield made
