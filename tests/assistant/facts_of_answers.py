"""What the templates of products and figures that are asked for are given, with any word in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from oms.periods import Days
from oms.product_card import ProductCard
from oms.return_figures import Reason, Refunded, Returned
from oms.sales import Seller, Sold

TOKEN = "t" * 16
MONEY = tuple((currency, 123_456) for currency in ("GBP", "EUR", "USD", "CHF", "JPY", "KWD"))
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_answers(filled: Filled) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def product(word: str) -> dict[str, Any]:
        one = dataclasses.replace(filled(ProductCard, word), currency="GBP")
        return {"product": one, "cost": len(word) % 2 == 0}

    def days(word: str) -> Days:
        first, odd = dt.date(2025, 11, 3), len(word) % 2 == 1
        return Days(first, first if odd else dt.date(2026, 11, 24), is_open=odd, is_usual=not odd)

    def sold(word: str) -> dict[str, Any]:
        one = dataclasses.replace(filled(Sold, word), currency="GBP")
        back = dataclasses.replace(filled(Returned, word), worth=MONEY)
        return {"days": days(word), "zone": word, "title": word, "channel": word, "worth": MONEY,
                "an_order": MONEY, "sold": [one] * 30, "orders": 7, "units": 9,
                "best": [filled(Seller, word)] * 5, "returned": back}  # fmt: skip

    def returned(word: str) -> dict[str, Any]:
        back = dataclasses.replace(filled(Returned, word), worth=MONEY)
        paid = [Refunded(currency, minor, 2) for currency, minor in MONEY]
        return {"days": days(word), "zone": word, "title": word, "channel": word, "sold": 9,
                "returned": back, "reasons": [filled(Reason, word)] * 30,
                "most": [filled(Seller, word)] * 5, "refunded": paid}  # fmt: skip

    def digest(word: str) -> dict[str, Any]:
        many, day = 12, dt.date(2026, 11, 24)
        sold = {"channel": word, "currency": "GBP", "orders": 2, "units": 3, "goods_minor": 999}
        return {
            "day": day,
            "yesterday": day - dt.timedelta(days=1),
            "shop": word,
            "currency": "GBP",
            "listed": 5,
            "is_past": len(word) % 2 == 0,
            "week": [sold] * many,
            "sales_by_channel": [sold] * many,
            "top_sellers": [{"sku": word, "title": word, "units": 2}] * 5,
            "low_stock": [
                {"sku": word, "title": word, "location": word, "available": 1, "reorder_at": 2}
            ]
            * many,
            "late_orders": [
                {"order": word, "customer": word, "channel": word, "stage": word, "days_late": 2}
            ]
            * many,
            "held_orders": [{"order": word, "why": word, "owner": word, "days": 2}] * many,
            "returns_by_state": [{"state": word, "returns": 2, "units": 3, "worth_minor": 4}] * 7,
            "refunds_waiting": [
                {"refund": word, "order": word, "state": word, "amount_minor": 500,
                 "released_minor": 7, "currency": "GBP", "days": 2}
            ]
            * many,
            "exceptions": [{"kind": word, "detail": word, "days": 2}] * many,
            "stock_balance": [
                {"opening": 1, "units_in": 2, "units_out": 1, "counts": -1, "closing": 1,
                 "adds_up": True}
            ],
        }  # fmt: skip

    def priced(word: str) -> dict[str, Any]:
        before = 850 if len(word) % 2 else None
        return {"sku": word, "title": word, "currency": "GBP", "before": before, "after": 950,
                "cost": before, "who": word, "token": TOKEN}  # fmt: skip

    def pointed(word: str) -> dict[str, Any]:
        ends = (None, 7) if len(word) % 2 else (6, None)
        return {"sku": word, "title": word, "location": word, "before": ends[0], "after": ends[1],
                "available": 3, "who": word, "token": TOKEN}  # fmt: skip

    def bought(word: str) -> dict[str, Any]:
        odd = len(word) % 2 == 1
        add = {"sku": 1, "location": 2, "units": 3, "adding": "add"} if odd else {}
        of_order = {"state": "draft", "expected": dt.date(2026, 12, 5), "order_id": 7 if odd else 0}
        return {"sku": word or "–", "sku_id": 1, "title": word, "units": 3, "supplier": word or "–",
                "email": word, "terms": [word] * 4, "add": add, "number": word, **of_order,
                "order": (word or "–") if odd else ""}  # fmt: skip

    changed = {
        f"replies/{name}{then}": facts
        for name, facts in (("set_price", priced), ("set_reorder_point", pointed))
        for then in ("", "_done", "_undone")
    }
    answered_so = ("order_from_supplier", "receive_delivery", "purchase_status")
    changed |= {f"replies/{name}": bought for name in answered_so}
    return changed | {
        "replies/show_digest": digest,
        "replies/product_info": product,
        "replies/sales_report": sold,
        "replies/returns_report": returned,
    }
