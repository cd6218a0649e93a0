"""Shopify's files: open orders reserve, what left has left, what comes again changed is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from oms import catalogue, orders, stock, verify
from oms.order_card import OrderCard, card
from oms.tables.catalogue import Sku
from tests.importing.command import backroom
from tests.importing.files import MORE, ORDER, shopify, written
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
