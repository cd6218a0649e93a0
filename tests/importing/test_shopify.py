"""Shopify's files: open orders reserve, what left has left, what comes again changed is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from oms import catalogue, editing, exceptions, orders, stock, verify
from oms.editing import Edit
from oms.order_card import OrderCard, card
from oms.tables.catalogue import Sku
from tests.importing.command import backroom
from tests.importing.files import MORE, ORDER, SHOPIFY, shopify, written
from tests.small_shop import SmallShop

INVENTORY = ("Handle", "Title", "SKU", "Location", "On hand (current)", "On hand (new)")
PRODUCTS = ("Title", "URL handle", "SKU", "Barcode", "Option1 value", "Price", "Cost per item")


def url_of(shop: SmallShop) -> str:
    return shop.database.url.render_as_string(hide_password=False)


def taken(shop: SmallShop, kind: str, path: Path, status: int = 0) -> dict[str, Any]:
    """What `backroom import` says of a file."""
    ended = backroom(url_of(shop), "import", kind, path, "--profile", "shopify", "--json")
    assert ended.status == status, ended.stderr
    return ended.told


def shown(shop: SmallShop, number: str) -> OrderCard:
    with shop.database.reading() as books:
        return card(books, orders.by_number(books, number))


def test_an_open_order_is_reserved_and_its_postage_is_a_charge(
    shop: SmallShop, tmp_path: Path
) -> None:
    whole = {**ORDER, "Subtotal": "59.00", "Total": "62.50"}

    told = taken(shop, "orders", shopify(tmp_path / "in.csv", [whole, MORE]))

    found = shown(shop, "#2001")
    assert told["accounted"]["order_lines"] == 2
    assert [(line.sku, line.ordered, line.reserved) for line in found.lines] == [
        ("MUG-BLU", 2, 2),
        ("LAMP-1", 1, 1),
    ]
    assert found.customer == "Ann Lee"
    assert [minor for _, minor in found.charges] == [350]
    assert found.stage == "to pick"


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"Fulfillment Status": "fulfilled", "Lineitem fulfillment status": "fulfilled"},
         "shipped"),
        ({"Cancelled at": "2026-11-21 10:00:00 +0000"}, "cancelled"),
        ({"Fulfillment Status": "partial", "Lineitem fulfillment status": "fulfilled"},
         "part shipped"),
    ],
)  # fmt: skip
def test_an_order_stands_where_the_channel_says(
    shop: SmallShop, tmp_path: Path, change: Mapping[str, str], stage: str
) -> None:
    rows = [{**ORDER, **change}, MORE if stage == "part shipped" else {**MORE, **change}]

    taken(shop, "orders", shopify(tmp_path / "in.csv", rows))

    assert shown(shop, "#2001").stage == stage
    with shop.database.reading() as books:
        assert verify.differences(books) == []


def test_an_order_that_left_meanwhile_is_followed_and_gives_its_reservation_back(
    shop: SmallShop, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    taken(shop, "orders", shopify(path, [ORDER]))
    left = {"Fulfillment Status": "fulfilled", "Lineitem fulfillment status": "fulfilled"}

    told = taken(shop, "orders", shopify(path, [{**ORDER, **left}]))
    again = taken(shop, "orders", path)

    assert (told["orders_new"], told["orders_changed"]) == (0, 1)
    assert again["nothing_new"] is True
    assert shown(shop, "#2001").stage == "shipped"
    with shop.database.reading() as books:
        assert verify.differences(books) == []


def test_an_order_of_a_product_that_is_not_known_is_kept_and_held(
    shop: SmallShop, tmp_path: Path
) -> None:
    path = shopify(tmp_path / "in.csv", [{**ORDER, "Lineitem sku": "NEW-1"}])

    taken(shop, "orders", path)

    found = shown(shop, "#2001")
    assert found.stage == "on hold"
    assert found.lines[0].sku == "NEW-1"


def test_products_bring_titles_prices_and_barcodes_and_change_nothing_the_second_time(
    shop: SmallShop, tmp_path: Path
) -> None:
    rows = [
        {"Title": "Garden lantern", "URL handle": "lantern", "SKU": "LANT-S",
         "Option1 value": "Small", "Price": "12.50", "Barcode": "5060000000017"},
        {"URL handle": "lantern", "SKU": "LANT-L", "Option1 value": "Large", "Price": "19.00"},
        {"Title": "No code", "URL handle": "none", "Price": "1.00"},
    ]  # fmt: skip
    path = written(tmp_path / "products.csv", PRODUCTS, rows)

    told, again = taken(shop, "products", path, 1), taken(shop, "products", path, 1)

    assert told["accounted"]["rejects"] == 1
    assert again["nothing_new"] is True
    with shop.database.reading() as books:
        small = books.scalars(select(Sku).where(Sku.code == "LANT-S")).one()
        assert small.price_minor == 1250
        assert "Garden lantern" in small.title
        assert catalogue.sku(books, "5060000000017").code == "LANT-S"


def test_stock_is_counted_into_its_location_and_only_the_difference_moves(
    shop: SmallShop, tmp_path: Path
) -> None:
    rows = [
        {"Handle": "mug", "SKU": "MUG-BLU", "Location": "Leeds", "On hand (new)": "7"},
        {"Handle": "mug", "SKU": "MUG-RED", "Location": "Whitby", "On hand (new)": "3"},
        {"Handle": "mug", "SKU": "MUG-RED", "Location": "Leeds", "On hand (new)": "many"},
    ]
    path = written(tmp_path / "stock.csv", INVENTORY, rows)

    told, again = taken(shop, "stock", path, 1), taken(shop, "stock", path, 1)

    assert told["accounted"]["rejects"] == 1
    assert again["nothing_new"] is True
    with shop.database.reading() as books:
        assert on_hand(books, "MUG-BLU", "Leeds") == 7
        assert on_hand(books, "MUG-RED", "Whitby") == 3
        assert verify.differences(books) == []


def on_hand(books: Any, sku: str, place: str) -> int:
    at = catalogue.sku(books, sku).id, catalogue.location(books, place).id
    return stock.at(books, *at).on_hand


WIDE = ("Lineitem discount", "Outstanding Balance", "Refunded Amount", "Risk Level",
        "Shipping Method", "Shipping Address1", "Shipping Zip")  # fmt: skip


def wide(path: Path, rows: list[Mapping[str, str]]) -> Path:
    """A file like Shopify's whole export of orders."""
    return written(path, (*SHOPIFY, *WIDE), rows)


