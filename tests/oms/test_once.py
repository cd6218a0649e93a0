"""A command that is carried out once, however often it is sent."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy.orm import Session

from oms import once
from oms.errors import KeyReused
from tests.small_shop import SmallShop
from tests.transactions import Failure, at_once, fail_after


class Work:
    """Something that should happen once; gives a new number each time it does."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def do(self) -> dict[str, Any]:
        return {"number": next(self._numbers)}


def ship(shop: SmallShop, books: Session, work: Work, order: str = "1043") -> dict[str, Any]:
    by = shop.owner(books)
    return once.once(books, "press-1", "ship_order", {"order": order}, by=by, do=work.do)


def test_the_same_command_gives_its_first_result_again(shop: SmallShop) -> None:
    work = Work()
    with shop.database.writing() as books:
        assert not once.is_done(books, "press-1")
        first = ship(shop, books, work)
    with shop.database.writing() as books:
        again = ship(shop, books, work)
        assert once.is_done(books, "press-1")

    assert first == again == {"number": 1}


def test_a_key_that_comes_with_another_command_is_refused_and_nothing_is_done(
    shop: SmallShop,
) -> None:
    work = Work()
    with shop.database.writing() as books:
        ship(shop, books, work)

    with shop.database.writing() as books, pytest.raises(KeyReused):
        ship(shop, books, work, order="1042")
    assert work.do() == {"number": 2}


def test_a_command_that_failed_may_be_sent_again(shop: SmallShop) -> None:
    with pytest.raises(Failure):
        fail_after(shop.database, lambda books: ship(shop, books, Work()))

    with shop.database.writing() as books:
        assert ship(shop, books, Work()) == {"number": 1}


def test_of_twins_at_the_same_moment_one_does_it_and_all_get_its_result(shop: SmallShop) -> None:
    work = Work()

    results = at_once(shop.database, lambda books, order: ship(shop, books, work, order), ["1"] * 6)

    assert results == [{"number": 1}] * 6


def test_the_order_in_which_arguments_are_named_does_not_matter(shop: SmallShop) -> None:
    work = Work()
    with shop.database.writing() as books:
        by = shop.owner(books)
        once.once(books, "k", "count", {"sku": "MUG-BLU", "units": 3}, by=by, do=work.do)
        again = once.once(books, "k", "count", {"units": 3, "sku": "MUG-BLU"}, by=by, do=work.do)

    assert again == {"number": 1}
