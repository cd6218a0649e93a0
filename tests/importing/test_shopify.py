"""Shopify's files: open orders reserve, what left has left, what comes again changed is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from oms import (
    cancelling,
    catalogue,
    customers,
    editing,
    exceptions,
    kits,
    orders,
    payments,
    product_edits,
    refund_steps,
    stock,
    verify,
)
from oms.editing import Edit
from oms.order_card import OrderCard, card
from oms.tables.catalogue import Sku
from oms.tables.money import Refund
from oms.tables.people import Customer
from tests.conftest import NOON
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
        {"Title": "A formula", "URL handle": "sum", "SKU": "=A1", "Price": "1.00"},
    ]  # fmt: skip
    path = written(tmp_path / "products.csv", PRODUCTS, rows)

    told, again = taken(shop, "products", path, 1), taken(shop, "products", path, 1)

    assert told["accounted"]["rejects"] == 2
    assert again["nothing_new"] is True
    with shop.database.reading() as books:
        small = books.scalars(select(Sku).where(Sku.code == "LANT-S")).one()
        assert small.price_minor == 1250
        assert "Garden lantern" in small.title
        assert catalogue.sku(books, "5060000000017").code == "LANT-S"


def test_files_that_still_name_a_former_code_are_about_the_renamed_product(
    sqlite_shop: SmallShop, tmp_path: Path
) -> None:
    with sqlite_shop.database.writing() as books:
        mug, owner = sqlite_shop.sku_id(books, "MUG-BLU"), sqlite_shop.owner(books)
        product_edits.change(books, mug, "code", "MUG-NAVY", by=owner, key="k")
    told = {"Title": "Blue mug", "URL handle": "mug", "SKU": "MUG-BLU", "Price": "9.00"}
    stocked = {"Handle": "mug", "Title": "Blue mug", "SKU": "mug-blu", "Location": "Leeds",
               "On hand (current)": "5", "On hand (new)": "11"}  # fmt: skip

    path = shopify(tmp_path / "orders.csv", [ORDER])
    taken(sqlite_shop, "orders", path)
    again = taken(sqlite_shop, "orders", path)
    taken(sqlite_shop, "products", written(tmp_path / "products.csv", PRODUCTS, [told]))
    taken(sqlite_shop, "stock", written(tmp_path / "stock.csv", INVENTORY, [stocked]))

    assert again["nothing_new"] is True
    assert [line.sku for line in shown(sqlite_shop, "#2001").lines] == ["MUG-NAVY"]
    with sqlite_shop.database.reading() as books:
        order = orders.by_number(books, "#2001")
        assert [line.sku_id for line in orders.lines_of(books, order)] == [mug]
        found = books.get_one(Sku, mug)
        assert (found.code, found.price_minor) == ("MUG-NAVY", 900)
        leeds = sqlite_shop.location_id(books, "LEEDS")
        assert stock.at(books, mug, leeds).on_hand == 11


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


def test_a_refund_of_ours_that_the_channel_tells_of_went_back_once(
    shop: SmallShop, tmp_path: Path
) -> None:
    # two mugs at £8.50 and a lamp at £42.00, and £3.50 for postage
    path, whole = tmp_path / "in.csv", {**ORDER, "Subtotal": "59.00", "Total": "62.50"}
    taken(shop, "orders", wide(path, [whole, MORE]))
    with shop.database.writing() as books:
        olive, order = shop.owner(books), orders.by_number(books, "#2001")
        mugs = orders.lines_of(books, order)[0]
        wish = cancelling.Wish({mugs.id: 1})
        done = cancelling.cancel(books, order.id, wish, by=olive, key="c")
        refund_steps.approve(books, done.refund_id or 0, by=olive, key="a")
        refund_steps.send(books, done.refund_id or 0, "8812", by=olive, key="s")
        paid = payments.captured_minor(books, order)

    told = {"Financial Status": "partially_refunded", "Refunded Amount": "8.50"}
    taken(shop, "orders", wide(path, [{**whole, **told}, MORE]))

    with shop.database.writing() as books:
        olive, order = shop.owner(books), orders.by_number(books, "#2001")
        assert order.payment == "part_refunded"
        assert payments.captured_minor(books, order) == paid
        done = cancelling.cancel(books, order.id, cancelling.Wish(), by=olive, key="rest")
        rest = books.get_one(Refund, done.refund_id)
        assert (rest.released_minor, rest.payout_minor) == (0, paid - 850)
        assert verify.differences(books) == []


def test_a_line_that_comes_late_leaves_the_components_of_a_kit_their_worth(
    shop: SmallShop, tmp_path: Path
) -> None:
    with shop.database.writing() as books:
        kit = catalogue.add_sku(books, "GIFT", "Gift set", price_minor=5000)
        books.flush()
        inside = {shop.sku_id(books, code): 1 for code in ("MUG-RED", "BAG-JUTE")}
        kits.define(books, kit, inside, by=shop.owner(books), key="kit")
    first = {**ORDER, "Lineitem sku": "GIFT", "Subtotal": "59.00", "Total": "62.50"}
    broken = {**MORE, "Lineitem price": "dear"}
    path = tmp_path / "in.csv"
    taken(shop, "orders", shopify(path, [first, broken]), 1)
    before = worths(shop)

    taken(shop, "orders", shopify(path, [first, MORE]))

    after = worths(shop)
    assert [code for code, _ in after] == ["GIFT", "LAMP-1", "MUG-RED", "BAG-JUTE"]
    assert [one for one in after if one[0] != "LAMP-1"] == before
    assert sum(minor for code, minor in after if code in {"MUG-RED", "BAG-JUTE"}) == after[0][1] > 0


def worths(shop: SmallShop) -> list[tuple[str, int]]:
    """SKU and net worth of each line, the kit's components last."""
    with shop.database.reading() as books:
        lines = orders.lines_of(books, orders.by_number(books, "#2001"))
        return sorted(
            ((line.sku_text, line.net_minor) for line in lines),
            key=lambda one: ["GIFT", "LAMP-1", "MUG-RED", "BAG-JUTE"].index(one[0]),
        )


