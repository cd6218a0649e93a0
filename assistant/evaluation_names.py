"""The names that the evaluation's files use for our commands and slots, and its catalogue read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.understanding.acts import Act
from assistant.understanding.names import KnownOrder, Named, Names, Product
from assistant.understanding.word_lists import listed
from oms import order_marks

SAME = listed("""
order_status order_details find_orders stock_level low_stock product_info return_status
refund_status sales_report returns_report ship_order add_tracking cancel_order
hold_order release_order change_address start_return receive_return adjust_stock transfer_stock
set_reorder_point set_price help greet thanks
""")
INTENTS = {name: name for name in SAME} | {
    "when_it_comes": "delivery_eta",
    "explain_stock": "history",
    "list_suppliers": "supplier_info",
    "customer": "customer_info",
    "open_returns": "list_returns",
    "purchase_status": "po_status",
    "show_digest": "digest",
    "change_order": "edit_order",
    "refund": "refund_order",
    "exchange": "exchange_item",
    "order_from_supplier": "create_po",
    "receive_delivery": "receive_po",
    "note_order": "add_note",
    "new_order": "create_order",
    "undo_last": "undo",
}
"""Command -> intent."""
SAME_SLOTS = listed("""
order product to_product customer supplier channel return carrier tracking date reason note
address condition
""")
SLOTS = {name: name for name in SAME_SLOTS} | {
    "units": "qty",
    "counted": "qty_set",
    "place": "warehouse",
    "from_place": "from_warehouse",
    "purchase": "po",
    "stage": "status",
    "money": "amount",
}
"""Slot -> slot; a price is told apart by its intent."""
REASONS = {"theft": "lost", "found": ""}
"""What the evaluation calls otherwise, or not at all."""

ON_THEIR_WAY = frozenset({"sent", "partially_received"})
"""What the evaluation calls purchase orders of which something is still to come."""


def prediction(act: Act) -> dict[str, Any]:
    """An act under the evaluation's names."""
    intent = INTENTS.get(act.command, "oos")
    slots = {}
    for name, value in act.slots.items():
        is_nothing = name == "reason" and REASONS.get(value) == ""
        # the form cancels goods, and not how many of them
        is_nothing |= name == "units" and intent == "cancel_order"
        if name in SLOTS and not is_nothing:
            slots[_slot(name, intent)] = _value(name, value, intent)
    return {"intent": intent, "slots": slots}


def _slot(name: str, intent: str) -> str:
    return "price" if name == "money" and intent in {"set_price", "create_po"} else SLOTS[name]


def _value(name: str, value: Any, intent: str) -> Any:
    if name == "customer":
        return value[0] if len(value) == 1 else list(value)
    if name in {"product", "to_product"}:
        return list(value)
    if name == "stage" and intent == "list_returns" and value == "unfulfilled":
        return "open"
    if name == "reason":
        return REASONS.get(value, value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if name == "money" else value


def names_of(told: Mapping[str, Any]) -> Names:
    """The shop of a `catalogue.json`."""
    return Names(
        products=tuple(
            Product(one["sku"], one["name"], tuple(one.get("aliases", ())), one.get("category", ""))
            for one in told.get("products", ())
        ),
        places=_named(told.get("warehouses", ()), "code"),
        channels=_named(told.get("channels", ()), "code"),
        customers=_named(told.get("customers", ()), "id"),
        suppliers=_named(told.get("suppliers", ()), "id"),
        carriers=_named(told.get("carriers", ()), "code"),
        orders=_orders(told.get("orders", ())),
        returns={one["number"]: one.get("order", "") for one in told.get("returns", ())},
        purchases={
            one["number"]: one.get("supplier", "") for one in told.get("purchase_orders", ())
        },
        on_their_way=frozenset(
            one["number"]
            for one in told.get("purchase_orders", ())
            if one.get("status") in ON_THEIR_WAY
        ),
    )


def _named(rows: Any, key: str) -> tuple[Named, ...]:
    return tuple(
        Named(
            one[key],
            tuple(dict.fromkeys(name for name in _called(one, key) if name)),
        )
        for one in rows
    )  # fmt: skip


def _called(one: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """All that a thing is called; an id is nothing that anybody says."""
    code = "" if key == "id" else one[key]
    return (one.get("name", ""), one.get("email", ""), *one.get("aliases", ()), code)


def _orders(rows: Any) -> dict[str, KnownOrder]:
    found = {}
    for one in rows:
        items = tuple(line["sku"] for line in one.get("items", ()))
        order = KnownOrder(
            one["number"],
            one.get("customer", ""),
            one.get("status", ""),
            items,
            one.get("channel", ""),
            units=sum(line.get("qty", 0) for line in one.get("items", ())),
        )
        found[one["number"].upper()] = order
        for key in ("channel_ref", "channel_number", "reference", "external_id", "their_number"):
            if one.get(key):
                found.setdefault(str(one[key]).upper().lstrip("#"), order)
    return _digits_alone(found) | found


def _digits_alone(orders: Mapping[str, KnownOrder]) -> dict[str, KnownOrder]:
    """Orders whose numbers begin with letters, by their digits, where no two have the same."""
    found: dict[str, set[KnownOrder]] = {}
    for number, order in orders.items():
        match = order_marks.NUMBER.fullmatch(number)
        if match and len(match[2]) >= order_marks.LEAST_BARE:
            found.setdefault(match[2], set()).add(order)
    return {digits: of_them.pop() for digits, of_them in found.items() if len(of_them) == 1}