def test_a_discount_a_tax_on_top_and_postage_are_what_the_channel_says_to_the_penny(
    shop: SmallShop, tmp_path: Path
) -> None:
    whole = {**ORDER, "Subtotal": "53.10", "Shipping": "5.00", "Taxes": "11.62", "Total": "69.72",
             "Shipping Address1": "1 Low Street", "Shipping Zip": "'LS21 1AA",
             "Shipping Method": "Express"}  # fmt: skip

    taken(shop, "orders", wide(tmp_path / "in.csv", [whole, MORE]))

    found = shown(shop, "#2001")
    assert (found.total_minor, found.payment, found.ship_method) == (6972, "paid", "Express")
    with shop.database.reading() as books:
        order = orders.by_number(books, "#2001")
        lines = orders.lines_of(books, order)
        assert [line.discount_share_minor for line in lines] == [170, 420]
        assert sum(line.tax_minor for line in lines) == 1062
        assert order.ship_to is not None
        assert order.ship_to["postcode"] == "LS21 1AA"
        assert verify.differences(books) == []


def test_what_may_be_fraud_or_has_no_postcode_is_held(shop: SmallShop, tmp_path: Path) -> None:
    risky = {**ORDER, "Risk Level": "High", "Shipping Address1": "1 Low Street"}

    taken(shop, "orders", wide(tmp_path / "in.csv", [risky]))

    assert {held.kind for held in shown(shop, "#2001").holds} == {"fraud", "address"}


def test_a_total_that_does_not_add_up_is_a_case_and_the_order_is_there(
    shop: SmallShop, tmp_path: Path
) -> None:
    taken(shop, "orders", shopify(tmp_path / "in.csv", [{**ORDER, "Total": "99.00"}]))

    found = shown(shop, "#2001")
    assert found.badge == "exception"
    with shop.database.reading() as books:
        assert [case.kind for case in exceptions.waiting(books)] == ["totals_mismatch"]


def test_what_was_edited_here_is_not_taken_for_a_change_at_the_channel(
    shop: SmallShop, tmp_path: Path
) -> None:
    path = shopify(tmp_path / "in.csv", [ORDER])
    taken(shop, "orders", path)
    with shop.database.writing() as books:
        order = orders.by_number(books, "#2001")
        line = orders.lines_of(books, order)[0]
        editing.edit(books, order.id, Edit(units={line.id: 3}), by=shop.owner(books), key="k")

    again = taken(shop, "orders", path)

    assert (again["nothing_new"], again["lines_added"]) == (True, 0)
    with shop.database.reading() as books:
        assert exceptions.waiting(books) == []
