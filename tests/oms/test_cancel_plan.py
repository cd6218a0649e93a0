"""Which units are cancelled first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oms.cancel_plan import Promised, cut


def test_units_that_wait_go_first_then_the_newest_promises() -> None:
    promises = [Promised(1, 7, 3), Promised(2, 8, 2)]

    found = cut(4, waiting=1, promises=promises)

    assert (found.waiting, found.released, found.not_possible) == (1, ((8, 2), (7, 1)), 0)


@given(
    units=st.integers(1, 30),
    waiting=st.integers(-2, 10),
    sizes=st.lists(st.integers(1, 8), max_size=5),
)
def test_every_unit_is_cancelled_from_somewhere_or_named_as_not_possible(
    units: int, waiting: int, sizes: list[int]
) -> None:
    promises = [Promised(at, at % 3, size) for at, size in enumerate(sizes)]

    found = cut(units, waiting=waiting, promises=promises)

    freed = sum(part for _, part in found.released)
    assert found.waiting + freed + found.not_possible == units
    assert found.not_possible == max(0, units - max(0, waiting) - sum(sizes))
    assert freed == 0 or found.waiting == max(0, waiting)
