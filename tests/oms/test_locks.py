"""Locks are taken in one order: orders, then their stock, each by its id."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import locks
from oms.locks import OutOfOrder
from oms.once import once
from oms.tables.catalogue import KitComponent, Sku
from oms.tables.orders import Order, OrderLine
from tests.small_shop import SmallShop
from tests.transactions import at_once


def two_of_each(books: Session) -> tuple[list[int], list[int]]:
    """The ids of two orders and of two SKUs, the lower ones first."""
    return (
        list(books.scalars(select(Order.id).order_by(Order.id).limit(2))),
        list(books.scalars(select(Sku.id).order_by(Sku.id).limit(2))),
    )


def doing(shop: SmallShop, books: Session, do: Callable[[], object]) -> None:
    """Do something as a command does."""

    def locking() -> dict[str, object]:
        do()
        return {}

    once(books, "k", "lock", {}, by=shop.owner(books), do=locking)


def test_orders_before_stock_and_each_by_its_id_is_in_order(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        orders, skus = two_of_each(books)

        def do() -> None:
            for order_id in orders:
                assert locks.order(books, order_id).id == order_id
            locks.stock(books, list(reversed(skus)))
            # what is held may be asked for again at any time
            locks.order(books, orders[0])
            locks.stock(books, skus[:1])

        doing(shop, books, do)


@pytest.mark.parametrize("fault", ["stock, order", "order 2, 1", "stock 2, 1"])
def test_a_command_that_locks_out_of_order_is_found_out_on_both_databases(
    shop: SmallShop, fault: str
) -> None:
    with shop.database.writing() as books:
        orders, skus = two_of_each(books)

        def do() -> None:
            if fault == "stock, order":
                locks.stock(books, skus)
                locks.order(books, orders[0])
            for order_id in reversed(orders) if fault == "order 2, 1" else ():
                locks.order(books, order_id)
            for sku_id in reversed(skus):
                locks.stock(books, [sku_id])

        with pytest.raises(OutOfOrder):
            doing(shop, books, do)


def test_the_goods_of_an_order_are_locked_like_any_stock(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        orders, _ = two_of_each(books)

        def do() -> None:
            locks.goods(books, [locks.order(books, orders[0])])
            # only its goods stand between it and the next order
            locks.order(books, orders[1])

        with pytest.raises(OutOfOrder):
            doing(shop, books, do)


def test_the_next_command_of_a_transaction_begins_anew(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        orders, skus = two_of_each(books)
        with locks.command(books):
            locks.stock(books, skus)
        with locks.command(books):
            locks.order(books, orders[0])


def unlocked(shop: SmallShop, skus: list[int]) -> list[int]:
    """Those of the SKUs that no transaction has locked; on SQLite, with one writer, all."""
    wanted = select(Sku.id).where(Sku.id.in_(skus)).order_by(Sku.id)
    with shop.database.engine.connect() as connection:
        return list(connection.scalars(wanted.with_for_update(skip_locked=True)))


def test_what_a_savepoint_had_locked_is_locked_again_after_it(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        _, skus = two_of_each(books)
        locks.stock(books, skus[:1])
        savepoint = books.begin_nested()
        locks.stock(books, skus)
        savepoint.rollback()
        locks.stock(books, skus)

        assert unlocked(shop, skus) == (skus if shop.database.is_sqlite else [])


def test_the_next_transaction_of_the_same_books_locks_anew(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        _, skus = two_of_each(books)
        locks.stock(books, skus)
        books.rollback()
        assert unlocked(shop, skus) == skus
        locks.stock(books, skus)

        assert unlocked(shop, skus) == (skus if shop.database.is_sqlite else [])


def test_the_goods_of_an_order_are_also_what_its_kits_are_made_of(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        order = books.scalars(select(Order).order_by(Order.id)).first()
        assert order is not None
        kit = books.scalars(select(OrderLine.sku_id).where(OrderLine.order_id == order.id)).first()
        part = books.scalars(select(Sku.id).where(Sku.id != kit).order_by(Sku.id.desc())).first()
        books.add(KitComponent(kit_sku_id=kit, component_sku_id=part, units=2))
        locks.goods(books, [locks.order(books, order.id)])

        wanted = [one for one in (kit, part) if one is not None]
        assert unlocked(shop, wanted) == (sorted(wanted) if shop.database.is_sqlite else [])


def test_a_locked_order_is_read_afresh(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        order_id = two_of_each(books)[0][0]
        before = books.get_one(Order, order_id).version

    def bump(books: Session, _: int) -> int:
        seen = books.get_one(Order, order_id).version
        order = locks.order(books, order_id)
        order.version += 1
        return seen

    at_once(shop.database, bump, range(6))

    with shop.database.reading() as books:
        assert books.get_one(Order, order_id).version == before + 6