def test_a_buyer_of_a_file_is_the_customer_of_that_e_mail(shop: SmallShop, tmp_path: Path) -> None:
    # given Ann Lee, whom another channel knows by her e-mail, and who has become somebody else's
    with shop.database.writing() as books:
        ann, hers = (
            Customer(name=name, email=email, created_at=NOON)
            for name, email in (("A Lee", "ann@example.com"), ("Ann Lee", "lee@example.com"))
        )
        books.add_all([ann, hers])
        books.flush()
        ann.merged_into_id = kept = hers.id
    again = {**ORDER, "Name": "#2002", "Id": "2002", "Email": "ANN@example.com "}

    taken(shop, "orders", shopify(tmp_path / "in.csv", [{**ORDER, "Email": "ann@example.com"}]))
    taken(shop, "orders", shopify(tmp_path / "next.csv", [again]))

    with shop.database.reading() as books:
        known = books.scalars(select(Customer).where(Customer.email.ilike("%ann@%"))).all()
        assert [one.name for one in known] == ["A Lee"]
        for number in ("#2001", "#2002"):
            assert orders.by_number(books, number).customer_id == kept
        assert verify.differences(books) == []


def test_two_of_one_file_with_one_e_mail_are_one_customer(shop: SmallShop, tmp_path: Path) -> None:
    first = {**ORDER, "Email": "new@example.com"}
    second = {**ORDER, "Name": "#2002", "Id": "2002", "Email": "New@Example.com"}

    taken(shop, "orders", shopify(tmp_path / "in.csv", [first, second]))

    with shop.database.reading() as books:
        both = {orders.by_number(books, number).customer_id for number in ("#2001", "#2002")}
        assert len(both) == 1
        found = books.get_one(Customer, both.pop())
        assert customers.find(books, "new@example.com").id == found.id
