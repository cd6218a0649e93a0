"""Products take each other's barcodes: all or none, once, with what they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from oms import actors, barcode_exchange, history, product_edits
from oms.errors import NoLongerPossible, NotAllowed
from oms.history import About
from oms.product_codes import BarcodeTaken
from tests.oms.routed import sku
from tests.small_shop import OWNER, PICKER

BLU, RED, LAMP = "MUG-BLU", "MUG-RED", "LAMP-1"
FIRST, SECOND, THIRD = "5012345678900", "5012345678917", "5012345678924"


def give(books: Session, code: str, barcode: str) -> None:
    owner = actors.who(books, OWNER)
    product_edits.change(
        books, sku(books, code).id, "barcode", barcode, by=owner, key=f"{code} {barcode}"
    )


def exchange(books: Session, *, by: str = OWNER, **wanted: str) -> list[int]:
    """The blue mug and the red one are to have these; gives the edits."""
    by_sku = {sku(books, {"blu": BLU, "red": RED}[one]).id: code for one, code in wanted.items()}
    done = barcode_exchange.exchange(books, by_sku, by=actors.who(books, by), key="exchange")
    return [one.edit_id for one in done.values() if one.edit_id is not None]


def barcodes(books: Session) -> list[str | None]:
    return [sku(books, code).barcode for code in (BLU, RED, LAMP)]


def test_both_have_the_others_once_and_the_history_says_what_they_had(books: Session) -> None:
    give(books, RED, SECOND)
    edits = exchange(books, blu=SECOND, red=FIRST)
    assert barcodes(books) == [SECOND, FIRST, None]
    assert exchange(books, blu=SECOND, red=FIRST) == edits

    told = history.of(books, About("sku", sku(books, BLU).id))[-1]
    assert (told.before, told.after) == ({"barcode": FIRST}, {"barcode": SECOND})
    barcode_exchange.undo(books, edits, by=actors.who(books, OWNER), key="undo")
    assert barcodes(books) == [FIRST, SECOND, None]


def test_none_of_them_is_changed_where_a_third_has_one(books: Session) -> None:
    give(books, RED, SECOND)
    give(books, LAMP, THIRD)
    with pytest.raises(BarcodeTaken, match=r"belongs to Brass desk lamp"), books.begin_nested():
        exchange(books, blu=SECOND, red=THIRD)

    assert barcodes(books) == [FIRST, SECOND, THIRD]


def test_who_does_not_change_products_exchanges_nothing(sqlite_books: Session) -> None:
    give(sqlite_books, RED, SECOND)
    with pytest.raises(NotAllowed):
        exchange(sqlite_books, by=PICKER, blu=SECOND, red=FIRST)

    edits = exchange(sqlite_books, blu=SECOND, red=FIRST)
    with pytest.raises(NotAllowed):
        barcode_exchange.undo(sqlite_books, edits, by=actors.who(sqlite_books, PICKER), key="undo")
    assert barcodes(sqlite_books) == [SECOND, FIRST, None]


def test_what_was_changed_since_is_not_put_back_with_the_other(sqlite_books: Session) -> None:
    give(sqlite_books, RED, SECOND)
    edits, owner = exchange(sqlite_books, blu=SECOND, red=FIRST), actors.who(sqlite_books, OWNER)
    give(sqlite_books, RED, THIRD)

    for wanted in (edits, [*edits, 10**6]):
        with pytest.raises(NoLongerPossible), sqlite_books.begin_nested():
            barcode_exchange.undo(sqlite_books, wanted, by=owner, key=f"undo {len(wanted)}")

    assert barcodes(sqlite_books) == [SECOND, THIRD, None]


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)))
def test_a_ring_is_found_wherever_there_is_one(wants: dict[int, int]) -> None:
    ring = barcode_exchange.ring(wants)

    assert [wants[one] for one in ring] == [*ring[1:], *ring[:1]]
    if not ring:
        for first in wants:
            at = first
            for _ in wants:
                at = wants.get(at, at)
            assert at not in wants


def test_who_has_its_barcode_already_keeps_it(sqlite_books: Session) -> None:
    give(sqlite_books, RED, SECOND)

    edits = exchange(sqlite_books, blu=FIRST, red=THIRD)

    assert barcodes(sqlite_books) == [FIRST, THIRD, None]
    assert len(edits) == 1


def test_many_in_a_row_are_each_tried_but_once_or_twice() -> None:
    """Each waits for the next, the last for nobody, and they are told the wrong way round."""
    tried: list[int] = []
    holds = {sku_id: sku_id + 1 for sku_id in range(200)}
    given = {200}

    def again(sku_id: int) -> BarcodeTaken | None:
        tried.append(sku_id)
        if holds[sku_id] not in given:
            return BarcodeTaken("1", "a pot", "POT", holds[sku_id])
        given.add(sku_id)
        return None

    refused = {one: BarcodeTaken("1", "a pot", "POT", other) for one, other in holds.items()}
    rings: list[list[int]] = []
    barcode_exchange.in_turn(refused, again, rings.append)

    assert (given, rings) == ({*range(201)}, [])
    assert len(tried) <= 2 * len(holds)
